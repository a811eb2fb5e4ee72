"""Clock: a moment in the past for what the demonstration does, so that its history has the dates of a history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cache

from django.apps import apps
from django.db.models import Field
from django.utils import timezone


def moment(day: date, hour: int = 14, minute: int = 0) -> datetime:
    """That hour of that day in Montréal."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@contextmanager
def at(when: datetime) -> Iterator[None]:
    """Make `when` the present of this process: of the code that asks for now, and of the fields that default to it."""
    real = timezone.now
    stamped = _defaulting_to(real)

    def frozen() -> datetime:
        return when

    timezone.now = frozen
    for field in stamped:
        # Fields hold the function they were declared with: the module's name alone would not reach them.
        field.__dict__["_get_default"] = frozen
    try:
        yield
    finally:
        timezone.now = real
        for field in stamped:
            field.__dict__.pop("_get_default", None)


@cache
def _defaulting_to(now: Callable[[], datetime]) -> list[Field]:
    """The fields of all models that default to this function; to another one, where a clock was set before."""
    return [field for model in apps.get_models() for field in model._meta.local_fields if field.default is now]
