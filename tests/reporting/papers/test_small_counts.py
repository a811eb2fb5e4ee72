"""Form D: counts of 1 to 4 people on its paper, hidden with what would give them away."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.lines.assembly import build_sections
from reporting.papers.content import build
from reporting.papers.section_content import section_content
from reporting.papers.small_counts import hide_small_counts
from tests.factories import make_agreement
from tests.reporting.builders.reports import answer

CALENDAR = {"kind": "final", "period_from_month": 1, "period_months": 12, "due_month": 2, "due_day": 15}
NOTHING = {"state": "value", "text": "", "number": None, "numerator": None, "denominator": None}


def box(number) -> dict:
    return NOTHING | {"text": str(number), "number": str(number)}


def figure(total: int, *parts: int) -> dict:
    rows = [{"key": f"k{rank}", "text": str(n), "number": str(n), "past": "", "past_number": None}
            for rank, n in enumerate(parts)]  # fmt: skip
    rest = {"key": "", "text": "", "number": str(total - sum(parts)), "past": "", "past_number": None}
    axis = {"dimension": "Âge", "rows": rows, "rest": rest, "total": str(total), "past_total": ""}
    return {"value": box(total), "past": None, "bands": [axis], "rate": "80 %", "short": True, "computed": None}


def hidden(masked: dict) -> list[bool]:
    axis = masked["bands"][0]
    return [row["number"] is None for row in [*axis["rows"], axis["rest"]]]


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        (40, (3, 10, 27), [True, True, False, False]),
        (40, (3, 2, 35), [True, True, False, False]),
        (40, (10, 30), [False, False, False]),
        (3, (0, 3), [True, True, True]),
        # Three that nobody sorted could be deduced from the others
        (40, (17, 20), [True, False, True]),
        (5, (5,), [False, False]),
    ],
)
def test_small_parts_are_hidden_with_a_second(total, parts, expected):
    assert hidden(hide_small_counts(figure(total, *parts))) == expected


def test_a_small_total_hides_its_rate_too():
    masked = hide_small_counts(figure(4, 4))

    assert (masked["value"]["text"], masked["value"]["number"], masked["rate"]) == ("masqué", None, "")
    assert masked["bands"][0]["total"] == "masqué"


@given(st.lists(st.integers(0, 30), min_size=1, max_size=7), st.integers(0, 9))
def test_nobody_computes_a_small_part_back(parts, rest):
    total = sum(parts) + rest
    masked = hide_small_counts(figure(total, *parts))

    rows = hidden(masked)
    values = [*parts, rest]
    assert all(is_hidden for value, is_hidden in zip(values, rows, strict=True) if 0 < value < 5)
    if masked["value"]["number"] is not None:
        small = [value for value in values if 0 < value < 5]
        assert not small or sum(rows) > 1 or len([value for value in values if value]) == 1


@pytest.fixture
def report(organism, funder, coordinator):
    agreement = make_agreement(
        organism, funder, "INC-1", programme_key="inclusion-fondation", start=date(2025, 1, 1), end=date(2026, 1, 1)
    )
    save_requirement(agreement=agreement, requirement=Requirement(**CALENDAR), by=coordinator)
    owed = Deliverable.objects.get(requirement__agreement=agreement)
    assert (owed.due_on, owed.period.lower) == (date(2026, 2, 15), date(2025, 1, 1))
    return open_funder_report(deliverable=owed, by=coordinator)


@pytest.mark.django_db
def test_the_paper_of_form_d_lets_nobody_be_recognised(report, coordinator):
    answer(report, "d1", coordinator, 40)
    for band, number in {"age-0-5": 3, "age-6-12": 10, "age-30-64": 27}.items():
        answer(report, "d1", coordinator, number, band)
    answer(report, "d2", coordinator, 4)
    answer(report, "d3", coordinator, state="zero")

    content = build(report)

    people, helpers, pairings = content["sections"][0]["figures"]
    shown = {row["key"]: row["text"] for row in people["bands"][0]["rows"]}
    assert people["value"]["text"] == "40"
    assert (shown["age-0-5"], shown["age-6-12"], shown["age-30-64"]) == ("masqué", "masqué", "27")
    assert (helpers["value"]["text"], pairings["value"]["text"]) == ("masqué", "0")
    assert content["answers"]["d2"]["shown"] == "masqué"
    assert "Petits nombres" in [note["title"] for note in content["counting_notes"]]
    assert '"4"' not in json.dumps(content["sections"])


@pytest.mark.django_db
def test_a_form_that_does_not_ask_it_hides_nothing(report, coordinator):
    answer(report, "d2", coordinator, 4)

    plain = section_content(build_sections(report)[0], "funder")

    assert plain["figures"][1]["value"]["text"] == "4"
