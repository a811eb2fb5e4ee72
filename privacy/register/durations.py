"""How long each rule keeps, in words, read where the job that erases reads it: no sentence says its own."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from hosting.doctor import keeping
from organisms import jobs as sessions
from organisms.accounts import attempts
from organisms.models import sent_form, typed_draft
from organisms.outbox import delivery
from privacy.models import incident, purge_run, readings
from reporting.deadlines.news import actions as news
from reporting.filling.offline import actions as workbooks
from reporting.funder_reports.actions import private_links
from roriq_portal.edits import undo
from roriq_portal.formats.phrases import counted

# Name in a sentence → where its rule is written, and in which unit a plain number is
CONSTANTS: dict[str, tuple[Any, str, str]] = {
    "leavers": (settings, "LEAVER_KEEP_MONTHS", "mois"),
    "households": (settings, "HOUSEHOLD_KEEP_MONTHS", "mois"),
    "session": (settings, "SESSION_COOKIE_AGE", "seconde"),
    "sessions": (sessions, "ENDED_SESSIONS_KEPT", ""),
    "logins": (attempts, "KNOWN_FOR", ""),
    "attempts": (attempts, "TRIES_KEPT", ""),
    "forms": (sent_form, "REMEMBERED", ""),
    "removals": (undo, "UNDONE_WITHIN", ""),
    "drafts": (typed_draft, "KEPT_FOR", ""),
    "news": (news, "LONGEST_KEPT", ""),
    "letters": (delivery, "KEPT", ""),
    "links": (private_links, "RECIPIENT_KEPT", ""),
    "workbooks": (workbooks, "KEPT", ""),
    "examinations": (keeping, "KEPT", ""),
    "readings": (readings, "YEARS", "an"),
    "incidents": (incident, "YEARS", "an"),
    "proofs": (purge_run, "YEARS", "an"),
}


def durations() -> dict[str, str]:
    """Return each duration in words: « 24 mois », « 7 jours », « 3 heures », « 2 ans »."""
    return {name: _words(getattr(place, constant), unit) for name, (place, constant, unit) in CONSTANTS.items()}


def _words(value: timedelta | int, unit: str) -> str:
    if isinstance(value, timedelta) or unit == "seconde":
        return _span(value if isinstance(value, timedelta) else timedelta(seconds=value))
    return counted(value, unit, unit if unit.endswith("s") else "")


def _span(span: timedelta) -> str:
    """Return days, or hours where they make no whole days."""
    days, rest = divmod(span, timedelta(days=1))
    return counted(span // timedelta(hours=1), "heure") if rest else counted(days, "jour")
