from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import AgreementYear
from services.counting.periods import Period, PeriodForm, offered, period_of_state_year

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1995, 1, 1), date(2090, 12, 31))


@given(DAYS, st.integers(0, 800))
def test_the_period_before_ends_the_day_before_and_begins_earlier(start, length):
    period = Period("", "", start, start + timedelta(days=length))

    assert period.before.end == start - timedelta(days=1)
    assert period.before.start <= period.before.end


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        (date(2025, 4, 1), date(2026, 3, 31), date(2024, 4, 1)),
        (date(2024, 1, 1), date(2024, 12, 31), date(2023, 1, 1)),
        (date(2024, 3, 1), date(2024, 3, 31), date(2024, 2, 1)),
        (date(2025, 6, 3), date(2025, 6, 12), date(2025, 5, 24)),
        (date(2026, 3, 28), date(2026, 4, 27), date(2026, 2, 28)),
        # After the 28th a month has no same day in each other month: as many days
        (date(2027, 1, 29), date(2027, 3, 28), date(2026, 12, 1)),
        (date(2026, 11, 15), date(2027, 2, 14), date(2026, 8, 15)),
    ],
)
def test_a_month_has_a_month_before_and_ten_days_ten_days(start, end, before):
    assert Period("", "", start, end).before.start == before


def test_a_state_year_is_a_period_of_both_its_days():
    year = period_of_state_year(2025)

    assert (year.key, year.words) == ("etat-2025", "Année de l’État 2025-2026")
    assert (year.start, year.end) == (date(2025, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2025, 4, 1), date(2026, 3, 31), 12),
        (date(2026, 11, 1), date(2027, 1, 31), 3),
        (date(2026, 2, 1), date(2026, 2, 28), 1),
        (date(2026, 2, 2), date(2026, 2, 28), 0),
        (date(2026, 2, 1), date(2026, 2, 27), 0),
        (date(2026, 2, 2), date(2026, 3, 1), 0),
    ],
)
def test_a_period_knows_how_many_whole_months_it_holds(start, end, months):
    assert Period("", "", start, end).months == months


def year(number, lower, upper) -> AgreementYear:
    return AgreementYear(number=number, during=DateRange(lower, upper))


YEARS = [
    year(1, date(2025, 7, 1), date(2026, 4, 1)),
    year(2, date(2026, 4, 1), date(2027, 4, 1)),
    year(3, date(2027, 4, 1), date(2028, 4, 1)),
]


def test_periods_are_offered_by_group_the_nearest_first():
    groups = dict(offered(TODAY, YEARS))

    assert list(groups) == ["Entente", "Année de l’État", "Année civile", "Mois"]
    assert groups["Entente"] == [
        Period("an-1", "An 1 de l’entente", date(2025, 7, 1), date(2026, 3, 31)),
        Period("an-2", "An 2 de l’entente", date(2026, 4, 1), date(2027, 3, 31)),
        Period("an-3", "An 3 de l’entente", date(2027, 4, 1), date(2028, 3, 31)),
    ]
    assert groups["Année de l’État"] == [period_of_state_year(back) for back in (2026, 2025, 2024, 2023, 2022)]
    assert groups["Année civile"] == [
        Period(f"civile-{back}", f"Année civile {back}", date(back, 1, 1), date(back, 12, 31))
        for back in (2026, 2025, 2024, 2023, 2022)
    ]
    months = groups["Mois"]
    assert len(months) == 13
    assert months[0] == Period("mois-2026-11", "Novembre 2026", date(2026, 11, 1), date(2026, 11, 30))
    assert months[11] == Period("mois-2025-12", "Décembre 2025", date(2025, 12, 1), date(2025, 12, 31))
    assert months[12] == Period("mois-2025-11", "Novembre 2025", date(2025, 11, 1), date(2025, 11, 30))


def test_a_group_without_a_period_is_not_offered():
    assert [words for words, _ in offered(TODAY)] == ["Année de l’État", "Année civile", "Mois"]
    assert [words for words, _ in offered(TODAY, YEARS, whole=True)] == ["Entente", "Année de l’État"]


