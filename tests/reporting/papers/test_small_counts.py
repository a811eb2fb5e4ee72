"""Form D: counts of 1 to 4 people on its paper, hidden with what would give them away."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from reporting.engine.figures import Figure, Origin
from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.rows import load_form
from reporting.engine.form.spec import LineTermSpec
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.lines.assembly import build_sections
from reporting.lines.before.past_box import PastBox
from reporting.lines.line_parts import AxisView, BandView
from reporting.lines.presenters import LineView
from reporting.papers.content import build
from reporting.papers.counting_notes import counting_notes
from reporting.papers.freezing import freeze
from reporting.papers.sections.earlier_papers import earlier_papers
from reporting.papers.sections.linked_numbers import EarlierPapers, Paper, Printed, additions_of, is_count, link
from reporting.papers.sections.section_content import section_content
from reporting.papers.sections.small_counts import (
    Hidden,
    axes_in_french,
    hidden_lines,
    hide_small_counts,
    may_be_hidden,
)
from roriq_portal.formats.language import ENGLISH, in_language
from services.households.totals import Number
from services.models.declaration import AnswerState
from tests.factories import make_agreement
from tests.reporting.builders.reports import answer
from tests.reporting.builders.states import put_in_state
from tests.reporting.engine.test_line_evaluation import LINE, SESSIONS
from tests.services.masking import attacker

CALENDAR = {"kind": "final", "period_from_month": 1, "period_months": 12, "due_month": 2, "due_day": 15}
NOTHING = {"state": "value", "text": "", "number": None, "numerator": None, "denominator": None}


def box(number) -> dict:
    return NOTHING | {"text": str(number), "number": str(number)}


def figure(total: int, *parts: int) -> dict:
    rows = [{"key": f"k{rank}", "text": str(n), "number": str(n), "past": "", "past_number": None}
            for rank, n in enumerate(parts)]  # fmt: skip
    rest = {"key": "", "text": "", "number": str(total - sum(parts)), "past": "", "past_number": None}
    axis = {"dimension": "Âge", "rows": rows, "rest": rest, "total": str(total), "past_total": ""}
    value = {"value": box(total), "past": None, "bands": [axis], "rate": "80 %", "short": True, "computed": None}
    return {"line_key": "x", **value}


def of_total(total) -> Hidden:
    return Hidden(now=frozenset("x" if 0 < total < 5 else ""))


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
        # Hours are no count: the small one, and the next
        (Decimal("42.5"), (Decimal("2.5"), 10, 30), [True, True, False, False]),
    ],
)
def test_small_parts_are_hidden_with_a_second(total, parts, expected):
    assert hidden(hide_small_counts(figure(total, *parts), of_total(total), ["Âge"])) == expected


def row(key: str, number: int | None, before: int | None, text: str = "", past: str = "") -> dict:
    texts = {"text": text or str(number), "past": past or str(before)}
    numbers = (None if n is None else str(n) for n in (number, before))
    return dict(zip(("number", "past_number"), numbers, strict=True), key=key, **texts)


def two_periods(rows: list[dict], total: str, past_total: str, **more) -> dict:
    axis = {"dimension": "Âge", "rows": rows, "rest": None, "total": total, "past_total": past_total}
    rest = {"value": box(43), "past": box(40), "rate": "80 %", "short": True, "computed": "41 fiches"}
    return {"line_key": "x", "note": "Mot.", "bands": [axis], **rest, **more}


MASKED_BOX = NOTHING | {"text": "masqué"}
ROWS = [row("a", 20, 20), row("b", 23, 20)]
HIDDEN_NOW = [row("a", None, 20, text="masqué"), row("b", None, 20, text="masqué")]
HIDDEN_BEFORE = [row("a", 20, None, past="masqué"), row("b", 23, None, past="masqué")]
HIDES = {"rate": "", "short": False}


@pytest.mark.parametrize(
    ("shown", "lines", "expected"),
    [
        (two_periods(ROWS, "43", "40"), Hidden(), two_periods(ROWS, "43", "40", computed=None)),
        (two_periods(ROWS, "43", "40"), Hidden(now=frozenset("x")),
         two_periods(HIDDEN_NOW, "masqué", "40", value=MASKED_BOX, computed=None, **HIDES)),
        (two_periods(ROWS, "43", "40"), Hidden(before=frozenset("x")),
         two_periods(HIDDEN_BEFORE, "43", "masqué", past=MASKED_BOX, computed=None)),
        (two_periods([row("a", 20, 4), row("b", 23, 0)], "43", "4", past=box(4)), Hidden(before=frozenset("x")),
         two_periods(HIDDEN_BEFORE, "43", "masqué", past=MASKED_BOX, computed=None)),
        # The reader has the sum and all but one of its parts: that one, and the zero beside, are all that is left
        (two_periods([row("a", 3, 20), row("b", 40, 20)], "43", "40"),
         Hidden(earlier=EarlierPapers(now=Printed(shown=frozenset({(("x", "Âge", "b"), Decimal(40))})))),
         two_periods([row("a", None, 20, text="masqué"), row("b", 40, 20)], "43", "40", computed=None)),
    ],
)  # fmt: skip
def test_a_figure_keeps_all_that_tells_of_nobody(shown, lines, expected):
    assert hide_small_counts(shown, lines, ["Âge"]) == expected


def test_a_figure_without_a_period_before_keeps_none():
    shown = figure(3, 3) | {"value": box(3) | {"state": "given"}}

    masked = hide_small_counts(shown, Hidden(now=frozenset("x"), before=frozenset("x")), ["Âge"])

    assert (masked["past"], masked["value"]) == (None, MASKED_BOX | {"state": "given"})
    assert masked["bands"][0]["past_total"] == ""


def test_a_line_that_counts_nobody_may_be_hidden_by_another_alone():
    hours = replace(line("h", 3), line=replace(LINE, key="h", unit="heures", kind="figure"))

    assert not may_be_hidden(hours, Hidden(now=frozenset("x"), before=frozenset("y")))
    assert may_be_hidden(hours, Hidden(now=frozenset("h")))
    assert may_be_hidden(hours, Hidden(before=frozenset("h")))
    assert may_be_hidden(line("x", 40), Hidden())


def test_a_small_total_hides_its_rate_too():
    masked = hide_small_counts(figure(4, 4), of_total(4), ["Âge"])

    assert (masked["value"]["text"], masked["value"]["number"], masked["rate"]) == ("masqué", None, "")
    assert masked["bands"][0]["total"] == "masqué"


@given(st.lists(st.integers(0, 30), min_size=1, max_size=7), st.integers(0, 9))
def test_nobody_computes_a_small_part_back(parts, rest):
    total = sum(parts) + rest
    masked = hide_small_counts(figure(total, *parts), of_total(total), ["Âge"])

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
        ([line("x", 40), line("w", 80), line("r", 40, "x", "w", over=80)], set()),
        ([line("x", 3), line("s", 3, "x"), line("t", 3, "s")], {"x", "s", "t"}),
        ([replace(line("h", 3), line=replace(LINE, key="h", unit="heures", kind="figure"))], set()),
        ([replace(line("m", 3), line=replace(LINE, key="m", unit="personnes par activité", kind="figure"))], set()),
        ([replace(line("m", 3), line=replace(LINE, key="m", unit="people per activity", kind="figure"))], set()),
        # x is hidden by its share, 50 of 52: the 1 and the 2 of its sum need no other
        ([line("x", 50), line("w", 52), line("r", 50, "x", "w", over=52), line("y", 1), line("v", 2), line("z", 10),
          line("s", 63, "x", "y", "v", "z")], {"x", "y", "v", "r"}),
        # A sum that is short of one of its lines binds nothing
        ([line("x", 40), line("y", 3), line("s", 60, "x", "y")], {"x", "y"}),
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


@pytest.mark.parametrize(("over", "expected"), [(31, {"r"}), (40, set())])
def test_a_rate_of_the_period_before_hides_the_few_between_its_terms(over, expected):
    past = PastBox("ratio", Decimal(30), denominator=Decimal(over))

    assert hidden_lines([replace(line("r", 20, "x", "w", over=40), past=past)]).before == expected


@given(st.lists(st.integers(0, 12), min_size=2, max_size=6))
def test_a_sum_hides_none_of_its_lines_or_two_at_least(values):
    terms = [line(f"l{rank}", value) for rank, value in enumerate(values)]
    rows = [*terms, line("s", sum(values), *(row.key for row in terms))]

    hidden = hidden_lines(rows).now

    assert {row.key for row in rows if 0 < row.value < 5} <= hidden
    assert len(hidden) != 1


def papers(*versions: dict[str, tuple[int, bool]], axis: str = "", ties=(), masked=()) -> Printed:
    """What earlier papers counted of lines, or of the parts of an axis of the line x, and whether each was printed.

    `ties`: what adds up in each; without, all the others to the last one, or to x the parts.
    """

    def place(key):
        return ("x", axis, key) if axis and key != "x" else (key, "", "")

    def additions(version):
        *parts, total = ["s", *(key for key in version if key != "s")][::-1] if "s" in version else [*version]
        parts, total = ([key for key in version if key != "x"], "x") if axis else (parts, total)
        return ties or [(place(total), tuple(map(place, parts)))]

    shown = ((place(key), Decimal(n)) for version in versions for key, (n, is_shown) in version.items() if is_shown)
    counted = [
        Paper({place(key): Decimal(n) for key, (n, _) in version.items()}, additions(version)) for version in versions
    ]
    return Printed(tuple(counted), frozenset(shown), frozenset(masked))


def line_rows(**numbers: int) -> list[LineView]:
    """Lines, and `s` that is the sum of the others."""
    return [line(key, n) for key, n in numbers.items()] + [line("s", sum(numbers.values()), *numbers)]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        # Corrected from 3 to 12. With x shown, 43 - 40 would have been the small number; with y and s too, x is known
        ({"x": 40, "y": 12}, {"x": (40, False), "y": (3, False), "s": (43, True)}, {"x", "y"}),
        ({"x": 40, "y": 0}, {"x": (40, False), "y": (3, False), "s": (43, True)}, {"x", "s"}),
        # What was printed hides nothing: the sum, which changed, is hidden in its place
        ({"x": 40, "y": 3}, {"x": (40, True), "y": (10, True), "s": (50, True)}, {"y", "s"}),
        # What was printed with another number may be hidden
        ({"x": 40, "y": 3}, {"x": (41, True), "y": (10, True), "s": (51, True)}, {"x", "y"}),
        # Three that did not change add up to 63 less 20: the sum of now less that would be the 4
        ({"a": 3, "b": 40, "c": 4}, {"a": (3, False), "b": (40, False), "c": (20, True), "s": (63, True)},
         {"a", "b", "c", "s"}),
        # y is not known any more, or no line of the form: its version adds up all the same
        ({"x": 40, "z": 20}, {"x": (40, True), "y": (3, False), "z": (20, False), "s": (63, True)}, {"s", "z"}),
        # Nothing was hidden, nothing is small
        ({"x": 40, "y": 12}, {"x": (40, True), "y": (10, True), "s": (50, True)}, set()),
    ],
)  # fmt: skip
def test_a_version_gives_nothing_back_of_the_one_before(now, before, expected):
    lines, printed_before = line_rows(**now), papers(before)

    assert hidden_lines(lines, EarlierPapers(now=printed_before)).now == expected
    past = [replace(row, past=PastBox(str(row.value), row.value), value=None) for row in lines]
    assert hidden_lines(past, EarlierPapers(before=printed_before)).before == expected


@pytest.mark.parametrize(
    ("parts", "before", "expected"),
    [
        ((12, 10, 27), {"k0": (3, False), "k1": (10, False), "k2": (27, True), "": (0, True), "x": (40, True)},
         [True, True, False, False]),
        # What nobody sorted is sorted out: 40 - 17 - 20 would be the 3
        ((17, 23), {"k0": (17, False), "k1": (20, True), "": (3, False), "x": (40, True)}, [True, True, False]),
        # A part that is not asked any more
        ((10, 27), {"old": (3, False), "k0": (10, False), "k1": (27, True), "x": (40, True)}, [True, False, True]),
        # The least beside the small one was printed: the next is hidden
        ((3, 10, 27), {"k1": (10, True)}, [True, False, True, False]),
        ((3, 10, 27), {"k1": (11, True)}, [True, True, False, False]),
        ((12, 10, 27), {"k0": (12, True)}, [False, False, False, False]),
    ],
)  # fmt: skip
def test_the_parts_of_a_version_give_nothing_back_either(parts, before, expected):
    earlier = EarlierPapers(now=papers(before, axis="Âge"))

    assert hidden(hide_small_counts(figure(sum(parts), *parts), Hidden(earlier=earlier), ["Âge"])) == expected


def test_a_line_less_another_and_what_counts_the_year_give_no_earlier_number_back():
    """a 43 less b 40 was 3; today b did not change, and a is 55. The year's count, less what was filed, was 3."""
    rest = replace(line("d", 15), line=replace(line("d", 15, "a", "b").line, line_terms=(
        LineTermSpec("value", "a", 1, "now"), LineTermSpec("value", "b", -1, "now"))))  # fmt: skip
    places = [(key, "", "") for key in "adb"]
    before = papers({"a": (43, True), "b": (40, False), "d": (3, False)}, ties=[(places[0], tuple(places[1:]))])
    assert additions_of([row.line for row in (line("a", 55), line("b", 40), rest)]) == [
        (places[0], (places[1], places[2]))
    ]
    assert "b" in hidden_lines([line("a", 55), line("b", 40), rest], EarlierPapers(now=before)).now

    code = replace(LINE, terms=(SESSIONS,))
    period, year = (replace(row, line=replace(row.line, terms=code.terms, window=window))
                    for row, window in ((line("x", 3), "period"), (line("c", 103), "year")))  # fmt: skip
    assert hidden_lines([period, year]).now == {"x", "c"}
    later = [replace(row, value=value) for row, value in ((period, Decimal(20)), (year, Decimal(123)))]
    assert hidden_lines(later).now == set()
    assert hidden_lines(later, EarlierPapers(before=papers({"c": (103, False)}, masked="c"))).now == {"c"}


