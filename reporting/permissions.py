"""Who may do what with a report. Plain predicates on seats that run today and on the report's state; one query at most."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from agreements.models import Funder
from organisms.models import Membership, NetworkSeat, Organism, PivotMandate, User
from reporting.models import Report
from reporting.workflow import TRANSITIONS

Role = Membership.Role
State = Report.State


def _takes(report: Report, name: str) -> bool:
    step = TRANSITIONS[name]
    return report.kind in step.kinds and report.state in step.sources and not report.excused_at


def _prepares(user: User, report: Report) -> bool:
    return bool(user.role_at(report.organism_id) & {Role.COORDINATOR, Role.DIRECTOR})


def _directs(user: User, report: Report) -> bool:
    return Role.DIRECTOR in user.role_at(report.organism_id)


def _decides_for_network(user: User, report: Report) -> bool:
    """Nobody decides as network on a report of an organism where she has a seat."""
    seat = user.live_network_seat
    coordinates = seat is not None and seat.role == NetworkSeat.Role.COORDINATOR
    return coordinates and not user.role_at(report.organism_id)


def _is_pivot_for(user: User, report: Report) -> bool:
    return report.region_id in user.pivot_region_ids and not user.role_at(report.organism_id)


def endorser_of(report: Report) -> Organism | None:
    """Return the organism that endorses: holder today of the mandate of the report's frozen region, unless it is the author."""
    mandates = PivotMandate.objects.filter(region=report.region_id, during__contains=timezone.localdate())
    mandate = mandates.exclude(organism=report.organism_id).select_related("organism").first()
    return mandate.organism if mandate else None


def can_open_campaign(user: User) -> bool:
    return user.live_network_seat is not None and user.live_network_seat.role == NetworkSeat.Role.COORDINATOR


def can_excuse(user: User, report: Report) -> bool:
    return report.kind == Report.Kind.ANNUAL and report.is_open and _decides_for_network(user, report)


def can_write(user: User, report: Report) -> bool:
    """Coordination and direction of the organism, while the report is open."""
    return report.is_open and not report.excused_at and _prepares(user, report)


def can_ask_certification(user: User, report: Report) -> bool:
    return _takes(report, "ask_certification") and _prepares(user, report)


def can_certify(user: User, report: Report) -> bool:
    """The direction certifies and files the annual report; one person with both seats may prepare and certify."""
    return _takes(report, "submit") and _directs(user, report)


def can_endorse(user: User, report: Report) -> bool:
    """Coordination or direction of the pivot that holds the mandate today; never of the author."""
    return _takes(report, "endorse") and _is_pivot_for(user, report)


def can_return(user: User, report: Report) -> bool:
    """The pivot while it reads, the network until it approves."""
    if not _takes(report, "return"):
        return False
    return _decides_for_network(user, report) or can_endorse(user, report)


def can_approve(user: User, report: Report) -> bool:
    """The network, once endorsed; or filed, when nobody can endorse it."""
    if report.kind != Report.Kind.ANNUAL or report.excused_at or not _decides_for_network(user, report):
        return False
    return report.state == State.ENDORSED or (report.state == State.SUBMITTED and endorser_of(report) is None)


def can_reopen(user: User, report: Report) -> bool:
    return _takes(report, "reopen") and _decides_for_network(user, report)


def can_issue(user: User, report: Report) -> bool:
    """The direction certifies and issues a funder's report; the network where the agreement says so."""
    if not _takes(report, "issue"):
        return False
    return _decides_for_network(user, report) if report.agreement.issued_by_network else _directs(user, report)


def can_comment(user: User, report: Report) -> bool:
    """Inside the organism while it is open; pivot and network while they read."""
    if report.state in (State.APPROVED, State.ACCEPTED) or report.excused_at:
        return False
    return (report.is_open and _prepares(user, report)) or can_return(user, report)


def can_answer_comment(user: User, report: Report) -> bool:
    return can_write(user, report)


def funders_of(user: User, report: Report) -> QuerySet[Funder]:
    """Return the funders, signatories of the report's agreement, for which this person may read and answer it."""
    if report.kind != Report.Kind.FUNDER or user.role_at(report.organism_id):
        return Funder.objects.none()
    signed = Q(pk__in=[])
    for seat in user.live_funder_seats:
        office = Q(signatures__office=seat.office_id) if seat.office_id else Q()
        signed |= Q(signatures__agreement=report.agreement, signatures__funder=seat.funder_id) & office
    return Funder.objects.filter(signed).distinct()


def can_answer_receipt(user: User, report: Report) -> bool:
    """An agent of a signatory funder, once it was issued and until it is accepted; never on an organism where she sits."""
    return report.state in (State.ISSUED, State.ASKED) and funders_of(user, report).exists()


def can_record_letter(user: User, report: Report) -> bool:
    """The organism, or the network, writes down what a funder without account answered by letter."""
    if report.kind != Report.Kind.FUNDER or report.state not in (State.ISSUED, State.ASKED):
        return False
    return _prepares(user, report) or _decides_for_network(user, report)


def can_link(user: User, report: Report) -> bool:
    """Make or revoke a private link to an issued report."""
    return report.kind == Report.Kind.FUNDER and report.issued_at is not None and _prepares(user, report)


PREDICATES = {
    "ask_certification": can_ask_certification,
    "submit": can_certify,
    "endorse": can_endorse,
    "return": can_return,
    "approve": can_approve,
    "reopen": can_reopen,
    "issue": can_issue,
    "ask": can_answer_receipt,
    "accept": can_answer_receipt,
}


def available(report: Report, user: User) -> list[str]:
    """Return the names of the steps this person may take now, in the order of the way."""
    return [name for name, may in PREDICATES.items() if may(user, report)]
