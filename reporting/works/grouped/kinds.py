"""What can be asked of many reports at once: by whom, of which reports, and the action that each of them takes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from organisms.models import User
from reporting import permissions
from reporting.funder_reports.actions.issuing import issue_report
from reporting.models import GroupedAct, GroupedItem, Report
from reporting.papers.making.documents import make_documents
from reporting.papers.making.progress import MAKE_PAPERS, is_all_made, make_again
from reporting.reports.actions.filing import approve_report, endorse_report
from reporting.workflow.levels import is_read
from reporting.workflow.status import side_of
from reporting.workflow.steps import lock
from reporting.workflow.transitions import ActionRefused

State = Report.State
Key = GroupedAct.Kind
CHANGED = (
    "Une réponse ou une pièce a changé depuis que vous avez attesté\u00a0: relisez ce rapport, puis reprenez en "
    "attestant de nouveau."
)
SENT = "Il a été transmis autrement depuis\u00a0: il n’y a rien à reprendre."
NOT_MADE = "Son PDF n’est pas prêt, et votre siège ne permet pas de le refaire\u00a0: demandez-le à la coordination."


@dataclass(frozen=True)
class Kind:
    """`waits_in`: the reports that may take it; `may`: whether a user may, with one of them.

    `act`: takes an item and its author, raises a sentence of `REFUSALS`; run twice, it does once.
    """

    key: str
    waits_in: Q
    may: Callable[[User, Report], bool]
    act: Callable[[GroupedItem, User], object]

    @property
    def slug(self) -> str:
        return GroupedAct.SLUGS[self.key]

    @property
    def step(self) -> str:
        """The step that each report takes; empty for papers."""
        return "" if self.is_papers else str(Key.ISSUE if self.is_again else self.key)

    @property
    def is_again(self) -> bool:
        return self.key == Key.REISSUE

    @property
    def decides(self) -> bool:
        """Whether it judges what an organism filed, which is read first."""
        return self.key in (Key.ENDORSE, Key.APPROVE)

    def certifies(self, report: Report) -> bool:
        """Whether its author certifies the report as it leaves: the levels of its agreement read none of it before."""
        return self.step == Key.ISSUE and not is_read(report)

    def opens(self, user: User) -> bool:
        return self.key in permissions.grouped_acts_of(user)

    @property
    def is_papers(self) -> bool:
        return self.key == Key.PAPERS


def _may_read_papers(user: User, report: Report) -> bool:
    """A funder has its own file of a year, with what was issued to it alone."""
    return bool(report.filed_at or report.issued_at) and side_of(report, user) != "funder"


def _issue(item: GroupedItem, by: User) -> object:
    """Issue a report as its author read it; nothing that changed since they certified it leaves in their name."""
    report = lock(item.report)
    if report.issued_at and not item.act.reason:
        raise ActionRefused(SENT)
    if not is_read(report) and _has_changed(report, item):
        raise ActionRefused(CHANGED)
    return issue_report(
        report=report,
        by=by,
        key=item.key,
        reason=item.act.reason,
        seen_version=item.seen_version,
        confirmed=item.confirmed,
    )


def _has_changed(report: Report, item: GroupedItem) -> bool:
    files = Q(added_at__gt=item.asked_at) | Q(removed_at__gt=item.asked_at)
    return report.answers.filter(saved_at__gt=item.asked_at).exists() or report.attachments.filter(files).exists()


def _endorse(item: GroupedItem, by: User) -> object:
    return endorse_report(report=_as_read(item), by=by, key=item.key)


def _approve(item: GroupedItem, by: User) -> object:
    return approve_report(report=_as_read(item), by=by, key=item.key)


def _as_read(item: GroupedItem) -> Report:
    """Return the locked report, unless it was filed again since its author chose it: they read another version."""
    report = lock(item.report)
    last = report.versions.order_by("-number").values_list("number", flat=True).first() or 0
    if last != item.seen_version:
        raise ActionRefused(f"La version {last} a été déposée depuis votre choix\u00a0: lisez-la, puis décidez.")
    return report


def _make_papers(item: GroupedItem, by: User) -> None:
    """Make the papers of a version that are not made; the job that had to make them then finds them, and goes on."""
    version = item.version
    if version is None or is_all_made(version):
        return
    if not permissions.can_make_papers_again(by, item.report):
        raise ActionRefused(NOT_MADE)
    make_documents(version)
    make_again(MAKE_PAPERS, version_id=version.pk)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            Key.ISSUE,
            Q(kind=Report.Kind.FUNDER, state__in=[State.DRAFT, State.TO_CERTIFY, State.ENDORSED, State.APPROVED]),
            permissions.can_issue,
            _issue,
        ),
        Kind(
            Key.REISSUE,
            Q(kind=Report.Kind.FUNDER, state__in=[State.ISSUED, State.ASKED]),
            permissions.can_issue,
            _issue,
        ),
        Kind(
            Key.ENDORSE,
            Q(state=State.SUBMITTED),
            permissions.can_endorse,
            _endorse,
        ),
        Kind(
            Key.APPROVE,
            Q(state=State.ENDORSED),
            permissions.can_approve,
            _approve,
        ),
        Kind(
            Key.PAPERS,
            Q(filed_at__isnull=False) | Q(issued_at__isnull=False),
            _may_read_papers,
            _make_papers,
        ),
    )
}
BY_KEY = {kind.key: kind for kind in KINDS.values()}
