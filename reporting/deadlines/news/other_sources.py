"""What changed beside reports: agreements, joint targets and households, imports, seats. A query for each source."""

from collections.abc import Iterator

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from agreements.models import Agreement, Amendment, Deliverable, Extension
from agreements.permissions import MANAGERS
from organisms.models import AuditorSeat, Membership, NetworkSeat, NewsKind, User
from organisms.models.seats import SeatQuerySet
from reporting.deadlines.news.columns import Wanted, read_source
from services.models import HouseholdStep, ImportBatch, JointTargetRevision, Side

# What one side of a referral does that the other reads; a follow-up is the receiver's alone
REFERRAL_STEPS = ("referred", "acknowledged", "refused", "withdrawn")


def other_news(user: User, wanted: Wanted) -> Iterator[QuerySet]:
    """Yield the sources that may hold such news for this person."""
    agreements = Agreement.objects.visible_to(user)
    yield _amendments(agreements, user, wanted)
    yield _later_days(agreements, user, wanted)
    yield _deliverables(agreements, user, wanted, "skipped")
    yield _deliverables(agreements, user, wanted, "added")
    own = {seat.organism_id for seat in user.live_memberships}
    if own:
        yield _targets(own, user, wanted)
        yield _households(own, user, wanted)
        yield _imports(own, user, wanted)
        yield _members(own, user, wanted)
        yield _auditors(own, user, wanted)
    if user.is_network:
        yield _network_seats(user, wanted)


def _amendments(agreements: QuerySet, user: User, wanted: Wanted) -> QuerySet:
    rows = Amendment.objects.filter(agreement__in=agreements, signed_at__isnull=False).exclude(signed_by=user)
    return read_source(
        "amendment",
        rows,
        wanted,
        at=F("signed_at"),
        kind=NewsKind.DEADLINES,
        act=F("instrument"),
        actor=F("signed_by__name"),
        organism=F("agreement__organism__name"),
        reference=F("agreement__reference"),
        number=F("number"),
        day=F("effective_on"),
        place=F("agreement__pk"),
        inner=F("pk"),
    )


def _of_deliverable(path: str = "") -> dict:
    """Its own title, else the kind of its requirement, which the words know."""
    return {
        "organism": F(f"{path}requirement__agreement__organism__name"),
        "title": Coalesce(NullIf(F(f"{path}title"), Value("")), F(f"{path}requirement__kind")),
        "reference": F(f"{path}requirement__agreement__reference"),
        "days": F(f"{path}period"),
        "place": F(f"{path}requirement__agreement__pk"),
        "inner": F(f"{path}pk"),
    }


def _by_name(user: User, agreement: str, by: str) -> F | Case:
    """The name of who moved a day or a deliverable, for those whom its page tells it: who may change the agreement."""
    if user.coordinates_network:
        return F(f"{by}__name")
    led = [seat.organism_id for seat in user.live_memberships if seat.role in MANAGERS]
    return Case(When(**{f"{agreement}__organism__in": led}, then=F(f"{by}__name")), default=Value(""))


def _later_days(agreements: QuerySet, user: User, wanted: Wanted) -> QuerySet:
    rows = Extension.objects.filter(deliverable__requirement__agreement__in=agreements).exclude(granted_by=user)
    values = _of_deliverable("deliverable__") | {
        "day": F("new_on"),
        "actor": _by_name(user, "deliverable__requirement__agreement", "granted_by"),
    }
    return read_source("moved", rows, wanted, at=F("granted_at"), kind=NewsKind.DEADLINES, act="moved", **values)


def _deliverables(agreements: QuerySet, user: User, wanted: Wanted, act: str) -> QuerySet:
    rows = Deliverable.objects.filter(requirement__agreement__in=agreements, **{f"{act}_at__isnull": False})
    rows = rows.exclude(**{f"{act}_by": user})
    values = _of_deliverable() | {
        "actor": _by_name(user, "requirement__agreement", f"{act}_by"),
        "day": F("due_on"),
    }
    return read_source(act, rows, wanted, at=F(f"{act}_at"), kind=NewsKind.DEADLINES, act=act, **values)


def _side(own: set[int], path: str) -> dict:
    """Who acted, and the reader's own organism among the two, whose pages the address names."""
    acting = {
        side: When(side=side, then=F(f"{path}{end}__name"))
        for side, end in ((Side.SENDER, "sender"), (Side.RECEIVER, "receiver"))
    }
    whose = Case(When(**{f"{path}sender__in": own}, then=F(f"{path}sender__pk")), default=F(f"{path}receiver__pk"))
    return {"organism": Case(*acting.values(), output_field=CharField()), "place": whose, "actor": F("by__name")}


def _targets(own: set[int], user: User, wanted: Wanted) -> QuerySet:
    ends = Q(joint_target__sender__in=own) | Q(joint_target__receiver__in=own)
    rows = JointTargetRevision.objects.filter(ends).exclude(by=user)
    values = _side(own, "joint_target__")
    return read_source(
        "target",
        rows,
        wanted,
        at=F("at"),
        kind=NewsKind.HOUSEHOLDS,
        act=F("act"),
        number=F("households"),
        days=F("joint_target__during"),
        inner=F("joint_target__pk"),
        **values,
    )


def _households(own: set[int], user: User, wanted: Wanted) -> QuerySet:
    """References and their answers. The key stands in the address alone: a letter names no household."""
    ends = Q(household__sender__in=own) | Q(household__receiver__in=own)
    rows = HouseholdStep.objects.live().filter(ends, kind__in=REFERRAL_STEPS, household__purged_on=None)
    return read_source(
        "household",
        rows.exclude(by=user),
        wanted,
        at=F("at"),
        kind=NewsKind.HOUSEHOLDS,
        act=F("kind"),
        title=F("household__key"),
        **_side(own, "household__"),
    )


def _imports(own: set[int], user: User, wanted: Wanted) -> QuerySet:
    """The end of one's own imports, which the worker runs."""
    ended = [ImportBatch.State.DONE, ImportBatch.State.FAILED]
    rows = ImportBatch.objects.filter(organism__in=own, created_by=user, state__in=ended, finished_at__isnull=False)
    return read_source(
        "import",
        rows,
        wanted,
        at=F("finished_at"),
        kind=NewsKind.FILES,
        act=F("state"),
        organism=F("organism__name"),
        title=F("name"),
        place=F("organism__pk"),
        inner=F("pk"),
    )


def _seat(rows: SeatQuerySet, wanted: Wanted, source: str, user: User, **given) -> QuerySet:
    """A seat is news from the day its person has it: accepted, or opened to who had an account."""
    rows = rows.running().exclude(user=user).exclude(created_by=user)
    return read_source(
        source,
        rows,
        wanted,
        at=Coalesce("invitation__accepted_at", "created_at"),
        kind=NewsKind.SEATS,
        actor=F("created_by__name"),
        title=F("user__name"),
        **given,
    )


def _members(own: set[int], user: User, wanted: Wanted) -> QuerySet:
    rows = Membership.objects.filter(organism__in=own)
    return _seat(rows, wanted, "seat", user, act=F("role"), organism=F("organism__name"), place=F("organism__pk"))


def _auditors(own: set[int], user: User, wanted: Wanted) -> QuerySet:
    rows = AuditorSeat.objects.filter(organism__in=own)
    values = {"organism": F("organism__name"), "place": F("organism__pk")}
    return _seat(rows, wanted, "auditor", user, act="auditor", **values)


def _network_seats(user: User, wanted: Wanted) -> QuerySet:
    return _seat(NetworkSeat.objects.all(), wanted, "network", user, act=F("role"))
