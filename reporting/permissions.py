"""Who may do what with a report: predicates on seats that run today and on its state; one query at most."""

from django.db.models import QuerySet
from django.utils import timezone

from agreements.models import AgreementFunder, Funder
from organisms.models import Membership, Organism, PivotMandate, User
from reporting.models import GroupedAct, Receipt, Report, Version
from reporting.models.version import letter_in_force
from reporting.workflow.levels import Level, is_read, is_reviewed, levels_of
from reporting.workflow.status import side_of
from reporting.workflow.taking_back import Decision, decision_of
from reporting.workflow.transitions import refusal_of

Role = Membership.Role
State = Report.State


def _takes(report: Report, name: str) -> bool:
    return not refusal_of(report, name)


def _prepares(user: User, report: Report) -> bool:
    return bool(user.role_at(report.organism_id) & {Role.COORDINATOR, Role.DIRECTOR})


def _directs(user: User, report: Report) -> bool:
    return Role.DIRECTOR in user.role_at(report.organism_id)


def _decides_for_network(user: User, report: Report) -> bool:
    """Nobody decides as network on a report of an organism where they have a seat."""
    return user.coordinates_network and not user.role_at(report.organism_id)


def _is_pivot_for(user: User, report: Report) -> bool:
    return report.region_id in user.pivot_region_ids and not user.role_at(report.organism_id)


def endorser_of(report: Report) -> Organism | None:
    """Return the organism that endorses: today's pivot of the report's frozen region, unless it is the author."""
    mandates = PivotMandate.objects.filter(region=report.region_id, during__contains=timezone.localdate())
    mandate = mandates.exclude(organism=report.organism_id).select_related("organism").first()
    return mandate.organism if mandate else None


def reads_from_inside(user: User, report: Report) -> bool:
    """Whether they work in the report's organism, or audit it: drafts, records and remarks are theirs to read."""
    return bool(user.role_at(report.organism_id)) or report.organism_id in user.audited_organism_ids


def can_read_draft(user: User, report: Report) -> bool:
    """Whether they read the answers as they stand: inside, or the network that issues in the organism's place.

    All others read the versions, and nothing that was written since the newest one.
    """
    if reads_from_inside(user, report):
        return True
    return report.kind == Report.Kind.FUNDER and report.funded_agreement.issued_by_network and user.is_network


def versions_read_by(user: User, report: Report) -> QuerySet[Version]:
    """Return the versions that they read: a funder, of what was reviewed first, those alone that were issued."""
    if side_of(report, user) == "funder" and is_reviewed(report):
        return report.versions.filter(pk__in=Receipt.objects.filter(state=Receipt.State.SENT).values("version"))
    return report.versions.all()


def can_follow(user: User, report: Report) -> bool:
    """Whether they see where each funder stands with the report, and its letters: inside, and the network."""
    return reads_from_inside(user, report) or user.is_network


def can_preview(user: User, report: Report) -> bool:
    """Whether they make the paper marked ÉBAUCHE: those who work in the organism, for their board."""
    return bool(user.role_at(report.organism_id))


def can_read_receipt(user: User, report: Report) -> bool:
    """Whether the receipt of a filing is theirs: those of the organism that filed."""
    return bool(user.role_at(report.organism_id))


def follows_campaigns(user: User) -> bool:
    """Whether they see where the organisms of a campaign stand: the network, and the pivots."""
    return user.is_network or bool(user.pivot_region_ids)


def grouped_acts_of(user: User) -> list[str]:
    """Return what they may ask of many reports at once (`GroupedAct.Kind`), by their seats; each report then says."""
    directs = any(seat.role == Role.DIRECTOR for seat in user.live_memberships)
    kinds = {
        GroupedAct.Kind.ISSUE: user.coordinates_network or directs,
        GroupedAct.Kind.REISSUE: user.coordinates_network or directs,
        GroupedAct.Kind.ENDORSE: bool(user.pivot_region_ids),
        GroupedAct.Kind.APPROVE: user.coordinates_network,
        GroupedAct.Kind.PAPERS: bool(user.live_memberships or user.is_network or user.audited_organism_ids),
    }
    return [kind for kind, is_theirs in kinds.items() if is_theirs]


def can_read_burden(user: User, organism: Organism) -> bool:
    """Whether they read what all its funders ask of an organism: its coordination, its direction and the network."""
    return user.is_network or bool(user.role_at(organism.pk) & {Role.COORDINATOR, Role.DIRECTOR})


def can_write(user: User, report: Report) -> bool:
    """Coordination and direction of the organism, while the report is open."""
    return report.is_open and not report.excused_at and _prepares(user, report)


def can_change_form(user: User, report: Report) -> bool:
    """Who fills a report moves it to a later version of its form, until it is handed in for the first time."""
    return _takes(report, "change_form") and report.is_outstanding and _prepares(user, report)


def can_ask_certification(user: User, report: Report) -> bool:
    return _takes(report, "ask_certification") and _prepares(user, report)


def can_certify(user: User, report: Report) -> bool:
    """The direction certifies and files what is reviewed; one person with both seats may prepare and certify."""
    return _takes(report, "submit") and _directs(user, report)


