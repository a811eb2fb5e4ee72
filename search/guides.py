"""The guides of each role, read from their files: blocks that a page shows and a search looks through."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"
# In the order of their roles: the name of the file, which is also that of the address
GUIDES = ("intervention", "coordination", "direction", "pivot", "reseau", "bailleur", "verification")
ITEM = re.compile(r"(?:(\d+)\.|-) ")
# A space that a line must not break at: before these signs, after the first quotation mark
BEFORE_SIGN = re.compile(" (?=[:;!?»%$])|(?<=«) ")
STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Inline:
    """A piece of a line, plain or strong."""

    words: str
    is_strong: bool = False


@dataclass(frozen=True)
class Block:
    """`kind`: heading, numbered, point or paragraph; `anchor`: where the page shows it."""

    kind: str
    anchor: str
    text: str
    parts: tuple[Inline, ...] = field(default=(), repr=False)

    @property
    def lead(self) -> str:
        """Return the words that say what the block is about: a heading whole, else what is bold in it at first."""
        if self.kind == "heading":
            return self.text
        return next((part.words.rstrip(". ") for part in self.parts if part.is_strong), "")


@dataclass(frozen=True)
class Guide:
    slug: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """Return whose guide it is: « Coordination »."""
        return self.title.partition("\u00a0:")[0]


@lru_cache(maxsize=1)
def guides() -> tuple[Guide, ...]:
    """Return the guides whose file is there, in the order of roles. Read once: they change with the code."""
    return tuple(_read(slug) for slug in GUIDES if (FOLDER / f"{slug}.md").is_file())


def _read(slug: str) -> Guide:
    source = (FOLDER / f"{slug}.md").read_text().strip()
    first, _, rest = BEFORE_SIGN.sub("\u00a0", source).partition("\n")
    blocks = tuple(_block(line, number) for number, line in enumerate(_unwrapped(rest), 1))
    return Guide(slug, first.lstrip("# "), blocks)


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


def _block(line: str, number: int) -> Block:
    anchor = f"p{number}"
    if line.startswith("#"):
        return Block("heading", anchor, line.lstrip("# "))
    item = ITEM.match(line)
    kind = "paragraph" if item is None else "numbered" if item[1] else "point"
    parts = tuple(_inlines(line[item.end() :] if item else line))
    return Block(kind, anchor, "".join(part.words for part in parts), parts)


def _inlines(words: str) -> list[Inline]:
    parts, last = [], 0
    for match in STRONG.finditer(words):
        parts += [Inline(words[last : match.start()]), Inline(match[1], is_strong=True)]
        last = match.end()
    return [part for part in [*parts, Inline(words[last:])] if part.words]
