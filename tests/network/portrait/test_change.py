"""How a rate moved is what the reader subtracts."""

from network.portrait.change import change_of
from network.portrait.totals.figures import Source, rate_figure


def test_points_are_the_difference_of_what_is_printed():
    now, before = rate_figure(34, 43, Source.RECORDS), rate_figure(5, 6, Source.RECORDS)
    change = change_of(now, before)
    assert [figure.text.replace("\xa0", " ") for figure in (before, now)] == ["83,3 %", "79,1 %"]
    assert (change.words.replace("\xa0", " "), change.way) == ("4,2 points de moins", -1)


def test_two_rates_that_print_the_same_say_which_way_they_moved():
    change = change_of(rate_figure(3334, 10_000, Source.RECORDS), rate_figure(3333, 10_000, Source.RECORDS))
    assert change.words.replace("\xa0", " ") == "0,01 point de plus"
