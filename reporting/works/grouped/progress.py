"""How far an act on many reports is: counted, report by report, its job, and the file that it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Count

from reporting.models import GroupedAct, GroupedItem
from reporting.papers.making.progress import Making, making_of
from reporting.works.grouped.actions import CARRY_OUT, PACK
from reporting.works.grouped.archive import archive_path
from reporting.works.grouped.kinds import BY_KEY, Kind
from roriq_portal.formats.phrases import counted
from roriq_portal.lists.paging import LONG_PAGE, Pager, numbered_page, pager_of

State = GroupedItem.State
LINKED = ("report__organism", "report__template_version__template", "report__deliverable__requirement__agreement")
DONE_WORDS = {
    "issue": ("transmis", "transmis"),
    "reissue": ("transmis de nouveau", "transmis de nouveau"),
    "endorse": ("endossé", "endossés"),
    "approve": ("approuvé", "approuvés"),
    "papers": ("dont les papiers sont prêts", "dont les papiers sont prêts"),
}
PAPERS_DONE = "Papiers prêts"


@dataclass(frozen=True)
class Progress:
    """`making`: of the job that has the next part to do; `has_file`: whether the file of the papers is there."""

    act: GroupedAct
    kind: Kind
    done: int
    waiting: int
    failed: list[GroupedItem]
    making: Making
    has_file: bool

    @property
    def total(self) -> int:
        return self.done + self.waiting + len(self.failed)

    @property
    def done_words(self) -> str:
        """« 12 rapports transmis sur 141 »."""
        singular, plural = DONE_WORDS[self.act.kind]
        return f"{counted(self.done, f'rapport {singular}', f'rapports {plural}')} sur {self.total}"

    @property
    def is_packing(self) -> bool:
        return self.kind.is_papers and not self.waiting and not self.has_file and self.done > 0

    @property
    def is_under_way(self) -> bool:
        return bool(self.waiting or self.is_packing) and self.making.is_under_way

    @property
    def has_stopped(self) -> bool:
        """Something waits, and no job is left to do it."""
        return bool(self.waiting) and not self.making.is_under_way

    @property
    def is_file_gone(self) -> bool:
        return self.is_packing and not self.making.is_under_way

    @property
    def may_retry(self) -> bool:
        return not self.is_under_way and bool(self.failed or self.has_stopped or self.is_file_gone)


def progress_of(act: GroupedAct) -> Progress:
    """Return how far an act is. Three queries."""
    counts = dict(act.items.order_by().values_list("state").annotate(n=Count("pk")))
    failed = act.items.filter(state=State.FAILED).select_related(*LINKED)
    waiting, kind = counts.get(State.WAITING, 0), BY_KEY[act.kind]
    return Progress(
        act,
        kind,
        counts.get(State.DONE, 0),
        waiting,
        list(failed.order_by("report__organism__sort_name", "report")),
        making_of(CARRY_OUT if waiting or not kind.is_papers else PACK, act_id=act.pk),
        # While some wait, the file that was made before lacks them
        kind.is_papers and not waiting and default_storage.exists(archive_path(act)),
    )


@dataclass(frozen=True)
class Outcomes:
    """A page of the reports of an act, each with what became of it, and what leads to the pages beside."""

    lines: list[tuple[GroupedItem, str]]
    number: int
    pages: Pager


def outcomes_of(act: GroupedAct, params: Mapping[str, str]) -> Outcomes:
    """Return the page that the address asks for, in the order in which reports were offered. Two queries."""
    rows = act.items.select_related(*LINKED).order_by("report__organism__sort_name", "report__due_on", "report")
    page = numbered_page(rows, params, LONG_PAGE)
    return Outcomes([(item, _outcome_words(item, act)) for item in page], page.number, pager_of(page))


def _outcome_words(item: GroupedItem, act: GroupedAct) -> str:
    """« Approuvé », « En attente », « Pas fait »."""
    if item.state != State.DONE:
        return item.get_state_display()
    return PAPERS_DONE if act.kind == GroupedAct.Kind.PAPERS else DONE_WORDS[act.kind][0].capitalize()
