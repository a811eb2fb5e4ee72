"""The money that a coordination leaves: what the running years have not spent, and the payments still expected."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from agreements.models import Agreement, AgreementYear, Instalment
from agreements.money.accounts import read_instalments
from agreements.money.unspent import unspent_by_year
from organisms.models import Organism, User
from reporting.deadlines.hand_over.parts import Entry, Part, part
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money


def money_parts(organism: Organism, user: User, today: date) -> list[Part]:
    """Return the money of the organism's own agreements that this person may read, in two parts. Four statements."""
    own = Agreement.objects.money_read_by(user).filter(organism=organism).order_by().values("pk")
    url = reverse("agreements:organism-money", args=[organism.pk])
    expected, unspent = "Par jour prévu, le plus ancien d’abord.", "Ce que l’année en cours n’a pas dépensé."
    return [
        part("versements", "Versements attendus", expected, _expected(own, today), url),
        part("depenser", "Argent à dépenser", unspent, _unspent(own, today), url),
    ]


def _expected(own, today: date) -> Iterator[Entry]:
    """Instalments that were not received whole, of years that began."""
    rows = Instalment.objects.filter(year__agreement__in=own, year__during__startswith__lte=today)
    for row in read_instalments(rows.select_related("year__agreement"), today):
        if row.standing.rest:
            agreement = row.instalment.year.agreement
            words = f"{format_day(row.instalment.expected_on)}\u00a0: {format_money(row.standing.rest)}"
            note = f"{agreement.reference}, {row.instalment.funder}, {row.standing.label.lower()}"
            yield Entry(words, _account(agreement.pk), note)


def _unspent(own, today: date) -> Iterator[Entry]:
    rows = AgreementYear.objects.filter(agreement__in=own, during__contains=today).select_related("agreement")
    for year, unspent in unspent_by_year(rows.order_by("during", "pk")):
        words = f"{year.agreement.reference}, an {year.number}\u00a0: {format_money(unspent.rest)}"
        yield Entry(words, _account(year.agreement_id), f"sur {format_money(year.amount)}")


def _account(agreement_id: int) -> str:
    return reverse("agreements:money-detail", args=[agreement_id])
