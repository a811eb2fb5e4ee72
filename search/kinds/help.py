"""Answers of the guides: their headings, and what each of their points is about."""

from collections.abc import Iterator

from django.urls import reverse

from roriq_portal.formats.phrases import capital
from search.guides import Block, Guide, guides
from search.results import Asked, Hits, Slice
from search.words import answers

# Signs of a point that a line shows beneath its heading
LONGEST_LINE = 140


def find_help(asked: Asked, part: Slice) -> Hits:
    """Return the points of the guides that answer, those that are about the words first. No query."""
    points = [(guide, block) for guide, block in _points() if answers(f"{guide.title} {block.text}", asked.words)]
    points.sort(key=lambda point: not answers(point[1].lead, asked.words))
    shown = points[part.first : part.first + part.size]
    return Hits(len(points), [_hit(asked, guide, block) for guide, block in shown])


def _points() -> Iterator[tuple[Guide, Block]]:
    return ((guide, block) for guide in guides() for block in guide.blocks if block.lead)


def _hit(asked: Asked, guide: Guide, block: Block):
    url = f"{reverse('search:guide', args=[guide.slug])}#{block.anchor}"
    rest = block.text.removeprefix(block.lead).lstrip(" .,:\u00a0") if block.kind != "heading" else ""
    return asked.hit(capital(block.lead), url, guide.name, _shortened(rest))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    whole_words = text[:LONGEST_LINE].rsplit(" ", 1)[0]
    return whole_words.rstrip(" ,;:(«\u00a0") + "…"
