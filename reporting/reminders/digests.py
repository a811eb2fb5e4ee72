"""Letters of gathered news: one a person for an hour, a day or a week; written down first, sent once, never empty."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from organisms.mail_choices.choices import WITHOUT_LETTER, usual_rhythm
from organisms.models import CHOSEN_KINDS, MailChoice, Membership, NewsKind, NewsLetter, Rhythm
from reporting.deadlines.news.columns import News, Wanted
from reporting.deadlines.news.listing import Group, address_of_kind, grouped, marks_of, read_news
from reporting.reminders import emails
from reporting.reminders.sending import FIRST_HOUR
from roriq_portal.jobs import defer
from services.models import HouseholdStep, JointTargetRevision

# What is being written while a letter is made is in the next one
SETTLED = timedelta(minutes=2)
SPANS = {Rhythm.AT_ONCE: timedelta(hours=1), Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}
MOST_IN_LETTER = 60
# Any number does: the key under which two workers write letters down one after the other
DIGESTS = 20261129
State = NewsLetter.State


@dataclass(frozen=True)
class Slot:
    """The hour, the day or the week that a letter is of, by its first moment."""

    rhythm: Rhythm
    begins_at: datetime


def slots_of(now: datetime) -> list[Slot]:
    """Return the letters that may leave now: the hour’s; from six in the morning the day’s, and the week’s.

    A Monday that was missed is caught up: the week's letter leaves with the next run.
    """
    here = timezone.localtime(now)
    slots = [Slot(Rhythm.AT_ONCE, here.replace(minute=0, second=0, microsecond=0))]
    if here.hour < FIRST_HOUR:
        return slots
    today = here.replace(hour=0, minute=0, second=0, microsecond=0)
    first_day = timezone.localdate(now) - timedelta(days=here.weekday())
    monday = timezone.make_aware(datetime.combine(first_day, datetime.min.time()))
    return [*slots, Slot(Rhythm.DAILY, today), Slot(Rhythm.WEEKLY, monday)]


def write_digests(now: datetime) -> int:
    """Write down the letters of now that are not yet, and defer each; return how many. Two workers write them once."""
    count = 0
    for slot in slots_of(now):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DIGESTS])
            letters = NewsLetter.objects.bulk_create(_new_letters(slot, now - SETTLED))
            for letter in letters:
                defer("portal:send_news", letter_id=letter.pk)
            count += len(letters)
    return count


def _new_letters(slot: Slot, until: datetime) -> Iterator[NewsLetter]:
    """Yield the letters of a slot for who has none of it yet, each from where their last one ended.

    Who had none for twice the time had no news, or chose since: nothing of it was said in another letter.
    """
    earliest = until - 2 * SPANS[slot.rhythm]
    written = NewsLetter.objects.filter(rhythm=slot.rhythm)
    done = set(written.filter(slot=slot.begins_at).values_list("user", flat=True))
    ends = dict(written.filter(until__gt=earliest).order_by("until").values_list("user", "until"))
    for person in sorted(_readers(slot.rhythm, earliest, until) - done):
        since = ends.get(person, earliest)
        if since < until:
            yield NewsLetter(user_id=person, rhythm=slot.rhythm, slot=slot.begins_at, since=since, until=until)


def _readers(rhythm: Rhythm, since: datetime, until: datetime) -> set[int]:
    """Return those who want news gathered at this rhythm; where they chose nothing, those of whom there may be some."""
    wanted = MailChoice.objects.filter(rhythm=rhythm, user__is_active=True)
    if rhythm == Rhythm.AT_ONCE:
        wanted = wanted.filter(kind__in=WITHOUT_LETTER)
    people = set(wanted.values_list("user", flat=True))
    if rhythm in (Rhythm.AT_ONCE, Rhythm.DAILY):
        near = _people_of_households(since, until)
        if rhythm == Rhythm.AT_ONCE:
            return people & near
        chose = MailChoice.objects.filter(kind__in=WITHOUT_LETTER).values_list("user", flat=True)
        people |= near - set(chose)
    return people


def _people_of_households(since: datetime, until: datetime) -> set[int]:
    """Return those with a seat at an organism of a joint target or a household that moved meanwhile."""
    organisms: set[int] = set()
    for rows, path in ((JointTargetRevision.objects, "joint_target"), (HouseholdStep.objects, "household")):
        ends = rows.filter(at__gt=since, at__lte=until).annotate(
            sender=F(f"{path}__sender"), receiver=F(f"{path}__receiver")
        )
        organisms |= {pk for pair in ends.values_list("sender", "receiver") for pk in pair if pk}
    seats = Membership.objects.running().filter(organism__in=organisms, user__is_active=True)
    return set(seats.values_list("user", flat=True))


def send_digest(letter_id: int) -> None:
    """Send one letter with what its reader may read now and did not mark as read; without any, it is void.

    A job: run twice it finds the letter gone. The letter is in the outbox in the same transaction.
    """
    with transaction.atomic():
        rows = NewsLetter.objects.select_for_update(of=("self",)).select_related("user")
        letter = rows.filter(pk=letter_id, state=State.QUEUED).first()
        if letter is None:
            return
        kinds = _kinds_of(letter)
        news = _news_of(letter, kinds) if letter.user.is_active else []
        letter.state, letter.sent_at = (State.SENT, timezone.now()) if news else (State.VOID, None)
        letter.save(update_fields=["state", "sent_at"])
        if news:
            shown = news[:MOST_IN_LETTER]
            emails.send_news(letter.user, list(_by_kind(shown)), list(kinds), len(news) - len(shown))


def _kinds_of(letter: NewsLetter) -> dict[str, datetime | None]:
    """Return the kinds that this person wants at the letter's rhythm, each with the day of that choice."""
    chosen = {choice.kind: choice for choice in MailChoice.objects.filter(user=letter.user)}
    kinds: dict[str, datetime | None] = {}
    for kind in CHOSEN_KINDS if letter.rhythm != Rhythm.AT_ONCE else WITHOUT_LETTER:
        choice = chosen.get(kind.value)
        if (choice.rhythm if choice else usual_rhythm(kind)) == letter.rhythm:
            kinds[kind.value] = choice.changed_at if choice else None
    return kinds


def _news_of(letter: NewsLetter, kinds: dict[str, datetime | None]) -> list[News]:
    """Return what the letter says: nothing that another letter said before the choice, nothing marked as read."""
    marks = marks_of(letter.user, letter.until)
    wanted = Wanted(max(letter.since, marks.up_to or letter.since), letter.until, list(kinds), marks.keys)
    if not kinds or wanted.since >= wanted.until:
        return []
    rows = read_news(letter.user, wanted, 2 * MOST_IN_LETTER)
    return [news for news in rows if news.at > (kinds[news.kind] or letter.since)]


def _by_kind(rows: Iterable[News]) -> Iterator[tuple[str, list[tuple[Group, str]]]]:
    """Yield each kind in words with its news, the newest first, many of one sort as one."""
    order = list(NewsKind)
    for kind, same in groupby(sorted(rows, key=lambda news: order.index(NewsKind(news.kind))), lambda news: news.kind):
        yield str(NewsKind(kind).label), [(group, settings.SITE_URL + _address(group)) for group in grouped(same)]


def _address(group: Group) -> str:
    """Return where it is read. A letter names no household, not even by an address."""
    return address_of_kind(NewsKind.HOUSEHOLDS) if group.household else group.url
