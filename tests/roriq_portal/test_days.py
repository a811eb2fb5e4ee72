"""Days and hours, as one place writes them for screens, papers and mails."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template

from roriq_portal.formats.days import (
    format_clock,
    format_day,
    format_day_month,
    format_moment,
    format_month,
    format_month_name,
    format_period,
    format_short_period,
    year_before,
)

ROOT = Path(__file__).resolve().parents[2]
EVENING = datetime(2026, 4, 2, 3, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (date(2026, 4, 1), "1er avril 2026"),
        (date(2026, 4, 11), "11 avril 2026"),
        (date(2026, 8, 31), "31 août 2026"),
        (date(1990, 2, 1), "1er février 1990"),
        (EVENING, "1er avril 2026"),
    ],
)
def test_the_first_of_a_month_is_1er_and_an_evening_is_of_its_day_in_montreal(given, words):
    assert format_day(given) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (datetime(2026, 11, 22, 15, 7, tzinfo=UTC), "10\u00a0h\u00a007"),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), "0\u00a0h\u00a000"),
        (EVENING, "23\u00a0h\u00a007"),
    ],
)
def test_an_hour_keeps_its_parts_together(given, words):
    assert format_clock(given) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 4, 1), date(2026, 3, 31), "2025-2026"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2025, 5, 15), date(2026, 5, 14), "2025-2026"),
        (date(2023, 4, 1), date(2026, 3, 31), "2023-2026"),
        (date(2024, 4, 1), date(2024, 9, 30), "avril à septembre 2024"),
        (date(2024, 10, 1), date(2025, 3, 31), "octobre 2024 à mars 2025"),
        (date(2024, 6, 1), date(2024, 6, 30), "juin 2024"),
        (date(2024, 5, 15), date(2024, 9, 30), "15 mai 2024 au 30 septembre 2024"),
    ],
)
def test_a_period_in_few_words_never_passes_for_its_year(first, last, words):
    assert format_short_period(first, last) == words


def test_a_year_before_a_day():
    assert [year_before(day) for day in (date(2025, 4, 1), date(2024, 2, 29))] == [date(2024, 4, 1), date(2023, 2, 28)]


def test_a_moment_and_a_period():
    assert format_moment(EVENING) == "1er avril 2026 à 23\u00a0h\u00a007"
    assert format_moment(EVENING, ", ") == "1er avril 2026, 23\u00a0h\u00a007"
    assert format_period(date(2025, 4, 1), date(2026, 3, 31)) == "1er avril 2025 au 31 mars 2026"


def test_a_month_alone_and_a_day_without_its_year():
    assert format_month(date(2026, 8, 1)) == "août 2026"
    # Its week is the first of 2027
    assert format_month(date(2026, 12, 31)) == "décembre 2026"
    assert [format_month_name(month) for month in (1, 4, 12)] == ["janvier", "avril", "décembre"]
    assert [format_day_month(date(2026, 4, day)) for day in (1, 30)] == ["1er avril", "30 avril"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("day", "1er avril 2026"),
        ("day_month", "1er avril"),
        ("weekday", "mercredi 1er avril 2026"),
        ("moment", "1er avril 2026, 23\u00a0h\u00a007"),
        ("clock", "23\u00a0h\u00a007"),
    ],
)
def test_filters_say_the_same_without_being_loaded(name, words):
    template = Template(f"{{{{ at|{name} }}}}/{{{{ none|{name}|default:'–' }}}}")

    assert template.render(Context({"at": EVENING, "none": None})) == f"{words}/–"


def test_no_template_writes_a_day_or_an_hour_its_own_way():
    own_way = re.compile(r"\|date:(?![\"'](?:Y-m-d|Y|c)[\"'])[^|}%]*|\|time:[^|}%]*")
    paths = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt", ".svg")]

    found = [(path.name, words) for path in paths for words in own_way.findall(path.read_text())]

    assert len(paths) > 100
    assert found == []
