"""The workbook of a frozen version: the same figures as the paper, as numbers. Text typed by people is always text."""

import io
from datetime import datetime
from decimal import Decimal, InvalidOperation

import xlsxwriter

MOST_CELL = 32_767


def render_sheet(content: dict) -> bytes:
    """Return the XLSX of a version's content: what it is, figures, breakdowns, texts, money, files.

    Numbers are cells of numbers; every other cell is written as text, so that nothing typed runs as a formula. The
    same content gives the same bytes.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": content["title"], "created": datetime(2000, 1, 1)})
    bold = book.add_format({"bold": True, "bottom": 1})
    for name, head, rows in _sheets(content):
        _write(book.add_worksheet(name), head, rows, bold)
    book.close()
    return out.getvalue()


def _sheets(content: dict) -> list[tuple[str, list[str], list[list[object]]]]:
    sections = content["sections"]
    return [
        ("Document", ["Quoi", "Valeur"], _facts(content)),
        ("Chiffres", FIGURE_HEAD, [_figure(part, f) for part in sections for f in part["figures"]]),
        ("Ventilations", BAND_HEAD, [row for part in sections for f in part["figures"] for row in _bands(f)]),
        (
            "Textes",
            ["Section", "Question", "Texte"],
            [[part["title"], text["words"], text["text"]] for part in sections for text in part["texts"]],
        ),
        ("Sommes", ["Section", "Poste", "Sommes"], [row for part in sections for row in _money(part)]),
        (
            "Pièces",
            ["Section", "Pièce", "Nom", "SHA-256"],
            [
                [part["title"], file["kind"], file["name"], file["sha256"]]
                for part in sections
                for file in part["files"]
            ],
        ),
    ]


FIGURE_HEAD = ["Section", "Code", "Indicateur", "Unité", "Résultat", "Tel qu’imprimé", "Sur", "Avant", "Cible", "Note"]
BAND_HEAD = ["Code", "Indicateur", "Axe", "Catégorie", "Nombre", "Tel qu’imprimé"]


def _facts(content: dict) -> list[list[object]]:
    version, agreement, funder = content["version"], content["agreement"], content["funder"]
    return [
        ["Titre", content["title"]],
        ["Organisme", content["organism"]["name"]],
        ["Bailleur de fonds", funder["name"] if funder else ""],
        ["Entente", agreement["reference"] if agreement else ""],
        ["Période", content["period"]["words"]],
        ["Version", str(version["number"])],
        ["Figée le", version["as_of_words"]],
        ["Code de vérification", version["code"]],
        ["Adresse de vérification", version["verify_url"]],
    ]


def _figure(part: dict, figure: dict) -> list[object]:
    value, past, target = figure["value"], figure["past"], figure["target"]
    shown = value["numerator"] if value["denominator"] else value["number"]
    return [
        part["title"],
        figure["key"],
        figure["words"],
        figure["unit"],
        _number(shown),
        value["text"],
        _number(value["denominator"]),
        past["text"] if past else "",
        _number(target["number"]) if target else "",
        figure["note"],
    ]


def _bands(figure: dict) -> list[list[object]]:
    rows = []
    for band in figure["bands"]:
        start = [figure["key"], figure["words"], band["dimension"]]
        rows += [[*start, row["words"], _number(row["number"]), row["text"]] for row in band["rows"]]
        if band["unbroken"]:
            rows.append([*start, "Non ventilé", "", band["unbroken"]])
    return rows


def _money(part: dict) -> list[list[object]]:
    money = part["money"]
    if not money:
        return []
    rows = [money["columns"], *money["rows"], *([money["total"]] if money["total"] else [])]
    return [[part["title"], *row] for row in rows]


def _number(text: str | None) -> Decimal | str:
    """A number as a cell of numbers; a blank, s. o., n. d. or a mask leaves the cell empty."""
    try:
        return Decimal(text) if text else ""
    except InvalidOperation:
        return ""


def _write(sheet, head: list[str], rows: list[list[object]], bold) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head), 24)
    for column, words in enumerate(head):
        sheet.write_string(0, column, words, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(number, column, cell)
            elif cell != "":
                sheet.write_string(number, column, readable(str(cell)))


def readable(text: str) -> str:
    """Return the text a cell may hold: control signs taken out, cut at what a spreadsheet reads."""
    kept = "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())
    return kept[:MOST_CELL]