def test_a_line_that_counts_the_year_is_hidden_by_its_own_line_alone():
    """By what was filed of the line that it reads, or by itself; not by a line of another indicator."""
    reads = (LineTermSpec("value", "x", 1, "now"), LineTermSpec("value", "x", 1, "filed"))
    bare = [replace(row, line=replace(row.line, terms=())) for row in (line("x", 20), line("z", 30), line("c", 143))]
    filed = [*bare[:2], replace(bare[2], line=replace(bare[2].line, line_terms=reads))]
    of_code = replace(bare[0], line=replace(bare[0].line, terms=(replace(SESSIONS, code="V2.08"),)))
    year = replace(bare[2], line=replace(bare[2].line, terms=(SESSIONS,), window="year"))

    def now(rows, masked):
        return hidden_lines(rows, EarlierPapers(before=papers({"q": (9, True)}, masked=masked))).now

    assert [now(filed, masked) for masked in ("x", "c", "z")] == [{"c"}, {"c"}, set()]
    assert [now([of_code, year], masked) for masked in ("x", "c")] == [set(), {"c"}]
    assert now(line_rows(x=20, y=30), "x") == set()
    assert now([line("x", 3), *filed[1:]], "") == {"x", "c"}


def test_the_period_before_shows_nothing_that_its_papers_hid():
    rate = replace(line("r", 50, "v", "w", over=60), past=PastBox("ratio", Decimal(30), denominator=Decimal(60)))
    lines = [line("x", 50, past=40), line("z", 50, past=41), rate]
    told = papers({"x": (40, False), "z": (42, False)}, ties=[(("x", "", ""), (("q", "", ""),))])

    assert hidden_lines(lines, EarlierPapers(before=told)).before == {"x"}
    assert hidden_lines(lines[1:], EarlierPapers(before=replace(told, masked=frozenset("rz")))).before == {"r"}


