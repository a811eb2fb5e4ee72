"""Sentences of the annual report's pages that depend on counts."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.models import Report
from reporting.reports.wording import filed_words, missing_title, records_lead, steps_after_filing


def problems(empty: int, wrong: int) -> list[SimpleNamespace]:
    return [SimpleNamespace(is_wrong=rank < wrong) for rank in range(empty + wrong)]


@pytest.mark.parametrize(
    ("empty", "wrong", "is_filed", "title"),
    [
        (2, 0, True, "Il manque deux réponses avant le dépôt"),
        (1, 1, True, "Il manque une réponse avant le dépôt, et une réponse à revoir"),
        (0, 3, False, "Trois réponses à revoir avant la transmission"),
        (12, 0, False, "Il manque 12 réponses avant la transmission"),
    ],
)
def test_title_of_what_is_missing_counts_empty_and_wrong_answers_apart(empty, wrong, is_filed, title):
    assert missing_title(problems(empty, wrong), is_filed=is_filed) == title


@pytest.mark.parametrize(
    ("count", "end"),
    [
        (0, "la plus récente d’abord."),
        (1, "compte aussi 1 activité d’un organisme partenaire, qui se lisent chez eux."),
        (3, "compte aussi 3 activités d’organismes partenaires, qui se lisent chez eux."),
    ],
)
def test_lead_of_activities_says_how_many_partners_add(count, end):
    assert records_lead(count).endswith(end)


def test_after_a_filing_the_pivot_reads_before_the_network():
    first, network, last = steps_after_filing(Report(kind="annual", state="submitted"), ["Pivot"])
    assert first == "Pivot, pivot de votre région, le lit et l’endosse."
    assert network == "Le réseau le lit et l’approuve."
    assert steps_after_filing(Report(kind="annual", state="approved"), []) == ["Le réseau l’a approuvé.", last]


def test_filed_reports_agree_in_number():
    assert (filed_words(1, 3), filed_words(2, 3)) == ("1 rapport déposé sur 3.", "2 rapports déposés sur 3.")


@pytest.mark.parametrize(
    ("first", "after", "title"),
    [
        (date(2025, 4, 1), date(2026, 4, 1), "Rapport 2025-2026"),
        (date(2025, 1, 1), date(2026, 1, 1), "Rapport 2025"),
        (date(2025, 7, 1), date(2026, 7, 1), "Rapport 2025-2026"),
        (date(2025, 4, 1), date(2025, 10, 1), "Rapport, avril à septembre 2025"),
        (date(2025, 10, 1), date(2026, 1, 1), "Rapport, octobre à décembre 2025"),
        (date(2025, 10, 1), date(2026, 4, 1), "Rapport, octobre 2025 à mars 2026"),
        (date(2025, 6, 1), date(2025, 7, 1), "Rapport, juin 2025"),
        (date(2025, 5, 15), date(2025, 10, 1), "Rapport, du 15 mai 2025 au 30 septembre 2025"),
    ],
)
def test_a_title_names_the_period_of_a_year_a_half_a_quarter_a_month_or_some_days(first, after, title):
    assert Report(period=DateRange(first, after)).titled("Rapport") == title
