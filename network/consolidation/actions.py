"""The way of a consolidated report: begun, its words, frozen, published, prepared again. Check all, then write all."""

import hashlib
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from network.consolidation.content import Issue, build
from network.consolidation.masking import published_content
from network.consolidation.steps import (
    ConsolidationRefused,
    check,
    done_before,
    lock,
    revocable_freezing,
    take_step,
)
from network.models import (
    ConsolidatedReport,
    ConsolidatedSource,
    ConsolidatedStep,
    ConsolidatedVersion,
    ConsolidatedWords,
)
from organisms.models import Region, User
from reporting.models import Template
from reporting.papers.content import canonical
from reporting.papers.freezing import new_code
from roriq_portal.database.locks import hold
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.formats.numbers import group_digits
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

PAPERS = "portal:make_consolidated_papers"
Audience, Scope = ConsolidatedVersion.Audience, ConsolidatedReport.Scope
EMPTY = "Aucun rapport de cette période n’est approuvé\u00a0: il n’y a rien à figer."
OTHER = "Les rapports ont bougé depuis que cette page s’est affichée\u00a0: relisez les chiffres, puis figez."


@log_action
@transaction.atomic
def begin_consolidation(
    *, scope: str, region: Region | None, template: Template | None, period: DateRange, by: User, key: UUID
) -> ConsolidatedReport:
    """Return the consolidated report of a scope and period, begun now unless it is there already."""
    known = ConsolidatedReport.objects.filter(scope=scope, region=region, template=template, period=period).first()
    if known:
        return known
    report = ConsolidatedReport.objects.create(
        scope=scope, region=region, template=template, period=period, created_by=by
    )
    ConsolidatedStep.objects.create(
        report=report, name="begin", from_state="", to_state=report.state, by=by, idempotency_key=key
    )
    return report


@log_action
@transaction.atomic
def save_words(*, report: ConsolidatedReport, words: dict[int | None, str], seen: int, by: User) -> ConsolidatedReport:
    """Write the words of the whole (None) and of each component; what says the same is left as it is.

    Refuses (ConsolidationRefused) a frozen report; StaleRevision, nothing written, one that was saved since `seen`.
    """
    report = lock(report)
    check_seen(seen, report.revision, StaleRevision(report))
    standing = {row.component: row for row in report.words.all()}
    changed = {key: text for key, text in words.items() if text != (standing[key].text if key in standing else "")}
    if not changed:
        return report
    if report.is_frozen:
        raise ConsolidationRefused("Ce rapport est figé\u00a0: préparez la version suivante pour changer ses mots.")
    for component, text in changed.items():
        ConsolidatedWords.objects.update_or_create(report=report, component=component, defaults={"text": text})
    report.revision += 1
    report.save(update_fields=["revision"])
    return report


@log_action
@transaction.atomic
def freeze_consolidation(
    *, report: ConsolidatedReport, by: User, key: UUID, reason: str = "", counted: str = ""
) -> ConsolidatedStep:
    """Freeze the next version: its content, its hash, the exact versions it counts; its papers are deferred.

    `counted`: the mark of the reports that the page showed; ConsolidationRefused when they are others now, when there
    is none, or when the report is frozen already. A next version gives its reason.
    """
    report = lock(report)
    if done := done_before(report, "freeze", key):
        return done
    check(report, "freeze")
    last = report.versions.filter(audience=Audience.NETWORK).order_by("-number").first()
    if last and not reason.strip():
        raise ConsolidationRefused("Dites en une phrase pourquoi une nouvelle version remplace l’autre.")
    now, code = timezone.now(), new_code()
    issue = Issue((last.number if last else 0) + 1, reason, now, group_digits(code, 4, "-"), report.current, by)
    built = build(report, issue)
    if not built.sources:
        raise ConsolidationRefused(EMPTY)
    if counted and counted != mark_of(built.content):
        raise ConsolidationRefused(OTHER)
    version = _write(report, built.content, issue, code, Audience.NETWORK, by)
    try:
        with transaction.atomic():
            ConsolidatedSource.objects.bulk_create(
                ConsolidatedSource(version=version, source_id=row.version_id, organism_id=row.organism_id)
                for row in built.sources
            )
    except IntegrityError as moved:  # a report was reopened since it was read
        raise ConsolidationRefused(OTHER) from moved
    return take_step(report, "freeze", by=by, key=key, version=version, comment=reason, current=version)


