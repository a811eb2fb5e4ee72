"""What does not go together in a line, in sentences beside the box that can mend it. Asks the database nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from organisms.models import Indicator
from reporting.engine.form.faults import NUMBERED, TWO_LINES
from reporting.form_editor.lines.rows import AGE_AXIS, BAND, COMPUTED, RULE, TERM
from reporting.models import Line
from services.households.totals import HOUSEHOLD_CODES

if TYPE_CHECKING:
    from reporting.form_editor.lines.form import LineForm

WORDED = (Line.Kind.TEXT, Line.Kind.FILE, Line.Kind.HEADING)
COUNTED = (Line.Source.RECORDS, Line.Source.PARTNERS, Line.Source.DECLARED, Line.Source.HOUSEHOLDS)
Fault = tuple[str, str]


def inconsistencies(form: "LineForm") -> Iterator[Fault]:
    """Yield (name of the box, sentence)."""
    data = form.cleaned_data
    terms = {rank: form.vocabulary.indicators[row["indicator"]] for rank, row in form.typed_rows(TERM)}
    yield from _of_kind(data)
    yield from _of_source(data, terms, any(True for _ in form.typed_rows(COMPUTED)))
    yield from _of_units(terms)
    yield from _of_categories(form)
    for rank, row in form.typed_rows(BAND):
        yield from _of_band(rank, row)
    for rank, row in form.typed_rows(RULE):
        yield from _of_rule(rank, row)


def _of_kind(data: dict[str, Any]) -> Iterator[Fault]:
    kind, source = data.get("kind"), data.get("source")
    if kind == Line.Kind.TEXT and not data.get("max_chars") and "max_chars" in data:
        yield "max_chars", "Dites combien de signes au plus, par exemple 3000."
    if kind in WORDED and source and source != Line.Source.ASKED:
        yield "source", "Un titre, un texte et une pièce ne se comptent pas\u00a0: choisissez «\u00a0Question\u00a0»."
    if source == Line.Source.AGREEMENTS and kind and kind != Line.Kind.MONEY:
        yield "source", "L’argent de l’entente répond à une ligne d’argent\u00a0: changez la réponse, ou la source."


def _of_source(data: dict[str, Any], terms: dict[int, Indicator], is_computed: bool) -> Iterator[Fault]:
    source = data.get("source")
    if source in COUNTED and not terms and data.get("kind") not in WORDED:
        yield f"{TERM}-0-indicator", "Choisissez ce qu’elle compte, ou faites-en une question."
    if source == Line.Source.LINES and not is_computed:
        yield f"{COMPUTED}-0-other", "Choisissez les lignes dont elle est faite."
    for rank, indicator in terms.items():
        if source in (Line.Source.RECORDS, Line.Source.PARTNERS) and indicator.source != source:
            source_words = Indicator.Source(indicator.source).label
            yield f"{TERM}-{rank}-indicator", f"{indicator.code} a une autre source\u00a0: {source_words}."
        if source == Line.Source.HOUSEHOLDS and indicator.code not in HOUSEHOLD_CODES:
            yield f"{TERM}-{rank}-indicator", f"{indicator.code} ne se compte pas d’après les ménages."


def _of_units(terms: dict[int, Indicator]) -> Iterator[Fault]:
    first = next(iter(terms.values()), None)
    for rank, indicator in terms.items():
        if first and indicator.unit != first.unit:
            yield (
                f"{TERM}-{rank}-indicator",
                f"Une ligne a une seule unité\u00a0: {first.code} compte en «\u00a0{first.unit}\u00a0», "
                f"{indicator.code} en «\u00a0{indicator.unit}\u00a0». Faites deux lignes\u00a0; "
                "une troisième, calculée d’elles, peut en donner la moyenne.",
            )


def _of_categories(form: "LineForm") -> Iterator[Fault]:
    chosen = form.cleaned_data.get("categories") or []
    if len({key.partition(":")[0] for key in chosen}) > 1:
        yield "categories", "Choisissez dans un seul axe\u00a0: les fiches ne croisent pas deux axes."
    asked = any(row["dimension"] for _, row in form.typed_rows(BAND) if row.get("dimension"))
    if chosen and (asked or form.cleaned_data.get("usual_bands")):
        yield "categories", "Des catégories et des tranches croiseraient deux axes\u00a0: faites deux lignes."


def _of_band(rank: int, row: dict[str, Any]) -> Iterator[Fault]:
    name, is_of_ages = f"{BAND}-{rank}", row.get("dimension") == AGE_AXIS
    if row.get("categories") and any(key.partition(":")[0] != row.get("dimension") for key in row["categories"]):
        yield f"{name}-categories", "Ces catégories sont d’un autre axe."
    if "from" not in row or "to" not in row:
        return  # its own box says already what is wrong
    first, last = row["from"], row["to"]
    if first is None and (last is not None or (is_of_ages and not row.get("categories"))):
        yield f"{name}-from", "Dites à quel âge elle commence."
    if first is not None and last is not None and last < first:
        yield f"{name}-to", "La tranche finit avant de commencer."
    if first is not None and not is_of_ages:
        yield f"{name}-dimension", "Des âges vont avec l’axe de l’âge."


def _of_rule(rank: int, row: dict[str, Any]) -> Iterator[Fault]:
    name = f"{RULE}-{rank}"
    if row["op"] in TWO_LINES and not row.get("other"):
        yield f"{name}-other", "Choisissez à quelle ligne comparer."
    if row["op"] in NUMBERED and row.get("number") is None and "number" in row:
        yield f"{name}-number", "Inscrivez le pourcentage, par exemple 15."
