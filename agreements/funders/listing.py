"""What the list of funders shows: search, kind, columns."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import NullIf
from django.utils import timezone

from agreements.models import Agreement, Funder
from organisms.models import User
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare


def funders_listed_for(user: User, chosen: dict) -> QuerySet[Funder]:
    """Return the funders that answer, each with `running`: how many of the agreements they read it signs today.

    Who does not read all agreements reads nothing where a number would be zero: others may run.
    """
    running = Q(agreements__in=Agreement.objects.visible_to(user).filter(during__contains=timezone.localdate()))
    rows = Funder.objects.visible_to(user).named_like(chosen.get("q", ""))
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    number: Any = Count("agreements", filter=running, distinct=True)
    rows = rows.annotate(running=number if user.is_network else NullIf(number, 0))
    return rows.prefetch_related("successions__successor", "programmes")


def _name(row: Funder) -> Shown:
    after = (Under(f"remplacé par {succession.successor.name}") for succession in row.successions.all())
    programmes = (Under(programme.name, programme.get_absolute_url()) for programme in row.programmes.all())
    return Shown(row.name, row.get_absolute_url(), (*after, *programmes))


def _programmes(row: Funder) -> str:
    return ", ".join(programme.name for programme in row.programmes.all())


FUNDERS = declare(
    Listing(
        address="agreements:funder-list",
        name="Bailleurs",
        stem="bailleurs",
        nouns=("bailleur", "bailleurs"),
        columns=(
            Column("nom", "Bailleur", lambda row: row.name, ("sort_name",), show=_name),
            Column("sorte", "Sorte", lambda row: row.get_kind_display(), ("kind", "sort_name")),
            Column("ententes", "Ententes en cours que vous lisez", lambda row: row.running, ("running",), Kind.NUMBER),
            Column("programmes", "Programmes", _programmes, is_usual=False),
            Column("courriel", "Courriel", lambda row: row.email, is_usual=False),
        ),
        order="nom",
    )
)
