"""Form D: counts of 1 to 4 people on its paper, hidden with what would give them away."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.rows import load_form
from reporting.engine.form.spec import LineTermSpec
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.lines.assembly import build_sections
from reporting.lines.before.past_box import PastBox
from reporting.lines.presenters import LineView
from reporting.papers.content import build
from reporting.papers.counting_notes import counting_notes
from reporting.papers.sections.section_content import section_content
from reporting.papers.sections.small_counts import hidden_lines, hide_small_counts
from roriq_portal.formats.language import ENGLISH, in_language
from tests.factories import make_agreement
from tests.reporting.builders.reports import answer
from tests.reporting.engine.test_line_evaluation import LINE

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
        # 1 and 2 make 3: each would be known to be few
        (40, (1, 2, 7, 30), [True, True, True, False, False]),
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


def line(key: str, value: int | None, *read: str, over=None, parent="", past=None) -> LineView:
    """A line of people; `read`: those that it is the sum of, or the two that it is the share of."""
    parts = ("numerator", "denominator") if over else ("value",) * len(read)
    terms = tuple(LineTermSpec(part, other, 1, "now") for part, other in zip(parts, read, strict=False))
    kind = "ratio" if over else "figure"
    spec = replace(LINE, key=key, unit="personne", kind=kind, terms=(), line_terms=terms, parent_key=parent)
    before = None if past is None else PastBox(str(past), Decimal(past))
    value, denominator = (None if number is None else Decimal(number) for number in (value, over))
    return LineView(spec, value=value, denominator=denominator, past=before)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("x", 40), line("y", 3), line("s", 43, "x", "y")], {"x", "y"}),
        ([line("x", 2), line("y", 3), line("s", 5, "x", "y")], {"x", "y"}),
        ([line("x", 40), line("y", 0), line("s", 40, "x", "y")], set()),
        # 1 and 2 make 3: each would be known to be few
        ([line("x", 1), line("y", 2), line("z", 20), line("s", 23, "x", "y", "z")], {"x", "y", "z"}),
        # What is nothing gives nothing away, and hides nothing: the sum is the small number itself
        ([line("x", 3), line("y", 0), line("s", 3, "x", "y")], {"x", "s"}),
        # The second that is hidden stands in another sum
        ([line("x", 40), line("y", 3), line("s", 43, "x", "y"), line("z", 60), line("t", 100, "x", "z")],
         {"x", "y", "z"}),
        ([line("x", 3), line("w", 40), line("r", 3, "x", "w", over=40)], {"x", "r"}),
        ([line("x", 38), line("w", 40), line("r", 38, "x", "w", over=40)], {"x", "r"}),
        ([line("w", 40), line("x", 37, parent="w"), line("y", 3, parent="w")], {"x", "y"}),
        # Lines that are some of the whole only
        ([line("w", 50), line("x", 37, parent="w"), line("y", 3, parent="w")], {"y"}),
        ([line("x", None), line("y", 3), line("s", 3, "x", "y")], {"y", "s"}),
    ],
)  # fmt: skip
def test_no_line_gives_a_hidden_one_back(lines, expected):
    assert hidden_lines(lines).now == expected


def test_the_mean_of_a_hidden_number_is_hidden_with_it():
    many, few = line("x", 40), line("y", 3)
    means = [
        replace(row, line=replace(row.line, key=key, kind="figure", unit="personnes par activité"))
        for key, row in (("m", line("r", 20, "x", "w", over=2)), ("n", line("r", 20, "y", "w", over=2)))
    ]

    assert hidden_lines([many, few, *means]).now == {"y", "n"}


def test_the_period_before_gives_nothing_back_either():
    lines = [line("x", 50, past=40), line("y", 60, past=3), line("s", 110, "x", "y", past=43)]

    hidden = hidden_lines(lines)

    assert (hidden.now, hidden.before) == (set(), {"x", "y"})


@given(st.lists(st.integers(0, 12), min_size=2, max_size=6))
def test_a_sum_hides_none_of_its_lines_or_two_at_least(values):
    terms = [line(f"l{rank}", value) for rank, value in enumerate(values)]
    rows = [*terms, line("s", sum(values), *(row.key for row in terms))]

    hidden = hidden_lines(rows).now

    assert {row.key for row in rows if 0 < row.value < 5} <= hidden
    assert len(hidden) != 1


@pytest.fixture
def owed(organism, funder, coordinator):
    agreement = make_agreement(
        organism, funder, "INC-1", programme_key="inclusion-fondation", start=date(2025, 1, 1), end=date(2026, 1, 1)
    )
    save_requirement(agreement=agreement, requirement=Requirement(**CALENDAR), by=coordinator)
    owed = Deliverable.objects.get(requirement__agreement=agreement)
    assert (owed.due_on, owed.period.lower) == (date(2026, 2, 15), date(2025, 1, 1))
    return owed


@pytest.fixture
def report(owed, coordinator):
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
def test_the_paper_of_form_d_follows_the_threshold_of_funders_and_says_it(report, coordinator, settings):
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"funder": 10}
    answer(report, "d1", coordinator, 60)
    for band, number in {"age-0-5": 7, "age-6-12": 20, "age-30-64": 33}.items():
        answer(report, "d1", coordinator, number, band)
    answer(report, "d2", coordinator, 9)
    answer(report, "d3", coordinator, 10)

    content = build(report)

    people, helpers, pairings = content["sections"][0]["figures"]
    shown = {row["key"]: row["text"] for row in people["bands"][0]["rows"]}
    assert (shown["age-0-5"], shown["age-6-12"], shown["age-30-64"]) == ("masqué", "masqué", "33")
    assert (helpers["value"]["text"], pairings["value"]["text"]) == ("masqué", "10")
    assert content["answers"]["d2"]["shown"] == "masqué"
    (note,) = [note["text"] for note in content["counting_notes"] if note["title"] == "Petits nombres"]
    assert note.startswith("Les nombres de 1 à 9 personnes sont masqués")
    with in_language(ENGLISH):
        notes = counting_notes(report, build_sections(report))
    (note,) = [row["text"] for row in notes if row["title"].startswith("Small")]
    assert note.startswith("Counts of 1 to 9 people are masked")


@pytest.mark.django_db
def test_a_form_that_does_not_ask_it_hides_nothing(report, coordinator):
    answer(report, "d2", coordinator, 4)

    plain = section_content(build_sections(report)[0], "funder")

    assert plain["figures"][1]["value"]["text"] == "4"


@pytest.mark.django_db
def test_the_paper_of_a_sum_gives_no_small_number_back(owed, coordinator):
    people = {"section": "s", "unit": "personne", "source": "asked"}
    total = {"key": "s", "source": "lines", "line_terms": [{"line": "x"}, {"line": "y"}]}
    share = {"key": "r", "source": "lines", "kind": "ratio", "unit": "ratio", "line_terms": [
        {"line": "y", "part": "numerator"}, {"line": "s", "part": "denominator"}]}  # fmt: skip
    lines = [
        {**people, "number": row["key"], "words": row["key"], **row}
        for row in ({"key": "x"}, {"key": "y"}, total, share)
    ]
    form = {
        "format": "roriq-formulaire-1", "programme": "inclusion-fondation", "masks_small_counts": True,
        "templates": [{"key": "masque", "name": "Essai", "kind": "final"}],
        "sections": [{"key": "s", "words": "Section"}], "lines": lines, "rules": [],
    }  # fmt: skip
    load_form(read_form(form))
    report = open_funder_report(deliverable=owed, by=coordinator)
    assert report.template_version.template.key == "masque"
    answer(report, "x", coordinator, 40)
    answer(report, "y", coordinator, 3)

    content = build(report)

    shown = {row["key"]: row["value"]["text"] for row in content["sections"][0]["figures"]}
    assert shown == {"x": "masqué", "y": "masqué", "s": "43", "r": "masqué"}
    assert {key: row["shown"] for key, row in content["answers"].items()} == shown
    assert content["answers"]["y"]["value"] == "3"
