"""A drawing as a file that needs no sheet of the portal: its rules, with the values of the tokens in them."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

SHEETS = Path(settings.BASE_DIR) / "static" / "css"
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
LIGHT = re.compile(r"light-dark\((#[0-9a-f]+),[^)]*\)")
USE = re.compile(r"var\(--([\w-]+)\)")
MEDIA = re.compile(r"@[^{]+\{(?:[^{}]|\{[^{}]*\})*\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
# What a selector of a mark begins with
MARKS = (".g ", ".g-", ".region")
OUTSIDE = (".g-axis", ".g-key")


@lru_cache(maxsize=1)
def rules_of_marks() -> str:
    """Return the rules of every mark that pages draw, in light colours, with values in place of `var()`."""
    values = {name: LIGHT.sub(r"\1", value) for name, value in TOKEN.findall(_sheet("tokens.css"))}
    rules = [
        f"{selector.strip()}{{{_plain(body, values)}}}"
        for sheet in ("components.css", "pages.css")
        for selector, body in RULE.findall(MEDIA.sub("", _sheet(sheet)))
        if _is_of_marks(selector)
    ]
    return " ".join(rules)


def _is_of_marks(selector: str) -> bool:
    parts = [part.strip() for part in selector.split(",")]
    return all(part.startswith(MARKS) and not part.startswith(OUTSIDE) for part in parts)


def _sheet(name: str) -> str:
    return COMMENT.sub("", (SHEETS / name).read_text(encoding="utf-8"))


def _plain(body: str, values: Mapping[str, str]) -> str:
    """Return declarations on one line; a token may name another, as steps of a map do."""
    text = " ".join(body.split())
    while USE.search(text):
        text = USE.sub(lambda use: LIGHT.sub(r"\1", values.get(use[1], "currentColor")), text)
    return text


def svg_response(
    stem: str,
    *,
    title: str,
    description: str,
    drawing: str,
    context: Mapping[str, Any],
    today: date,
    size: tuple[int, int],
) -> HttpResponse:
    """Return the answer that saves a drawing as `stem.svg`.

    `drawing`: the template of its marks, included with `context`; `size`: its width and height in units; `description`:
    its sentence and source, to which the day is added.
    """
    width, height = map(str, size)  # a number in a template would be localised ("1 278"), and no drawing
    own = {"title": title, "description": description, "drawing": drawing, "today": today, "rules": rules_of_marks()}
    text = render_to_string("network/drawing/rendering/file.svg", {**context, **own, "width": width, "height": height})
    answer = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{stem}.svg"'
    return answer
