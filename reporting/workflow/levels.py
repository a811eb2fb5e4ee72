"""The two levels that read a report before it is issued or settled, and whose hands it is in. Reads no row."""

from collections.abc import Container
from enum import Enum

from agreements.models import Agreement
from reporting.models import Report

Review = Agreement.Review
State = Report.State


class Level(Enum):
    PIVOT = "pivot"
    NETWORK = "network"


class Hand(Enum):
    """Who has the next act: those who fill the report, its direction, its pivot, the network, its funder, nobody."""

    ORGANISM = "organism"
    DIRECTION = "direction"
    PIVOT = "pivot"
    NETWORK = "network"
    FUNDER = "funder"
    NOBODY = "nobody"


LEVELS: dict[str, frozenset[Level]] = {
    Review.PIVOT: frozenset({Level.PIVOT}),
    Review.NETWORK: frozenset({Level.NETWORK}),
    Review.BOTH: frozenset(Level),
}
# Where a report that nobody reads before its funder is issued from
UNREAD = (State.DRAFT, State.TO_CERTIFY)
# Of a report that is not ready to be issued
HANDS: dict[str, Hand] = {
    State.TO_CERTIFY: Hand.DIRECTION,
    State.SUBMITTED: Hand.PIVOT,
    State.ENDORSED: Hand.NETWORK,
    State.APPROVED: Hand.NOBODY,
    State.ISSUED: Hand.FUNDER,
    State.ACCEPTED: Hand.NOBODY,
    State.RESERVED: Hand.NOBODY,
}


def levels_of(report: Report) -> Container[Level]:
    """Return the levels that read this report: both for an annual one, those of its agreement for a funder's."""
    if report.kind == Report.Kind.ANNUAL:
        return LEVELS[Review.BOTH]
    return LEVELS.get(str(report.review), frozenset())


def is_reviewed(report: Report) -> bool:
    """Whether somebody reads the report between its certification and its funder, or its settlement."""
    return report.kind == Report.Kind.ANNUAL or str(report.review) in LEVELS


def is_read(report: Report, state: str = "") -> bool:
    """Whether a funder's report passed every level that its agreement names, and waits only to be issued.

    `state`: one to judge in place of its own.
    """
    if report.kind != Report.Kind.FUNDER:
        return False
    last = State.APPROVED if Level.NETWORK in levels_of(report) else State.ENDORSED
    return is_reviewed(report) and (state or report.state) == last


def next_hand(report: Report, state: str = "") -> Hand:
    """Return who has the next act on a report; where the agreement says that the network issues, it is the network.

    `state`: as `is_read` takes it.
    """
    state = state or report.state
    if is_read(report, state) or (state == State.TO_CERTIFY and not is_reviewed(report)):
        return Hand.NETWORK if report.funded_agreement.issued_by_network else Hand.DIRECTION
    return HANDS.get(state, Hand.ORGANISM)


def refused_by_review(report: Report, name: str) -> str:
    """Return why the review of a report refuses a step; nothing where it does not. `REVIEW_REFUSES` says it in SQL."""
    if report.kind == Report.Kind.ANNUAL:
        return ""
    levels = levels_of(report)
    if name == "submit" and not is_reviewed(report):
        return "Personne ne lit ce rapport avant le bailleur\u00a0: il se transmet, il ne se dépose pas."
    if name == "endorse" and Level.PIVOT not in levels:
        return "L’entente ne demande pas que l’organisme-pivot lise ce rapport."
    if name == "approve" and Level.NETWORK not in levels:
        return "L’entente ne demande pas que le réseau lise ce rapport."
    is_ready = is_read(report) if is_reviewed(report) else report.state in UNREAD
    if name == "issue" and report.state in (*UNREAD, State.ENDORSED, State.APPROVED) and not is_ready:
        return "L’entente demande qu’on lise ce rapport avant sa transmission\u00a0: ce n’est pas fait."
    return ""
