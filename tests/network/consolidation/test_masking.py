"""What funders could subtract: a region from the network, a version from the one before, one organism alone."""

from decimal import Decimal

import pytest

from network.consolidation.figures.lines import figures_of
from network.consolidation.masking import NETWORK, Beside, Publication, masked_content

ABITIBI = ("region", "Abitibi")


def content(numbers, total=None, before=None):
    """One line over organisms: (name, region) → number; None: not said."""
    known = [Decimal(number) for number in numbers.values() if number is not None]
    total = sum(known) if total is None else total
    figure = {
        "line_key": "a",
        "cells": [{"number": None if number is None else str(number), "text": ""} for number in numbers.values()],
        "total": {"number": str(total), "text": str(total), "why": "", "left_out": ""},
        "before": None if before is None else {"number": str(before), "text": str(before)},
        "difference": "+1",
        "target": None,
        "rate": "",
        "short": False,
    }
    return {
        "organisms": [{"name": name, "region": region, "number": ""} for name, region in numbers],
        "statement": None,
        "sections": [{"figures": [figure]}],
    }


def region(*numbers, **more):
    return content({(f"A{rank}", "Abitibi"): number for rank, number in enumerate(numbers)}, **more)


def network(of_region, of_other, **more):
    rows = {(f"A{rank}", "Abitibi"): number for rank, number in enumerate(of_region)}
    return content(rows | {(f"B{rank}", "Estrie"): number for rank, number in enumerate(of_other)}, **more)


def shown(made, place="", beside=None):
    (figure,) = figures_of(masked_content(made, place, beside))
    return figure["total"]["text"]


def paper(place, number):
    return Publication(place, {"a": None if number is None else Decimal(number)})


def test_a_total_alone_is_shown_and_a_small_one_is_not():
    assert [shown(region(7, 5), "Abitibi"), shown(region(2, 2), "Abitibi"), shown(region(0, 0), "Abitibi")] == [
        "12",
        "x",
        "0",
    ]


@pytest.mark.parametrize(("other", "words"), [((2, 1), "x"), ((4, 4), "20"), ((0, 0), "12")])
def test_network_after_a_region_hides_what_the_difference_would_tell(other, words):
    beside = Beside(papers=(paper(ABITIBI, 12),))

    assert shown(network((7, 5), other), beside=beside) == words


@pytest.mark.parametrize(("other", "words"), [((2, 1), "x"), ((4, 4), "12")])
def test_region_after_the_network_hides_what_the_difference_would_tell(other, words):
    whole = network((7, 5), other)
    total = sum((7, 5, *other))
    beside = Beside(network=whole, papers=(paper(NETWORK, total),))

    assert shown(region(7, 5), "Abitibi", beside) == words


@pytest.mark.parametrize(("before", "words"), [(12, "12"), (10, "x"), (2, "12"), (None, "x")])
def test_version_that_moved_by_a_few_hides_its_total(before, words):
    assert shown(region(7, 5), "Abitibi", Beside(papers=(paper(ABITIBI, before),))) == words


def test_total_of_one_organism_is_its_figure_and_stays_inside():
    assert [shown(region(40), "Abitibi"), shown(region(40, 0), "Abitibi"), shown(region(40, None), "Abitibi")] == [
        "x"
    ] * 3


def test_households_counted_once_are_tied_by_no_sum():
    beside = Beside(papers=(paper(ABITIBI, 12),))

    assert shown(network((7, 5), (2, 1), total=14), beside=beside) == "14"


def test_hours_are_hidden_by_the_hundredth():
    assert [shown(region("4.50", "0.25"), "Abitibi"), shown(region("4.50", "1.25"), "Abitibi")] == ["x", "5.75"]


def test_what_was_hidden_a_year_before_stays_so_beside_the_year():
    made = region(7, 5, before=9)
    (figure,) = figures_of(masked_content(made, "Abitibi", Beside(year_before={"a": None})))

    assert (figure["total"]["text"], figure["before"]["text"], figure["difference"]) == ("12", "x", "")


@pytest.mark.parametrize(
    ("year_before", "before", "difference"),
    [({"a": Decimal(40)}, "40", "+1"), ({"a": Decimal(41)}, None, ""), ({}, None, "")],
)
def test_of_the_year_before_only_what_was_published_is_read(year_before, before, difference):
    made = region(7, 5, before=40)
    (figure,) = figures_of(masked_content(made, "Abitibi", Beside(year_before=year_before)))

    assert (figure["before"] and figure["before"]["text"], figure["difference"]) == (before, difference)


@pytest.mark.parametrize(("number", "words"), [(0, "0"), (1, "x"), (4, "x"), (5, "5")])
def test_of_the_year_before_one_to_four_are_hidden(number, words):
    made = region(7, 5, before=number)
    (figure,) = figures_of(masked_content(made, "Abitibi", Beside(year_before={"a": Decimal(number)})))

    assert figure["before"]["text"] == words


def test_region_is_shown_after_a_network_whose_total_was_hidden():
    beside = Beside(network=network((7, 5), (2, 1)), papers=(paper(NETWORK, None),))

    assert shown(region(7, 5), "Abitibi", beside) == "12"


def test_a_loss_of_one_organism_stays_inside():
    assert shown(region("-4000", 0), "Abitibi") == "x"
