"""Workbooks as people fill them: downloaded through the page, cells found by their question, saved by openpyxl."""

import io
from dataclasses import dataclass

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

HIDDEN = "Repères"
COLUMNS = {"Nombre": 5, "Sur": 6, "Réponse": 7, "Texte": 8}
MARK = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Book:
    """A workbook open in a spreadsheet."""

    book: openpyxl.Workbook

    @property
    def sections(self):
        return [sheet for sheet in self.book.worksheets if sheet.title not in (HIDDEN, "Mode d’emploi")]

    def place(self, mark: str):
        """The sheet and the row of a box, by its hidden mark."""
        for sheet in self.sections:
            for row in range(1, sheet.max_row + 1):
                if sheet.cell(row, MARK).value == mark:
                    return sheet, row
        raise AssertionError(f"no row {mark}")

    def cell(self, mark: str, column: str = "Nombre"):
        sheet, row = self.place(mark)
        return sheet.cell(row, COLUMNS[column])

    def fill(self, mark: str, number=None, *, over=None, answer=None, text=None) -> "Book":
        for column, value in {"Nombre": number, "Sur": over, "Réponse": answer, "Texte": text}.items():
            if value is not None:
                self.cell(mark, column).value = value
        return self

    def marks(self):
        for sheet in self.sections:
            for row in range(1, sheet.max_row + 1):
                if sheet.cell(row, MARK).value and sheet.cell(row, MARK).value != "Repère":
                    yield sheet.cell(row, MARK).value

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def opened(data: bytes) -> Book:
    return Book(openpyxl.load_workbook(io.BytesIO(data)))


def page_of(report) -> str:
    return reverse("reporting:report-workbook", args=[report.pk])


def download(client, report) -> bytes:
    answer = client.get(reverse("reporting:workbook-download", args=[report.pk]))
    assert answer.status_code == 200
    return answer.content


def send(client, report, data: bytes, name="classeur.xlsx"):
    """The answer to a sending, after its redirection: the page of what changes, or the form with a refusal."""
    return client.post(page_of(report), {"file": SimpleUploadedFile(name, data, XLSX)}, follow=True)


def words_of(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def take(client, answer, **chosen):
    """Send the page of what changes; `chosen`: box → « fichier » or « portail »."""
    fields = {f"choix-{name}": value for name, value in chosen.items()}
    data = {"vu": answer.context["comparison"].mark, **fields}
    return client.post(answer.request["PATH_INFO"], data, follow=True)
