"""What happened to a report, newest first, in words."""

from dataclasses import dataclass
from datetime import datetime

from reporting.models import Report

VERBS = {
    "open": "Rapport ouvert",
    "open_campaign": "Campagne ouverte par le réseau",
    "add": "Organisme ajouté à la campagne",
    "ask": "Attestation demandée",
    "ask_certification": "Attestation demandée",
    "submit": "Attesté et déposé",
    "endorse": "Endossé",
    "skip_endorsement": "Endossement sauté",
    "return": "Retourné pour correction",
    "approve": "Approuvé",
    "reopen": "Rouvert",
    "excuse": "Dispensé",
    "issue": "Transmis",
    "question": "Précisions demandées",
    "accept": "Accepté",
}


@dataclass(frozen=True)
class Event:
    words: str
    at: datetime
    comment: str = ""


def timeline(report: Report) -> list[Event]:
    """Return the report's transitions and its opening as sentences; one query."""
    rows = list(report.transitions.select_related("by").order_by("-at", "-pk"))
    events = [Event(_words(row), row.at, row.comment) for row in rows]
    if not any(row.from_state == "" for row in rows):
        opened = f"Campagne {report.campaign} ouverte par le réseau" if report.campaign_id else "Rapport ouvert"
        events.append(Event(opened, report.created_at))
    return events


def _words(row) -> str:
    verb = VERBS.get(row.name, row.get_to_state_display())
    return f"{verb} par {row.by.name}" if row.by else verb
