"""What differs between two frozen contents of one report, line by line. Plain values in, plain values out."""

from collections.abc import Iterator

from reporting.papers.reading.tables import with_terms
from roriq_portal.formats.numbers import BLANK

Cells = dict[tuple[str, ...], tuple[str, str]]


def differences(before: dict, after: dict) -> dict:
    """Return what a new version says otherwise than the one it replaces.

    `figures`: line_key, band (dimension and key, or empty), words, was, now; of figures, breakdowns and sums, in the
    order of the paper. `texts`: the headings of the texts that changed.
    """
    return {
        "figures": [
            {"line_key": place[0], "band": list(place[1:]), "words": words, "was": was, "now": now}
            for place, words, was, now in _moved(_figures(before), _figures(after))
        ],
        "texts": [words for _, words, _, _ in _moved(_texts(before), _texts(after))],
    }


def _moved(old: Cells, new: Cells) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    for place in [*new, *(place for place in old if place not in new)]:
        words = (new.get(place) or old[place])[0]
        was, now = (cells[place][1] if place in cells else BLANK for cells in (old, new))
        if was != now:
            yield place, words, was, now


def _figures(content: dict) -> Cells:
    cells: Cells = {}
    for section in content["sections"]:
        for figure in section["figures"]:
            cells |= _figure(figure)
        cells |= _money(section)
    return cells


def _figure(figure: dict) -> Cells:
    key, value, name = figure["line_key"], figure["value"], f"{figure['key']} {figure['words']}"
    rows = [(axis["dimension"], row) for axis in figure["bands"] for row in axis["rows"]]
    bands = {(key, axis, row["key"]): (f"{name}, {row['words']}", row["text"]) for axis, row in rows}
    return {(key,): (name, with_terms(value)), **bands}


def _money(section: dict) -> Cells:
    money = section["money"] or {"columns": [], "rows": []}
    return {
        (section["key"], row["words"], column): (f"{row['words']}, {column[:1].lower()}{column[1:]}", cell["text"])
        for row in money["rows"]
        for column, cell in zip(money["columns"][1:], row["cells"], strict=True)
    }


def _texts(content: dict) -> Cells:
    return {
        (section["key"], text["key"]): (f"{section['title']}, {text['words']}", text["text"])
        for section in content["sections"]
        for text in section["texts"]
    }
