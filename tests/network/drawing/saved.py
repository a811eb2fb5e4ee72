"""What a saved drawing must be: XML whose marks stand at plain numbers, not as a page writes them (« 1 278 »)."""

import re
from xml.etree import ElementTree

NUMBER = r"-?\d*\.?\d+"
NUMBERS = re.compile(rf"{NUMBER}( {NUMBER})*")
PATH = re.compile(rf"([A-Za-z]|{NUMBER}|[ ,])*", re.ASCII)
PLACES = ("width", "height", "viewBox", "x", "y", "dx", "dy", "cx", "cy", "r", "rx", "x1", "x2", "y1", "y2")


def parsed(answer) -> ElementTree.Element:
    return ElementTree.fromstring(answer.content)


def wrong_places(drawing: ElementTree.Element) -> list[tuple[str, str]]:
    """Return the attributes that no drawing program reads, (name, value)."""
    every = [pair for mark in drawing.iter() for pair in mark.attrib.items()]
    wrong = [pair for pair in every if pair[0] in PLACES and not re.fullmatch(NUMBERS, pair[1])]
    wrong += [pair for pair in every if pair[0] == "d" and not re.fullmatch(PATH, pair[1])]
    moves = [pair for pair in every if pair[0] == "transform"]
    inside = re.compile(rf"translate\({NUMBER} {NUMBER}\)")
    return wrong + [pair for pair in moves if not inside.fullmatch(pair[1])]


def size_of(drawing: ElementTree.Element) -> tuple[int, int]:
    return int(drawing.attrib["width"]), int(drawing.attrib["height"])
