"""How often each kind of news is mailed to a person: what they chose, else the usual."""

from collections.abc import Collection, Iterable

from organisms.models import CHOSEN_KINDS, MailChoice, NewsKind, Rhythm, User

# No letter of its own leaves for these: at once is the next hour, and the usual is the letter of the day
WITHOUT_LETTER = (NewsKind.HOUSEHOLDS,)


def usual_rhythm(kind: str) -> str:
    return Rhythm.DAILY if kind in WITHOUT_LETTER else Rhythm.AT_ONCE


def rhythms_of(user: User) -> dict[str, str]:
    """Return kind → rhythm, for each kind that may be chosen. One query."""
    chosen = dict(MailChoice.objects.filter(user=user).values_list("kind", "rhythm"))
    return {kind.value: chosen.get(kind.value, usual_rhythm(kind)) for kind in CHOSEN_KINDS}


def at_once_among(addresses: Iterable[str], kind: NewsKind) -> dict[str, int | None]:
    """Return, of addresses, those to which a letter of this kind leaves at once, each with its person if it has one.

    An address of no account, such as a funder's own, chose nothing: it is written to. Two queries.
    """
    wanted = {address: None for address in addresses if address}
    people = dict(User.objects.filter(email__in=wanted).values_list("email", "pk"))
    others = MailChoice.objects.filter(user__in=people.values(), kind=kind).exclude(rhythm=Rhythm.AT_ONCE)
    waiting = set(others.values_list("user", flat=True))
    return {address: people.get(address) for address in sorted(wanted) if people.get(address) not in waiting}


def people_at(rhythms: Collection[str], kind: NewsKind) -> dict[int, str]:
    """Return person → rhythm of those who chose one of these for a kind. One query."""
    rows = MailChoice.objects.filter(kind=kind, rhythm__in=list(rhythms))
    return dict(rows.values_list("user", "rhythm"))
