"""The summary of a posted section: each refusal with its link, each conflict with both versions."""

from dataclasses import dataclass

from reporting.filling.posted import Entry, Reading, box_name, reply_name
from reporting.filling.typed_values import KIND_OF_STATE, KIND_WORDS, shown_number
from reporting.lines.presenters import LineView, SectionView
from reporting.models import Answer, Line
from roriq_portal.formats.phrases import of_person

SHOWN_MOST = 400


@dataclass(frozen=True)
class SummaryItem:
    """`anchor`: the box it links to; `label`: how the box is named; `words`: the sentence beside the link."""

    anchor: str
    label: str
    words: str


def label_of(entry_line: LineView) -> str:
    return f"{entry_line.number} {entry_line.words}".strip()


def error_items(section: SectionView, reading: Reading) -> list[SummaryItem]:
    """Return the summary of refusals: each a link to its very box, a part named with its line."""
    items: list[SummaryItem] = []
    for line in section.lines:
        label = label_of(line)
        own = [(box_name(line.key) + field, label) for field in ("", "-den", "-motif")]
        parts = [
            (box_name(line.key, band.key) + field, f"{label}, {band.words}")
            for band in line.bands
            for field in ("", "-motif")
        ]
        replies = [(reply_name(comment.pk), f"Réponse sur {label}") for comment in line.comments]
        items += [
            SummaryItem(name, words, reading.errors[name])
            for name, words in (*own, *parts, *replies)
            if name in reading.errors
        ]
    return items


def conflict_items(conflicts: list[Entry]) -> list[SummaryItem]:
    """Return both versions of each box somebody saved meanwhile."""
    return [SummaryItem(entry.name, label_of(entry.line), both_words(entry)) for entry in conflicts]


def other_of(entry: Entry) -> Answer | None:
    """Return the answer saved in the entry's box; None when it was erased."""
    band = next((band for band in entry.line.bands if band.key == entry.band_key), None)
    return band.answer if band else entry.line.answer


def both_words(entry: Entry) -> str:
    """Return « le vôtre, « 301 » ; celui de Louise Bergeron, « 298 » »."""
    band = next((band for band in entry.line.bands if band.key == entry.band_key), None)
    saved = band.text if band else entry.line.text
    answer = other_of(entry)
    whose = of_person(answer.saved_by.name) if answer and answer.saved_by else "d’une autre personne"
    mine = (
        entry.text
        if entry.line.kind == Line.Kind.TEXT
        else shown_number(entry.value) or KIND_WORDS.get(KIND_OF_STATE.get(entry.state, ""), "vide")
    )
    return f"le vôtre, «\u00a0{_short(mine)}\u00a0»\u00a0; celui {whose}, «\u00a0{_short(saved)}\u00a0»"


def _short(text: str) -> str:
    """Return the beginning of a long text: the whole of it stays in its box."""
    return text if len(text) <= SHOWN_MOST else f"{text[:SHOWN_MOST]}…"
