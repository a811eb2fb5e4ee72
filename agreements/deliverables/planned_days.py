"""The days that a requirement makes: shown before it is written, and known again when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.terms.schedule import plan_of
from agreements.deliverables.requirement_forms import RequirementForm
from agreements.models import Agreement, Requirement
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import counted

MOST_LISTED = 6


@dataclass(frozen=True)
class PlannedDay:
    """One period, to its last day, and the day its deliverable is due."""

    first: date
    last: date
    due_on: date


def planned_days(term: DateRange, requirement: Requirement) -> list[PlannedDay]:
    """Return what a requirement would plan in a term, by period. No query."""
    plan = sorted(plan_of(term, requirement).items())
    return [PlannedDay(first, end - timedelta(days=1), due_on) for (first, end), due_on in plan]


def shown_days(agreement: Agreement, form: RequirementForm) -> list[PlannedDay]:
    """Return what the boxes of a form would plan, as typed or as first shown; nothing where a box is refused."""
    if not form.is_bound:
        return planned_days(agreement.during, form.proposed())
    return planned_days(agreement.during, form.save(commit=False)) if form.is_valid() else []


def was_shown(form: RequirementForm, days: Sequence[PlannedDay]) -> bool:
    """Whether the page that sent a form showed these days. A sending that came without a page is taken at its word."""
    return not days or "shown" not in form.data or form.cleaned_data["shown"] == mark_of(days)


def mark_of(days: Sequence[PlannedDay]) -> str:
    """Return what a page that shows these days sends back: another mark says that others were shown, or none."""
    return sha256(repr(days).encode()).hexdigest()


def days_words(days: Sequence[PlannedDay]) -> str:
    """Return « 30 juin 2025, 30 juin 2026 »; past six, how many, from which to which."""
    if len(days) > MOST_LISTED:
        return f"{len(days)} échéances, du {format_day(days[0].due_on)} au {format_day(days[-1].due_on)}"
    return ", ".join(format_day(day.due_on) for day in days)


def written_words(days: Sequence[PlannedDay]) -> str:
    """Return « 3 échéances inscrites au calendrier : 30 juin 2025… », « 0 échéance inscrite au calendrier. »."""
    noun = counted(len(days), "échéance inscrite", "échéances inscrites")
    listed = f"\u00a0: {days_words(days)}" if 0 < len(days) <= MOST_LISTED else ""
    return f"{noun} au calendrier{listed}."
