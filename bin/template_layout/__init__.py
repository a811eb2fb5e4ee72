"""Lays out the templates: one element a line, at most 120 characters, and nothing else on screen than before.

djlint leaves one line in five too long, djhtml and djade indent or tidy and break no line, and none knows that a space
beside a word shows while a space beside a block does not. So this one is ours. A line is broken only where the template
has a space already, inside an opening tag, or where a space does not show. An include stands for what its file begins
and ends with. A Django tag cannot be broken (its lexer reads line by line): one that is too long is mended by hand.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from template_layout.gaps import Included, Sight
from template_layout.lines import Lines
from template_layout.tree import Flow, parse


def format_template(text: str, included: Included = lambda tag: None) -> str:
    """The same template, laid out; `included` gives the tree of the file that an include tag names, when known."""
    while (wanted := format_once(text, included)) != text:
        text = wanted  # a new line is a space too: beside it another may stand where none could before
    return text


def format_once(text: str, included: Included) -> str:
    """One pass over the template."""
    flow = parse(text)
    is_child = any(node.name == "extends" for node in flow.nodes)
    for spaces in (False, True):
        Sight(included, spaces).mark_flow(flow, (is_child, is_child), in_row=False, is_loose=is_child)
    lines = Lines(included)
    lines.write_flow(flow, 0)
    body = "\n".join(line.rstrip(" ") for line in lines.lines)
    first, last = flow.gaps[0] and not flow.free[0], flow.gaps[-1] or flow.free[-1]
    return ("\n" if first else "") + body + ("\n" if last else "")


def includes_of(folder: Path) -> Callable[[Path], Included]:
    """For a template of a folder, where its include tags lead; `./` is the template's own place."""

    def named(text: str, path: Path) -> str:
        return text.replace('{% include "./', f'{{% include "{path.relative_to(folder).parent}/')

    @cache
    def tree(name: str) -> Flow | None:
        path = folder / name
        return parse(named(path.read_text(), path)) if path.is_file() else None

    def included_by(path: Path) -> Included:
        def included(tag: str) -> Flow | None:
            include = re.match(r"""{% include ["']([^"']+)["']""", named(tag, path))
            return tree(include[1]) if include else None

        return included

    return included_by


def format_folder(folder: Path, is_check: bool) -> list[Path]:
    """Lay out the templates of a folder, or only say which are not."""
    included_by, others = includes_of(folder), []
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text()
        wanted = format_template(text, included_by(path))
        if wanted != text:
            others.append(path)
            if not is_check:
                path.write_text(wanted)
    return others
