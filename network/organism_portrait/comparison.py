"""Whether organisms see the others beside themselves, unnamed: read, and chosen by the coordination of the network."""

from django.db import transaction

from network.models import PortraitComparison
from organisms.models import User
from roriq_portal.database.locks import hold
from roriq_portal.logs import log_action


def is_comparison_shown() -> bool:
    """Return what the newest choice says; nothing is shown before the first. One query."""
    return bool(PortraitComparison.objects.order_by("-pk").values_list("is_shown", flat=True).first())


@log_action
@transaction.atomic
def choose_comparison(*, is_shown: bool, by: User) -> bool:
    """Write a choice down, with who made it and when; return whether it changes anything.

    From the next page on, organisms see, or no longer see, the unnamed points. The choices before stay.
    """
    hold("portrait-comparison")
    if is_shown == is_comparison_shown():
        return False
    PortraitComparison.objects.create(is_shown=is_shown, by=by)
    return True