def form_of(data, **more) -> PeriodForm:
    return PeriodForm(data, today=TODAY, **more)


def test_without_a_choice_the_state_year_that_runs_is_shown():
    assert form_of(None).period == period_of_state_year(2026)


def test_a_month_is_chosen_by_its_key():
    period = form_of({"periode": "mois-2026-02"}).period

    assert (period.start, period.end, period.words) == (date(2026, 2, 1), date(2026, 2, 28), "Février 2026")


def test_a_form_may_share_its_page_under_a_prefix():
    assert form_of({"page-periode": "civile-2025"}, prefix="page").period.key == "civile-2025"


def test_two_days_rule_over_the_list():
    period = form_of({"periode": "etat-2024", "du": "2026-05-02", "au": "2026-05-09"}).period

    assert (period.start, period.end) == (date(2026, 5, 2), date(2026, 5, 9))


@pytest.mark.parametrize(
    ("years", "key"),
    [
        (YEARS, "an-2"),
        (YEARS[:1], "an-1"),
        (YEARS[2:], "an-3"),
        # None runs: the last one
        ([YEARS[0], year(2, date(2027, 4, 1), date(2028, 4, 1))], "an-2"),
        ([], "etat-2026"),
    ],
)
def test_the_usual_year_is_the_one_of_the_agreement_that_runs(years, key):
    form = form_of(None, years=years)

    assert (form.period.key, form.fields["periode"].initial) == (key, key)


def test_the_list_holds_what_is_offered():
    form = form_of(None, years=YEARS[:1])

    choice = form.fields["periode"]
    assert choice.widget.attrs["class"] == "form-select"
    assert choice.choices == [
        (words, [(period.key, period.words) for period in periods]) for words, periods in offered(TODAY, YEARS[:1])
    ]


TWO_DAYS = ["Donnez les deux jours, ou aucun."]
BACKWARDS = ["Ce jour vient avant «\u00a0du\u00a0»."]


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"du": "2026-05-09", "au": "2026-05-02"}, {"au": BACKWARDS}),
        ({"du": "2026-05-09"}, {"au": TWO_DAYS}),
        ({"au": "2026-05-09"}, {"du": TWO_DAYS}),
        (
            {"du": "9999-01-01", "au": "9999-02-01"},
            {key: ["Écrivez une date entre 1990 et 2100."] for key in ("du", "au")},
        ),
        ({"du": "\0", "au": "2026-05-02"}, {"du": ["Écrivez la date ainsi\xa0: 2026-05-19."]}),
        ({"du": "2026-05-02", "au": "mai"}, {"au": ["Écrivez la date ainsi\xa0: 2026-05-19."]}),
        ({"du": "2016-05-01", "au": "2026-05-10"}, {"au": ["Dix ans au plus."]}),
        ({"periode": "10**30"}, {"periode": ["Choisissez une période de la liste."]}),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_the_usual_year_stays(data, errors):
    form = form_of(data)

    assert form.period == period_of_state_year(2026)
    assert form.errors == errors


@pytest.mark.parametrize(
    "data", [{}, {"du": "2026-05-02", "au": "2026-05-02"}, {"du": "2016-05-01", "au": "2026-05-09"}]
)
def test_one_day_and_ten_years_can_be_chosen(data):
    form = form_of(data)

    assert form.is_valid()
    assert form.cleaned_data["du"] == (date.fromisoformat(data["du"]) if data else None)


def test_totals_over_organisms_are_offered_by_state_year_only():
    keys = [one.key for _, found in offered(TODAY, whole=True) for one in found]

    assert {key.split("-")[0] for key in keys} == {"etat"}
    assert list(form_of(None, whole=True).fields) == ["periode"]
    assert form_of({"periode": "mois-2026-02"}, whole=True).period == period_of_state_year(2026)
    assert form_of({"du": "2026-05-02", "au": "2026-05-09"}, whole=True).period == period_of_state_year(2026)


