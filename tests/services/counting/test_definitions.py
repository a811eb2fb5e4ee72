from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from organisms.models import Indicator, IndicatorDefinition
from services.counting.definitions import DefinitionRefused, Meanings, change_definition

pytestmark = pytest.mark.django_db
DAY = date(2025, 10, 1)


@pytest.fixture
def meetings():
    return Indicator.objects.get(code="V4.01")


def changed(indicator, network, words="Premiers entretiens", day=DAY) -> IndicatorDefinition:
    return change_definition(indicator=indicator, words=words, definition="En personne.", valid_from=day, by=network)


def meanings_of(indicator) -> Meanings:
    return Meanings(IndicatorDefinition.objects.filter(indicator=indicator))


def test_a_change_keeps_both_definitions_and_who_wrote_it(meetings, network):
    before = meanings_of(meetings).on(meetings, DAY)

    made = changed(meetings, network)

    assert made.written_by == network
    meanings = meanings_of(meetings)
    assert meanings.on(meetings, date(2025, 9, 30)) == before
    assert meanings.on(meetings, DAY) == "Premiers entretiens"


def test_a_stretch_is_broken_after_its_first_day_only(meetings, network):
    changed(meetings, network)
    meanings = meanings_of(meetings)

    assert [one.day for one in meanings.breaks(meetings, date(2025, 4, 1), date(2026, 3, 31))] == [DAY]
    assert meanings.breaks(meetings, DAY, date(2026, 3, 31)) == []
    assert meanings.breaks(meetings, date(2025, 4, 1), date(2025, 9, 30)) == []


def test_a_break_says_the_words_of_both_sides(meetings, network):
    before = meanings_of(meetings).today(meetings)
    changed(meetings, network)

    (found,) = meanings_of(meetings).breaks(meetings, date(2025, 4, 1), DAY)

    assert (
        found.words
        == f"Rupture au 1er octobre 2025\u00a0: «\u00a0Premiers entretiens\u00a0», auparavant «\u00a0{before}\u00a0»."
    )


@pytest.mark.parametrize("day", [date(2012, 4, 1), date(2011, 1, 1)])
def test_a_change_comes_after_the_newest_definition(meetings, network, day):
    with pytest.raises(DefinitionRefused) as refused:
        changed(meetings, network, day=day)

    assert refused.value.field == "valid_from"
    assert meetings.definitions.count() == 1


def test_the_same_words_change_nothing(meetings, network):
    changed(meetings, network)

    with pytest.raises(DefinitionRefused, match="Rien ne change"):
        changed(meetings, network, day=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("column", "value"), [("valid_from", "'1989-12-31'"), ("valid_from", "'2101-01-01'"), ("written_at", "now()")]
)
def test_sql_cannot_write_a_definition_out_of_time_or_half_signed(meetings, column, value):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE organisms_indicatordefinition SET {column} = {value} WHERE indicator_id = %s", [meetings.pk]
        )
