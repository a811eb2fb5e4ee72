"""The remarks on the lines of a section, and the replies typed to those that wait for one."""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.filling.page.boxes import Box
from reporting.filling.posted import Reading, reply_name
from reporting.lines.page_parts import line_links
from reporting.lines.presenters import SectionView
from reporting.models import Comment, Report


@dataclass(frozen=True)
class WaitingComment:
    comment: Comment
    reply: Box


@dataclass(frozen=True)
class SectionComments:
    waiting: list[WaitingComment]
    answered: list[Comment]


def comments_of(
    report: Report, section: SectionView, reading: Reading, data: Mapping[str, str] | None
) -> SectionComments:
    """Return the remarks of a section, each that waits beside its reply as typed, and what was refused of it."""
    comments = line_links(report, [comment for line in section.lines for comment in line.comments])
    return SectionComments(
        waiting=[
            WaitingComment(comment, _reply_box(comment, reading, data or {}))
            for comment in comments
            if comment.resolved_at is None
        ],
        answered=[comment for comment in comments if comment.resolved_at],
    )


def _reply_box(comment: Comment, reading: Reading, data: Mapping[str, str]) -> Box:
    name = reply_name(comment.pk)
    return Box(name, data.get(name, ""), reading.errors.get(name, ""))