def test_numbers_are_tied_by_what_adds_up_in_each_paper_and_each_is_as_known_as_it_was_printed():
    x, y, s, t = ((key, "", "") for key in "xyst")
    now = Paper({x: Decimal(40), y: Decimal(12), s: Decimal(52)}, [(t, (x,)), (s, (y,)), (s, (x, y)), (x, ())])
    earlier = [
        Paper({x: Decimal(40), y: Decimal(3), s: Decimal(43)}, [(s, (x, y))]),
        Paper({x: Decimal(40), y: Decimal(12), s: Decimal(52), t: Decimal(0)}, [(s, (x, y)), (t, (("q", "", ""),))]),
        Paper({s: Decimal(7), t: Decimal(7)}, [(s, (t,))]),
    ]

    tables = link(now, Printed(tuple(earlier), frozenset({(s, Decimal(43))})), hidden=[y], known=[s])

    standings = {key: (cell.standing.value, cell.stays_hidden) for key, cell in tables.cells.items()}
    assert standings == {
        (s, Decimal(52)): ("known", False), (x, Decimal(40)): ("offered", False), (y, Decimal(12)): ("offered", True),
        (s, Decimal(43)): ("known", False), (y, Decimal(3)): ("unseen", False),
        (s, Decimal(7)): ("unseen", False), (t, Decimal(7)): ("unseen", False),
    }  # fmt: skip
    assert [tie.total for tie in tables.sums] == [(s, Decimal(52)), (s, Decimal(43)), (s, Decimal(7))]


