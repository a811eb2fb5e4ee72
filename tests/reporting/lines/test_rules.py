"""Rules that compare a line with what was filed before, or with its parts: on lines made for them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.engine.form.spec import RuleSpec
from reporting.lines.before.filed_before import FiledAnswer, FiledBefore
from reporting.lines.presenters import AxisView, BandView, LineView
from reporting.lines.rules import RuleContext, check_rules
from reporting.models import Answer
from services.models.declaration import AnswerState
from tests.reporting.lines.test_checks import PLAIN

D = Decimal
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)
TO_JUNE, TO_MAY = DateRange(APRIL, JULY), DateRange(APRIL, date(2025, 6, 1))
CUMUL = replace(PLAIN, window="year")


def line(value, state="value", spec=CUMUL, **more) -> LineView:
    return LineView(spec, TO_JUNE, state=state, value=None if value is None else D(value), **more)


def filed(*values, days=TO_MAY, words="mai 2025") -> FiledBefore:
    rows = [FiledAnswer(days, words, "value", D(value), None, str(value)) for value in values]
    return FiledBefore({"b1": rows})


def said(op, lines, before=None, number=None, other="", level="error") -> list[str]:
    rule = RuleSpec("b1", op, other, "", None if number is None else D(number), level)
    context = RuleContext({view.key: view for view in lines}, None, before or FiledBefore())
    return [item.words for item in check_rules([rule], context)]


def test_a_cumul_below_the_last_report_names_both_figures_and_their_days():
    assert said("not_below_last", [line(40)], filed(30, 45)) == [
        "B1\u00a0: 40 du 1er avril 2025 au 30 juin 2025, moins que ce que dit le rapport de mai 2025, 45. "
        "Ce nombre ne baisse pas."
    ]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (line(45), filed(45)),
        (line(None, "nd"), filed(45)),
        (line(1), filed()),
        # The year before ended in March: a new cumul begins
        (line(1), filed(45, days=DateRange(date(2024, 4, 1), APRIL))),
    ],
)
def test_a_cumul_that_grows_or_begins_again_says_nothing(now, before):
    assert said("not_below_last", [now], before) == []


def test_a_change_is_explained_beyond_its_share():
    words = said("explain_change", [line(56)], filed(50), number=10)

    assert words == [
        "B1\u00a0: 56 du 1er avril 2025 au 30 juin 2025, à plus de 10\u00a0% d’écart avec "
        "ce que dit le rapport de mai 2025, 50. Dites pourquoi."
    ]
    assert said("explain_change", [line(55)], filed(50), number=10) == []
    assert said("explain_change", [line(45)], filed(50), number=10) == []
    assert said("explain_change", [line(44)], filed(50), number=10) != []
    assert said("explain_change", [line(1)], filed(0), number=10) != []


def test_a_note_or_the_text_of_the_rule_explains_a_change():
    noted = line(56, answer=Answer(text="Un salon de plus."))
    text = LineView(replace(PLAIN, key="an", kind="text"), narrative="Un salon de plus.")

    assert said("explain_change", [noted], filed(50), number=10) == []
    assert said("explain_change", [line(56), text], filed(50), number=10, other="an") == []


def parts(*values, **changes) -> list[LineView]:
    spec = replace(PLAIN, parent_key="b1", **changes)
    return [
        line(value, "nd" if value is None else "value", replace(spec, key=f"p{rank}", number=f"P{rank}"))
        for rank, value in enumerate(values)
    ]


def test_a_line_is_the_sum_of_its_lines():
    assert said("equal_parts", [line(10), *parts(4, 5)]) == [
        "B1\u00a0: 10 du 1er avril 2025 au 30 juin 2025, mais la somme de ses parties (P0, P1) est 9."
    ]
    assert said("equal_parts", [line(9), *parts(4, 5)]) == []
    assert said("equal_parts", [line(10), *parts(4, None)]) == []
    assert said("equal_parts", [line(10), *parts(4, 5, unit="activité")]) == []


def test_a_line_is_the_sum_of_its_bands_in_each_breakdown():
    bands = [BandView(key, key, "figure", "sex", state=AnswerState.VALUE, value=D(4)) for key in ("f", "m")]
    axes = [AxisView("sex", "Sexe", bands, 1, False)]

    broken = said("equal_parts", [line(9, bands=bands, axes=axes)])

    assert broken == ["B1\u00a0: 9 du 1er avril 2025 au 30 juin 2025, mais la somme de ses parties (Sexe) est 8."]
    assert said("equal_parts", [line(8, bands=bands, axes=axes)]) == []


def test_a_rule_warns_or_stops_and_waits_for_a_line_that_is_not_offered():
    rule = RuleSpec("b1", "not_below_last", "", "", None, "warning")

    assert [item.level for item in check_rules([rule], RuleContext({"b1": line(1)}, None, filed(2)))] == ["warning"]
    assert check_rules([rule], RuleContext({}, None, filed(2))) == []


def test_what_was_filed_is_summed_each_day_once():
    months = [DateRange(date(2025, m, 1), date(2025, m + 1, 1)) for m in (3, 4, 5)]
    rows = [FiledAnswer(days, "", "value", D(10**rank), None, "") for rank, days in enumerate(months)]
    twice = FiledAnswer(TO_MAY, "", "value", D(500), None, "")
    before = FiledBefore({"b2a": [*rows, twice]})

    assert before.sum_of("b2a", APRIL, date(2025, 6, 1)).value == 110
    assert before.sum_of("b2a", APRIL, date(2025, 5, 1)).value == 10
    assert before.sum_of("other", APRIL, JULY).value == 0
