"""What a long command says as it goes: each of its steps, and how long after its start."""

from fractions import Fraction
from time import monotonic

from roriq_portal.formats.numbers import SPACE, format_number, round_number


def step_words(start: float, words: str) -> str:
    """Return « 12,3 s  La base est restaurée. »; `start`: what `monotonic` said then."""
    seconds = format_number(round_number(Fraction(monotonic() - start), 1), 1)
    return f"{seconds:>6}{SPACE}s  {words}"