@pytest.mark.parametrize(("value", "expected"), [("0", True), ("7", True), ("2.5", False), ("-1", False)])
def test_a_count_is_a_whole_number_of_nothing_or_more(value, expected):
    assert is_count(Decimal(value)) == expected


def test_the_axes_of_a_figure_are_named_in_french_in_their_order():
    part = BandView("08", "Abitibi", "figure", state="value", value=Decimal(9))
    band = replace(part, key="age-0-5", dimension="age")
    states = (("age", "Âge", "value"), ("sexe", "Sexe", AnswerState.BLANK), ("motif", "Motif", "zero"))
    axes = [AxisView(key, words, [replace(band, state=state)], None, False) for key, words, state in states]
    row = replace(line("x", 9), bands=[part, band], axes=axes)

    with in_language(ENGLISH):
        assert axes_in_french(replace(row, line=replace(row.line, for_each="mrc"))) == ["MRC", "Âge", "Motif"]
    assert axes_in_french(replace(row, bands=[band])) == ["Âge", "Motif"]


def test_what_lies_between_the_terms_of_a_rate_stays_hidden():
    before = papers({"x": (38, False), "w": (40, True)}, masked=("x", "r"), ties=[((" ", "", ""), ((" ", "", ""),))])
    lines = [line("x", 38), line("w", 60), line("r", 38, "x", "w", over=60)]

    assert hidden_lines(lines, EarlierPapers(now=before)).now == {"x", "r"}
    beside = replace(before, papers=(Paper({**before.papers[0].numbers, ("z", "", ""): Decimal(50)}),))
    assert hidden_lines([*lines, line("z", 50)], EarlierPapers(now=beside)).now == {"x", "r"}
    shown = replace(before, masked=frozenset("x"))
    assert hidden_lines(lines, EarlierPapers(now=shown)).now == set()
    # Nor do two lines that it is the sum of give it back
    of_two = [line("a", 18), line("b", 20), line("x", 38, "a", "b"), *lines[1:]]
    assert hidden_lines(of_two, EarlierPapers(now=before)).now == {"a", "x", "r"}


