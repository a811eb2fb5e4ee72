"""A report moved to a later version of its form: one step, with what does not fit written down."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.models import FormChange, Report, TemplateVersion, Transition
from reporting.reports.form_change.fates import leaving, read_move, rows_set_aside
from reporting.reports.form_change.offer import later_version
from reporting.workflow import transitions
from reporting.workflow.steps import done_before, lock, take_step
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.formats.phrases import counted
from roriq_portal.logs import log_action

ANOTHER = "Cette version n’est plus celle qui est offerte à ce rapport\u00a0: relisez la page."
STALE = (
    "Quelqu’un a répondu, ou changé une réponse, pendant que vous lisiez\u00a0: "
    "relisez ce qui suit le rapport et ce qui n’y entre plus."
)


@log_action
@transaction.atomic
def change_form(*, report: Report, after: TemplateVersion, seen: str, by: User, key: UUID) -> Transition:
    """Move a report to the later version that is offered to it. What does not fit is taken out and written down whole.

    `seen`: the mark of what the page showed (`Move.mark`). The same key twice, or a report that has that version
    already, is one step. Refuses (TransitionNotAllowed) a report that was handed in, another version than the one
    offered; (StaleRevision) when other answers would be set aside than those the page showed.
    """
    report = lock(report)
    done = done_before(report, "change_form", key) or _last_change_to(report, after)
    if done:
        return done
    transitions.check(report, "change_form")
    if later_version(report) != after:
        raise TransitionNotAllowed(ANOTHER)
    move = read_move(report, after)
    check_seen(seen, move.mark, StaleRevision(move, STALE))
    set_aside = rows_set_aside(move)
    for answer in leaving(report, move):
        answer.delete()
    files = [file.pk for fate in move.losing for file in fate.files_go]
    report.attachments.filter(pk__in=files).update(removed_at=timezone.now(), removed_by=by)
    before = report.template_version
    step = take_step(report, "change_form", by=by, key=key, comment=_comment(len(set_aside)), template_version=after)
    FormChange.objects.create(step=step, before=before, after=after, set_aside=set_aside)
    return step


def _last_change_to(report: Report, after: TemplateVersion) -> Transition | None:
    if report.template_version_id != after.pk:
        return None
    return report.transitions.filter(form_change__after=after).order_by("-pk").first()


def _comment(lines: int) -> str:
    if not lines:
        return "Toutes les réponses suivent."
    return f"{counted(lines, 'ligne avait', 'lignes avaient')} des réponses qui n’y entrent plus\u00a0: mises de côté."
