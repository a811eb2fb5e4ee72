"""The way of a reviewed report: certified and filed, endorsed, returned, approved, reopened. Check all, write all."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.filling.actions.comments import check_words
from reporting.filling.repeat_previous import check_carried
from reporting.models import Comment, Report, Transition
from reporting.papers.freezing import complete_sections, freeze, next_number
from reporting.permissions import endorser_of
from reporting.reports.actions.remark_drafts import drop_remarks
from reporting.workflow import transitions
from reporting.workflow.levels import Level, levels_of
from reporting.workflow.steps import derived_key, done_before, lock, take_step
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def ask_certification(*, report: Report, by: User, key: UUID) -> Transition:
    """Ask the direction to certify a report that is complete, again when it was returned. Their seat gets a letter.

    Refuses with ReportIncomplete (the page's own list) or TransitionNotAllowed.
    """
    report = lock(report)
    done = done_before(report, "ask_certification", key)
    if done:
        return done
    transitions.check(report, "ask_certification")
    complete_sections(report)
    return _announced(take_step(report, "ask_certification", by=by, key=key))


@log_action
@transaction.atomic
def submit_report(*, report: Report, by: User, key: UUID, reason: str = "", confirmed: str = "") -> Transition:
    """Certify and file: freeze a version, number the report the first time, defer its papers; return the Transition.

    Refuses with ReportIncomplete (the page's own list) or TransitionNotAllowed; `confirmed`: as `check_carried` asks.
    Open comments are answered by the filing. With no pivot to endorse, the next Transition says why it is passed. A
    funder's report is filed where its agreement names who reads it first: the version frozen now is the one to issue.
    """
    report = lock(report)
    done = done_before(report, "submit", key)
    if done:
        return done
    transitions.check(report, "submit")
    sections = complete_sections(report)
    check_carried(report, confirmed)
    now = timezone.now()
    changes: dict[str, Any] = {} if report.filed_at else {"filed_at": now, "filed_by": by}
    if not report.number:
        changes["number"] = next_number(report.kind, timezone.localdate(now).year)
    report.comments.filter(resolved_at__isnull=True).update(resolved_at=now, resolved_by=by)
    step = take_step(report, "submit", by=by, key=key, comment=reason, **changes)
    freeze(report, sections, reason=reason, by=by, now=now)
    pass_endorsement(report, key)
    return _announced(step)


@log_action
@transaction.atomic
def endorse_report(*, report: Report, by: User, key: UUID, comment: str = "") -> Transition:
    """The pivot endorses; whoever has the next act is notified. No version is made: the pivot changes no numbers."""
    report = lock(report)
    done = done_before(report, "endorse", key)
    drop_remarks(report=report, by=by)
    return done or _announced(take_step(report, "endorse", by=by, key=key, comment=comment))


@log_action
@transaction.atomic
def return_report(*, report: Report, comments: list[tuple[str, str]], by: User, key: UUID) -> Transition:
    """Send a report back with (line key, remark) pairs, an empty key for the whole: only those lines reopen.

    Refuses (TransitionNotAllowed) a return without a remark, or a remark on a line the form has not;
    CommentRefused, one that is too long.
    """
    report = lock(report)
    done = done_before(report, "return", key)
    if done:
        return done
    remarks = [(line_key, check_words(body)) for line_key, body in comments if body.strip()]
    _check_remarks(report, remarks)
    step = take_step(report, "return", by=by, key=key, comment="\n\n".join(body for _, body in remarks))
    _open_comments(report, remarks, by)
    drop_remarks(report=report, by=by)
    return _announced(step)


@log_action
@transaction.atomic
def approve_report(*, report: Report, by: User, key: UUID, comment: str = "") -> Transition:
    """The network approves an endorsed report, or a filed one that nobody can endorse. The organism is notified."""
    report = lock(report)
    done = done_before(report, "approve", key)
    if done:
        return done
    pass_endorsement(report, key)
    drop_remarks(report=report, by=by)
    return _announced(take_step(report, "approve", by=by, key=key, comment=comment))


@log_action
@transaction.atomic
def reopen_report(*, report: Report, reason: str, by: User, key: UUID) -> Transition:
    """The network reopens an approved report as a whole, with a reason the organism reads. Refuses an empty reason.

    A funder's report is reopened so until it is issued.
    """
    report = lock(report)
    done = done_before(report, "reopen", key)
    if done:
        return done
    _check_remarks(report, [("", reason.strip())] if reason.strip() else [])
    step = take_step(report, "reopen", by=by, key=key, comment=reason.strip())
    _open_comments(report, [("", reason.strip())], by)
    return _announced(step)


def _check_remarks(report: Report, remarks: list[tuple[str, str]]) -> None:
    if not remarks:
        raise TransitionNotAllowed("Dites ce qui est à corriger\u00a0: l’organisme lit votre remarque.")
    known = {"", *report.template_version.lines.values_list("key", flat=True)}
    if {line_key for line_key, _ in remarks} - known:
        raise TransitionNotAllowed("Une remarque porte sur une ligne que ce rapport n’a pas.")


def _open_comments(report: Report, remarks: list[tuple[str, str]], by: User) -> None:
    """T3 closes the discussion of an approved report, so remarks are written once the state is « returned »."""
    Comment.objects.bulk_create(
        [Comment(report=report, line_key=line_key, body=body, opened_by=by) for line_key, body in remarks]
    )


def pass_endorsement(report: Report, key: UUID) -> None:
    """Pass the endorsement of a locked, filed report when nobody is asked to give it, or can; the timeline says why."""
    if report.state == Report.State.SUBMITTED and (why := _why_passed(report)):
        key = derived_key(key, "skip_endorsement")
        take_step(report, "skip_endorsement", by=None, key=key, comment=f"Endossement passé\u00a0: {why}")


def _why_passed(report: Report) -> str:
    if Level.PIVOT not in levels_of(report):
        return "l’entente demande la lecture du réseau seul."
    if endorser_of(report) is not None:
        return ""
    own = report.organism.mandates.filter(region=report.region_id, during__contains=timezone.localdate()).exists()
    if own:
        return f"{report.organism.name} est l’organisme-pivot de sa région."
    return "aucun organisme ne tient le mandat de pivot de la région."


def _announced(step: Transition) -> Transition:
    defer("portal:announce_step", transition_id=step.pk)
    return step
