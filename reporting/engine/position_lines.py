"""The lines counted from positions: those occupied on the last day or, with parts, those lost, by reason."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from reporting.engine.form.spec import LineSpec
from reporting.engine.report_context import ReportContext
from reporting.models import Line
from services.models import Position
from services.positions.queries import posts_of
from services.positions.turnover import Post, Staffing, staffing, until_today

LOST = "perdus-"
REASON_KEYS = frozenset(f"{LOST}{reason}" for reason in Position.Reason.values)


def read_posts(context: ReportContext, lines: Iterable[LineSpec]) -> list[Post]:
    """Return the organism's positions when a line counts them. One query, none without such a line."""
    is_asked = any(line.source == Line.Source.POSITIONS for line in lines)
    return posts_of(context.report.organism_id) if is_asked else []


def staffing_of(context: ReportContext, line: LineSpec, posts: Iterable[Post]) -> Staffing | None:
    """Return the positions of the days of a line, up to today; None where nobody wrote any that it counts.

    A line that counts what is charged counts the positions that the agreement pays.
    """
    agreement, days = context.agreement_id(line), context.days(line)
    counted = [post for post in posts if agreement is None or agreement in post.agreement_ids]
    end: date = until_today(days.upper, timezone.localdate())
    if end <= days.lower or not any(post.starts_on < end for post in counted):
        return None
    return staffing(counted, days.lower, end)


def lost_by_part(line: LineSpec, counted: Staffing) -> dict[str, int]:
    """Return part → positions lost for its reason; a form may name some of the reasons only."""
    return {band.key: counted.by_reason.get(band.key.removeprefix(LOST), 0) for band in line.bands}
