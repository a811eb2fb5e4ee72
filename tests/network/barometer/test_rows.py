"""Every word of a row of the barometer, whole; what its lead counts; and the days of each year that it measures."""

from datetime import date
from decimal import Decimal

import pytest

from network.barometer.context import Context
from network.barometer.measures import Measured
from network.barometer.recommendations import BY_NUMBER
from network.barometer.sheet import FEW_ORGANISMS, Point, Row, Sheet, Threshold, build_sheet
from network.barometer.windows import Window, Windows, last_ended, windows_until

TODAY = date(2026, 11, 30)
WINDOWS = windows_until(2025, TODAY)
MONEY, SHARED = 5, 1


def plain(words: str) -> str:
    return words.replace("\xa0", " ")


def of(part, whole, organisms=12) -> Measured:
    return Measured(Decimal(part), Decimal(whole), organisms)


def sheet(measures, *, windows=WINDOWS, thresholds=None, context=None, sentences=None) -> Sheet:
    return build_sheet(windows, measures, context or Context({}, ()), thresholds or {}, sentences or {})


def row(number, by_year, **more) -> Row:
    windows = {window.year: window for window in WINDOWS.years}
    measures = {number: {windows[year]: measured for year, measured in by_year.items()}}
    return sheet(measures, **more).rows[number - 1]


def test_a_row_says_all_that_is_known_of_its_recommendation():
    asked = BY_NUMBER[MONEY]
    by_year = {2025: of(600_000, 1_000_000), 2024: of(200_000, 400_000), 2022: of(1, 8, 3)}
    thresholds = {MONEY: Threshold(Decimal("60.00"), "6 juin 2025"), SHARED: Threshold(Decimal(10), "1er mai 2024")}
    made = row(
        MONEY, by_year, thresholds=thresholds, context=Context({MONEY: "À côté.", SHARED: "Ailleurs."}, ()),
        sentences={MONEY: "Une phrase.", SHARED: "Une autre."},
    )  # fmt: skip

    points = (
        Point("2021-2022", "–"), Point("2022-2023", "masqué"),
        Point("2023-2024", "–"), Point("2024-2025", "50\u00a0%", "50.00"), Point("2025-2026", "60\u00a0%", "60.00"),
    )  # fmt: skip
    assert made == Row(
        number=MONEY,
        title=asked.title,
        measure=asked.measure,
        source=asked.source,
        text="60\u00a0%",
        fraction=made.fraction,
        share="60.00",
        before=points[3],
        points=points,
        threshold="60\u00a0%",
        threshold_share="60.00",
        threshold_on="6 juin 2025",
        is_reached=True,
        way="Avance",
        change=made.change,
        lever=made.lever,
        beside="À côté.",
        sentence="Une phrase.",
    )
    assert plain(made.fraction) == "600 000 $ sur 1 000 000 $"
    assert plain(made.change) == "10 points de plus"
    assert plain(made.lever) == "400 000 $ viennent encore d’ententes d’un ou de deux ans."
    assert (made.way_sign, made.goes_back) == ("up-right", False)


def test_a_row_of_which_nothing_is_known_has_no_word_of_a_measure():
    made = row(SHARED, {})

    assert made.points == tuple(Point(window.words, "–") for window in WINDOWS.years)
    assert (made.before, made.threshold, made.threshold_share, made.threshold_on) == (
        Point("2024-2025", "–"),
        *[""] * 3,
    )
    assert (made.lever, made.beside, made.sentence, made.change, made.way_sign) == ("",) * 5


def test_what_is_hidden_reaches_no_threshold_and_says_why_in_place_of_its_fraction():
    goal = {SHARED: Threshold(Decimal(10), "")}
    hidden = row(SHARED, {2025: of(4, 8, 4), 2024: of(4, 8)}, thresholds=goal)
    assert (hidden.is_reached, hidden.fraction, hidden.way, hidden.change) == (
        False, FEW_ORGANISMS, "Pas comparable", "",
    )  # fmt: skip
    before_hidden = row(SHARED, {2025: of(4, 8), 2024: of(4, 8, 4)}, thresholds=goal)
    assert (before_hidden.is_reached, before_hidden.way, before_hidden.change) == (True, "Pas comparable", "")
    assert plain(before_hidden.fraction) == "4 sur 8"


