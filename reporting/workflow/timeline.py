"""What happened to a report, newest first, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from reporting.models import Receipt, Report

VERBS = {
    "ask_certification": "Attestation demandée",
    "change_form": "Passé à une autre version du gabarit",
    "submit": "Attesté et déposé",
    "endorse": "Endossé",
    "skip_endorsement": "Endossement sauté",
    "return": "Retourné pour correction",
    "approve": "Approuvé",
    "reopen": "Rouvert",
    "issue": "Transmis",
    "ask": "Précisions demandées",
    "reply": "Réponse écrite",
    "accept": "Accepté",
    "reserve": "Accepté avec réserve",
    "confirm": "Acceptation par lettre confirmée",
    "confirm_reserve": "Acceptation par lettre confirmée avec réserve",
    "contest": "Lettre contestée, précisions demandées",
    "take_back": "Acceptation annulée",
}
TAKEN_BACK: dict[str, str] = {
    Report.State.ENDORSED: "Endossement annulé",
    Report.State.APPROVED: "Approbation annulée",
    Report.State.ASKED: "Demande de précisions annulée",
    Report.State.ISSUED: "Réponse écrite annulée",
}

REPLACING = (Report.State.ISSUED, Report.State.ASKED)


@dataclass(frozen=True)
class Event:
    """`sets_aside`: a change of form that took answers out, which a page of its own shows."""

    words: str
    at: datetime
    comment: str = ""
    sets_aside: bool = False


def timeline(report: Report) -> list[Event]:
    """Return the report's transitions and its opening as sentences, a funder's with its name; one query."""
    answer = Receipt.objects.filter(idempotency_key=OuterRef("idempotency_key"))
    steps = report.transitions.select_related("by", "signer", "form_change__after").annotate(
        funder_name=Subquery(answer.values("funder__name")[:1]),
        recorded_by=Subquery(answer.values("recorded_by__name")[:1]),
    )
    rows = list(steps.order_by("-at", "-pk"))
    events = [Event(_words(row), row.at, row.comment, _sets_aside(row)) for row in rows]
    if not any(row.from_state == "" for row in rows):
        opened = f"Campagne {report.campaign} ouverte par le réseau" if report.campaign_id else "Rapport ouvert"
        events.append(Event(opened, report.created_at))
    return events


def _sets_aside(row) -> bool:
    return row.name == "change_form" and bool(row.form_change.set_aside)


def _words(row) -> str:
    """« Précisions demandées par Claire Gagné (Ministère des Essais) »; a letter says who wrote it down, a link who
    signed: « Accepté par lien, Léa Roy, agente de développement (MRC des Essais) ».
    """
    verb = VERBS[row.name]
    if row.name == "issue" and row.from_state in REPLACING:
        verb = "Nouvelle version transmise"
    if row.name == "change_form":
        verb = f"Passé à la version {row.form_change.after.number} du gabarit"
    if row.name == "take_back":
        verb = TAKEN_BACK.get(row.from_state, verb)
    funder = f" ({row.funder_name})" if row.funder_name else ""
    if row.recorded_by:
        return f"{verb} par lettre{funder}, inscrit par {row.recorded_by}"
    if row.signer:
        return f"{verb} par lien, {row.signer}{funder}"
    return f"{verb} par {row.by.name}{funder}" if row.by else f"{verb}{funder}"
