"""An act on many reports: written down with what was chosen, carried out by the worker, taken up where it failed."""

import logging
from collections.abc import Mapping, Sequence
from time import monotonic
from types import MappingProxyType
from uuid import UUID

import pghistory
from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.access import LINKED
from reporting.models import GroupedAct, GroupedItem, Report, Version
from reporting.papers.making.progress import making_of
from reporting.workflow.posted_steps import REFUSALS
from reporting.workflow.steps import derived_key
from reporting.workflow.transitions import ActionRefused, TransitionNotAllowed, refusal_of
from reporting.works.grouped.choosing import NOT_YOURS, last_versions
from reporting.works.grouped.kinds import BY_KEY, Kind
from roriq_portal.database.locks import hold
from roriq_portal.database.outage import says_absence
from roriq_portal.jobs import behind_others, defer
from roriq_portal.logs import log_action

CARRY_OUT, PACK = "portal:carry_out_grouped", "portal:pack_grouped"
# Under this name an act is taken up by one user at a time; its row itself may not be locked, since nobody changes it
GROUPED = "grouped act"
# After so many seconds the job lets the others of the queue pass, and comes again behind them
SLICE = 20.0
BROKEN = "Le portail n’a pas pu le faire\u00a0; la panne est inscrite. Reprenez, ou faites-le de la page du rapport."
NOTHING = "Aucun de ces rapports ne peut plus prendre ce geste."
SERVED = "Cette page a déjà servi à autre chose. Rechargez-la."
NONE: Mapping = MappingProxyType({})
State = GroupedItem.State
log = logging.getLogger(__name__)


@log_action
@transaction.atomic
def start_grouped(
    *,
    kind: Kind,
    reports: Sequence[Report],
    by: User,
    key: UUID,
    reason: str = "",
    confirmed: Mapping[int, str] = NONE,
    seen: Mapping[int, int] = NONE,
) -> GroupedAct:
    """Write the act down with its reports, as their author knows them, and defer it. The same key twice is one act.

    `reason`: why new versions; `confirmed`: report → as `check_carried` asks; `seen`: report → the last version that
    the page showed, else the last one now. Refuses (ActionRefused) an act on nothing, and the key of another act. Who
    may, and what each report allows, is asked again report by report.
    """
    hold(GROUPED, key.int % 2**31)
    known = GroupedAct.objects.filter(key=key).first()
    if known:
        if (known.by_id, known.kind) != (by.pk, kind.key):
            raise ActionRefused(SERVED)
        return known
    if not reports:
        raise ActionRefused(NOTHING)
    act = GroupedAct.objects.create(kind=kind.key, key=key, by=by, reason=reason.strip())
    last = last_versions(reports) | dict(seen)
    papers = _newest(reports) if kind.is_papers else {}
    GroupedItem.objects.bulk_create(
        GroupedItem(
            act=act,
            report=report,
            version_id=papers.get(report.pk),
            seen_version=last.get(report.pk, 0),
            key=derived_key(key, str(report.pk)),
            confirmed=confirmed.get(report.pk, ""),
        )
        for report in reports
        if not kind.is_papers or report.pk in papers
    )
    defer(CARRY_OUT, act_id=act.pk)
    return act


def _newest(reports: Sequence[Report]) -> dict[int, int]:
    rows = Version.objects.filter(report__in=[report.pk for report in reports])
    return dict(rows.order_by("report", "-number").distinct("report").values_list("report", "pk"))


@log_action
@transaction.atomic
def retry_grouped(*, act: GroupedAct, by: User, confirmed: Mapping[int, str] = NONE) -> bool:
    """Have what failed tried again, and that alone; False when nothing failed, and nothing waits without its job.

    Who asks again certifies again what is certified as it leaves; `confirmed`: as `start_grouped` takes it.
    """
    hold(GROUPED, act.pk)
    failed = act.items.filter(state=State.FAILED)
    for report_id, mark in confirmed.items():
        failed.filter(report=report_id).update(confirmed=mark)
    again = failed.update(state=State.WAITING, reason="", settled_at=None, asked_at=timezone.now())
    waits = again or act.items.filter(state=State.WAITING).exists()
    task = CARRY_OUT if waits else PACK
    if (not waits and not BY_KEY[act.kind].is_papers) or making_of(task, act_id=act.pk).is_under_way:
        return bool(again)
    defer(task, act_id=act.pk)
    return True


def carry_out(act_id: int, seconds: float = SLICE) -> None:
    """Do what waits, each report in its own transaction; past `seconds`, leave the rest to another job.

    Two workers share what waits; one that is killed loses the report that it was at, which waits still. What a report
    refuses is written beside it and stops no other, as does a statement that the database refused; an absence of the
    database is none of its refusals.
    """
    act = GroupedAct.objects.select_related("by").get(pk=act_id)
    kind, limit = BY_KEY[act.kind], monotonic() + seconds
    with pghistory.context(user=act.by_id, grouped=act.pk):
        while _next_done(act, kind):
            if monotonic() > limit and act.items.filter(state=State.WAITING).exists():
                defer(CARRY_OUT, act_id=act.pk)
                return
    if kind.is_papers and not act.items.filter(state=State.WAITING).exists():
        defer(PACK, act_id=act.pk)


@transaction.atomic
def _next_done(act: GroupedAct, kind: Kind) -> bool:
    """Settle one report that waits; False when none is left that another worker is not at."""
    waiting = act.items.select_for_update(skip_locked=True, of=("self",)).filter(state=State.WAITING)
    item = waiting.order_by("pk").first()
    if item is None:
        return False
    item.act = act
    item.reason = _refused(item, kind, act.by)[: GroupedItem.MOST_SIGNS]
    item.state = State.FAILED if item.reason else State.DONE
    item.settled_at = timezone.now()
    item.save(update_fields=["state", "reason", "settled_at"])
    return True


def _refused(item: GroupedItem, kind: Kind, by: User) -> str:
    """Act on one report; return why it was not done, nothing when it was."""
    try:
        # Its papers come once every report of the act is settled, and behind what anybody else waits for
        with behind_others(), transaction.atomic():
            item.report = Report.objects.visible_to(by).select_related(*LINKED).get(pk=item.report_id)
            _ask(item, kind, by)
            kind.act(item, by)
    except Report.DoesNotExist:
        return NOT_YOURS
    except REFUSALS as refusal:
        return str(refusal)
    except Exception as failure:
        if says_absence(failure):
            raise
        log.exception("report %s of a grouped act", item.report_id)
        return BROKEN
    return ""


def _ask(item: GroupedItem, kind: Kind, by: User) -> None:
    """The seat may have ended since, and the report have moved: it says itself what it cannot do."""
    if not kind.may(by, item.report):
        raise TransitionNotAllowed(_own_refusal(item, kind) or NOT_YOURS)


def _own_refusal(item: GroupedItem, kind: Kind) -> str:
    return refusal_of(item.report, kind.step) if kind.step else ""
