"""What a part of a year is measured against."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agreements.agreement.terms.target_texts import read_target, target_text, target_words
from agreements.amendments.actions import AmendmentInput, draft_amendment, sign_amendment
from agreements.amendments.clauses import clauses_of, target_clause
from agreements.amendments.period_targets import PeriodTarget, share_of_year, target_over
from agreements.models import AgreementYear, Change, Target
from organisms.models import Indicator

YEAR = DateRange(date(2024, 4, 1), date(2025, 4, 1))


@pytest.mark.parametrize(
    ("period", "share"),
    [
        ((date(2024, 4, 1), date(2025, 4, 1)), Fraction(1)),
        ((date(2024, 4, 1), date(2024, 10, 1)), Fraction(1, 2)),
        ((date(2024, 6, 1), date(2024, 7, 1)), Fraction(1, 12)),
        ((date(2024, 4, 1), date(2024, 4, 11)), Fraction(10, 365)),
    ],
)
def test_whole_months_are_counted_in_months_and_other_days_in_days(period, share):
    assert share_of_year(YEAR, DateRange(*period)) == share


@given(st.integers(0, 364))
def test_two_parts_of_a_year_make_the_year_when_both_are_days(cut):
    year = DateRange(date(2024, 5, 15), date(2025, 5, 15))
    middle = date.fromordinal(year.lower.toordinal() + cut)
    parts = [share_of_year(year, DateRange(*days)) for days in ((year.lower, middle), (middle, year.upper))]
    assert sum(parts) == 1


@pytest.mark.parametrize(
    ("nature", "expected"),
    [
        ("flow", PeriodTarget(Fraction(25, 2), Decimal(25))),
        ("stock", PeriodTarget(Fraction(25), Decimal(25))),
        ("ratio", PeriodTarget(Fraction(25), Decimal(25))),
    ],
)
def test_a_flow_has_its_share_a_rate_and_a_state_the_same_target(nature, expected):
    indicator = Indicator(nature=nature)
    target = Target(year=AgreementYear(during=YEAR), indicator=indicator, value=Decimal(25), interim=Decimal(7))

    aim = target_over(target, DateRange(date(2024, 4, 1), date(2024, 10, 1)))

    assert (aim, aim.is_share) == (expected, nature == "flow")


@pytest.mark.parametrize(("is_interim", "value"), [(True, 7), (False, Fraction(25, 2))])
def test_an_interim_report_has_what_the_agreement_gives_it(is_interim, value):
    target = Target(year=AgreementYear(during=YEAR), indicator=Indicator(nature="flow"), value=25, interim=Decimal(7))

    aim = target_over(target, DateRange(date(2024, 4, 1), date(2024, 10, 1)), is_interim=is_interim)

    assert aim == PeriodTarget(value, 25)


@pytest.mark.parametrize(
    ("text", "read", "words"),
    [("32.00", (32, None), "32"), ("32.00/16.50", (32, Decimal("16.5")), "32, 16,5 au rapport d’étape")],
)
def test_the_text_of_a_target_is_read_for_ever(text, read, words):
    assert read_target(text) == read
    assert target_text(*read) == text
    assert target_words(text, False) == words


@pytest.fixture
def target(agreement) -> Target:
    year, stays = agreement.years.get(number=2), Indicator.objects.get(code="V1.06")
    return Target.objects.create(year=year, indicator=stays, value=Decimal(18))


def test_a_letter_gives_the_target_of_the_interim_report_and_keeps_what_it_was(target, coordinator, client_for):
    page = reverse("agreements:target-revise", args=[target.year.agreement_id, target.pk])
    letter = {"value": "18", "interim": "7", "seen": "18.00", "decided_on": "2025-05-02", "reason": "lettre du 2 mai"}

    client_for(coordinator).post(page, letter)

    target.refresh_from_db()
    assert (target.value, target.interim) == (18, 7)
    (change,) = Change.objects.all()
    assert (change.subject, change.old, change.new) == ("2/V1.06", "18.00", "18.00/7.00")
    detail = reverse("agreements:agreement-detail", args=[target.year.agreement_id])
    assert "18, 7 au rapport d’étape" in client_for(coordinator).get(detail).text


def test_an_amendment_that_says_nothing_of_it_leaves_it(target, coordinator):
    Target.objects.filter(pk=target.pk).update(interim=7)
    agreement = target.year.agreement
    after = clauses_of(agreement) | {target_clause(2, "V5.01"): "4.00"}
    draft = draft_amendment(
        agreement=agreement, terms=AmendmentInput(date(2025, 5, 2), "x"), after=after, by=coordinator
    )

    sign_amendment(amendment=draft, signed_on=date(2025, 5, 2), by=coordinator)

    target.refresh_from_db()
    assert target.interim == 7


def test_a_target_of_an_interim_report_is_never_negative(target):
    with pytest.raises(IntegrityError, match="target_not_negative"), connection.cursor() as cursor:
        cursor.execute("UPDATE agreements_target SET interim = -1 WHERE id = %s", [target.pk])
