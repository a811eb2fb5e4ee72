"""Frames of calls in one piece of memory: what the system is asked for, and that all which answers is called so."""

import resource
import sys

import pytest
from django.conf import settings

from roriq_portal.middleware import in_one_piece

DEPTHS, TIMES = 200, 50
PLACES = range(24)


def leaf():
    return 1


def descend(depth: int) -> None:
    """Call a small function many times at each depth, one of which is the last that a piece takes."""
    for _ in range(TIMES):
        leaf()
    if depth:
        descend(depth - 1)


def further_in(words: int):
    """Return `descend` begun so many words further in a piece: where a piece ends depends on who calls."""

    def begin(depth: int) -> None:
        descend(depth)

    begin.__code__ = begin.__code__.replace(co_stacksize=begin.__code__.co_stacksize + words)
    return begin


def pages_asked_for(function) -> int:
    function(DEPTHS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    function(DEPTHS)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_calls_in_one_piece_ask_the_system_for_memory_once():
    assert max(pages_asked_for(in_one_piece(further_in(words))) for words in PLACES) < TIMES


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="later releases keep a piece aside by themselves")
def test_calls_of_plain_python_ask_for_it_at_each_end_of_a_piece():
    assert max(pages_asked_for(further_in(words)) for words in PLACES) > TIMES


def test_in_one_piece_gives_arguments_results_and_errors_on():
    @in_one_piece
    def divide(number, *, by):
        return number / by

    assert divide(6, by=3) == 2
    with pytest.raises(ZeroDivisionError):
        divide(1, by=0)


def test_a_request_is_answered_in_one_piece():
    assert settings.MIDDLEWARE[0] == "roriq_portal.middleware.in_one_piece"
