"""What a posted section could not keep: each refusal with its link, each conflict with both versions."""

from reporting.entries import Entry, Reading, box_name
from reporting.lineviews import LineView, SectionView
from reporting.models import Line
from reporting.typed import KIND_OF_STATE, KIND_WORDS, shown_number


def label_of(entry_line: LineView) -> str:
    return f"{entry_line.number} {entry_line.words}".strip()


def error_items(section: SectionView, reading: Reading) -> list[dict]:
    """Return the summary of refusals: each a link to its very box."""
    items = []
    for line in section.lines:
        names = [
            box_name(line.key),
            f"{box_name(line.key)}-motif",
            *(box_name(line.key, band.key) for band in line.bands),
        ]
        items += [
            {"anchor": n, "label": label_of(line), "words": reading.errors[n]} for n in names if n in reading.errors
        ]
    return items


def conflict_items(conflicts: list[Entry]) -> list[dict]:
    """Return both versions of each box somebody saved meanwhile."""
    return [{"anchor": entry.name, "label": label_of(entry.line), "words": _both(entry)} for entry in conflicts]


def _both(entry: Entry) -> str:
    band = next((band for band in entry.line.bands if band.key == entry.band_key), None)
    saved = band.text if band else entry.line.text
    answer = band.answer if band else entry.line.answer
    who = answer.saved_by.name if answer and answer.saved_by else "une autre personne"
    mine = (
        entry.text
        if entry.line.kind == Line.Kind.TEXT
        else shown_number(entry.value) or KIND_WORDS.get(KIND_OF_STATE.get(entry.state, ""), "vide")
    )
    return f"le vôtre, «\u00a0{mine[:400]}\u00a0»\u00a0; celui de {who}, «\u00a0{saved[:400]}\u00a0»"
