"""What a line of a funder's portrait adds up to, where its form masks small counts."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from network.funder_portrait import lines
from network.funder_portrait.lines import Received, line_total
from services.masking.signs import MASKED
from tests.reporting.engine.test_line_evaluation import LINE

LINE_OF_PEOPLE = replace(
    LINE, key="k", unit="personne", terms=(replace(LINE.terms[0], code="V1.11", unit="personne", source="households"),)
)
FORM = SimpleNamespace(by_key={"k": LINE_OF_PEOPLE}, lines=[LINE_OF_PEOPLE])
YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))


def received(rank: int, households: dict[str, int], *, masks: bool) -> Received:
    """A report whose line counts these households, one of them maybe in another report too."""
    number = str(sum(households.values()))
    figure = {"line_key": "k", "key": "K", "words": "Personnes", "target": None, "value": {"text": number}}
    content = {
        "answers": {"k": {"state": "value", "value": number, "denominator": None, "shown": number}},
        "sections": [{"figures": [figure]}],
        "households": {"V1.11": households},
    }
    source = SimpleNamespace(
        content=content, form=SimpleNamespace(template_id=1, number=1, masks_small_counts=masks), report_id=rank,
        as_of=datetime(2026, 5, rank, tzinfo=ZoneInfo("America/Toronto")), version_number=1, version_id=rank,
        name=f"Organisme {rank}", region="R", organism_id=rank,
    )  # fmt: skip
    return Received(source, rank, YEAR, False)


@pytest.mark.parametrize(("masks", "both", "expected"), [
    (True, 2, (MASKED, 0)), (False, 2, ("68", 2)), (True, 7, ("63", 7)), (True, 0, ("70", 0)),
])  # fmt: skip
def test_a_form_that_masks_has_no_total_that_tells_few_by_the_sum_of_its_reports(masks, both, expected, monkeypatch):
    monkeypatch.setattr(lines, "read_form_spec", lambda form: FORM)
    shared = {"joint": both} if both else {}
    reports = [received(rank, {f"h{rank}": number - both} | shared, masks=masks) for rank, number in ((1, 40), (2, 30))]

    total = line_total(LINE_OF_PEOPLE, FORM, reports, shares_activities=False)

    assert (total.figure.text, total.twice) == expected
    assert [row.figure.text for row in total.rows] == ["40", "30"]