def can_endorse(user: User, report: Report) -> bool:
    """Coordination or direction of the pivot that holds the mandate today; never of the author."""
    return _takes(report, "endorse") and _is_pivot_for(user, report)


def can_return(user: User, report: Report) -> bool:
    """The pivot while it reads, the network until it approves; each only where it is asked to read.

    A pivot that reads alone may return what it endorsed until it is issued: nobody else could reopen it.
    """
    if not _takes(report, "return"):
        return False
    is_pivots = can_endorse(user, report) or (is_read(report) and _is_pivot_for(user, report))
    return is_pivots or _reads_for_network(user, report)


def _reads_for_network(user: User, report: Report) -> bool:
    return Level.NETWORK in levels_of(report) and _decides_for_network(user, report)


def can_approve(user: User, report: Report) -> bool:
    """The network, once endorsed; or filed, when nobody can endorse it."""
    if report.excused_at or not _reads_for_network(user, report):
        return False
    return report.state == State.ENDORSED or (report.state == State.SUBMITTED and endorser_of(report) is None)


def can_reopen(user: User, report: Report) -> bool:
    return _takes(report, "reopen") and _reads_for_network(user, report)


def decides_on(user: User, report: Report) -> bool:
    """Whether the reading of this report before its funder, or its settlement, is theirs now."""
    return can_return(user, report) or can_approve(user, report)


def can_issue(user: User, report: Report) -> bool:
    """The direction certifies and issues a funder's report until it is accepted; or the network, by agreement.

    One that a pivot was to read, once nobody holds the mandate any more, is issued all the same.
    """
    if not _takes(report, "issue") and not _waits_for_no_pivot(report):
        return False
    return _decides_for_network(user, report) if report.funded_agreement.issued_by_network else _directs(user, report)


def _waits_for_no_pivot(report: Report) -> bool:
    is_last = report.kind == Report.Kind.FUNDER and Level.NETWORK not in levels_of(report)
    return is_last and report.state == State.SUBMITTED and endorser_of(report) is None


def can_reply(user: User, report: Report) -> bool:
    """Coordination and direction answer a funder's question in writing; the network where it issues."""
    if not _takes(report, "reply"):
        return False
    return _decides_for_network(user, report) if report.funded_agreement.issued_by_network else _prepares(user, report)


def can_make_papers_again(user: User, report: Report) -> bool:
    """Whether they may have the PDF and the XLSX of a version made anew, after the job that makes them failed."""
    return _prepares(user, report) or user.coordinates_network


def funders_of(user: User, report: Report) -> QuerySet[Funder]:
    """Return the funders, signatories of the report's agreement, for which this person may read and answer it."""
    if report.kind != Report.Kind.FUNDER or user.role_at(report.organism_id):
        return Funder.objects.none()
    signatures = AgreementFunder.objects.by_seats_of(user).filter(agreement=report.agreement)
    return Funder.objects.filter(pk__in=signatures.values("funder"))


def can_answer_issued(user: User, report: Report) -> bool:
    """An agent of a signatory funder, from issue to acceptance; never on an organism where they have a seat."""
    return report.state in (State.ISSUED, State.ASKED) and funders_of(user, report).exists()


def can_answer_letter(user: User, report: Report) -> bool:
    """An agent of the lead funder, of what a letter accepted in its name: they confirm it, or contest it."""
    letter = letter_in_force(report)
    return letter is not None and funders_of(user, report).filter(pk=letter.funder_id).exists()


def can_answer_receipt(user: User, report: Report) -> bool:
    return can_answer_issued(user, report) or can_answer_letter(user, report)


def revocable_decision(user: User, report: Report) -> Decision | None:
    """Return the last decision on a report when they made it less than a day ago and may take it back.

    The seat in which they made it still runs.
    """
    decision = decision_of(report, user)
    if decision is None:
        return None
    if decision.step.name in ("endorse", "approve"):
        decides = _is_pivot_for if decision.step.name == "endorse" else _decides_for_network
        return decision if decides(user, report) else None
    may = funders_of(user, report).exists() or _prepares(user, report) or _decides_for_network(user, report)
    return decision if may else None


def can_read_letter(user: User, report: Report, receipt: Receipt) -> bool:
    """The letters of a report are read by those who follow it; each by the funder in whose name it is written."""
    return can_follow(user, report) or funders_of(user, report).filter(pk=receipt.funder_id).exists()


def can_record_letter(user: User, report: Report) -> bool:
    """The organism, or the network, writes down what a funder answered by letter; which one, the action refuses."""
    if report.kind != Report.Kind.FUNDER or report.state not in (State.ISSUED, State.ASKED):
        return False
    return _prepares(user, report) or _decides_for_network(user, report)


def can_link(user: User, report: Report) -> bool:
    """Make or revoke a private link to an issued report."""
    return report.kind == Report.Kind.FUNDER and report.issued_at is not None and _prepares(user, report)


def can_remind_late(user: User) -> bool:
    """Whether they remind of what is late: the network’s coordination, of all; a funder’s agents, of its agreements."""
    return user.coordinates_network or bool(user.live_funder_seats)
