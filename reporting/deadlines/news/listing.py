"""News of a person: since their last visit on the home page, and ninety days of it on a page of its own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.urls import reverse

from organisms.models import NewsKind, NewsMark, User, Visit
from reporting.deadlines.news.columns import News, Wanted, news_of
from reporting.deadlines.news.other_sources import other_news
from reporting.deadlines.news.report_sources import report_news
from reporting.deadlines.news.words import Line, line_of, many_words
from roriq_portal.edits.undo import undoable_until
from roriq_portal.formats.phrases import and_others

# How far back news is read; a mark of it is kept a little longer
KEPT = timedelta(days=90)
# For whoever has not entered since visits are noted, what is new is a week old at most
USUAL_ABSENCE = timedelta(days=7)
PAGE, MOST, MOST_AT_HOME, SAME = 30, 200, 8, 4
TIES = 50


def read_news(user: User, wanted: Wanted, most: int) -> list[News]:
    """Return what others changed that this person may read now, the newest first. One statement, whatever the seats.

    Which sources are asked depends on the seats; each asks the rights of the rows themselves.
    """
    sources = [*report_news(user, wanted), *other_news(user, wanted)]
    rows = sources[0].union(*sources[1:], all=True).order_by("-news_at", "news_source", "-news_row")
    return [news_of(row) for row in rows[:most]]


@dataclass(frozen=True)
class Marks:
    """What a person marked as read: all up to a moment, some one by one; `undo_key`: their last click of a day."""

    up_to: datetime | None
    keys: Collection[tuple[str, int]]
    undo_key: str

    def line(self, news: News) -> Line:
        """Return a piece of news in words, read or not."""
        is_marked = (news.source, news.row) in self.keys
        is_before = self.up_to is not None and news.at <= self.up_to
        return line_of(news, is_read=is_marked or is_before, is_marked_alone=is_marked and not is_before)


def marks_of(user: User, now: datetime) -> Marks:
    """Return a person's marks; the last click may be undone for a day. One statement."""
    rows = list(NewsMark.objects.filter(user=user).order_by("-marked_at", "-pk"))
    last = rows[0].marked_at if rows and now < undoable_until(rows[0].marked_at) else None
    return Marks(
        max((row.up_to for row in rows if row.up_to), default=None),
        {(row.source, row.row) for row in rows if row.row is not None},
        str(micros(last)) if last else "",
    )


@dataclass(frozen=True)
class Group:
    """Several news of one sort in one line of the home page, and the keys by which all are marked."""

    words: str
    at: datetime
    url: str
    keys: Sequence[str]
    detail: str = ""
    household: str = ""


@dataclass(frozen=True)
class HomeNews:
    """`groups`: what is new since `since`, unread; `more`: how many lines are left to the page of news.

    `before`: unread news older than that; `is_many`: there may be more than were counted; `seen_key`: the moment up to
    which all would be marked; `undo_key`: the last click, while it may be undone; `is_first`: no visit is known before.
    """

    since: datetime
    seen_key: str
    groups: list[Group] = field(default_factory=list)
    more: int = 0
    before: int = 0
    is_many: bool = False
    undo_key: str = ""
    is_first: bool = False


def home_news(user: User, now: datetime) -> HomeNews:
    """Return what changed for this person since their last visit and is not marked as read. Three statements."""
    visit = Visit.objects.filter(user=user).first()
    former = visit.former_at if visit and visit.former_at else now - USUAL_ABSENCE
    since, marks = max(former, now - KEPT), marks_of(user, now)
    floor = max(now - KEPT, marks.up_to or now - KEPT)
    rows = read_news(user, Wanted(floor, now, NewsKind.values, marks.keys), MOST) if floor < now else []
    fresh = [row for row in rows if row.at > since]
    groups = grouped(fresh)
    return HomeNews(
        since,
        str(micros(now)),
        groups[:MOST_AT_HOME],
        len(groups[MOST_AT_HOME:]),
        len(rows) - len(fresh),
        len(rows) == MOST,
        marks.undo_key,
        is_first=visit is None or visit.former_at is None,
    )


def grouped(rows: Iterable[News]) -> list[Group]:
    """Return one line for each, and one for all of a sort where they are many; the newest first."""

    def sort_of(news: News) -> tuple[str, str, str]:
        return news.source, news.act, news.kind

    groups: list[Group] = []
    for (source, act, kind), same in groupby(sorted(rows, key=sort_of), sort_of):
        together = list(same)
        if len(together) < SAME:
            groups += [_alone(line_of(news)) for news in together]
        else:
            words, at = many_words(source, act, len(together)), max(news.at for news in together)
            keys = [news.key for news in together]
            groups.append(Group(words, at, address_of_kind(kind), keys, _organisms(together)))
    return sorted(groups, key=lambda group: group.at, reverse=True)


def address_of_kind(kind: str) -> str:
    """Return the address of the page of news, of one kind alone."""
    return f"{reverse('reporting:news-list')}?sorte={kind}"


def _alone(line: Line) -> Group:
    return Group(line.words, line.at, line.url, [line.key], line.detail, line.household)


def _organisms(rows: Iterable[News]) -> str:
    """« organismes A, B et 3 autres »."""
    names = sorted({row.organism for row in rows if row.organism})
    if len(names) < 2:
        return f"organisme {names[0]}" if names else ""
    named, others = names[:3], len(names) - 3
    if others > 0:
        return f"organismes {and_others(named, others)}"
    return f"organismes {', '.join(named[:-1])} et {named[-1]}"


@dataclass(frozen=True)
class NewsPage:
    """A page of news; `next_key`: where the next one begins, empty on the last."""

    lines: list[Line]
    has_before: bool
    next_key: str
    seen_key: str
    undo_key: str


def news_page(user: User, now: datetime, *, kind: str, unread: bool, after: datetime | None) -> NewsPage:
    """Return a page of the last ninety days, of one kind or of all, read or not. Two statements."""
    marks = marks_of(user, now)
    floor = now - KEPT
    if unread and marks.up_to:
        floor = max(floor, marks.up_to)
    until = min(after, now) if after else now
    wanted = Wanted(floor, until, [kind] if kind else NewsKind.values, marks.keys if unread else ())
    rows = read_news(user, wanted, PAGE + TIES) if floor < until else []
    shown = rows[:PAGE]
    # Those of one moment stand on one page: the next begins before it
    shown += [row for row in rows[PAGE:] if row.at == shown[-1].at]
    more = len(rows) > len(shown)
    key = str(micros(shown[-1].at) - 1) if more else ""
    lines = [marks.line(row) for row in shown]
    return NewsPage(lines, after is not None, key, str(micros(now)), marks.undo_key)


def micros(moment: datetime) -> int:
    """Return the microseconds since 1970, exactly: what addresses and hidden fields carry of a moment."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def moment_of(count: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=count)
