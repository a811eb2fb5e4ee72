"""The columns of the lists of households: the list, the follow-ups due, and who opened which."""

from datetime import date

from django.urls import reverse

from roriq_portal.formats.days import format_day
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare
from services.households.rows import HouseholdRow


def _url(row: HouseholdRow) -> str:
    return reverse("services:household-detail", args=[row.organism_id, row.household.key])


def _key(row: HouseholdRow) -> Shown:
    return Shown(row.household.key, _url(row))


def _key_and_other(row: HouseholdRow) -> Shown:
    return Shown(row.household.key, _url(row), (Under(row.other),))


def _category(row: HouseholdRow) -> str:
    return row.household.category.words if row.household.category else ""


def _state(row: HouseholdRow) -> Shown:
    due: tuple[Under, ...] = ()
    if row.due:
        unpaid = ", sans entente qui le paie" if row.is_unfunded else ""
        due = (Under(f"Suivi de {row.due.months}\u00a0mois dû depuis le {format_day(row.due.day)}{unpaid}"),)
    return Shown(row.words, under=due, turn=row.turn, sign=row.sign)


def _due_months(row: HouseholdRow) -> int | None:
    return row.due.months if row.due else None


def _due_on(row: HouseholdRow) -> date | None:
    return row.due.day if row.due else None


def _follow_up(row: HouseholdRow) -> Shown:
    return Shown(f"{row.due.months}\u00a0mois" if row.due else "")


def _paid(row: HouseholdRow) -> str:
    return ("Non" if row.is_unfunded else "Oui") if row.due else ""


def _paid_shown(row: HouseholdRow) -> Shown:
    return Shown("Non", turn="late", sign="alert") if row.is_unfunded else Shown(_paid(row))


# A key is drawn at random and says nothing: households stand in the order in which they came
HOUSEHOLDS = declare(
    Listing(
        address="services:household-list",
        name="Ménages",
        stem="menages",
        nouns=("ménage", "ménages"),
        columns=(
            Column("cle", "Clé", lambda row: row.household.key, ("pk",), show=_key),
            Column("avec", "Avec", lambda row: row.other),
            Column("personnes", "Personnes", lambda row: row.household.size, ("size",), Kind.NUMBER),
            Column("categorie", "Catégorie", _category, ("category__order",)),
            Column("etat", "État", lambda row: row.words, ("state",), show=_state),
            Column("mois", "Suivi dû (mois)", _due_months, (), Kind.NUMBER, is_usual=False),
            Column("suivi", "Suivi dû le", _due_on, ("due_on",), Kind.DAY, is_usual=False),
            Column("paye", "Payé par une entente", _paid, show=_paid_shown, is_usual=False),
        ),
        order="-cle",
    )
)
FOLLOW_UPS_DUE = declare(
    Listing(
        address="services:follow-up-list",
        name="Suivis dus",
        stem="suivis-dus",
        nouns=("ménage", "ménages"),
        columns=(
            Column("cle", "Ménage", lambda row: row.household.key, ("pk",), show=_key_and_other),
            Column("avec", "Avec", lambda row: row.other, is_usual=False),
            Column("mois", "Suivi", _due_months, show=_follow_up),
            Column("jour", "Dû le", _due_on, ("due_on",), Kind.DAY),
            Column("paye", "Payé par une entente", _paid, show=_paid_shown),
        ),
        order="jour",
    )
)
READINGS = declare(
    Listing(
        address="services:reading-list",
        name="Consultations des ménages",
        stem="consultations",
        nouns=("consultation", "consultations"),
        columns=(
            Column("moment", "Moment", lambda row: row.at, ("pk",), Kind.MOMENT),
            Column("personne", "Personne", lambda row: row.by.name, ("by__name",)),
            Column("cle", "Ménage", lambda row: row.household.key, ("household__key",)),
        ),
        order="-moment",
    )
)
