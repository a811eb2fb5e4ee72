"""Parts that several pages of a report share: comments with links, facts of a frozen version, changed records."""

import json
from typing import TypeVar

from django.urls import reverse

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import LineSpec
from reporting.models import Comment, Line, Receipt, Report, Version

SHOWN_MOST = 80
Remark = TypeVar("Remark", Comment, Receipt)


def line_links(report: Report, comments: list[Remark], *, reading: bool = False) -> list[Remark]:
    """Give each comment, or question of a funder, the words and the address of its line.

    The address is of the page itself while reading.
    """
    lines = read_form_spec(report.template_version).by_key if any(comment.line_key for comment in comments) else {}
    for comment in comments:
        line = lines.get(comment.line_key)
        comment.line_words = f"{line.number} {line.words}".strip() if line else ""
        comment.line_url = _line_url(report, line, reading) if line else ""
    return comments


def _line_url(report: Report, line: LineSpec, reading: bool) -> str:
    if reading:
        in_table = line.kind in (Line.Kind.FIGURE, Line.Kind.RATIO)
        return f"#ligne-{line.number or line.key}" if in_table else f"#s-{line.section}"
    return f"{reverse('reporting:report-section', args=[report.pk, line.section])}#ligne-{line.key}"


def answered_lines(version: Version | None) -> list[dict]:
    """Return the frozen sections with, for each line that can be remarked on, its key, words and printed answer."""
    if version is None:
        return []
    content = json.loads(version.content)
    titles = {section["key"]: section["title"] for section in content["sections"]}
    files = _file_names(content)
    answers = content["answers"]
    sections: dict[str, list[dict]] = {}
    asked = (line for line in read_form_spec(version.report.template_version).lines if line.kind != Line.Kind.HEADING)
    for line in asked:
        said = files.get(line.words, "") or (answers[line.key]["shown"] if line.key in answers else "")
        row = {"key": line.key, "number": line.number, "words": line.words, "shown": _at_a_word(said), "said": said}
        if line.section in titles:
            sections.setdefault(line.section, []).append(row)
    return [{"key": key, "title": titles[key], "lines": lines} for key, lines in sections.items()]


def _file_names(content: dict) -> dict[str, str]:
    """Return, by the words of its line, the names of the files that were frozen there."""
    names: dict[str, list[str]] = {}
    for section in content["sections"]:
        for file in section["files"]:
            names.setdefault(file["kind"], []).append(file["name"])
    return {words: ", ".join(file_names) for words, file_names in names.items()}


def _at_a_word(said: str) -> str:
    """Return the head of a text, cut between two words, with « … »."""
    if len(said) <= SHOWN_MOST:
        return said
    return f"{said[:SHOWN_MOST].rsplit(maxsplit=1)[0]}\u00a0…"
