"""What the filling of reports away from the portal adds to the world of the table of rights."""

import io

import openpyxl

from reporting.filling.offline.actions import receive_workbook
from reporting.filling.offline.sheets import render_offline_book
from reporting.lines.assembly import build_sections
from reporting.models import Report

CANARY = "CANARI-CLASSEUR-7714"


def places(draft: Report, other_id: int, by) -> dict:
    """Relations: a filled workbook that waits for the draft; the same one, asked for under another report."""
    upload = receive_workbook(report=draft, data=_filled(draft), name=f"{CANARY}.xlsx", by=by)
    place = {"report_id": draft.pk, "upload_id": upload.pk}
    return {"draft_workbook": place, "asked_workbook": {**place, "report_id": other_id}}


def _filled(report: Report) -> bytes:
    data = render_offline_book(report, build_sections(report), may_write=True)
    book, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    sheet = book["Volet 4"]
    row = next(cells for cells in sheet.iter_rows() if cells[9].value == "v4-faits-saillants")
    row[7].value = CANARY
    book.save(out)
    return out.getvalue()
