"""The remarks on a register: pages of errors and warnings, and the faulty rows as a file to correct."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.core.paginator import Page
from django.http import QueryDict

from roriq_portal.files.cells import bare_cell
from roriq_portal.files.spreadsheets import Table
from roriq_portal.formats.phrases import and_others
from roriq_portal.lists.paging import LONG_PAGE, Pager, numbered_page, pager_of
from services.imports.examination.preview import Examination
from services.imports.reading.opening import OUR_HEADERS
from services.imports.registers.files.several_sheets import row_words
from services.imports.registers.values import shown

WORDS = {"manques": "lignes à corriger", "avis": "avis"}


@dataclass(frozen=True)
class FaultList:
    """One page of the errors or of the warnings, and what leads to its neighbours."""

    page: Page
    pages: Pager


def fault_pages(faults: list[dict], params: QueryDict) -> dict:
    """Return what the pages print of the faults kept with a batch, narrowed to the column that `params` names."""
    column = params.get("colonne", "")
    columns = list(dict.fromkeys(fault["column"] for fault in faults if fault["column"]))
    if column and column in columns:
        faults = [fault for fault in faults if fault["column"] == column]
    return {
        "column": column,
        "fault_columns": columns,
        "errors": _page(params, "manques", [fault for fault in faults if fault["is_error"]]),
        "warnings": _page(params, "avis", [fault for fault in faults if not fault["is_error"]]),
    }


def _lines(fault: dict) -> str:
    """The rows that have this remark, the first of them by number."""
    return and_others(fault["rows"], fault["count"] - len(fault["rows"]))


def _page(params: QueryDict, name: str, faults: list[dict]) -> FaultList:
    rows = [fault | {"lines": _lines(fault)} for fault in faults]
    page = numbered_page(rows, params, LONG_PAGE, name)
    choices = [(key, value) for key, values in params.lists() if key != name for value in values]
    where = f"{page.start_index()}\u2013{page.end_index()}, sur {page.paginator.count}"
    pages = pager_of(page, choices, name=name, where=where)
    return FaultList(page, replace(pages, label=f"Pages des {WORDS[name]}"))


def faulty_table(examination: Examination) -> Table:
    """Return the faulty rows: the row's number, the reasons, then the cells as they are in the file."""
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for fault in examination.preview.errors:
        reasons[fault.file_row].append(f"{fault.column}\xa0: {fault.message}" if fault.column else fault.message)
    sheets = examination.opened.sheet.sheets_told
    rows = (
        [row_words(number, sheets), " ".join(reasons[number]), *(bare_cell(shown(cell)) for cell in cells)]
        for number, cells in examination.opened.sheet.rows
        if number in reasons
    )
    return Table("Lignes à corriger", [*OUR_HEADERS, *examination.opened.sheet.header], rows)
