"""What changed about reports, as the tables of reports recorded it. A query for each source; who may read it today."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from agreements.models import Agreement
from organisms.models import NewsKind, User
from reporting.deadlines.news.columns import BY_LETTER, BY_LINK, Wanted, read_source
from reporting.models import Campaign, Comment, Document, Receipt, Report, TemplateVersion, Transition
from reporting.models.report import AT_FUNDER

# What each step is news of; what a funder decides is told by its receipt, under its own name
STEP_KINDS = {
    "ask_certification": NewsKind.TURN,
    "submit": NewsKind.TURN,
    "endorse": NewsKind.TURN,
    "skip_endorsement": NewsKind.TURN,
    "issue": NewsKind.TURN,
    "return": NewsKind.ANSWERS,
    "approve": NewsKind.ANSWERS,
    "reopen": NewsKind.ANSWERS,
    "take_back": NewsKind.ANSWERS,
}
# Those that a pivot and the network read of a report that they review; a draft is nobody else's
REVIEW_STEPS = ("submit", "endorse", "skip_endorsement", "return", "approve", "reopen", "take_back")
RECEIPT_KINDS = {
    "asked": NewsKind.QUESTIONS,
    "answered": NewsKind.QUESTIONS,
    "accepted": NewsKind.ANSWERS,
    "reserve": NewsKind.ANSWERS,
    "back": NewsKind.ANSWERS,
}
EARLIEST = date(1990, 1, 1)
READ_BY_PIVOT = [Agreement.Review.PIVOT, Agreement.Review.BOTH]
READ_BY_NETWORK = [Agreement.Review.NETWORK, Agreement.Review.BOTH]


def report_news(user: User, wanted: Wanted) -> Iterator[QuerySet]:
    """Yield the sources that may hold news of reports for this person."""
    yield _steps(user, wanted)
    yield _receipts(user, wanted)
    own = {seat.organism_id for seat in user.live_memberships}
    if own or user.audited_organism_ids:
        yield _remarks(user, wanted)
    if own:
        yield _campaigns_of_organisms(own, user, wanted)
        yield _papers(own, user, wanted)
        yield _forms_of_reports(user, wanted)
    if user.is_network:
        yield _forms(user, wanted)
        if not own:
            yield _campaigns(user, wanted)


def _inside(user: User) -> set[int]:
    return {seat.organism_id for seat in user.live_memberships} | user.audited_organism_ids


def _of_report(path: str = "report__") -> dict:
    return {
        "organism": F(f"{path}organism__name"),
        "title": F(f"{path}template_version__template__name"),
        "days": F(f"{path}period"),
        "reference": F(f"{path}deliverable__requirement__agreement__reference"),
        "place": F(f"{path}pk"),
    }


def _kinds(field: str, kinds: dict[str, NewsKind]) -> Case:
    whens = [When(**{field: name}, then=Value(kind.value)) for name, kind in kinds.items()]
    return Case(*whens, default=Value(""), output_field=CharField())


def _steps(user: User, wanted: Wanted) -> QuerySet:
    """Steps of others on reports that they read: all from inside, the reading as a level, the issue for who receives.

    A decision of a funder that is taken back is told by its receipt.
    """
    reviewed = Q(name__in=REVIEW_STEPS) & Q(
        report__review__in=READ_BY_PIVOT, report__region__in=user.pivot_region_ids, report__filed_at__isnull=False
    )
    signed = Agreement.objects.signed_by_seats_of(user).values("pk")
    received = Q(name="issue", report__deliverable__requirement__agreement__in=signed)
    allowed = Q(report__organism__in=_inside(user)) | reviewed | received
    if user.is_network:
        allowed |= Q(name__in=REVIEW_STEPS, report__review__in=READ_BY_NETWORK, report__filed_at__isnull=False)
        allowed |= Q(name="issue")
    rows = Transition.objects.filter(allowed, report__in=Report.objects.visible_to(user), name__in=list(STEP_KINDS))
    rows = rows.exclude(by=user).exclude(name="take_back", from_state__in=AT_FUNDER)
    return read_source(
        "step",
        rows,
        wanted,
        at=F("at"),
        kind=_kinds("name", STEP_KINDS),
        act=F("name"),
        actor=F("by__name"),
        **_of_report(),
    )


def _receipts(user: User, wanted: Wanted) -> QuerySet:
    """What a funder answered and what it was answered: for the report's side, the network, and that very funder."""
    funders = [seat.funder_id for seat in user.live_funder_seats]
    readers = Q(version__report__organism__in=_inside(user)) | Q(funder__in=funders)
    if user.is_network:
        readers |= Q(version__report__issued_at__isnull=False)
    rows = Receipt.objects.filter(
        readers, state__in=list(RECEIPT_KINDS), version__report__in=Report.objects.visible_to(user)
    )
    rows = rows.exclude(by=user).exclude(recorded_by=user)
    return read_source(
        "receipt",
        rows,
        wanted,
        at=F("at"),
        kind=_kinds("state", RECEIPT_KINDS),
        act=F("state"),
        actor=Coalesce("by__name", "signer__name", "recorded_by__name", Value("")),
        funder=F("funder__name"),
        day=F("answer_by"),
        inner=Case(When(signer__isnull=False, then=BY_LINK), When(recorded_by__isnull=False, then=BY_LETTER)),
        **_of_report("version__report__"),
    )


