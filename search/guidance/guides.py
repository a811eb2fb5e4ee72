"""The guides of each role, read from their files: blocks that a page shows and a search looks through."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.guidance.written_words import anchor_of, spaced

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"
# In the order of their roles: the name of the file, which is also that of the address
GUIDES = ("intervention", "coordination", "direction", "pivot", "reseau", "bailleur", "verification")
ITEM = re.compile(r"(?:(\d+)\.|-) ")
STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Inline:
    """A piece of a line, plain or strong."""

    words: str
    is_strong: bool = False


@dataclass(frozen=True)
class Block:
    """`kind`: heading, numbered, point or paragraph; `anchor`: where the page shows it, made of its `lead`.

    It changes with the words of the lead only; what has none is named by its rank.
    """

    kind: str
    anchor: str
    text: str
    parts: tuple[Inline, ...] = field(default=(), repr=False)

    @property
    def lead(self) -> str:
        """Return the words that say what the block is about: a heading whole, else what is bold in it at first."""
        return _lead(self.kind, self.text, self.parts)


@dataclass(frozen=True)
class Guide:
    slug: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """Return whose guide it is: « Coordination »."""
        return self.title.partition("\u00a0:")[0]


@dataclass(frozen=True)
class GuideChapter:
    """A heading of a guide, empty before the first one, and the points beneath it that say what they are about."""

    title: str
    anchor: str
    points: list[Block]


@lru_cache(maxsize=1)
def guides() -> tuple[Guide, ...]:
    """Return the guides whose file is there, in the order of roles. Read once: they change with the code."""
    return tuple(_read(slug) for slug in GUIDES if (FOLDER / f"{slug}.md").is_file())


def chapters_of(guide: Guide) -> list[GuideChapter]:
    """Return the chapters of a guide that have points, in their order."""
    chapters = [GuideChapter("", "", [])]
    for block in guide.blocks:
        if block.kind == "heading":
            chapters.append(GuideChapter(block.text, block.anchor, []))
        elif block.lead:
            chapters[-1].points.append(block)
    return [chapter for chapter in chapters if chapter.points]


def _read(slug: str) -> Guide:
    source = (FOLDER / f"{slug}.md").read_text().strip()
    first, _, rest = spaced(source).partition("\n")
    blocks: list[Block] = []
    named: Counter[str] = Counter()
    for number, line in enumerate(_unwrapped(rest), 1):
        blocks.append(_block(line, number, named))
    return Guide(slug, first.lstrip("# "), tuple(blocks))


def _unwrapped(text: str) -> list[str]:
    """Return one line a block: a paragraph that goes on in the next line is joined to it."""
    lines: list[str] = []
    goes_on = False
    for line in map(str.strip, text.splitlines()):
        begins = not goes_on or line.startswith("#") or ITEM.match(line)
        if line and begins:
            lines.append(line)
        elif line:
            lines[-1] += f" {line}"
        goes_on = bool(line) and not line.startswith("#")
    return lines


def _block(line: str, number: int, named: Counter[str]) -> Block:
    item = ITEM.match(line)
    parts: tuple[Inline, ...] = ()
    if line.startswith("#"):
        kind, text = "heading", line.lstrip("# ")
    else:
        kind = "paragraph" if item is None else "numbered" if item[1] else "point"
        parts = tuple(_inlines(line[item.end() :] if item else line))
        text = "".join(part.words for part in parts)
    wanted = anchor_of(_lead(kind, text, parts)) or f"p{number}"
    named[wanted] += 1
    return Block(kind, f"{wanted}-{named[wanted]}" if named[wanted] > 1 else wanted, text, parts)


def _lead(kind: str, text: str, parts: tuple[Inline, ...]) -> str:
    if kind == "heading":
        return text
    return next((part.words.rstrip(". ") for part in parts if part.is_strong), "")


def _inlines(words: str) -> list[Inline]:
    parts, last = [], 0
    for match in STRONG.finditer(words):
        parts += [Inline(words[last : match.start()]), Inline(match[1], is_strong=True)]
        last = match.end()
    return [part for part in [*parts, Inline(words[last:])] if part.words]