def test_a_retention_that_knows_nothing_of_few_is_hidden():
    def rate(unknown: int) -> LineView:
        figure = Figure(Decimal(40), Origin("households"), denominator=Decimal(60), retention=Number(40, 60, unknown))
        return replace(line("r", 40, "x", "w", over=60), figure=figure)

    assert [hidden_lines([rate(unknown)]).now for unknown in (2, 0)] == [{"r"}, set()]


@pytest.mark.parametrize(
    "unit", ["personnes", "Famille réfugiée", "ménages distincts", "enfant", "participants", "people"]
)
def test_people_are_known_by_their_unit_in_whatever_number(unit):
    assert hidden_lines([replace(line("x", 3), line=replace(line("x", 3).line, unit=unit))]).now == {"x"}


def test_a_part_of_which_all_the_others_are_known_hides_none_of_them():
    earlier = EarlierPapers(now=papers({"k1": (40, True), "": (10, True)}, axis="Âge"))

    assert hidden(hide_small_counts(figure(53, 3, 40), Hidden(earlier=earlier), ["Âge"])) == [True, False, False]


COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=4)


@given(COUNTS, st.data())
def test_two_versions_laid_side_by_side_leave_each_small_number_in_doubt(first, data):
    """A reader who takes what both hide for unchanged finds, for each small number, another that fits both papers."""
    corrected = data.draw(st.sets(st.integers(0, len(first) - 1), max_size=2))
    second = [data.draw(st.integers(0, 9)) if rank in corrected else n for rank, n in enumerate(first)]
    of_first, of_second = (line_rows(**{f"l{rank}": n for rank, n in enumerate(row)}) for row in (first, second))
    hidden_first = hidden_lines(of_first).now
    told = papers({row.key: (int(row.value), row.key not in hidden_first) for row in of_first})

    hidden_second = hidden_lines(of_second, EarlierPapers(now=told)).now

    sides = ((of_first, hidden_first), (of_second, hidden_second))
    shown = {(row.key, row.value) for rows, gone in sides for row in rows if row.key not in gone}
    read = {(row.key, row.value): int(row.value) if (row.key, row.value) in shown else None
            for row in (*of_first, *of_second)}  # fmt: skip
    cells = [[(row.key, row.value) for row in rows] for rows in (of_first, of_second)]
    page = attacker.Printed(read, [(whole, tuple(parts)) for *parts, whole in cells])
    few = [cell for cell, value in read.items() if value is None and 0 < cell[1] < 5]
    assert not [cell for cell, bounds in attacker.bounds(page, few).items() if bounds.low > 0 or bounds.high < 5]


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


