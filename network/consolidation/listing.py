"""What the list of consolidated reports shows: what each reunites, its year, where it stands."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse

from network.consolidation.outdated import outdated_among
from network.models import ConsolidatedReport, ConsolidatedVersion
from network.permissions import reads_from_inside
from organisms.models import User
from reporting.workflow.status import LATE, OTHERS, SETTLED, SIGNS, YOURS
from roriq_portal.lists.columns import Column, Kind, Shown
from roriq_portal.lists.declared import Listing, declare

Audience = ConsolidatedVersion.Audience
NEXT = "Version suivante en préparation"


def consolidated_listed_for(user: User) -> QuerySet[ConsolidatedReport]:
    """Return the consolidated reports that a person reads, with what their row says."""
    rows = ConsolidatedReport.objects.visible_to(user).with_names()
    return rows.annotate(starts_on=F("period__startswith"))


def with_standing(rows: list[ConsolidatedReport], *, user: User) -> Sequence[ConsolidatedReport]:
    """Mark each row with what its reader has of it. Four queries at most.

    `shown`: the version; `frozen_at`: when its numbers were frozen, whoever reads it; `is_outdated`: of that version;
    `prepares_next`: whether another one is being prepared, which is said inside only.
    """
    for row in rows:
        is_inside = reads_from_inside(user, row)
        row.shown = row.current if is_inside else row.published  # type: ignore[attr-defined]
        row.prepares_next = is_inside and bool(row.shown) and not row.is_frozen  # type: ignore[attr-defined]
    shown = [(row, row.shown) for row in rows if row.shown]  # type: ignore[attr-defined]
    outdated, frozen = outdated_among(shown), _frozen_at(shown)
    for row in rows:
        row.is_outdated = row.pk in outdated  # type: ignore[attr-defined]
        row.frozen_at = frozen.get(row.pk)  # type: ignore[attr-defined]
    return rows


def _frozen_at(shown: Sequence[tuple[ConsolidatedReport, ConsolidatedVersion]]) -> dict[int, datetime]:
    """Return when the numbers of each report were frozen: a version for funders is written later, on publication."""
    frozen = {row.pk: version.as_of for row, version in shown}
    numbers = {row.pk: version.number for row, version in shown if version.audience == Audience.FUNDERS}
    if numbers:
        own = ConsolidatedVersion.objects.filter(report__in=numbers, audience=Audience.NETWORK).order_by()
        moments = own.values_list("report", "number", "as_of")
        frozen |= {report: at for report, number, at in moments if number == numbers[report]}
    return frozen


def _name(row: ConsolidatedReport) -> Shown:
    return Shown(row.title, reverse("network:consolidated-detail", args=[row.pk]))


def state_of(row) -> Shown:
    """Return where a row of `with_standing` stands, in words, with whose turn it is."""
    words = _state_words(row)
    is_open = row.prepares_next or not row.shown
    turn = LATE if row.is_outdated else YOURS if is_open and not row.is_frozen else SETTLED if row.shown else OTHERS
    return Shown(words, turn=turn, sign=SIGNS[turn])


def _state_words(row) -> str:
    if row.is_outdated:
        return f"N’est plus à jour, {NEXT.lower()}" if row.prepares_next else "N’est plus à jour"
    if row.prepares_next:
        return NEXT
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
            Column("fige", "Figé le", lambda row: row.frozen_at, kind=Kind.MOMENT),
            Column("publie", "Publié aux bailleurs", lambda row: "Oui" if row.published_id else "Non", is_usual=False),
        ),
        order="-annee",
    )
)
