"""Answers of the guides and of the glossary: headings, what each point is about, words that are explained."""

from collections.abc import Iterator

from django.urls import reverse

from roriq_portal.formats.phrases import capital
from search.guidance.glossary import Word, glossary
from search.guidance.guides import Block, Guide, guides
from search.results import Asked, Hit, Hits, Slice
from search.words import answers

# Signs of a point that a line shows beneath its heading
LONGEST_LINE = 140


def find_help(asked: Asked, part: Slice) -> Hits:
    """Return the words and the points of guides that answer, those that are about what is asked first. No query."""
    words = [word for word in glossary().values() if answers(f"{word.term} {word.said}", asked.words)]
    points = [(guide, block) for guide, block in _points() if answers(f"{guide.title} {block.text}", asked.words)]
    words.sort(key=lambda word: not answers(word.term, asked.words))
    points.sort(key=lambda point: not answers(point[1].lead, asked.words))
    about = sum(answers(word.term, asked.words) for word in words)
    answering: list[Word | tuple[Guide, Block]] = [*words[:about], *points, *words[about:]]
    return Hits(len(answering), [_hit(asked, answer) for answer in answering[part.first : part.first + part.size]])


def _points() -> Iterator[tuple[Guide, Block]]:
    return ((guide, block) for guide in guides() for block in guide.blocks if block.lead)


def _hit(asked: Asked, answer: Word | tuple[Guide, Block]) -> Hit:
    if isinstance(answer, Word):
        return asked.hit(answer.term, f"{reverse('search:help')}#{answer.anchor}", "Glossaire", _shortened(answer.said))
    guide, block = answer
    url = f"{reverse('search:guide', args=[guide.slug])}#{block.anchor}"
    rest = block.text.removeprefix(block.lead).lstrip(" .,:\u00a0") if block.kind != "heading" else ""
    return asked.hit(capital(block.lead), url, guide.name, _shortened(rest))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    whole_words = text[:LONGEST_LINE].rsplit(" ", 1)[0]
    return whole_words.rstrip(" ,;:(«\u00a0") + "…"
