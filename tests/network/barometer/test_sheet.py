"""What the sheet says of a measure: where it goes, what it hides, what is missing to the threshold, its drawing."""

import json
from datetime import date
from decimal import Decimal

import pytest

from network.barometer.context import Context
from network.barometer.drawing import drawn_rows
from network.barometer.measures import Measured
from network.barometer.sheet import FEW_HOUSEHOLDS, FEW_ORGANISMS, Threshold, build_sheet, sheet_of
from network.barometer.windows import windows_until

TODAY = date(2026, 11, 30)
WINDOWS = windows_until(2025, TODAY)
NOTHING = Context({}, ())
MANY = 12


def sheet(measures, *, windows=WINDOWS, thresholds=None, sentences=None, context=NOTHING):
    return build_sheet(windows, measures, context, thresholds or {}, sentences or {})


def two(number, now, before, organisms=MANY):
    """Measures of one recommendation: (part, whole) this year and the year before."""
    made = {
        window: Measured(Decimal(part), Decimal(whole), organisms)
        for window, (part, whole) in ((WINDOWS.year, now), (WINDOWS.before, before))
    }
    return {number: made}


def row(made, number):
    return made.rows[number - 1]


@pytest.mark.parametrize(
    ("now", "before", "way", "change"),
    [
        ((52, 100), (50, 100), "Avance", "2 points de plus"),
        ((1, 3), (32, 100), "Stable", "1 point de plus"),
        ((48, 100), (50, 100), "Recule", "2 points de moins"),
        # Printed 83 % and 80 %
        ((834, 1000), (796, 1000), "Avance", "3 points de plus"),
        ((50, 100), (50, 100), "Stable", "la même part"),
        ((501, 1000), (500, 1000), "Stable", "moins d’un point de plus"),
        ((5, 10), (0, 0), "Pas comparable", ""),
    ],
)
def test_two_points_or_more_are_a_way_judged_exactly_and_said_as_printed(now, before, way, change):
    said = row(sheet(two(1, now, before)), 1)

    assert (said.way, said.change.replace("\xa0", " ")) == (way, change)


@pytest.mark.parametrize(
    ("number", "now", "organisms", "why"),
    [
        (1, (2, 9), 4, FEW_ORGANISMS),
        (1, (2, 9), 5, ""),
        (6, (3, 40), MANY, FEW_HOUSEHOLDS.format("De 1 à 4")),
        (6, (37, 40), MANY, FEW_HOUSEHOLDS.format("De 1 à 4")),
        (6, (5, 40), MANY, ""),
        (3, (13, 17), None, ""),
    ],
)
def test_what_would_tell_of_one_organism_or_household_is_not_said(number, now, organisms, why):
    said = row(sheet(two(number, now, (10, 50), organisms), thresholds={number: Threshold(Decimal(75), "")}), number)

    hidden = bool(why)
    assert (said.text == "masqué", said.share == "", said.lever == "", said.change == "") == (hidden,) * 4
    assert said.fraction == why or not why
    assert [point.text for point in said.points][-1] == said.text


def test_households_are_told_from_the_threshold_of_everybody_on_and_a_frozen_sheet_keeps_its_own(settings):
    before = sheet(two(6, (7, 40), (7, 40)))
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"public": 10}
    now = sheet(two(6, (7, 40), (30, 40)))

    assert (row(before, 6).text, row(now, 6).text) == ("18\xa0%", "masqué")
    assert row(now, 6).fraction == FEW_HOUSEHOLDS.format("De 1 à 9")
    assert row(sheet(two(6, (33, 40), (30, 40))), 6).text == "masqué"
    assert (before.masked_under, now.masked_under) == (5, 10)
    frozen = json.loads(json.dumps(before.content()))
    assert sheet_of(frozen) == before
    del frozen["masked_under"]  # of before it was said
    assert sheet_of(frozen).masked_under == 5


def test_what_is_not_measured_is_no_zero():
    said = row(sheet({}), 2)

    assert (said.text, said.fraction, said.way, said.is_reached) == ("–", "Pas encore mesuré.", "Pas comparable", False)


def test_lead_counts_the_ways_and_the_thresholds_reached():
    measures = two(1, (60, 100), (50, 100)) | two(3, (17, 17), (17, 17), None) | two(7, (4, 10), (6, 10))
    goals = {1: Threshold(Decimal(80), ""), 3: Threshold(Decimal(100), "")}

    lead = sheet(measures, thresholds=goals).lead.replace("\xa0", " ")
    assert lead == (
        "1 avance, 1 est stable, 1 recule, 5 ne se comparent pas. 1 sur 2 atteint le seuil que le réseau s’est donné."
    )


def test_threshold_says_how_many_are_missing():
    said = row(sheet(two(1, (12, 90), (10, 90)), thresholds={1: Threshold(Decimal(30), "6 juin 2025")}), 1)

    words = said.lever.replace("\xa0", " ")
    assert words == "78 ententes n’ont qu’un bailleur. Il en manque 15 pour atteindre le seuil."
    assert (said.threshold.replace("\xa0", " "), said.threshold_on) == ("30 %", "6 juin 2025")


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        # Printed 29,9 %, which is no 30 %, and 25 %; then the other way round
        ((299, 1000), (250, 1000), "4,9 points de plus"),
        ((250, 1000), (299, 1000), "4,9 points de moins"),
    ],
)
def test_a_change_is_that_of_two_rates_printed_on_their_side_of_the_threshold(now, before, change):
    said = row(sheet(two(1, now, before), thresholds={1: Threshold(Decimal(30), "")}), 1)

    assert said.change.replace("\xa0", " ") == change


def test_a_share_just_under_its_threshold_is_not_printed_as_it():
    said = row(sheet(two(1, (299, 1000), (299, 1000)), thresholds={1: Threshold(Decimal(30), "")}), 1)

    assert (said.text.replace("\xa0", " "), said.is_reached) == ("29,9 %", False)


def test_frozen_content_comes_back_whole():
    made = sheet(two(1, (12, 90), (10, 90)), sentences={1: "Une phrase."})

    assert sheet_of(json.loads(json.dumps(made.content()))) == made
    assert row(made, 1).sentence == "Une phrase."


def test_nothing_crosses_a_year_that_is_missing():
    years = WINDOWS.years
    shares = {0: (10, 100), 1: (20, 100), 3: (40, 100), 4: (30, 100)}
    measures = {1: {years[rank]: Measured(Decimal(a), Decimal(b), MANY) for rank, (a, b) in shares.items()}}

    drawn = drawn_rows(sheet(measures))[0]
    assert drawn.series.path == "M8 70.8L54 65.2 M146 53.9L192 59.5"
    assert [mark.y for mark in drawn.series.marks] == ["70.8", "65.2", "", "53.9", "59.5"]
    assert drawn.series.label_y == "74.5"


def test_year_that_runs_is_compared_with_the_same_days():
    running = windows_until(2026, TODAY)

    assert (running.year.last, running.before.first, running.before.last) == (
        TODAY,
        date(2025, 4, 1),
        date(2025, 11, 30),
    )
    assert sheet({}, windows=running).before_words == "2025-2026, mêmes jours"
    last_day, day_after = (windows_until(2025, day).year for day in (date(2026, 3, 31), date(2026, 4, 1)))
    assert (last_day.is_part, day_after.is_part) == (True, False)
    leap = windows_until(2027, date(2028, 2, 29))
    assert leap.before.last == date(2027, 2, 28)
    assert WINDOWS.every == WINDOWS.years
