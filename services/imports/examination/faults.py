"""The remarks on a register: pages of errors and warnings, and the faulty rows as a file to correct."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.paginator import Page
from django.http import QueryDict

from roriq_portal.files.cells import bare_cell
from roriq_portal.files.spreadsheets import Table
from roriq_portal.formats.phrases import and_others
from roriq_portal.lists.paging import LONG_PAGE, numbered_page
from services.imports.examination.preview import Examination
from services.imports.reading.opening import OUR_HEADERS
from services.imports.registers.files.several_sheets import row_words
from services.imports.registers.values import shown


@dataclass(frozen=True)
class FaultList:
    """One page of the errors or of the warnings; `before` and `after` are the queries of its neighbours."""

    page: Page
    before: str
    after: str


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

    def query(number: int) -> str:
        neighbour = params.copy()
        neighbour[name] = str(number)
        return neighbour.urlencode()

    before = query(page.previous_page_number()) if page.has_previous() else ""
    return FaultList(page, before, query(page.next_page_number()) if page.has_next() else "")


def faulty_table(examination: Examination) -> Table:
    """Return the faulty rows: the row's number, the reasons, then the cells as they are in the file."""
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for fault in examination.preview.errors:
        reasons[fault.file_row].append(f"{fault.column}\xa0: {fault.message}" if fault.column else fault.message)
    told = examination.opened.sheet.sheets_told
    rows = (
        [row_words(number, told), " ".join(reasons[number]), *(bare_cell(shown(cell)) for cell in cells)]
        for number, cells in examination.opened.sheet.rows
        if number in reasons
    )
    return Table("Lignes à corriger", [*OUR_HEADERS, *examination.opened.sheet.header], rows)