def load_form_of_sums() -> None:
    """A form that masks: people x (by age), y, their sum s, and r, the share of y."""
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


def texts(content: dict) -> dict[str, str]:
    figures = [figure for section in content["sections"] for figure in section["figures"]]
    parts = {f"{figure['line_key']} {row['key']}": row["text"] for figure in figures for axis in figure["bands"]
             for row in axis["rows"]}  # fmt: skip
    return {figure["line_key"]: figure["value"]["text"] for figure in figures} | parts


@pytest.mark.django_db
def test_the_paper_of_a_sum_gives_no_small_number_back(owed, coordinator):
    load_form_of_sums()
    report = open_funder_report(deliverable=owed, by=coordinator)
    assert report.template_version.template.key == "masque"
    answer(report, "x", coordinator, 40)
    answer(report, "y", coordinator, 3)

    content = build(report)

    shown = {row["key"]: row["value"]["text"] for row in content["sections"][0]["figures"]}
    assert shown == {"x": "masqué", "y": "masqué", "s": "43", "r": "masqué"}
    assert {key: row["shown"] for key, row in content["answers"].items()} == shown
    assert content["answers"]["y"]["value"] == "3"


@pytest.mark.django_db
def test_a_corrected_version_gives_no_small_number_of_the_first_back(
    owed, report, coordinator, django_assert_num_queries
):
    answer(report, "d1", coordinator, 60)
    for band, number in {"age-0-5": 3, "age-6-12": 10, "age-13-17": 20, "age-30-64": 27}.items():
        answer(report, "d1", coordinator, number, band)
    answer(report, "d2", coordinator, 40)
    answer(report, "d3", coordinator, state="zero")
    first = json.loads(freeze(report, build_sections(report), reason="", by=coordinator).content)
    assert texts(first)["d1 age-6-12"] == "masqué"
    answer(report, "d1", coordinator, 69)
    answer(report, "d1", coordinator, 12, "age-0-5")

    second = build(report, version_number=2)

    # The 10 that did not change would give the 3 back
    assert texts(second) | {"d1": "69", "d1 age-6-12": "masqué", "d1 age-30-64": "27"} == texts(second)
    with django_assert_num_queries(2):
        papers_of_report = earlier_papers(report)
    assert [paper.numbers[("d1", "Âge", "age-0-5")] for paper in papers_of_report.now.papers] == [3]
    assert (("d1", "Âge", "age-30-64"), Decimal(27)) in papers_of_report.now.shown
    assert (("d1", "Âge", "age-6-12"), Decimal(10)) not in papers_of_report.now.shown


@pytest.mark.django_db
def test_the_period_before_shows_no_more_than_its_own_papers_did(organism, funder, coordinator):
    agreement = make_agreement(
        organism, funder, "INC-1", programme_key="inclusion-fondation", start=date(2024, 1, 1), end=date(2026, 1, 1)
    )
    save_requirement(agreement=agreement, requirement=Requirement(**CALENDAR), by=coordinator)
    before, after = Deliverable.objects.filter(requirement__agreement=agreement).order_by("due_on")
    load_form_of_sums()
    report = open_funder_report(deliverable=before, by=coordinator)
    answer(report, "x", coordinator, 40)
    answer(report, "y", coordinator, 3)
    freeze(report, build_sections(report), reason="", by=coordinator)
    answer(report, "y", coordinator, 12)
    corrected = json.loads(freeze(report, build_sections(report), reason="Oubli", by=coordinator).content)
    assert texts(corrected) == {"x": "masqué", "y": "masqué", "s": "52", "r": "masqué"}
    put_in_state(report, "issued", by=coordinator, issued_at=timezone.now(), issued_by=coordinator)

    following = open_funder_report(deliverable=after, by=coordinator)

    figures = [figure for section in build(following)["sections"] for figure in section["figures"]]
    assert {figure["line_key"]: figure["past"]["text"] for figure in figures} == texts(corrected)
