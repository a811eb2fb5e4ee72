"""Closing a seat, and opening it again when that was a mistake, from every page that shows seats."""

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse

from organisms.models import User
from organisms.models.seats import Seat
from organisms.seats.actions import SeatRefused, end_seat
from organisms.seats.reopening import reopen_seat, reopenable
from organisms.user_request import UserRequest


def end_or_say(request: UserRequest, seat: Seat, done: str) -> bool:
    """Close a seat and say `done`, or say why it stays open. Return whether it was closed."""
    try:
        end_seat(seat=seat, by=request.user)
    except SeatRefused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, done)
    return True


def with_reopening(over: QuerySet, user: User, route: str, *place: int) -> list[tuple[Seat, str]]:
    """Pair each closed seat, the latest first, with the address where the user opens it again, empty when they may not.

    `route`: the name of that address; `place`: what it takes before the seat's number. Two queries.
    """
    seats = list(over.select_related("user").order_by("-created_at"))
    theirs = reopenable(seats, user)
    return [(seat, reverse(route, args=[*place, seat.pk]) if seat.pk in theirs else "") for seat in seats]


def reopen_or_say(request: UserRequest, seat: Seat, done: str) -> None:
    """Open a seat again as it was and say `done`, or say why it stays closed."""
    try:
        reopen_seat(seat=seat, by=request.user)
    except SeatRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{done} Un courriel le lui dit.")
