"""What a consolidated content shows, on screen and on paper: its tables in the order a reader needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from network.consolidation.content import lead_words
from network.consolidation.figures.lines import figures_of
from reporting.papers.languages import ASKED, Languages, content_in, language_among, languages_of
from roriq_portal.formats.language import FRENCH, TAGS, current_language, in_language
from roriq_portal.formats.numbers import BLANK, group_digits
from roriq_portal.formats.phrases import colon
from services.masking.audiences import USUAL

# As many columns of figures as a paper bears beside the names
COLUMNS = 6


@dataclass(frozen=True)
class FigureRow:
    """One line: what it comes to, and is compared with. `why`: the number of the note that says why it has no sum.

    `partial`: how many organisms have a target, where there is no rate because others count without.
    """

    key: str
    words: str
    unit: str
    total: str
    left_out: str
    has_sum: bool
    why: int
    before: str
    difference: str
    target: str
    partial: str
    rate: str
    is_short: bool
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class OrganismTable:
    """Some lines side by side: a row for each report, then their total; `heads`: number and words of each line."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    totals: tuple[str, ...]

    @property
    def caption(self) -> str:
        """« Chaque organisme, V1.01 à V1.06 »."""
        first, last = self.heads[0][0], self.heads[-1][0]
        if first == last:
            return gettext("Chaque organisme, {}").format(first)
        return gettext("Chaque organisme, {} à {}").format(first, last)


@dataclass(frozen=True)
class SectionReading:
    """`words`: what the pivot or the network wrote of this component."""

    anchor: str
    title: str
    component: int | None
    figures: tuple[FigureRow, ...]
    tables: tuple[OrganismTable, ...]
    words: str

    @property
    def has_targets(self) -> bool:
        return any(row.target for row in self.figures)

    @property
    def breaks(self) -> tuple[str, ...]:
        return tuple(f"{row.key}{colon()}{words}" for row in self.figures for words in row.breaks)


@dataclass(frozen=True)
class Reading:
    """`whys`: the sentences that say why a line has no sum, numbered from 1 as its lines name them."""

    content: dict
    lead: str
    whole_words: str
    sections: tuple[SectionReading, ...]
    whys: tuple[str, ...]
    sha256: str = ""
    language: str = FRENCH

    @property
    def languages(self) -> Languages:
        return languages_of(self.content)

    @property
    def lang(self) -> str:
        """For the attribute of what is read here: « en-CA »; empty in French, the language of the page."""
        return "" if self.language == FRENCH else TAGS[self.language]

    @property
    def own_lang(self) -> str:
        """For the attribute of what the network wrote itself, in French, where the rest is in English."""
        return "" if self.language == FRENCH else TAGS[FRENCH]

    @property
    def query(self) -> str:
        """What an address asks for to be in the language of this reading; nothing where there is one language."""
        return f"?{ASKED}={self.language}" if len(self.languages) > 1 else ""

    @property
    def is_for_funders(self) -> bool:
        return self.content["audience"] == "funders"

    @property
    def masked_limit(self) -> int:
        """The greatest count that is hidden in it. A version that does not say its threshold had the usual."""
        return self.content.get("masked_under", USUAL) - 1

    @property
    def total_head(self) -> str:
        heads = {"region": "La région", "network": gettext_noop("Le réseau")}
        return gettext(heads.get(self.content["scope"], gettext_noop("Le programme")))

    @property
    def who(self) -> str:
        """Who wrote the words, as a sentence names them: an organism by its name, the network with its article."""
        author = self.content["author"]
        return gettext("le réseau") if author == gettext("Réseau") else author

    @property
    def has_before(self) -> bool:
        return bool(self.content["before_short"])


def read_in(content: dict, asked: str, sha256: str = "") -> Reading:
    """Return what a content shows in the language that was asked for where it has it, else in its first."""
    language = language_among(languages_of(content), asked)
    with in_language(language):
        return read(content_in(content, language), sha256)


def read(content: dict, sha256: str = "") -> Reading:
    """Return what a content shows in the language of now; its hash in groups that the eye can follow."""
    whys = list(dict.fromkeys(figure["total"]["why"] for figure in figures_of(content) if figure["total"]["why"]))
    words = {row["component"]: row["text"] for row in content["words"]}
    sections = tuple(
        _section(content, section, rank, whys, words) for rank, section in enumerate(content["sections"], start=1)
    )
    digits = group_digits(sha256, 4)
    return Reading(content, lead_words(content), words.get(None, ""), sections, tuple(whys), digits, current_language())


def _section(content: dict, section: dict, rank: int, whys: Sequence[str], words: dict) -> SectionReading:
    figures, component = section["figures"], section["component"]
    names = [row["name"] for row in content["organisms"]]
    is_said = component is not None
    return SectionReading(
        anchor=f"section-{rank}",
        title=section["title"],
        component=component,
        figures=tuple(_row(figure, whys) for figure in figures),
        tables=tuple(_table(part, names) for part in _parts(figures)) if _has_cells(figures) else (),
        words=words.get(component, "") if is_said else "",
    )


def _parts(figures: Sequence[dict]) -> Iterator[Sequence[dict]]:
    for start in range(0, len(figures), COLUMNS):
        yield figures[start : start + COLUMNS]


def _has_cells(figures: Sequence[dict]) -> bool:
    """Whether a table by organism says more than the totals: not of one report, nor of what funders read."""
    return any(len(figure["cells"]) > 1 for figure in figures)


def _row(figure: dict, whys: Sequence[str]) -> FigureRow:
    total, before, target = figure["total"], figure["before"], figure["target"]
    return FigureRow(
        key=figure["key"],
        words=figure["words"],
        unit=figure["unit"],
        total=total["text"],
        left_out=total["left_out"],
        has_sum=not total["why"],
        why=whys.index(total["why"]) + 1 if total["why"] else 0,
        before=before["text"] if before else "",
        difference=figure["difference"],
        target=target["text"] if target else "",
        # A version that was frozen before this was said does not say it
        partial=target.get("partial", "") if target else "",
        rate=figure["rate"],
        is_short=figure["short"],
        breaks=tuple(figure["breaks"]),
    )


def _table(figures: Sequence[dict], names: Sequence[str]) -> OrganismTable:
    return OrganismTable(
        heads=tuple((figure["key"] or figure["words"], figure["words"]) for figure in figures),
        rows=tuple(
            (name, tuple(figure["cells"][rank]["text"] for figure in figures)) for rank, name in enumerate(names)
        ),
        totals=tuple(BLANK if figure["total"]["why"] else figure["total"]["text"] for figure in figures),
    )
