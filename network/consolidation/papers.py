"""The PDF and the workbook of a frozen consolidated content. Called by jobs; read no row."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from network.consolidation.figures.lines import figures_of
from network.consolidation.reading.tables import read
from reporting.papers.languages import content_in
from reporting.papers.rendering.pdf import laid_out, printable, qr_picture
from roriq_portal.files.spreadsheets import Cell, Number, Table, rate_cell, render_tables
from roriq_portal.formats.language import FRENCH, TAGS, current_language, in_language
from roriq_portal.formats.numbers import decimal_or_none
from roriq_portal.formats.rates import round_rate
from services.counting.achievement import SHORT_OF, Achievement

WHOLE, PLAIN = "#,##0", "#,##0.##########"
SHEETS = ("css/tokens.css", "css/paper/paper.css", "css/paper/cover.css", "css/paper/consolidated.css")
LONG = 44
# How a difference that is a number begins
SIGNS = ("+", "−", "=")


def render_pdf(content: dict, *, sha256: str, language: str = FRENCH) -> bytes:
    """Return the PDF/UA-1 of a frozen content in one of its languages; the same content gives the same bytes."""
    with in_language(language):
        paper = _paper(content_in(content, language), sha256)
        return laid_out(render_to_string("network/consolidation/rendering/paper.html", {"paper": paper}), *SHEETS)


def _paper(content: dict, sha256: str) -> dict:
    """The content, plus what only the paper needs: what stands in its margins, the drawing of its address."""
    said = printable(content)
    version, reading = said["version"], read(said, sha256)
    return {
        **said,
        "lang": TAGS[current_language()],
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


def render_workbook(content: dict, *, language: str = FRENCH) -> bytes:
    """Return the XLSX of a content in one of its languages: what it is, totals, each report, who is missing, words."""
    said = content_in(content, language)
    with in_language(language):
        sheets = [sheet for sheet in _sheets(said) if sheet.rows]
        return render_tables("xlsx", sheets, title=said["title"])


def _sheets(content: dict) -> Iterator[Table]:
    yield _table(_("Document"), [_("Quoi"), _("Valeur")], _facts(content))
    before = content["before_short"] or _("Avant")
    head = [
        _("Section"),
        _("Code"),
        _("Indicateur"),
        _("Unité"),
        content["period_short"],
        _("Tel qu’imprimé"),
        _("Sans quoi"),
    ]
    yield _table(
        _("Totaux"), [*head, before, _("Écart"), _("Cible"), _("Atteinte"), _("Pourquoi")], list(_totals(content))
    )
    names = [row["name"] for row in content["organisms"]]
    cells = [
        [figure["key"], figure["words"], name, _number(cell["number"]), cell["text"]]
        for figure in figures_of(content)
        for name, cell in zip(names, figure["cells"], strict=False)
    ]
    yield _table(
        _("Chaque organisme"), [_("Code"), _("Indicateur"), _("Organisme"), _("Nombre"), _("Tel qu’imprimé")], cells
    )
    counted = [
        [row["name"], row["region"], row["number"], row.get("version", ""), row.get("sha256", "")]
        for row in content["organisms"]
    ]
    yield _table(_("Rapports comptés"), [_("Organisme"), _("Région"), _("Numéro"), _("Version"), "SHA-256"], counted)
    gone = [[row["name"], row["region"], row["why"]] for row in content["missing"]]
    yield _table(_("Qui manque"), [_("Organisme"), _("Région"), _("Pourquoi")], gone)
    yield _table(_("Textes"), [_("Sur quoi"), _("Texte")], [[row["title"], row["text"]] for row in content["words"]])


def _table(name: str, head: list[str], rows: list[list[Cell]]) -> Table:
    return Table(name, head, rows, frozen=0, is_paper=True)


def _facts(content: dict) -> list[list[Cell]]:
    version, statement = content["version"], content["statement"]
    facts: list[list[Cell]] = [
        [_("Titre"), content["title"]],
        [_("Consolidé par"), content["author"]],
        [_("Période"), content["period"]["words"]],
        [_("Version"), str(version["number"])],
        [_("Figée le"), version["as_of_words"]],
        [_("Motif"), version["reason"]],
        [
            _("Énoncé commun"),
            _("version {}, {}").format(statement["number"], statement["adopted_words"]) if statement else "",
        ],
        [_("Code de vérification"), version["code"]],
        [_("Adresse de vérification"), version["verify_url"]],
        *[[_("À savoir"), note] for note in filter(None, (*content["notes"], content["joint"], *content["breaks"]))],
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
                _difference(figure),
                _number(target["number"]) if target else "",
                _rate(figure),
                total["why"] or (target.get("partial", "") if target else ""),
            ]


def _difference(figure: dict) -> Cell:
    """Return by how much a total moved, in numbers where its words begin with a sign; « rupture » stays a word."""
    now, before = _of(figure, "total"), _of(figure, "before")
    if now is None or before is None or not figure["difference"].startswith(SIGNS):
        return figure["difference"]
    return _cell(now - before)


def _rate(figure: dict) -> Cell:
    """Return what is reached of a target, as it is printed; nothing where the paper says nothing of it."""
    share = Achievement(_of(figure, "total"), _of(figure, "target")).share
    if share is None or not figure["rate"]:
        return figure["rate"]
    return rate_cell(share, 100, round_rate(share, 100, thresholds=[SHORT_OF]))


def _of(figure: dict, name: str) -> Decimal | None:
    return decimal_or_none(figure[name]["number"]) if figure[name] else None


def _number(text: str | None) -> Cell:
    number: Decimal | None = decimal_or_none(text)
    return "" if number is None else _cell(number)


def _cell(number: Decimal) -> Number:
    return Number(number, WHOLE if number == number.to_integral_value() else PLAIN)