@pytest.mark.parametrize(("part", "reached"), [(299, False), (300, True), (301, True)])
def test_a_threshold_is_reached_exactly(part, reached):
    assert row(SHARED, {2025: of(part, 1000)}, thresholds={SHARED: Threshold(Decimal(30), "")}).is_reached is reached


def test_a_year_that_missed_the_threshold_is_printed_as_missing_it():
    by_year = {2025: of(90, 100), 2024: of(846, 1000)}
    made = row(SHARED, by_year, thresholds={SHARED: Threshold(Decimal(85), "")})

    assert [plain(point.text) for point in (made.before, made.points[3])] == ["84,6 %", "84,6 %"]


def test_money_is_told_to_the_dollar():
    assert plain(row(MONEY, {2025: of("600000.40", "1000000.60")}).fraction) == "600 000 $ sur 1 000 001 $"


def test_a_measure_that_goes_back_has_its_sign():
    made = row(SHARED, {2025: of(4, 10), 2024: of(6, 10)})
    assert (made.way_sign, made.goes_back) == ("down-right", True)


HALF = of(50, 100)
FORWARD, BACK, STABLE = (of(80, 100), HALF), (of(20, 100), HALF), (HALF, HALF)


def lead_of(*ways, thresholds=()) -> str:
    measures = {
        number: {WINDOWS.year: now, WINDOWS.before: before} for number, (now, before) in enumerate(ways, start=1)
    }
    goals = {number: Threshold(Decimal(percent), "") for number, percent in enumerate(thresholds, start=1)}
    return plain(sheet(measures, thresholds=goals).lead)


NONE, SEVERAL = "Aucune n’atteint le seuil", "atteignent le seuil"


@pytest.mark.parametrize(
    ("ways", "thresholds", "words"),
    [
        ((), (), "8 ne se comparent pas."),
        ((FORWARD,) * 7, (), "7 avancent, 1 ne se compare pas."),
        ((STABLE,) * 3 + (BACK,) * 5, (), "3 sont stables, 5 reculent."),
        ((FORWARD,) * 2 + (STABLE,) * 6, (), "2 avancent, 6 sont stables."),
        ((FORWARD,) * 8, (90,), f"8 avancent. {NONE} que le réseau s’est donné."),
        ((FORWARD,) * 8, (10, 20, 90), f"8 avancent. 2 sur 3 {SEVERAL} que le réseau s’est donné."),
    ],
)
def test_the_lead_counts_in_one_and_in_several(ways, thresholds, words):
    assert lead_of(*ways, thresholds=thresholds) == words


def test_the_head_of_a_sheet_says_its_year_and_its_last_day():
    ended, running = sheet({}), sheet({}, windows=windows_until(2026, TODAY))

    assert (ended.year, ended.year_words, ended.before_words) == (2025, "2025-2026", "2024-2025")
    assert (ended.until, ended.is_part) == ("31 mars 2026", False)
    assert (running.year, running.until, running.is_part) == (2026, "30 novembre 2026", True)


def test_five_years_are_measured_and_of_one_that_runs_the_same_days_of_the_year_before():
    ended = windows_until(2025, TODAY)
    assert [(one.year, one.first, one.last) for one in ended.years] == [
        (year, date(year, 4, 1), date(year + 1, 3, 31)) for year in range(2021, 2026)
    ]
    assert (ended.year, ended.before) == (ended.years[-1], ended.years[-2])
    assert ended.every == ended.years
    running = windows_until(2026, TODAY)
    assert running.year == Window(2026, date(2026, 4, 1), TODAY, is_part=True)
    assert running.before == Window(2025, date(2025, 4, 1), date(2025, 11, 30), is_part=True)
    assert running.every == (*running.years, running.before)
    # A year to come has its first day alone
    assert windows_until(2027, TODAY).year == Window(2027, date(2027, 4, 1), date(2027, 4, 1), is_part=True)


def test_a_window_holds_its_first_and_its_last_day_and_the_newest_ended_year_is_before_the_one_that_runs():
    [window] = Windows((WINDOWS.year,), WINDOWS.before).years
    days = [date(2025, 3, 31), date(2025, 4, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [window.holds(day) for day in days] == [False, True, True, False]
    assert [last_ended(day) for day in (date(2026, 3, 31), date(2026, 4, 1), TODAY)] == [2024, 2025, 2025]