def _remarks(user: User, wanted: Wanted) -> QuerySet:
    rows = Comment.objects.filter(report__organism__in=_inside(user)).exclude(opened_by=user)
    return read_source(
        "remark",
        rows,
        wanted,
        at=F("opened_at"),
        kind=NewsKind.ANSWERS,
        act="written",
        actor=F("opened_by__name"),
        **_of_report(),
    )


def _papers(own: set[int], user: User, wanted: Wanted) -> QuerySet:
    """The document of each version that this person froze, once it is made: the first of its languages."""
    earlier = Document.objects.filter(version=OuterRef("version"), format=Document.Format.PDF, pk__lt=OuterRef("pk"))
    rows = Document.objects.filter(format=Document.Format.PDF, version__frozen_by=user)
    return read_source(
        "paper",
        rows.filter(version__report__organism__in=own).exclude(Exists(earlier)),
        wanted,
        at=F("made_at"),
        kind=NewsKind.FILES,
        act="made",
        number=F("version__number"),
        **_of_report("version__report__"),
    )


def _campaigns_of_organisms(own: set[int], user: User, wanted: Wanted) -> QuerySet:
    """A campaign is news of the annual report that it opened in one's own organism."""
    rows = Report.objects.filter(organism__in=own, campaign__isnull=False, excused_at=None)
    rows = rows.exclude(campaign__opened_by=user)
    values = _of_report("") | {"place": F("pk"), "day": F("due_on"), "actor": F("campaign__opened_by__name")}
    kind = NewsKind.CAMPAIGNS
    return read_source("opened", rows, wanted, at=F("created_at"), kind=kind, act="report", **values)


def _campaigns(user: User, wanted: Wanted) -> QuerySet:
    rows = Campaign.objects.exclude(opened_by=user)
    return read_source(
        "campaign",
        rows,
        wanted,
        at=F("opened_at"),
        kind=NewsKind.CAMPAIGNS,
        act="opened",
        actor=F("opened_by__name"),
        days=F("period"),
        day=F("due_on"),
        place=F("pk"),
    )


def _published(user: User) -> QuerySet:
    return TemplateVersion.objects.in_use().filter(published_by__isnull=False).exclude(published_by=user)


def _forms(user: User, wanted: Wanted) -> QuerySet:
    return _read_forms(_published(user), wanted, act="published", place="pk")


def _forms_of_reports(user: User, wanted: Wanted) -> QuerySet:
    """A version of a form is news of a report begun on one before it, which may go to it."""
    led = [seat.organism_id for seat in user.live_memberships if seat.role != seat.Role.STAFF]
    begun = Report.objects.filter(
        organism__in=led,
        filed_at=None,
        issued_at=None,
        excused_at=None,
        template_version__template=OuterRef("template"),
        template_version__number__lt=OuterRef("number"),
    )
    begun = begun.filter(period__startswith__gte=Coalesce(OuterRef("begins_on"), Value(EARLIEST)))
    rows = _published(user).annotate(begun=Subquery(begun.order_by("pk").values("pk")[:1]))
    return _read_forms(rows.filter(begun__isnull=False), wanted, act="later", place="begun")


def _read_forms(rows: QuerySet, wanted: Wanted, *, act: str, place: str) -> QuerySet:
    return read_source(
        "form",
        rows,
        wanted,
        at=F("published_at"),
        kind=NewsKind.CAMPAIGNS,
        act=act,
        actor=F("published_by__name"),
        title=F("template__name"),
        number=F("number"),
        place=F(place),
        inner=F("number"),
    )
