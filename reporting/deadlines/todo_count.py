"""The count beside « À faire »: how many lines of theirs the home page shows, in one trip."""

from collections import defaultdict
from datetime import date
from functools import partial

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from agreements.models import AgreementFunder, FunderSeat
from organisms.models import Membership, User
from reporting.deadlines.todo import AHEAD, LOOKS_BACK, not_begun_of
from reporting.models import Report
from reporting.workflow.status import LATE, WORDS, YOURS
from roriq_portal.trips import Among, Errand, Prepared, Slot

State, Kind, Role = Report.State, Report.Kind, Membership.Role


def count_yours(user: User, today: date) -> int:
    """Return the length of `due_lists(user, today).yours`; a test holds the two together."""
    roles = defaultdict(set)
    for seat in user.live_memberships:
        roles[seat.organism_id].add(seat.role)
    counts = NETWORK_COUNTS if user.is_network else COUNTS
    return counts.run(
        user=user.pk,
        today=today,
        inside=list(roles),
        heads=[organism for organism, held in roles.items() if held != {Role.STAFF}],
        directed=[organism for organism, held in roles.items() if Role.DIRECTOR in held],
        endorsed=list(user.pivot_region_ids),
        earliest=today - LOOKS_BACK,
        latest=today + AHEAD,
    )


def _waiting(side: str) -> list[str]:
    return [state for state, (_, turn, _) in WORDS[side].items() if turn in (YOURS, LATE)]


def _hers(*, for_network: bool) -> Errand[int]:
    reports = Report.objects.filter(_her_turn(for_network), excused_at__isnull=True)
    owed = not_begun_of(Slot("heads"), Slot("earliest", DateField()), Slot("latest", DateField()))
    keys = (reports.order_by().values_list("pk"), owed.order_by().values_list("pk"))
    return Errand(keys, lambda begun, waiting: len(begun) + len(waiting))


def _her_turn(for_network: bool) -> Q:
    """Say in SQL what `words.status` says of one report: the turn that each of their seats gives them.

    Every turn implies the right to see.
    """
    turn = Q(Among("organism_id", Slot("heads")), state__in=_waiting("organism"))
    turn |= Q(Among("organism_id", Slot("directed")), state=State.TO_CERTIFY)
    outside = ~Q(Among("organism_id", Slot("inside")))
    endorsed = Q(Among("region_id", Slot("endorsed")), kind=Kind.ANNUAL, region__isnull=False)
    turn |= outside & endorsed & Q(state__in=_waiting("pivot"))
    if for_network:
        return turn | (outside & ~endorsed & Q(state__in=_waiting("network")))
    return turn | (outside & Q(kind=Kind.FUNDER, state__in=_waiting("funder")) & Exists(_signed()))


def _signed() -> QuerySet[AgreementFunder]:
    """Signatures, of the agreement of the report outside, that a funder's seat of theirs stands behind."""
    seats = FunderSeat.objects.running(Slot("today", DateField())).filter(user=Slot("user"), funder=OuterRef("funder"))
    seats = seats.filter(Q(office=None) | Q(office=OuterRef("office")))
    return AgreementFunder.objects.filter(Exists(seats), agreement=OuterRef("deliverable__requirement__agreement"))


COUNTS = Prepared(partial(_hers, for_network=False))
NETWORK_COUNTS = Prepared(partial(_hers, for_network=True))


def yours_count(request: HttpRequest) -> dict:
    """Context for base.html: `yours_count`, counted only by the pages that show the masthead."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"yours_count": 0}
    return {"yours_count": partial(count_yours, user, timezone.localdate())}
