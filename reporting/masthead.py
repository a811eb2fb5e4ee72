"""The count beside « À faire »: how many lines of hers the home page shows, in one query."""

from collections import defaultdict
from datetime import date
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from agreements.models import AgreementFunder, FunderSeat
from organisms.models import Membership, PivotMandate, User
from reporting.due import not_begun
from reporting.models import Report
from reporting.words import LATE, WORDS, YOURS

State, Kind, Role = Report.State, Report.Kind, Membership.Role


def count_yours(user: User, today: date) -> int:
    """Return the length of `due_lists(user, today).yours`; a test holds the two together."""
    reports = Report.objects.filter(_her_turn(user, today), excused_at__isnull=True)
    rows = reports.order_by().values_list("pk").union(not_begun(user, today).order_by().values_list("pk"), all=True)
    return rows.count()


def _waiting(side: str) -> list[str]:
    return [state for state, (_, turn, _) in WORDS[side].items() if turn in (YOURS, LATE)]


def _her_turn(user: User, today: date) -> Q:
    """Say in SQL what `words.status` says of one report: the turn that each of her seats gives her.

    Every turn implies the right to see. Seats that no page has read yet stay inside the one query.
    """
    roles = defaultdict(set)
    for seat in user.live_memberships:
        roles[seat.organism_id].add(seat.role)
    heads = [organism for organism, held in roles.items() if held != {Role.STAFF}]
    directed = [organism for organism, held in roles.items() if Role.DIRECTOR in held]
    turn = Q(organism__in=heads, state__in=_waiting("organism")) | Q(organism__in=directed, state=State.TO_CERTIFY)
    outside = ~Q(organism__in=list(roles))
    mandates = PivotMandate.objects.filter(organism__in=heads, during__contains=today)
    endorsed = Q(kind=Kind.ANNUAL, region__in=mandates.values("region"))
    turn |= outside & endorsed & Q(state__in=_waiting("pivot"))
    if user.is_network:
        return turn | (outside & ~endorsed & Q(state__in=_waiting("network")))
    return turn | (outside & Q(kind=Kind.FUNDER, state__in=_waiting("funder")) & Exists(_signed(user, today)))


def _signed(user: User, today: date) -> QuerySet[AgreementFunder]:
    """Signatures, of the agreement of the report outside, that a funder's seat of hers stands behind."""
    seats = FunderSeat.objects.running(today).filter(user=user, funder=OuterRef("funder"))
    seats = seats.filter(Q(office=None) | Q(office=OuterRef("office")))
    return AgreementFunder.objects.filter(Exists(seats), agreement=OuterRef("deliverable__requirement__agreement"))


def yours_count(request: HttpRequest) -> dict:
    """Context for base.html: `yours_count`, counted only by the pages that show the masthead."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"yours_count": 0}
    return {"yours_count": partial(count_yours, user, timezone.localdate())}
