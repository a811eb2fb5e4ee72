"""The PDF and the workbook of a frozen consolidated content. Called by jobs; read no row."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.text import Truncator

from network.consolidation.figures.lines import figures_of
from network.consolidation.reading.tables import read
from reporting.papers.rendering.pdf import laid_out, printable, qr_picture
from roriq_portal.files.spreadsheets import Cell, Number, Table, printed_cell, render_tables
from roriq_portal.formats.language import FRENCH, TAGS, in_language
from roriq_portal.formats.numbers import decimal_or_none

WHOLE, PLAIN = "#,##0", "#,##0.##########"
SHEETS = ("css/tokens.css", "css/paper/paper.css", "css/paper/cover.css")
LONG = 44


def render_pdf(content: dict, *, sha256: str) -> bytes:
    """Return the PDF/UA-1 of a frozen content; the same content gives the same bytes."""
    with in_language(FRENCH):
        return laid_out(
            render_to_string("network/consolidation/rendering/paper.html", {"paper": _paper(content, sha256)})
        )


def _paper(content: dict, sha256: str) -> dict:
    """The content, plus what only the paper needs: what stands in its margins, the drawing of its address."""
    said = printable(content)
    version, reading = said["version"], read(said, sha256)
    return {
        **said,
        "lang": TAGS[FRENCH],
        "reading": reading,
        "is_draft": False,
        "agreement": None,
        "foot_name": Truncator(said["author"]).chars(80),
        "foot_title": Truncator(f"{said['title']} {said['period_short']}").chars(60),
        "cover_size": "is-long" if len(said["title"]) > LONG else "",
        "dated": datetime.fromisoformat(version["as_of"]).isoformat(timespec="seconds"),
        "hash_short": f"{reading.sha256[:9]} … {reading.sha256[-9:]}",
        "qr": qr_picture(version["verify_url"]),
    }


def render_workbook(content: dict) -> bytes:
    """Return the XLSX of a content: what it is, its totals, each report's figures, who is missing, the words."""
    with in_language(FRENCH):
        sheets = [sheet for sheet in _sheets(content) if sheet.rows]
        return render_tables("xlsx", sheets, title=content["title"])


def _sheets(content: dict) -> Iterator[Table]:
    yield _table("Document", ["Quoi", "Valeur"], _facts(content))
    before = content["before_short"] or "Avant"
    head = ["Section", "Code", "Indicateur", "Unité", content["period_short"], "Tel qu’imprimé", "Sans quoi"]
    yield _table("Totaux", [*head, before, "Écart", "Cible", "Atteinte", "Pourquoi"], list(_totals(content)))
    names = [row["name"] for row in content["organisms"]]
    cells = [
        [figure["key"], figure["words"], name, _number(cell["number"]), cell["text"]]
        for figure in figures_of(content)
        for name, cell in zip(names, figure["cells"], strict=False)
    ]
    yield _table("Chaque organisme", ["Code", "Indicateur", "Organisme", "Nombre", "Tel qu’imprimé"], cells)
    counted = [
        [row["name"], row["region"], row["number"], row.get("version", ""), row.get("sha256", "")]
        for row in content["organisms"]
    ]
    yield _table("Rapports comptés", ["Organisme", "Région", "Numéro", "Version", "SHA-256"], counted)
    gone = [[row["name"], row["region"], row["why"]] for row in content["missing"]]
    yield _table("Qui manque", ["Organisme", "Région", "Pourquoi"], gone)
    yield _table("Textes", ["Sur quoi", "Texte"], [[row["title"], row["text"]] for row in content["words"]])


def _table(name: str, head: list[str], rows: list[list[Cell]]) -> Table:
    return Table(name, head, rows, frozen=0, is_paper=True)


def _facts(content: dict) -> list[list[Cell]]:
    version, statement = content["version"], content["statement"]
    facts: list[list[Cell]] = [
        ["Titre", content["title"]],
        ["Consolidé par", content["author"]],
        ["Période", content["period"]["words"]],
        ["Version", str(version["number"])],
        ["Figée le", version["as_of_words"]],
        ["Motif", version["reason"]],
        ["Énoncé commun", f"version {statement['number']}, {statement['adopted_words']}" if statement else ""],
        ["Code de vérification", version["code"]],
        ["Adresse de vérification", version["verify_url"]],
        *[["À savoir", note] for note in filter(None, (*content["notes"], content["joint"], *content["breaks"]))],
    ]
    return [fact for fact in facts if fact[1]]


def _totals(content: dict) -> Iterator[list[Cell]]:
    for section in content["sections"]:
        for figure in section["figures"]:
            total, before, target = figure["total"], figure["before"], figure["target"]
            yield [
                section["title"],
                figure["key"],
                figure["words"],
                figure["unit"],
                _number(total["number"]),
                total["text"],
                total["left_out"],
                (_number(before["number"]) or before["text"]) if before else "",
                printed_cell(figure["difference"]),
                _number(target["number"]) if target else "",
                printed_cell(figure["rate"]),
                total["why"],
            ]


def _number(text: str | None) -> Cell:
    number: Decimal | None = decimal_or_none(text)
    if number is None:
        return ""
    return Number(number, WHOLE if number == number.to_integral_value() else PLAIN)
