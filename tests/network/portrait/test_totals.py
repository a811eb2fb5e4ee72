"""Numbers of the portrait recomputed from rows; what results hide is hidden; a running year gives no month away."""

import random
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection

from network.barometer.windows import Window
from network.portrait.filters import month_end
from network.portrait.totals.figures import Source
from network.portrait.totals.households import HouseholdTotals
from network.portrait.totals.same_months import MONTH, UNTIL, YearSoFar, _laid, months_between, prefixes_of
from services.counting.periods import period_of_state_year
from services.households.masked_totals import hidden_households
from services.households.totals import Contribution, Number
from services.masking.protection import protect
from services.masking.tables import ALL
from services.results.masked_totals import read_masked_totals
from tests import factories
from tests.network.portrait.builders import TODAY, inform, reader_of
from tests.services.households.builders import make_target, refer
from tests.services.households.builders import settle as settle_home

pytestmark = pytest.mark.django_db
BETWEEN = """SELECT COALESCE(SUM(c.value), 0) FROM services_count c JOIN services_activity a ON a.id = c.activity_id
    JOIN organisms_indicator i ON i.id = c.indicator_id JOIN organisms_organism o ON o.id = a.organism_id
    WHERE i.code = %s AND a.day BETWEEN %s AND %s AND a.withdrawn_at IS NULL
    AND (%s::bigint IS NULL OR o.region_id = %s)"""


def counted(code: str, first: date, last: date, region=None) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute(BETWEEN, [code, first, last, region, region])
        return cursor.fetchone()[0]


@pytest.fixture
def organisms(db):
    return [factories.make_organism(f"Organisme {code}", region=code) for code in ("08", "01", "05")]


@pytest.fixture
def five_years(organisms):
    rnd = random.Random(62)
    for year in range(2021, 2027):
        for organism in organisms:
            for month in (4, 7, 10) if year == 2026 else (4, 7, 10, 12):
                inform(organism, date(year, month, 3), rnd.randint(20, 60))
    return organisms


def test_every_year_is_what_its_rows_add_up_to(five_years, network):
    reader = reader_of(network)
    shown = {window.year: reader.figure("V1.02", window).value for window in reader.windows.years}
    assert shown == {y: counted("V1.02", date(y, 4, 1), date(y + 1, 3, 31)) for y in range(2021, 2026)}
    region = five_years[0].region
    own = reader_of(network, region=region)
    assert own.figure("V1.02", own.windows.year).value == counted(
        "V1.02", date(2025, 4, 1), date(2026, 3, 31), region.pk
    )


@pytest.mark.parametrize("whose", ["network", "region"])
def test_a_running_year_stops_with_its_last_month_beside_the_same_months(five_years, network, whose):
    region = five_years[0].region if whose == "region" else None
    reader = reader_of(network, year=2026, region=region)
    key = region.pk if region else None
    assert reader.windows.year.last == date(2026, 10, 31)
    now, before = (reader.figure("V1.02", window).value for window in (reader.windows.year, reader.windows.before))
    assert now == counted("V1.02", date(2026, 4, 1), date(2026, 10, 31), key)
    assert before == counted("V1.02", date(2025, 4, 1), date(2025, 10, 31), key)


@pytest.mark.parametrize(("threshold", "few"), [(5, 3), (10, 7)])
def test_what_results_hide_is_hidden_year_by_year(organisms, network, settings, threshold, few):
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"network": threshold}
    for organism, people in zip(organisms, (few, 40, 50), strict=True):
        inform(organism, date(2025, 6, 3), people)
    masked = read_masked_totals(period_of_state_year(2025))
    hidden = [organism for organism in organisms if masked.hides("V1.02", organism.region_id)]
    assert len(hidden) >= 2
    for organism in organisms:
        reader = reader_of(network, region=organism.region)
        figure = reader.figure("V1.02", reader.windows.year)
        assert (figure.is_hidden, figure.value is None) == (organism in hidden,) * 2


def test_reading_few_codes_hides_what_reading_all_hides(five_years):
    whole, few = (
        read_masked_totals(period_of_state_year(2025)),
        read_masked_totals(period_of_state_year(2025), ["V1.02"]),
    )
    assert few.hidden == {"V1.02": whole.hidden["V1.02"]}
    assert few.of(None)["V1.02"] == whole.of(None)["V1.02"]


def test_no_two_readings_give_a_month_of_one_to_four():
    """Whoever reads each sum up to a month, of each region, at every month, finds no small month by subtraction."""
    of_year = months_between(date(2025, 4, 1), date(2026, 3, 31))
    found = 0
    for seed in range(12):
        months = _random_months(seed, of_year)
        tables = _laid(months, of_year, frozenset(), 1)
        hidden = protect(tables, 5).hidden
        shown = {key: cell.value for key, cell in tables.cells.items() if key[0] == UNTIL and key not in hidden}
        for place in months:
            until = [shown.get((UNTIL, place, month)) for month in of_year]
            steps = [b - a for a, b in zip([0, *until], until, strict=False) if a is not None and b is not None]
            assert not [step for step in steps if 0 < step < 5], (seed, place)
            found += len(steps)
        _no_region_by_difference(months, shown, of_year)
    assert found


