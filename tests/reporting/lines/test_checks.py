"""« Distinct ≤ participations »: on lines made for it, then on the annual form."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reporting.engine.form_spec import LineSpec, TermSpec
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.lines.assembly import build_sections
from reporting.lines.checks import check_lines
from reporting.lines.completeness import missing_items
from reporting.lines.presenters import LineView
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import line_of

PLAIN = LineSpec(
    id=1, key="b1", section="v2", number="B1", words="Participations aux ateliers", hint="", unit="participation",
    kind="figure", priority="", component=2, source="records", scope="charged", place="anywhere", required=True,
    max_chars=None, per_agreement=False, parent_key="",
)  # fmt: skip
PEOPLE = replace(
    PLAIN, id=2, key="b2", number="B2", words="… dont personnes distinctes", unit="personne distincte", parent_key="b1"
)


def told(participations, people, *, spec=PEOPLE) -> list[tuple[str, str]]:
    whole = LineView(PLAIN, state="value" if participations is not None else "blank", value=participations)
    part = LineView(spec, state="value" if people is not None else "blank", value=people)
    return [(item.level, item.words) for item in check_lines([whole, part], []) if "dépasse" in item.words]


def test_distinct_people_above_their_participations_stop_with_both_lines_named():
    assert told(Decimal(30), Decimal(31)) == [
        (
            "error",
            "B2\u00a0: … dont personnes distinctes, 31, dépasse B1 Participations aux ateliers, "
            "qui en compte 30. Chacune a participé au moins une fois.",
        )
    ]


@pytest.mark.parametrize(("participations", "people"), [(30, 30), (30, 0), (None, 31), (30, None)])
def test_distinct_people_within_their_participations_or_unknown_say_nothing(participations, people):
    values = [None if number is None else Decimal(number) for number in (participations, people)]
    assert told(*values) == []


@pytest.mark.parametrize(
    "changes",
    [{"scope": "organism"}, {"place": "agreement_mrcs"}, {"parent_key": ""}, {"unit": "participation"}],
)
def test_another_population_is_not_compared(changes):
    assert told(Decimal(30), Decimal(31), spec=replace(PEOPLE, **changes)) == []


def test_a_line_of_several_indicators_is_no_meeting_of_its_own():
    families = replace(
        PEOPLE, parent_key="", unit="famille distincte", terms=(TermSpec("value", "V4.04", 1, "declared", 4),)
    )
    both = (TermSpec("value", "V4.01", 2, "records", 4), TermSpec("value", "V4.02", 3, "records", 4))
    lines = [
        LineView(families, state="value", value=Decimal(9)),
        LineView(replace(PLAIN, terms=both), state="value", value=Decimal(1)),
    ]

    assert [item for item in check_lines(lines, []) if "dépasse" in item.words] == []


@pytest.fixture
def report(organism, network):
    for kind in ("Premier accueil", "Suivi", "Suivi"):
        make_activity(organism, kind, immigrants=2)
    return make_annual(organism, network)


@pytest.mark.parametrize(("families", "warned"), [(3, False), (4, True)])
def test_families_met_pass_their_meetings_with_a_warning_in_the_annual_form(report, coordinator, families, warned):
    given = AnswerInput(line_of(report, "v4-04").line, state="value", value=Decimal(families))
    save_answers(report=report, answers=[given], by=coordinator)

    found = [item for item in missing_items(report, build_sections(report)) if "dépasse" in item.words]

    assert bool(found) is warned
    if warned:
        assert (found[0].line_key, found[0].level) == ("v4-04", "warning")
        assert "V4.01 Premières rencontres et V4.02 Suivis, qui en comptent ensemble 3." in found[0].words
