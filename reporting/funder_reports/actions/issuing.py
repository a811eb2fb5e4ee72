"""A funder's report: opened for what an agreement owes, certified and issued; a new version answers a question."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agreements.models import Deliverable
from organisms.models import User
from reporting.filling.repeat_previous import check_carried
from reporting.models import Document, Receipt, Report, TemplateVersion, Transition, Version
from reporting.papers.freezing import complete_sections, freeze, next_number
from reporting.reports.actions.filing import pass_endorsement
from reporting.workflow import transitions
from reporting.workflow.levels import is_read
from reporting.workflow.steps import done_before, lock, take_step
from reporting.workflow.transitions import ActionRefused, TransitionNotAllowed
from roriq_portal.formats.days import format_day
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action


class NoTemplate(ActionRefused):
    """No published form answers this requirement; the sentence names the programme."""


@log_action
@transaction.atomic
def open_funder_report(*, deliverable: Deliverable, by: User) -> Report:
    """Return the report of a deliverable, made the first time on the newest published form of its programme and kind.

    Raises NoTemplate when the programme has none. The region and components are frozen from the organism today.
    """
    deliverable = (
        Deliverable.objects.select_for_update(of=("self",))
        .select_related("requirement__agreement__organism", "requirement__agreement__programme")
        .get(pk=deliverable.pk)
    )
    known = Report.objects.filter(deliverable=deliverable).first()
    if known:
        return known
    if deliverable.skipped_at or deliverable.handed_at:
        raise NoTemplate("Ce livrable n’est plus attendu : il est remis autrement, ou n’est pas demandé.")
    agreement = deliverable.requirement.agreement
    return Report.objects.create(
        kind=Report.Kind.FUNDER,
        organism=agreement.organism,
        template_version=template_for(deliverable),
        period=deliverable.period,
        deliverable=deliverable,
        region_id=agreement.organism.region_id,
        components=agreement.components or agreement.organism.components,
        due_on=deliverable.due_on,
    )


def template_for(deliverable: Deliverable) -> TemplateVersion:
    """Return the newest published form of the deliverable's programme and kind that serves its period.

    Raises NoTemplate when there is none, when it begins later, or when it was retired.
    """
    requirement = deliverable.requirement
    programme = requirement.agreement.programme
    published = TemplateVersion.objects.published().filter(
        template__programme=programme, template__kind=requirement.kind
    )
    begun = published.begun_for(deliverable.period.lower)
    version = begun.in_use().order_by("-published_at", "-number").first()
    if version is None:
        kind = requirement.get_kind_display().lower()
        raise NoTemplate(_why_none(programme.name, kind, published, begun))
    return version


def _why_none(programme: str, kind: str, published: QuerySet[TemplateVersion], begun: QuerySet[TemplateVersion]) -> str:
    form = f"Le gabarit du programme {programme} pour un {kind}"
    if begun.exists():
        return f"{form} est retiré\u00a0: aucun rapport ne s’y commence plus."
    first = published.order_by("begins_on").first()
    if first and first.begins_on:
        return f"{form} sert les périodes qui commencent le {format_day(first.begins_on)} ou après."
    return f"Le programme {programme} n’a pas encore de gabarit pour un {kind}."


@log_action
@transaction.atomic
def issue_report(
    *, report: Report, by: User, key: UUID, reason: str = "", seen_version: int | None = None, confirmed: str = ""
) -> Transition:
    """Certify and issue to every signatory: freeze a version, write a « sent » receipt each, defer papers and letters.

    After a question, or because records moved, the same act makes the next version and asks why; the first stays
    readable. `seen_version`: the number of the version the page knew (0: none), so that two users do not replace it;
    None: do not look. `confirmed`: as `check_carried` asks. Refuses with ReportIncomplete or TransitionNotAllowed. It
    never waits for the annual report. What the levels of its agreement have read leaves as they read it: no version
    is made.
    """
    report = lock(report)
    done = done_before(report, "issue", key)
    if done:
        return done
    pass_endorsement(report, key)
    transitions.check(report, "issue")
    if is_read(report):
        return _issue_as_read(report, seen_version, by, key)
    reason = reason.strip()
    _check_new_version(report, reason, seen_version)
    sections = complete_sections(report)
    check_carried(report, confirmed)
    now = timezone.now()
    changes: dict[str, Any] = {} if report.issued_at else {"issued_at": now, "issued_by": by}
    if not report.number:
        changes["number"] = next_number(report.kind, timezone.localdate(now).year)
    report.comments.filter(resolved_at__isnull=True).update(resolved_at=now, resolved_by=by)
    step = take_step(report, "issue", by=by, key=key, comment=reason, **changes)
    version = freeze(report, sections, reason=reason, by=by, now=now)
    _send(version, by)
    return step


def _issue_as_read(report: Report, seen_version: int | None, by: User, key: UUID) -> Transition:
    """Issue the version that the pivot and the network have read; its letters leave once its papers are made."""
    version = report.versions.latest("number")
    _check_seen(version.number, seen_version)
    step = take_step(report, "issue", by=by, key=key, issued_at=timezone.now(), issued_by=by)
    _send(version, by)
    # Else the job of its papers, which waits for this lock, finds the receipts and sends the letters
    if version.documents.count() == len(Document.Format):
        defer("portal:announce_version", version_id=version.pk)
    return step


def _send(version: Version, by: User) -> None:
    """Write a « sent » receipt for each signatory."""
    now = timezone.now()
    signed = version.report.funded_agreement.signatures.values_list("funder", flat=True)
    Receipt.objects.bulk_create(
        [Receipt(version=version, funder_id=funder, state=Receipt.State.SENT, by=by, at=now) for funder in signed]
    )


def _check_seen(last: int, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != last:
        raise TransitionNotAllowed(
            f"La version {last} vient d’être transmise. Relisez-la avant d’en transmettre une autre."
        )


def _check_new_version(report: Report, reason: str, seen_version: int | None) -> None:
    last = report.versions.order_by("-number").values_list("number", flat=True).first() or 0
    _check_seen(last, seen_version)
    if last and not reason:
        raise TransitionNotAllowed("Dites au bailleur pourquoi une nouvelle version, ou répondez à sa question.")
