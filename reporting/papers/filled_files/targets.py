"""What a cell of a funder's file can say of a report: a fact of it, or a part of one of its lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.lines.line_parts import PART_NOUNS
from reporting.models import FileTie, Line
from roriq_portal.formats.phrases import capital

Part = FileTie.Part
# Beside the value of a line; a text has none of them
BESIDE = (Part.TARGET, Part.PAST, Part.NOTE)
OF_A_RATIO = (Part.PERCENT, Part.NUMERATOR, Part.DENOMINATOR)
TIED_KINDS = (Line.Kind.FIGURE, Line.Kind.RATIO, Line.Kind.MONEY, Line.Kind.TEXT)
# A band, and the cells of its line, are said with the line before
SAID_OF = ", "


@dataclass(frozen=True)
class Target:
    """One thing to say. `item`: which of a repeated line's parts, from 1; 0 for the line itself."""

    fact: str = ""
    line_key: str = ""
    band_key: str = ""
    item: int = 0
    part: str = ""


def target_of(tie: FileTie) -> Target:
    """Return what a tie says; nothing, of a column that stays empty."""
    return Target(tie.fact, tie.line_key, tie.band_key, tie.item or 0, tie.part)


@dataclass(frozen=True)
class Offered:
    """A target of a form with its words. `is_repeated`: there is one for each part of the line, `item` says which."""

    target: Target
    words: str
    own_words: str
    is_repeated: bool = False


def facts_offered() -> list[Offered]:
    """Return the facts of a report, in the order that they are shown."""
    return [Offered(Target(fact=value), str(words), str(words)) for value, words in FileTie.Fact.choices]


def lines_offered(form: FormSpec, section: str = "") -> list[tuple[LineSpec, list[Offered]]]:
    """Return what may be tied of each line of a form, or of one of its sections; titles and files are not."""
    lines = [line for line in form.lines if line.kind in TIED_KINDS and section in ("", line.section)]
    return [(line, list(_of_line(line))) for line in lines]


def line_name(line: LineSpec) -> str:
    """« A3 Familles accueillies »."""
    return f"{line.number} {line.words}".strip()


def _of_line(line: LineSpec) -> Iterator[Offered]:
    name = line_name(line)
    yield Offered(Target(line_key=line.key, part=Part.VALUE), name, "Réponse")
    if line.kind == Line.Kind.RATIO:
        yield from (_beside(line, part) for part in OF_A_RATIO)
    if line.for_each:
        for part, words in ((Part.NAME, "Nom"), (Part.VALUE, "Réponse")):
            own = f"{words} de chaque {PART_NOUNS[line.for_each]}, dans l’ordre"
            yield Offered(Target(line_key=line.key, item=1, part=part), f"{name}{SAID_OF}{own.lower()}", own, True)
    for band in line.bands:
        target = Target(line_key=line.key, band_key=band.key, part=Part.VALUE)
        own = f"{band.dimension_words}\u00a0: {band.words}" if band.dimension else band.words
        yield Offered(target, f"{name}{SAID_OF}{own}", own)
    if line.kind in (Line.Kind.FIGURE, Line.Kind.RATIO):
        yield from (_beside(line, part) for part in BESIDE)


def _beside(line: LineSpec, part: FileTie.Part) -> Offered:
    words = str(part.label)
    own = capital(words)
    return Offered(Target(line_key=line.key, part=part), f"{line_name(line)}{SAID_OF}{words}", own)


def words_by_target(form: FormSpec) -> dict[Target, str]:
    """Return the words of everything that a form offers; a part of a repeated line is asked of `words_of`."""
    lines = [offered for _, row in lines_offered(form) for offered in row]
    return {offered.target: offered.words for offered in [*facts_offered(), *lines]}


def words_of(target: Target, words: dict[Target, str]) -> str:
    """Return what a target is called; of the third part of a repeated line, with its rank."""
    if not target.item:
        return words.get(target, "")
    first = words.get(Target(line_key=target.line_key, item=1, part=target.part), "")
    return f"{first} (n° {target.item})" if first else ""