def _no_region_by_difference(months, shown, of_year) -> None:
    regions = [place for place in months if place != ALL]
    for month in of_year:
        lacking = [region for region in regions if (UNTIL, region, month) not in shown]
        if (UNTIL, ALL, month) in shown and len(lacking) == 1:
            rest = shown[UNTIL, ALL, month] - sum(
                shown[UNTIL, region, month] for region in regions if region not in lacking
            )
            assert rest == 0 or rest >= 5, (month, lacking)


def _random_months(seed, of_year):
    rnd = random.Random(seed)
    own = {region: {month: Decimal(rnd.choice((0, 1, 2, 6, 9, 30))) for month in of_year} for region in range(4)}
    whole = {month: sum((by_month[month] for by_month in own.values()), Decimal(0)) for month in of_year}
    return {**own, ALL: whole}


def test_masking_each_month_by_itself_would_have_given_one_away():
    """The fault that the common table prevents: two sums of five or more that differ by a small month."""
    of_year = months_between(date(2025, 4, 1), date(2025, 6, 30))
    by_month = dict(zip(of_year, map(Decimal, (20, 3, 40)), strict=True))
    years = {month: YearSoFar({"A": {ALL: by_month}}, month, of_year, {}) for month in of_year}
    untils = [codes["A"] for codes in prefixes_of(years).values()]
    assert [prefix.values[ALL] for prefix in untils] == [20, 23, 63]
    assert any(prefix.hidden for prefix in untils[:2])
    # The same whatever the month it is read in
    assert _laid({ALL: by_month}, of_year, frozenset(), 1).cells.keys() == {
        (sort, ALL, month) for sort in (MONTH, UNTIL) for month in of_year
    }


@pytest.fixture
def homes(organisms):
    directors = [factories.make_seated_user(f"Direction {one.name}", one, "director") for one in organisms]
    city = factories.make_organism("Port", region="06")
    for receiver, director in zip(organisms[:2], directors, strict=False):
        target = make_target(city, receiver, director)
        for _ in range(6):
            settle_home(refer(target, director), director)
    return organisms


def test_households_count_once_over_the_network_and_in_both_regions(homes, network):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT household_id) FROM services_householdstep WHERE kind = 'settled'")
        settled = cursor.fetchone()[0]
    reader = reader_of(network)
    figure = reader.figure("V1.10", reader.windows.year)
    assert (figure.value, figure.source) == (settled, Source.HOUSEHOLDS)
    own = reader_of(network, region=homes[0].region)
    assert own.figure("V1.10", own.windows.year).value == 6


def families(sizes_by_month, region=8) -> list[Contribution]:
    """Each family that settled in 2025, with its people: month → the sizes of those of that month."""
    return [
        Contribution(code, date(2025, month, 3), Number(number), None, region, None)
        for month, sizes in sizes_by_month.items()
        for size in sizes
        for code, number in (("V1.10", 1), ("V1.11", size))
    ]


def months_of(rows) -> tuple[HouseholdTotals, list[Window]]:
    """Read 2025-2026 up to each month, once it is over, then whole; the keys of organisms are those of regions."""
    regions = {row.receiver_id: row.receiver_id for row in rows}
    first = date(2025, 4, 1)
    parts = [Window(2025, first, month_end(date(2025, month, 1)), is_part=True) for month in range(4, 13)]
    hidden = {2025: hidden_households(rows, regions)}
    return HouseholdTotals(rows, regions, hidden, parts, TODAY), [*parts, Window(2025, first, date(2026, 3, 31))]


def test_the_people_of_few_families_are_hidden_up_to_a_month_as_their_families_are():
    """Twelve people of two families: by their number alone nothing would be hidden."""
    totals, windows = months_of(families({5: [6, 6], 9: [3] * 8}))
    until_june = windows[2]

    assert totals.of("V1.10", until_june).is_hidden
    assert totals.of("V1.11", until_june).is_hidden
    assert totals.arrived("V1.11", until_june, 8).is_hidden
    assert totals.of("V1.11", windows[-1]).value == 36


@pytest.mark.parametrize("seed", range(4))
def test_no_two_readings_give_the_people_of_one_to_four_families(seed):
    rnd = random.Random(seed)
    rows = []
    for region in (8, 9, 10):
        numbers = {month: rnd.choice((0, 1, 2, 7, 12)) for month in range(4, 13)}
        rows += families({month: [rnd.randint(1, 6)] * number for month, number in numbers.items()}, region)
    totals, windows = months_of(rows)
    tried = 0
    for place in (None, 8, 9, 10):
        of_place = [row.day for row in rows if row.code == "V1.10" and place in (None, row.receiver_id)]
        read = [0]
        for window in windows:
            if totals.arrived("V1.11", window, place).value is not None:
                read.append(sum(day <= window.last for day in of_place))
        between = [after - before for before, after in pairwise(read)]
        assert not [families for families in between if 0 < families < 5], (place, read)
        tried += len(between)
    assert tried
