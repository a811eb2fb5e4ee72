"""The agreements that a funder's agent follows, as a list."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from reporting.workflow.status import LATE, SIGNS, YOURS
from roriq_portal.formats.days import due_day, format_day
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare


def _reference(row: Any) -> Shown:
    url = reverse("agreements:agreement-detail", args=[row.pk])
    signed = f"{row.programme.name}, {', '.join(row.signatories)}"
    return Shown(row.reference, url, (Under(row.organism.name), Under(signed)))


def _term(row: Any) -> str:
    return f"{format_day(row.starts_on)} au {format_day(row.last_day)}"


def _dated(row: Any) -> Shown:
    return Shown(_term(row), under=(Under(row.term_words),))


def _to_answer(row: Any) -> Shown:
    return Shown(str(row.to_answer), turn=YOURS if row.to_answer else "", sign=SIGNS[YOURS])


def _late(row: Any) -> Shown:
    return Shown(str(row.late), turn=LATE if row.late else "", sign=SIGNS[LATE])


def _next(row: Any) -> Shown:
    return Shown(due_day(row.next_on, timezone.localdate()) if row.next_on else "")


FOLLOWED = declare(
    Listing(
        address="reporting:funder-desk",
        name="Ententes suivies",
        stem="suivi",
        nouns=("entente", "ententes"),
        columns=(
            Column("reference", "Entente", lambda row: row.reference, ("reference",), show=_reference),
            Column(
                "organisme",
                "Organisme",
                lambda row: row.organism.name,
                ("organism__sort_name", "reference"),
                is_usual=False,
            ),
            Column("fin", "Durée", _term, ("during__endswith",), show=_dated),
            Column("recus", "Reçus", lambda row: row.received, ("received",), Kind.NUMBER),
            Column("accepter", "À accepter", lambda row: row.to_answer, ("to_answer",), Kind.NUMBER, show=_to_answer),
            Column("retard", "En retard", lambda row: row.late, ("late",), Kind.NUMBER, show=_late),
            Column("prochain", "Prochain rapport", lambda row: row.next_on, ("next_on",), Kind.DAY, show=_next),
            Column("avenants", "Avenants", lambda row: row.amended, ("amended",), Kind.NUMBER),
            Column("programme", "Programme", lambda row: row.programme.name, ("programme__name",), is_usual=False),
        ),
        order="organisme",
        size=50,
    )
)
