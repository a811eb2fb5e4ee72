"""Blank workbooks as funders make them, and files of forms that are made from them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from reporting.form_editor.funder_files.actions import add_workbook, adopt_file
from reporting.form_editor.funder_files.blank_book import read_blank_book
from reporting.models import FileTie, FunderFile, TemplateVersion
from tests.attack.form_filler import Filled, forms_as_shown

SHEET = "Feuil1"


def blank_book() -> Workbook:
    """Labels at the left, cells at their right; a named one, a merged one, a formula, a list, a day, a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"], sheet["A1"].font = "Reddition de comptes", Font(bold=True, color="FF0000")
    sheet["A2"], sheet["A3"], sheet["A4"] = "Nom de l’organisme", "Début", "Familles accueillies et accompagnées"
    sheet["B3"].number_format = "yyyy-mm-dd"
    sheet["A9"], sheet["B9"] = "Total", "=SUM(B4:B8)"
    sheet.merge_cells("C4:D5")
    rule = DataValidation(type="list", formula1='"Oui,Non"')
    rule.add("B12")
    sheet.add_data_validation(rule)
    book.defined_names["Entente"] = DefinedName("Entente", attr_text=f"{SHEET}!$B$20")
    book.create_sheet("Part; deux")
    return book


def data_of(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def published(key: str = "regionalisation-final") -> TemplateVersion:
    return TemplateVersion.objects.get(template__key=key, published_at__isnull=False)


def make_file(by, *, book: Workbook | None = None, version: TemplateVersion | None = None, **more) -> FunderFile:
    """A draft of the funder's workbook."""
    blank = read_blank_book(data_of(book or blank_book()), "Tableau du bailleur.xlsx")
    given = {"name": "Tableau de suivi", "adds_notes": False, **more}
    return add_workbook(version=version or published(), book=blank, by=by, **given).file


def tie(file: FunderFile, cell: str, line: str = "", sheet: str = SHEET, **more) -> FileTie:
    part = {} if more.get("fact") else {"part": "value"}
    return FileTie.objects.create(funder_file=file, sheet=sheet, cell=cell, line_key=line, **{**part, **more})


def put_in_use(file: FunderFile, by) -> FunderFile:
    file.refresh_from_db()
    return adopt_file(file=file, accepts_losses=True, seen=file.revision, by=by)


def send(client, version: TemplateVersion, data: bytes, name: str = "blanc.xlsx", **more):
    url = reverse("reporting:funder-file-add", args=[version.pk])
    return client.post(url, {"name": "Tableau", "file": SimpleUploadedFile(name, data), **more})


def page_form(client, url: str, action: str = "") -> Filled:
    """The form of a page as a browser would send it untouched."""
    forms = forms_as_shown(client.get(url).content.decode())
    return next(form for form in forms if form.action in (action, action or url) and len(form.data) > 1)


def at(name: str, *args) -> str:
    return reverse(f"reporting:{name}", args=args)
