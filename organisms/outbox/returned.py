"""Letters that came back: what a team's page says beside an address whose last letter was not delivered."""

from collections.abc import Iterable

from django.db.models.functions import Lower

from organisms.models import Letter


def returned_letters(addresses: Iterable[str]) -> dict[str, Letter]:
    """Return address, in lower case → its last letter, for those whose last letter was refused for good. One query."""
    wanted = {address.lower() for address in addresses}
    letters = Letter.objects.annotate(box=Lower("address")).filter(box__in=wanted).defer("sealed")
    last = letters.order_by("box", "-pk").distinct("box")
    return {letter.box: letter for letter in last if letter.state == Letter.State.FAILED}