def test_totals_over_organisms_say_that_typed_days_are_replaced():
    said = form_of({"du": "2025-05-02", "au": "2025-05-09", "periode": "etat-2023"}, whole=True)
    assert said.period == period_of_state_year(2025)
    assert said.fields["periode"].help_text == said.replaced
    assert said.replaced.startswith(
        "Un total d’organismes se lit par exercice\u00a0: celui du 1er avril 2025 au 31 mars 2026 est montré, "
        "et non du 2 mai 2025 au 9 mai 2025."
    )
    assert not said.is_as_asked
    exact = form_of({"du": "2025-04-01", "au": "2026-03-31"}, whole=True)
    assert (exact.period, exact.replaced, exact.is_as_asked) == (period_of_state_year(2025), "", True)
    blank = form_of({"du": " ", "au": "", "periode": "etat-2024"}, whole=True)
    assert (blank.period, blank.replaced) == (period_of_state_year(2024), "")
    chosen = form_of({"periode": "etat-2024"}, whole=True)
    assert (chosen.period, chosen.replaced) == (period_of_state_year(2024), "")
    of_two_years = form_of({"du": "2025-03-30", "au": "2025-04-02"}, whole=True)
    assert of_two_years.period == period_of_state_year(2024)  # that of the first day
    one_day = form_of({"du": "2026-05-02", "au": "2026-05-02"}, whole=True)
    assert "et non du 2 mai 2026 au 2 mai 2026." in one_day.replaced


@pytest.mark.parametrize(
    "days", [{"du": "mai", "au": "2026-05-09"}, {"au": "2026-05-09"}, {"du": "2026-05-09", "au": "2026-05-02"}]
)
def test_days_that_cannot_be_read_leave_the_year_that_was_chosen(days):
    own = form_of(days | {"periode": "etat-2024"})
    assert own.period == period_of_state_year(2024)
    assert own.errors
    whole = form_of(days, whole=True)
    assert whole.period == period_of_state_year(2026)
    assert "et non les jours demandés, qui ne se lisent pas." in whole.replaced
    assert not own.is_as_asked


def test_every_year_since_the_first_record_is_offered():
    groups = dict(offered(TODAY, since=date(2014, 3, 1)))
    assert [one.key for one in groups["Année de l’État"]] == [f"etat-{year}" for year in range(2026, 2012, -1)]
    assert groups["Année civile"][-1].key == "civile-2014"
    assert [one.key for one in dict(offered(TODAY, since=TODAY))["Année de l’État"]] == [
        f"etat-{year}" for year in range(2026, 2021, -1)
    ]
    assert list(dict(offered(TODAY, whole=True, since=date(2014, 3, 1)))) == ["Année de l’État"]
    old = form_of({"periode": "civile-2014"}, since=date(2014, 3, 1))
    assert (old.errors, old.period.start) == ({}, date(2014, 1, 1))


def test_a_year_that_runs_is_compared_with_the_same_days_of_the_year_before():
    period = form_of({"periode": "etat-2026"}).period

    assert (period.before.start, period.before.end) == (date(2025, 4, 1), date(2025, 11, 23))
    assert form_of({"periode": "etat-2025"}).period.before.end == date(2025, 3, 31)


def test_a_year_that_runs_over_organisms_is_compared_whole():
    assert form_of({"periode": "etat-2026"}, whole=True).period.before.end == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("start", "end", "lived", "last"),
    [
        (date(2028, 1, 1), date(2028, 12, 31), date(2028, 2, 29), date(2027, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 30), date(2026, 2, 28)),
        (date(2026, 11, 15), date(2026, 11, 28), date(2026, 11, 23), date(2026, 11, 9)),
    ],
)
def test_the_same_day_of_a_shorter_month_is_its_last(start, end, lived, last):
    assert Period("", "", start, end, lived).before.end == last


@given(DAYS, st.integers(0, 800), st.integers(0, 800))
def test_what_was_lived_is_compared_with_days_of_the_period_before(start, length, lived):
    whole = Period("", "", start, start + timedelta(days=length))
    part = Period("", "", start, whole.end, start + timedelta(days=min(lived, length)))

    assert part.before.start == whole.before.start
    assert part.before.start <= part.before.end <= whole.before.end
