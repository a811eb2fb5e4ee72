"""Parts that several pages of a report share: comments with links, facts of a frozen version, changed records."""

import json
from typing import TypeVar

from django.urls import reverse

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import LineSpec
from reporting.models import Comment, Line, Receipt, Report, Version
from roriq_portal.formats.language import is_english, said

SHOWN_MOST = 80
Remark = TypeVar("Remark", Comment, Receipt)


def line_links(report: Report, comments: list[Remark], *, reading: bool = False) -> list[Remark]:
    """Give each comment, or question of a funder, the words and the address of its line.

    The address is of the page itself while reading.
    """
    lines = read_form_spec(report.template_version).by_key if any(comment.line_key for comment in comments) else {}
    for comment in comments:
        line = lines.get(comment.line_key)
        comment.line_words = f"{line.number} {said(line.words, line.words_en)}".strip() if line else ""
        comment.line_url = _line_url(report, line, reading) if line else ""
    return comments


def _line_url(report: Report, line: LineSpec, reading: bool) -> str:
    if reading:
        in_table = line.kind in (Line.Kind.FIGURE, Line.Kind.RATIO)
        return f"#ligne-{line.number or line.key}" if in_table else f"#s-{line.section}"
    return f"{reverse('reporting:report-section', args=[report.pk, line.section])}#ligne-{line.key}"


def answered_lines(version: Version | None) -> list[dict]:
    """Return the frozen sections with, for each line that can be remarked on, its key, words and printed answer.

    In English, where the version has it and that is the language of now.
    """
    if version is None:
        return []
    content = json.loads(version.content)
    content |= content.get("english", {}) if is_english() else {}
    printed = {
        figure["line_key"]: figure["value"]["text"] for part in content["sections"] for figure in part["figures"]
    }
    titles = {section["key"]: section["title"] for section in content["sections"]}
    files = _file_names(content)
    answers = content["answers"]
    sections: dict[str, list[dict]] = {}
    asked = (line for line in read_form_spec(version.report.template_version).lines if line.kind != Line.Kind.HEADING)
    for line in asked:
        words, shown = said(line.words, line.words_en), answers.get(line.key, {}).get("shown", "")
        shown = files.get(words, "") or (printed.get(line.key, shown) if is_english() else shown)
        row = {"key": line.key, "number": line.number, "words": words, "shown": _at_a_word(shown), "said": shown}
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


def _at_a_word(text: str) -> str:
    """Return the head of a text, cut between two words, with « … »."""
    if len(text) <= SHOWN_MOST:
        return text
    return f"{text[:SHOWN_MOST].rsplit(maxsplit=1)[0]}\u00a0…"