def mark_of(content: dict) -> str:
    """Return a digest of which versions a content counts: a page shows it, and the freezing compares it."""
    versions = [(row["report"], row["version"], row["sha256"]) for row in content["organisms"]]
    return hashlib.sha256(repr(versions).encode()).hexdigest()[:16]


def _write(
    report: ConsolidatedReport, content: dict, issue: Issue, code: str, audience: str, by: User
) -> ConsolidatedVersion:
    text = canonical(content)
    version = ConsolidatedVersion.objects.create(
        report=report,
        number=issue.number,
        audience=audience,
        content=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        code=code,
        as_of=issue.now or timezone.now(),
        frozen_by=by,
        reason=issue.reason,
    )
    defer(PAPERS, version_id=version.pk)
    return version


@log_action
@transaction.atomic
def take_back_freezing(*, report: ConsolidatedReport, by: User, key: UUID) -> ConsolidatedStep:
    """Take back one's own freezing for a day, until it is published: the version stays readable, as cancelled.

    ConsolidationRefused after that. The version in force is again the one before, if there is one.
    """
    report = lock(report)
    if done := done_before(report, "take_back", key):
        return done
    freezing = revocable_freezing(report, by)
    if freezing is None:
        raise ConsolidationRefused("Il est trop tard pour annuler\u00a0: préparez plutôt la version suivante.")
    gone = {*report.steps.filter(name="take_back").values_list("version", flat=True), freezing.version.pk}
    own = report.versions.filter(audience=Audience.NETWORK).exclude(pk__in=gone)
    before = own.order_by("-number").first()
    return take_step(report, "take_back", by=by, key=key, version=freezing.version, current=before)


@log_action
@transaction.atomic
def prepare_next(*, report: ConsolidatedReport, by: User, key: UUID) -> ConsolidatedStep:
    """Open a frozen report again, for its next version; the one that is frozen stays in force until then."""
    report = lock(report)
    return done_before(report, "prepare", key) or take_step(report, "prepare", by=by, key=key, version=report.current)


@log_action
@transaction.atomic
def publish_consolidation(*, report: ConsolidatedReport, by: User, key: UUID) -> ConsolidatedStep:
    """Let funders read the version in force, with its small counts hidden; a programme's own funder reads it whole.

    Every number of a programme's report came to its funder already, in the reports that were issued to it.
    """
    # What each paper of a period hides depends on those that left before
    hold("publication of a consolidated period", report.period.lower.year)
    report = lock(report)
    if done := done_before(report, "publish", key):
        return done
    check(report, "publish")
    current = report.current
    if current is None or (report.published and report.published.number == current.number):
        raise ConsolidationRefused("Cette version est publiée déjà.")
    version = report.versions.filter(number=current.number, audience=Audience.FUNDERS).first()
    version = version or _published(report, current, by)
    return take_step(report, "publish", by=by, key=key, version=version, published=version)


def _published(report: ConsolidatedReport, current: ConsolidatedVersion, by: User) -> ConsolidatedVersion:
    code = new_code()
    issue = Issue(current.number, current.reason)
    content = published_content(report, current, group_digits(code, 4, "-"))
    return _write(report, content, issue, code, Audience.FUNDERS, by)


@log_action
@transaction.atomic
def withdraw_publication(*, report: ConsolidatedReport, by: User, key: UUID) -> ConsolidatedStep:
    """Take a published version from the funders' pages. What they saved stays with them."""
    report = lock(report)
    if done := done_before(report, "withdraw", key):
        return done
    if report.published is None:
        raise ConsolidationRefused("Aucune version n’est publiée.")
    return take_step(report, "withdraw", by=by, key=key, version=report.published, published=None)
