"""What funders could subtract: a region from the network, a version from the one before, one organism alone."""

from copy import deepcopy
from decimal import Decimal

import pytest

from network.consolidation.figures.lines import figures_of
from network.consolidation.masking import NETWORK, Beside, Publication, masked_content
from tests.network.consolidation.contents import content, network, region

ABITIBI = ("region", "Abitibi")


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


def test_funders_read_from_their_threshold_on_whatever_that_of_others(settings):
    settings.MASKING_THRESHOLDS = {"network": 5, "organism": 5, "funder": 10, "public": 10}
    assert [shown(region(4, 3), "Abitibi"), shown(region(6, 4), "Abitibi")] == ["x", "10"]
    settings.MASKING_THRESHOLDS = {"network": 10, "organism": 10, "funder": 5, "public": 10}
    assert [shown(region(4, 3), "Abitibi"), shown(region(2, 1), "Abitibi")] == ["7", "x"]


def test_a_total_that_moved_by_less_than_the_threshold_is_hidden(settings):
    beside = Beside(papers=(paper(ABITIBI, 12),))
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"funder": 10}
    assert [shown(region(12, 9), "Abitibi", beside), shown(region(12, 10), "Abitibi", beside)] == ["x", "22"]


@pytest.mark.parametrize(("number", "words"), [(4, "x"), (9, "x"), (10, "22")])
def test_after_a_region_of_a_smaller_threshold_the_network_hides_the_rest_under_the_larger(number, words, settings):
    """Funders read 12 under 5: it stays read, and the rest of the network is hidden under 10."""
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"funder": 10}
    beside = Beside(papers=(paper(ABITIBI, 12),))
    assert shown(network((7, 5), (number - 1, 1)), beside=beside) == words


def test_what_a_larger_threshold_hid_stays_hidden_under_a_smaller_one():
    assert shown(region(4, 3), "Abitibi", Beside(papers=(paper(ABITIBI, None),))) == "x"


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


def test_a_total_of_two_organisms_is_shown_though_one_of_them_counts_one():
    assert shown(region(1, 12), "Abitibi") == "13"


def test_what_is_masked_is_in_french_alone():
    with pytest.raises(ValueError, match=r"^A content that is masked is in French alone\.$"):
        masked_content(region(6, 6) | {"english": {}})


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
    assert [shown(region(*numbers), "Abitibi") for numbers in (("-4000", 0), ("-4000",))] == ["x", "x"]


def test_a_loss_among_several_organisms_is_money_and_is_shown_with_what_follows_it():
    assert shown(region(10, -3, 5), "Abitibi") == "12"
    made = network((7, 5), (2, 1, 0))
    loss = network((7, -20), (2, 1, 0))["sections"][0]["figures"][0] | {"line_key": "loss"}
    made["sections"][0]["figures"].insert(0, loss)
    texts = [figure["total"]["text"] for figure in figures_of(masked_content(made, beside=AFTER_THE_REGION))]

    assert texts == ["-10", "x"]


AFTER_THE_REGION = Beside(papers=(paper(ABITIBI, 12),))


def test_an_organism_that_counts_nothing_makes_of_two_others_no_figure_of_one():
    assert shown(region(30, 10, 0), "Abitibi") == "40"


def test_funders_read_totals_and_names_alone():
    made = region(7, 5)
    (figure,) = figures_of(made)
    figure |= {"target": {"number": "20"}, "rate": "60 %", "short": True}
    names = [{"name": row["name"], "region": "Abitibi", "number": ""} for row in made["organisms"]]
    made |= {
        "organisms": [row | {"version": 2, "adopted": False} for row in names],
        "statement": {"number": 1, "waiting": ["A1"]},
        "joint": "3 cibles conjointes",
    }
    before = deepcopy(made)
    read = {"organisms": names, "statement": {"number": 1, "waiting": []}, "joint": ""}

    assert masked_content(made, "Abitibi") == made | read | {"sections": [{"figures": [figure | {"cells": []}]}]}
    hidden = masked_content(made, "Abitibi", Beside(papers=(paper(ABITIBI, 10),)))
    without = {"cells": [], "total": figure["total"] | {"number": None, "text": "x"}, "difference": "", "target": None}
    assert hidden == made | read | {"sections": [{"figures": [figure | without | {"rate": "", "short": False}]}]}
    assert made == before


def three_regions(estrie, outaouais):
    numbers = {("A0", "Abitibi"): 7, ("A1", "Abitibi"): 5, ("B0", "Estrie"): estrie, ("C0", "Outaouais"): outaouais}
    return content(numbers)


@pytest.mark.parametrize(("outaouais", "words"), [(3, "x"), (8, "12")])
def test_region_after_the_network_and_another_region_hides_the_third(outaouais, words):
    papers = (paper(("region", "Estrie"), 40), paper(NETWORK, 52 + outaouais))

    assert shown(region(7, 5), "Abitibi", Beside(three_regions(40, outaouais), papers)) == words


def test_hours_of_another_region_are_taken_away_by_the_hundredth():
    ours, hours = ("7.5", "5.5"), ("7.25", "5.25")
    after = Beside(papers=(paper(ABITIBI, 13),))
    assert [shown(network(ours, other), beside=after) for other in (("2.25", "2.25"), ("2.75", "2.75"))] == [
        "x",
        "18.50",
    ]
    moved = [Beside(papers=(paper(ABITIBI, before),)) for before in ("8.25", "7.25")]
    assert [shown(region(*hours), "Abitibi", beside) for beside in moved] == ["x", "12.50"]
    whole = Beside(network((7, 5), ("2.75", "2.75")), (paper(NETWORK, "17.5"),))
    assert shown(region(7, 5), "Abitibi", whole) == "12"


def test_a_line_that_the_network_does_not_have_is_tied_to_nothing_of_it():
    other = network((7, 5), (2, 1))
    other["sections"][0]["figures"][0]["line_key"] = "b"

    assert shown(region(7, 5), "Abitibi", Beside(other, (paper(NETWORK, 15),))) == "12"


def test_a_cell_too_many_is_no_organism_of_the_figure():
    made = region(7, 5, 9)
    made["organisms"].pop()
    with pytest.raises(ValueError, match="longer"):
        masked_content(made, "Abitibi")
