"""What the list of consolidated reports shows: what each reunites, its year, where it stands."""

from collections.abc import Sequence

from django.db.models import F, QuerySet
from django.urls import reverse

from network.consolidation.outdated import outdated_among
from network.models import ConsolidatedReport
from network.permissions import reads_from_inside
from organisms.models import User
from reporting.workflow.status import LATE, OTHERS, SETTLED, SIGNS, YOURS
from roriq_portal.lists.columns import Column, Kind, Shown
from roriq_portal.lists.declared import Listing, declare


def consolidated_listed_for(user: User) -> QuerySet[ConsolidatedReport]:
    """Return the consolidated reports that a person reads, with what their row says."""
    rows = ConsolidatedReport.objects.visible_to(user).with_names()
    return rows.annotate(starts_on=F("period__startswith"))


def with_standing(rows: list[ConsolidatedReport], *, user: User) -> Sequence[ConsolidatedReport]:
    """Mark each row with `shown`, the version that its reader has, and `is_outdated`, of that one. Three queries."""
    for row in rows:
        row.shown = row.current if reads_from_inside(user, row) else row.published  # type: ignore[attr-defined]
    outdated = outdated_among([(row, row.shown) for row in rows if row.shown])  # type: ignore[attr-defined]
    for row in rows:
        row.is_outdated = row.pk in outdated  # type: ignore[attr-defined]
    return rows


def _name(row: ConsolidatedReport) -> Shown:
    return Shown(row.title, reverse("network:consolidated-detail", args=[row.pk]))


def state_of(row) -> Shown:
    """Return where a row of `with_standing` stands, in words, with whose turn it is."""
    words = _state_words(row)
    turn = LATE if row.is_outdated else SETTLED if row.shown else YOURS if not row.is_frozen else OTHERS
    return Shown(words, turn=turn, sign=SIGNS[turn])


def _state_words(row) -> str:
    if row.is_outdated:
        return "N’est plus à jour"
    return "En préparation" if not row.shown else "Figé"


CONSOLIDATED = declare(
    Listing(
        address="network:consolidated-list",
        name="Rapports consolidés",
        stem="rapports-consolides",
        nouns=("rapport", "rapports"),
        columns=(
            Column("rapport", "Rapport", lambda row: row.title, show=_name),
            Column("annee", "Année", lambda row: row.period_short, ("starts_on", "pk")),
            Column("etat", "État", _state_words, show=state_of),
            Column("version", "Version", lambda row: row.shown.number if row.shown else None, kind=Kind.NUMBER),
            Column("fige", "Figé le", lambda row: row.shown.as_of if row.shown else None, kind=Kind.MOMENT),
            Column("publie", "Publié aux bailleurs", lambda row: "Oui" if row.published_id else "Non", is_usual=False),
        ),
        order="-annee",
    )
)
