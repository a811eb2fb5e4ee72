"""What several pages of a report say of its lines: comments with links, facts of a frozen version, records that moved on."""

import json

from django.urls import reverse

from reporting.models import Comment, Line, Report, Version

SHOWN_MOST = 60


def line_links(report: Report, comments: list[Comment], *, reading: bool = False) -> list[Comment]:
    """Give each comment the words and the address of its line; the address is of the page itself while reading."""
    lines = (
        {line.key: line for line in report.template_version.lines.all()} if any(c.line_key for c in comments) else {}
    )
    for comment in comments:
        line = lines.get(comment.line_key)
        comment.line_words = f"{line.number} {line.words}".strip() if line else ""
        comment.line_url = _line_url(report, line, reading) if line else ""
    return comments


def _line_url(report: Report, line: Line, reading: bool) -> str:
    if reading:
        return f"#ligne-{line.number}"
    return f"{reverse('reporting:report-section', args=[report.pk, line.section])}#ligne-{line.key}"


def answered_lines(version: Version | None) -> list[dict]:
    """Return the frozen sections with, for each line that can be remarked on, its key, words and printed answer."""
    if version is None:
        return []
    content = json.loads(version.content)
    titles = {section["key"]: section["title"] for section in content["sections"]}
    answers = content["answers"]
    sections: dict[str, list[dict]] = {}
    for line in version.report.template_version.lines.exclude(kind=Line.Kind.HEADING).order_by("order"):
        shown = answers[line.key]["shown"][:SHOWN_MOST] if line.key in answers else ""
        row = {"key": line.key, "number": line.number, "words": line.words, "shown": shown}
        if line.section in titles:
            sections.setdefault(line.section, []).append(row)
    return [{"key": key, "title": titles[key], "lines": lines} for key, lines in sections.items()]
