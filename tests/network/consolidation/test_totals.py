"""What has a sum over organisms and what has none, judged without a database."""

from decimal import Decimal

import pytest

from network.consolidation.figures.totals import (
    NO_SUM,
    WHY_COMPUTED,
    WHY_DISTINCT,
    WHY_HOUSEHOLDS,
    WHY_RATIO,
    WHY_STOCK,
    WHY_UNKNOWN,
    Cell,
    Total,
    added,
    left_out,
    once,
    total_of,
    why_no_sum,
)
from reporting.engine.form.spec import FormSpec, LineSpec, LineTermSpec, TermSpec
from services.counting.masking import MASKED


def line(key="a", kind="figure", source="records", unit="rencontre", **more) -> LineSpec:
    given = {"hint": "", "priority": "", "component": 1, "scope": "organism", "place": "anywhere", "required": True}
    return LineSpec(
        id=1, key=key, section="s", number="A", words="Ligne", unit=unit, kind=kind, source=source, max_chars=None,
        parent_key="", **given, **more,
    )  # fmt: skip


def term(code="V4.01", **more) -> TermSpec:
    return TermSpec("value", code, 1, "records", 4, unit=more.pop("unit", "rencontre"), **more)


def said(*numbers) -> list[Cell]:
    words = {"nd": Cell("nd", "n.\u00a0d."), "na": Cell("na", "s.\u00a0o."), None: Cell("blank", "–")}
    words[MASKED] = Cell("value", MASKED)
    return [words[one] if one in words else Cell("value", str(one), Decimal(one)) for one in numbers]


def test_only_flows_of_things_that_are_not_distinct_add_up():
    flow, people = line(terms=(term(),)), line("b", terms=(term(is_distinct=True),))
    form = FormSpec((), (), {}, {"a": flow, "b": people})
    reads = {key: LineTermSpec("value", key, 1, "now") for key in "ab"}
    computed = line("c", source="lines", line_terms=(reads["a"],))
    wrong = line("d", source="lines", line_terms=(reads["a"], reads["b"]))
    expected = {
        flow: "",
        people: WHY_DISTINCT,
        line(terms=(term(nature="stock"),)): WHY_STOCK,
        line(terms=(term(nature="ratio"),)): WHY_RATIO,
        line(kind="ratio", terms=(term(),)): WHY_RATIO,
        line(kind="money", source="asked", unit="$"): "",
        line(): "",
        line(source="asked", unit="activité"): WHY_UNKNOWN,
        line(source="asked", unit="personne distincte"): WHY_DISTINCT,
        line(terms=(term("V1.10"), term("V1.09"))): WHY_HOUSEHOLDS,
        # Its households are counted once, each by itself
        line(terms=(term("V1.10", is_distinct=True),)): "",
        computed: "",
        wrong: WHY_COMPUTED,
    }
    assert {row: why_no_sum(row, form) for row in expected} == expected


def test_a_sum_says_what_it_leaves_out_and_an_absence_is_no_zero():
    row = line(terms=(term(),))
    total = total_of(row, said(5, "nd", MASKED, None, "na", 0), "")
    assert (total.text, total.number, total.left_out) == (
        "5",
        Decimal(5),
        "sans 1 n.\u00a0d., 1\u00a0masqué, 1\u00a0non rempli",
    )
    assert [total_of(row, said(*cells), "").text for cells in (("nd", "na"), ("na", "na"), (None,), (0, "na"))] == [
        "n.\u00a0d.",
        "s.\u00a0o.",
        "–",
        "0",
    ]
    assert left_out(said(1, 2, "na")) == ""
    assert left_out(said(391, None, None, None)) == "sans 3\u00a0non remplis"
    assert left_out(said(MASKED, 5, MASKED)) == "sans 2\u00a0masqués"
    assert total_of(row, said(5, 6), WHY_DISTINCT) == Total(NO_SUM, None, WHY_DISTINCT)
    assert total_of(row, said(5, 6), "", Decimal(8)) == Total("8", Decimal(8))
    assert added("rencontre", []) == 0
    assert total_of(line(kind="money", unit="$"), said("12.5", 1), "").text == "13,50\u00a0$"


def test_a_household_of_two_reports_counts_once_and_an_unnamed_one_stops_the_sum():
    assert once(said(2, 3), [{"7": 1, "8": 1}, {"8": 1, "9": 1, "4": 1}]) == 4
    # Its size was corrected since: the newest paper says it
    assert once(said(2, 3), [{"8": 2}, {"8": 3}]) == 3
    assert once(said(2, 3), [{"7": 1, "8": 1}, None]) is None
    assert once(said(3, 3), [{"7": 1, "8": 1}, {"8": 3}]) is None
    assert once(said(0, 3, "nd"), [None, None, None]) == 3
    assert once(said(0, "na"), [None, None]) == 0
    with pytest.raises(ValueError, match="shorter"):
        once(said(2, 3), [{"7": 2}])
