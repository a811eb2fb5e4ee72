"""What a report's state is called, seen from one side of it, whose turn it is, and the next act in words."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from agreements.permissions import signs
from reporting.models import Report
from reporting.workflow.levels import Hand, Level, is_read, levels_of, next_hand

State = Report.State

YOURS, OTHERS, SETTLED, LATE, QUIET = "yours", "others", "settled", "late", "quiet"
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

# By side, the states in which it is its turn
YOURS_IN = {
    side: [str(state) for state, (_, turn, _) in words.items() if turn in (YOURS, LATE)]
    for side, words in WORDS.items()
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
    if Level.PIVOT in levels_of(report) and report.region_id in user.pivot_region_ids:
        return "pivot"
    if report.kind == Report.Kind.FUNDER and user.live_funder_seats and not user.is_network:
        # Who also audits the organism reads reports to other funders too
        audits = report.organism_id in user.audited_organism_ids
        return "funder" if not audits or (report.agreement and signs(user, report.agreement)) else "network"
    return "network"


def status(report: Report, user) -> Status:
    """Return a report's state in words for this user, whose turn it is, its sign, and the next act.

    No query but their seats. What `with_last_step` adds is read where it is there.
    """
    if report.excused_at:
        return Status("Dispensé", QUIET, SIGNS[QUIET], report.excused_reason)
    side = side_of(report, user)
    words, turn, next_act = WORDS[side].get(report.state, WORDS["network"][report.state])
    if side == "organism" and report.state == State.RETURNED and not getattr(report, "has_open_remarks", True):
        next_act = _once_answered(report, user)
    turn, next_act = _own_turn(report, user, side, turn, next_act)
    return Status(_own_words(report, user, side, words), turn, SIGNS[turn], next_act)


def _own_words(report: Report, user, side: str, words: str) -> str:
    """What a seat, or a level that does not read the report, changes in the word of its state."""
    levels = levels_of(report)
    if side == "network" and report.kind == Report.Kind.FUNDER and words == "En préparation":
        return str(report.get_state_display())
    if side != "organism" and report.state == State.RETURNED and getattr(report, "sent_back", "") == "reopen":
        return "Rouvert"
    if side == "network" and report.state == State.ENDORSED:
        approves = Level.NETWORK in levels and user.coordinates_network
        return words if approves else str(report.get_state_display())
    if side == "organism" and report.state == State.ENDORSED and Level.PIVOT not in levels:
        return str(State.SUBMITTED.label)
    return words


def _once_answered(report: Report, user) -> str:
    """Once every remark of a return is answered, what is left is to certify again."""
    if "director" in user.role_at(report.organism_id):
        return "Chaque commentaire a sa réponse. Relisez, attestez, puis déposez de nouveau."
    return "Chaque commentaire a sa réponse. Relisez, puis demandez l’attestation à la direction."


def _own_turn(report: Report, user, side: str, turn: str, next_act: str) -> tuple[str, str]:
    """Whose turn it is depends on the seat: a director certifies, an intervener fills nothing, an auditor only reads.

    Where the agreement says that the network issues, what waits for nothing else is the network's.
    """
    hand = next_hand(report)
    if report.kind == Report.Kind.FUNDER and hand == Hand.NETWORK and report.state == State.TO_CERTIFY:
        decides = side == "network" and user.coordinates_network
        return (YOURS, "Relisez, puis transmettez.") if decides else (OTHERS, "Le réseau relit et transmet.")
    if is_read(report):
        return _issues(report, user, side, hand)
    if side == "organism" and report.state == State.TO_CERTIFY and "director" in user.role_at(report.organism_id):
        return YOURS, "Relisez, puis attestez et déposez."
    if turn in (YOURS, LATE) and side == "organism" and user.role_at(report.organism_id) == {"staff"}:
        return OTHERS, "La coordination le remplit."
    if turn == YOURS and side == "network" and not user.coordinates_network:
        return OTHERS, "La coordination du réseau le lit." if user.is_network else "Le réseau le lit."
    return turn, next_act


def _issues(report: Report, user, side: str, hand: Hand) -> tuple[str, str]:
    """Every level has read the report: whoever issues it has the next act."""
    directs = side == "organism" and "director" in user.role_at(report.organism_id)
    decides = side == "network" and user.coordinates_network
    if directs if hand == Hand.DIRECTION else decides:
        return YOURS, "Transmettez-le au bailleur."
    who = "La direction de l’organisme" if hand == Hand.DIRECTION else "Le réseau"
    return OTHERS, f"{who} le transmet au bailleur."


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
