"""What a report's state is called, seen from one side of it, whose turn it is, and the next act in words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement
from agreements.permissions import signs
from organisms.models import Membership, User
from reporting.models import Report

State = Report.State

YOURS, OTHERS, SETTLED, LATE, QUIET = "yours", "others", "settled", "late", "quiet"
ISSUED_BY_NETWORK = Q(deliverable__requirement__agreement__issued_by_network=True)
SIGNS = {YOURS: "turn-yours", OTHERS: "turn-others", SETTLED: "check", LATE: "alert", QUIET: "turn-none"}
GROUPS = ((YOURS, "À vous"), (OTHERS, "Chez d’autres"), (SETTLED, "Réglé"))

# The word of a state belongs to the side that reads it
WORDS: dict[str, dict[str, tuple[str, str, str]]] = {
    "organism": {
        State.DRAFT: ("Brouillon", YOURS, "Remplissez les sections qui manquent."),
        State.TO_CERTIFY: ("À attester", OTHERS, "La direction relit et atteste."),
        State.SUBMITTED: ("Déposé", OTHERS, "L’organisme-pivot le lit."),
        State.RETURNED: ("À corriger", LATE, "Répondez aux commentaires, puis déposez de nouveau."),
        State.ENDORSED: ("Endossé", OTHERS, "Le réseau le lit."),
        State.APPROVED: ("Approuvé", SETTLED, "Rien à faire."),
        State.ISSUED: ("Transmis", OTHERS, "Le bailleur le lit."),
        State.ASKED: ("Précisions demandées", LATE, "Répondez au bailleur par une nouvelle version."),
        State.ACCEPTED: ("Accepté", SETTLED, "Rien à faire."),
        State.RESERVED: ("Accepté avec réserve", SETTLED, "Lisez la réserve du bailleur."),
    },
    "pivot": {
        State.DRAFT: ("En préparation", OTHERS, "L’organisme le remplit."),
        State.TO_CERTIFY: ("En préparation", OTHERS, "La direction de l’organisme l’atteste."),
        State.SUBMITTED: ("À endosser", YOURS, "Lisez, puis endossez ou retournez."),
        State.RETURNED: ("Retourné", OTHERS, "L’organisme le corrige."),
        State.ENDORSED: ("Endossé", SETTLED, "Le réseau le lit."),
        State.APPROVED: ("Approuvé", SETTLED, "Rien à faire."),
    },
    "network": {
        State.DRAFT: ("En préparation", OTHERS, "L’organisme le remplit."),
        State.TO_CERTIFY: ("En préparation", OTHERS, "La direction de l’organisme l’atteste."),
        State.SUBMITTED: ("Déposé", OTHERS, "L’organisme-pivot le lit."),
        State.RETURNED: ("Retourné", OTHERS, "L’organisme le corrige."),
        State.ENDORSED: ("À approuver", YOURS, "Lisez, puis approuvez ou retournez."),
        State.APPROVED: ("Approuvé", SETTLED, "Rien à faire."),
        State.ISSUED: ("Transmis", OTHERS, "Le bailleur le lit."),
        State.ASKED: ("Précisions demandées", OTHERS, "L’organisme répond au bailleur."),
        State.ACCEPTED: ("Accepté", SETTLED, "Rien à faire."),
        State.RESERVED: ("Accepté avec réserve", SETTLED, "Rien à faire."),
    },
    "funder": {
        State.ISSUED: ("À accepter", YOURS, "Lisez, puis acceptez ou posez une question."),
        State.ASKED: ("Question posée", OTHERS, "L’organisme prépare sa réponse."),
        State.ACCEPTED: ("Accepté", SETTLED, "Rien à faire."),
        State.RESERVED: ("Accepté avec réserve", SETTLED, "Rien à faire."),
    },
}


@dataclass(frozen=True)
class Status:
    """`turn` is one of yours, others, settled, late, quiet; late is yours too, and red."""

    words: str
    turn: str
    sign: str
    next_act: str

    @property
    def group(self) -> str:
        return YOURS if self.turn == LATE else SETTLED if self.turn == QUIET else self.turn


# Of a version that another one followed, whatever became of the report since
REPLACED = Status("Remplacé", QUIET, SIGNS[QUIET], "")


def side_of(report: Report, user) -> str:
    """Return the side this user reads a report from: organism, pivot, network or funder; an auditor as the network."""
    if user.role_at(report.organism_id):
        return "organism"
    if report.kind == Report.Kind.ANNUAL and report.region_id in user.pivot_region_ids:
        return "pivot"
    if report.kind == Report.Kind.FUNDER and user.live_funder_seats and not user.is_network:
        # Who also audits the organism reads reports to other funders too
        audits = report.organism_id in user.audited_organism_ids
        return "funder" if not audits or (report.agreement and signs(user, report.agreement)) else "network"
    return "network"


def status(report: Report, user) -> Status:
    """Return a report's state in words for this user, whose turn it is, its sign, and the next act.

    No query but their seats.
    """
    if report.excused_at:
        return Status("Dispensé", QUIET, SIGNS[QUIET], report.excused_reason)
    side = side_of(report, user)
    words, turn, next_act = WORDS[side].get(report.state, WORDS["network"][report.state])
    if side == "network" and report.kind == Report.Kind.FUNDER and words == "En préparation":
        words = str(report.get_state_display())
    if side != "organism" and report.state == State.RETURNED and getattr(report, "sent_back", "") == "reopen":
        words = "Rouvert"
    if side == "network" and report.state == State.ENDORSED and not user.coordinates_network:
        words = str(report.get_state_display())
    turn, next_act = _own_turn(report, user, side, turn, next_act)
    return Status(words, turn, SIGNS[turn], next_act)


def _own_turn(report: Report, user, side: str, turn: str, next_act: str) -> tuple[str, str]:
    """Whose turn it is depends on the seat: a director certifies, an intervener fills nothing, an auditor only reads.

    Where the agreement says that the network issues, what waits for certification is the network's.
    """
    if report.state == State.TO_CERTIFY and report.agreement and report.agreement.issued_by_network:
        decides = side == "network" and user.coordinates_network
        return (YOURS, "Relisez, puis transmettez.") if decides else (OTHERS, "Le réseau relit et transmet.")
    if side == "organism" and report.state == State.TO_CERTIFY and "director" in user.role_at(report.organism_id):
        return YOURS, "Relisez, puis attestez et déposez."
    if turn in (YOURS, LATE) and side == "organism" and user.role_at(report.organism_id) == {"staff"}:
        return OTHERS, "La coordination le remplit."
    if turn == YOURS and side == "network" and not user.coordinates_network:
        return OTHERS, "La coordination du réseau le lit." if user.is_network else "Le réseau le lit."
    return turn, next_act


def turn_of(user: User) -> Q:
    """Choose in SQL the reports of which `status` says that it is this person's turn; a test holds the two together.

    Every turn implies the right to see. An organism's seat comes before all others of the same person.
    """
    roles: dict[int, set[str]] = defaultdict(set)
    for seat in user.live_memberships:
        roles[seat.organism_id].add(seat.role)
    turns = _outside_turns(user, ~Q(organism__in=list(roles)) if roles else Q())
    if heads := [organism for organism, seats in roles.items() if seats != {Membership.Role.STAFF}]:
        turns.append(Q(organism__in=heads, state__in=_waiting("organism")))
    if directed := [organism for organism, seats in roles.items() if Membership.Role.DIRECTOR in seats]:
        turns.append(Q(organism__in=directed, state=State.TO_CERTIFY) & ~ISSUED_BY_NETWORK)
    return reduce(or_, turns, Q(pk__in=[])) & Q(excused_at__isnull=True)


def _outside_turns(user: User, outside: Q) -> list[Q]:
    annual, turns = Q(kind=Report.Kind.ANNUAL), []
    endorsed = annual & Q(region__in=user.pivot_region_ids)
    if user.pivot_region_ids:
        turns.append(outside & endorsed & Q(state__in=_waiting("pivot")))
    if user.coordinates_network:
        turns.append(outside & ~endorsed & Q(state__in=_waiting("network")))
        turns.append(outside & Q(state=State.TO_CERTIFY) & ISSUED_BY_NETWORK)
    elif user.live_funder_seats and not user.is_network:
        signed = Agreement.objects.signed_by_seats_of(user).order_by().values("pk")
        turns.append(outside & Q(state__in=_waiting("funder"), deliverable__requirement__agreement__in=signed))
    return turns


def _waiting(side: str) -> list[str]:
    return [state for state, (_, turn, _) in WORDS[side].items() if turn in (YOURS, LATE)]


def waiting_since(report: Report, today: date) -> str:
    """Return « chez vous depuis 158 jours » of a report that came to them by a step; nothing on its first day."""
    moment = getattr(report, "last_step_at", None)
    days = (today - timezone.localdate(moment)).days if moment else 0
    return f"chez vous depuis {days} jour{'s' if days > 1 else ''}" if days > 0 else ""


def days_left(due_on: date, today: date | None = None) -> str:
    """Return « dans 12 jours », « aujourd’hui » or « 3 jours de retard »."""
    days = (due_on - (today or timezone.localdate())).days
    if days == 0:
        return "aujourd’hui"
    count = f"{abs(days)} jour{'s' if abs(days) > 1 else ''}"
    return f"dans {count}" if days > 0 else f"{count} de retard"


def left_words(report: Report, state: Status, today: date) -> str:
    """Return how long before its day a report is; once handed in, for how long it has been theirs to act on."""
    if report.excused_at:
        return ""
    if report.is_outstanding:
        return days_left(report.due_on, today)
    return waiting_since(report, today) if state.group == YOURS else ""
