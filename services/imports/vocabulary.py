"""The words an organism's registers may use, as the pure parser takes them, with their row ids."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from agreements.models import Agreement
from organisms.models import Category, Municipality, Organism
from services.activities.rules import has_decimals
from services.forms.agreement_fields import agreements_of
from services.imports.registers import FIELDS, AgreementTerm, CountRule, Place, Recipe, Vocabulary
from services.imports.registers.vocabulary import Source
from services.models import ActivityType, AgreementMapping, ColumnMapping, TypeMapping

SOURCES: dict[str, Source] = {"one": "one", "immigrants": "immigrants", "host": "host_society", "quantity": "quantity"}
# What the parser calls a category → what the catalogue calls it; ages have the same names on both sides.
DIMENSIONS = {"sex": "sex", "age": "age", "immigration_category": "immigration"}
CATEGORIES = {
    ("sex", "women"): "femmes",
    ("sex", "men"): "hommes",
    ("sex", "other"): "autre-nsp",
    ("immigration_category", "economic"): "economique",
    ("immigration_category", "family"): "regroupement",
    ("immigration_category", "refugee"): "refugies",
    ("immigration_category", "other"): "autres",
}


@dataclass(frozen=True)
class RowIds:
    """Ids behind the parser's codes. categories: (dimension, category) of the parser → id."""

    municipalities: dict[str, int]
    categories: dict[tuple[str, str], int]
    partner_kinds: dict[int, str]


def vocabulary_of(organism: Organism, *, today: date) -> Vocabulary:
    """Return what a row of the organism's registers is judged against: eight queries whatever its size."""
    kinds = ActivityType.objects.offered_to(organism).order_by("organism_id", "sort_name")
    kinds = kinds.prefetch_related("recipe__indicator")
    named = ("code", "name", "designation", "mrc__code", "mrc__name", "receives_rpce_since")
    towns = list(Municipality.objects.values_list(*named))
    learned = TypeMapping.objects.standing().filter(organism=organism).values_list("words", "activity_type")
    named = AgreementMapping.objects.standing().filter(organism=organism)
    return Vocabulary(
        recipes=tuple(_recipe(kind) for kind in kinds),
        places=tuple(Place(*town) for *town, _ in towns),
        # Of two that bear the same reference, a register means the organism's own: the last one stands
        agreements=tuple(_term(agreement) for agreement in agreements_of(organism).reverse()),
        today=today,
        activity_names={words: str(kind) for words, kind in learned},
        agreement_names=dict(named.values_list("words", "agreement")),
        components=tuple(organism.components),
        mandated_cities={code: since for code, *_, since in towns if since},
    )


def _recipe(kind: ActivityType) -> Recipe:
    rules = (
        CountRule(
            line.indicator.code,
            SOURCES[line.source],
            line.indicator.unit,
            has_decimals(line.source, line.indicator.unit),
        )
        for line in kind.recipe.all()
    )
    return Recipe(str(kind.pk), kind.name, kind.component, tuple(rules))


def _term(agreement: Agreement) -> AgreementTerm:
    end = agreement.during.upper
    return AgreementTerm(
        agreement.pk,
        agreement.reference,
        agreement.during.lower,
        end - timedelta(days=1) if end else None,
        tuple(agreement.components),
    )


def columns_taught(organism: Organism) -> dict[str, str | None]:
    """Return header → field, None where the column is left out, as people of the organism said before."""
    rows = ColumnMapping.objects.standing().filter(organism=organism).values_list("header", "field")
    return {header: field or None for header, field in rows if not field or field in FIELDS}


def category_ids() -> dict[tuple[str, str], int]:
    """Return the id of each (dimension, category) that a register may name. One query."""
    ids = {(c.dimension.key, c.key): c.pk for c in Category.objects.select_related("dimension")}
    ages = {("age", key): pk for (dimension, key), pk in ids.items() if dimension == "age"}
    return ages | {pair: ids[DIMENSIONS[pair[0]], key] for pair, key in CATEGORIES.items()}


def row_ids() -> RowIds:
    """Return the ids of every municipality, of the categories a register may name, and each type's partner kind."""
    kinds = ActivityType.objects.values_list("pk", "names_partner")
    return RowIds(
        municipalities=dict(Municipality.objects.values_list("code", "pk")),
        categories=category_ids(),
        partner_kinds={pk: "employer" if names == "employer" else "partner" for pk, names in kinds},
    )


def known_words(words: Iterable[str]) -> list[str]:
    """Return the words once each, in their order, without those too long to be remembered."""
    return [each for each in dict.fromkeys(words) if each and len(each) <= 200]
