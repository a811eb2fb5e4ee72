"""Households and positions on the pages of results: whose they are, each once, and what stays hidden."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from agreements.models import Target
from organisms.models import Category, Indicator
from services.counting.declarations import Population, declare
from services.counting.periods import Period, period_of_state_year
from services.households.masked_totals import hidden_households
from services.households.totals import Contribution, HouseholdFigures, HouseholdScope, Number, household_totals
from services.models import Position
from services.results.by_place.senses import Sense
from services.results.facts import read_figures
from services.results.figure_lines import ComponentFigures, FigureLine
from services.results.figures import build_results
from services.results.household_figures import OtherSources, household_line
from services.results.subjects import network_subject, organism_subject, region_subject
from services.results.tables import table_of
from tests import factories
from tests.services.households.builders import YEAR, come, follow, make_target, refer, settle
from tests.services.results.test_views_results import results_of, sheet, text

STATE_YEAR = period_of_state_year(2025)


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def target(city, organism, coordinator):
    return make_target(city, organism, coordinator)


def lines_of(subject, period=STATE_YEAR) -> dict:
    found = build_results(subject, period, read_figures(subject, period))
    return {line.indicator.code: line for component in found for line in component.lines}


def settled(target, by, number, **more):
    return [settle(refer(target, by, **more), by) for _ in range(number)]


def test_each_organism_tells_its_households_and_the_network_each_once(target, city, organism, coordinator):
    settled(target, coordinator, 6, size=3)
    come(organism, coordinator, size=4)

    own, sender, whole = (
        lines_of(one) for one in (organism_subject(organism), organism_subject(city), network_subject())
    )

    assert [lines["V1.09"].text for lines in (own, sender, whole)] == ["6", "6", "6"]
    assert [lines["V1.10"].text for lines in (own, sender, whole)] == ["7", "6", "7"]
    assert [lines["V1.11"].text for lines in (own, sender, whole)] == ["22", "18", "22"]
    once = household_totals(HouseholdScope(*YEAR)).once
    assert {code: whole[code].text for code in ("V1.09", "V1.10", "V1.11")} == {
        code: str(once[code].value) for code in ("V1.09", "V1.10", "V1.11")
    }
    assert "chacun une fois" in whole["V1.10"].note
    assert own["V1.10"].note == "compté par les ménages depuis le 1er avril 2025, déclaré avant"


def test_a_region_leaves_out_the_households_of_others(target, city, organism, far_organism, coordinator):
    settled(target, coordinator, 5)
    settled(make_target(city, far_organism, coordinator), coordinator, 7)

    assert lines_of(region_subject(organism.region))["V1.10"].text == "5"
    assert lines_of(region_subject(far_organism.region))["V1.10"].text == "7"
    assert lines_of(region_subject(city.region))["V1.10"].text == "12"


def test_work_done_in_a_region_counts_the_households_that_arrived_there(
    target, city, organism, far_organism, coordinator
):
    settled(target, coordinator, 5)
    settled(make_target(city, far_organism, coordinator), coordinator, 7)

    there = lines_of(region_subject(organism.region, Sense.PLACE))
    assert (there["V1.10"].text, there["V1.10"].axes) == ("5", ())
    assert lines_of(region_subject(far_organism.region, Sense.PLACE))["V1.10"].text == "7"
    # Those who left it live elsewhere
    assert lines_of(region_subject(city.region, Sense.PLACE))["V1.10"].text == "–"


def test_few_families_are_hidden_from_totals_with_their_people_and_never_from_the_organism(
    target, organism, coordinator
):
    settled(target, coordinator, 4, size=6)

    whole = lines_of(network_subject())
    assert (whole["V1.10"].text, whole["V1.11"].text) == ("x", "x")
    assert whole["V4.10"].text == "x"
    assert whole["V1.11"].amount is None
    own = lines_of(organism_subject(organism))
    assert (own["V1.10"].text, own["V1.11"].text) == ("4", "24")


def test_a_category_of_one_family_is_hidden_and_its_people_are_not_told(target, organism, coordinator):
    refugees, economic = (Category.objects.get(key=key) for key in ("refugies", "economique"))
    settled(target, coordinator, 1, size=6, category=refugees)
    settled(target, coordinator, 8, size=2, category=economic)

    whole = lines_of(network_subject())
    hidden = {part.words: part.text for axis in whole["V1.10"].axes for part in axis.parts}
    assert set(hidden.values()) == {"x"}
    assert whole["V1.11"].text == "22"
    assert whole["V1.11"].axes == ()
    own = lines_of(organism_subject(organism))
    assert sorted(part.text for axis in own["V1.11"].axes for part in axis.parts) == ["16", "6"]


def test_retention_says_its_rate_and_its_two_numbers(target, organism, coordinator):
    homes = settled(target, coordinator, 10)
    for home in homes[:8]:
        follow(home, coordinator, 6, "stayed", date(2025, 11, 20))
    follow(homes[8], coordinator, 6, "left", date(2025, 12, 1))

    line = lines_of(organism_subject(organism))["V4.10"]
    assert line.text == "80\xa0%"
    assert line.note.startswith("8 sur 10, 1 inconnu · ")
    assert (line.amount.value, line.amount.denominator) == (8, 10)
    assert lines_of(network_subject())["V4.10"].text == "x"


def test_what_somebody_declared_is_not_replaced(target, organism, coordinator):
    settled(target, coordinator, 6)
    days = Population(organism.pk, (date(2025, 4, 1), date(2026, 4, 1)))
    declare(population=days, indicator=Indicator.objects.get(code="V1.10"), state="value", value=9, by=coordinator)

    lines = lines_of(organism_subject(organism))
    assert (lines["V1.10"].text, lines["V1.10"].note) == ("9", f"déclaré par {coordinator.name}")
    assert lines["V1.09"].text == "6"


def test_before_households_were_kept_the_figure_is_asked_and_the_first_year_is_a_rupture(target, organism, coordinator):
    settled(target, coordinator, 6)

    first, before = (lines_of(organism_subject(organism), period_of_state_year(year))["V1.10"] for year in (2025, 2024))
    assert (first.text, first.before, first.change) == ("6", "–", "rupture")
    assert before.text == "à demander"
    whole = lines_of(network_subject(), period_of_state_year(2024))
    assert (whole["V1.10"].text, whole["V1.10"].note) == ("–", "aucun ménage inscrit ne le compte")
    assert whole["V1.03"].note == "jamais additionné d’un organisme à l’autre"


def test_a_year_after_another_has_its_difference(target, organism, city, coordinator):
    settled(target, coordinator, 6)
    next_year = (date(2026, 4, 1), date(2027, 3, 31))
    more = make_target(city, organism, coordinator, days=next_year)
    for _ in range(2):
        refer(more, coordinator, day=date(2026, 5, 1))

    line = lines_of(organism_subject(organism), period_of_state_year(2026))["V1.09"]
    assert (line.text, line.before, line.change) == ("2", "6", "−4")
    whole = lines_of(network_subject(), period_of_state_year(2026))["V1.09"]
    assert (whole.text, whole.before, whole.change) == ("x", "6", "")


def test_a_year_without_households_says_those_of_the_year_before(target, organism, coordinator):
    homes = settled(target, coordinator, 12, size=3)
    for home in homes[:6]:
        follow(home, coordinator, 6, "stayed", date(2025, 11, 20))
    for home in homes[6:]:
        follow(home, coordinator, 6, "left", date(2025, 11, 20))

    for subject in (network_subject(), region_subject(organism.region), organism_subject(organism)):
        lines = lines_of(subject, period_of_state_year(2026))
        assert [lines[code].before for code in ("V1.09", "V1.10", "V1.11")] == ["12", "12", "36"]
        assert lines["V1.11"].past == 36
        assert (lines["V4.10"].before, lines["V4.10"].change) == ("50\xa0% (6 sur 12)", "")
        assert lines["V1.09"].text == ("–" if subject.is_whole else "à demander")


def test_a_year_without_households_hides_the_few_of_the_year_before(target, organism, coordinator):
    settled(target, coordinator, 4, size=3)

    lines = lines_of(network_subject(), period_of_state_year(2026))
    assert [lines[code].before for code in ("V1.09", "V1.10", "V1.11")] == ["x", "x", "x"]
    assert lines["V1.11"].past is None


def test_a_declared_number_stands_beside_the_households_of_the_year_before(target, organism, coordinator):
    settled(target, coordinator, 6)
    days = Population(organism.pk, (date(2026, 4, 1), date(2027, 4, 1)))
    declare(population=days, indicator=Indicator.objects.get(code="V1.10"), state="value", value=9, by=coordinator)

    line = lines_of(organism_subject(organism), period_of_state_year(2026))["V1.10"]
    assert (line.text, line.before, line.change) == ("9", "6", "")


@pytest.mark.parametrize(("lived", "before"), [(date(2026, 11, 12), "ne se compare pas"), (date(2026, 11, 30), "6")])
def test_days_before_that_cut_a_month_say_that_they_are_not_compared(target, organism, coordinator, lived, before):
    settled(target, coordinator, 6)
    subject, running = organism_subject(organism), replace(period_of_state_year(2026), lived=lived)

    assert lines_of(subject, running)["V1.10"].before == before
    more = make_target(target.sender, organism, coordinator, days=(date(2026, 4, 1), date(2027, 3, 31)))
    refer(more, coordinator, day=date(2026, 5, 1))
    assert lines_of(subject, running)["V1.09"].before == before
    # Not kept yet over the days before
    earlier = replace(period_of_state_year(2025), lived=date(2025, 11, 12))
    assert lines_of(subject, earlier)["V1.10"].before == "–"


def test_an_agreement_counts_what_is_charged_to_it_beside_its_target(
    city, organism, agreement, coordinator, client_for
):
    charged = make_target(city, organism, coordinator, agreements=(None, agreement))
    settled(charged, coordinator, 3)
    settled(make_target(city, organism, coordinator), coordinator, 2)
    year = agreement.years.get(during__contains=date(2025, 6, 1))
    Target.objects.create(year=year, indicator=Indicator.objects.get(code="V1.10"), value=6)

    url = reverse("services:agreement-results", args=[agreement.pk])
    row = sheet(client_for(coordinator), url)["V1.10", ""]
    assert (row["Résultat"], row["Cible"]) == ("3", "6")
    assert sheet(client_for(coordinator), results_of(organism))["V1.10", ""]["Résultat"] == "5"


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_page_takes_its_queries_whatever_it_counts(
    target, organism, coordinator, client_for, number, django_assert_num_queries
):
    settled(target, coordinator, number)
    client = client_for(coordinator)
    client.get(results_of(organism))
    with django_assert_num_queries(20):
        client.get(results_of(organism), {"periode": "etat-2025"})


def test_days_and_short_periods_tell_nothing_of_one_household(target, city, coordinator):
    settled(target, coordinator, 1)
    subject = organism_subject(city)

    day = lines_of(subject, Period("", "", date(2025, 5, 20), date(2025, 5, 20)))
    month = lines_of(subject, Period("", "", date(2025, 5, 1), date(2025, 5, 31)))
    fall = lines_of(subject, Period("", "", date(2025, 11, 1), date(2025, 11, 30)))

    assert (day["V1.10"].text, day["V1.10"].note) == ("–", "les ménages se lisent par mois entiers")
    assert month["V1.10"].text == "1"
    assert (fall["V4.10"].text, fall["V4.10"].note) == ("–", "se lit par année entière")
    year = lines_of(subject)["V4.10"]
    assert (year.text, year.note.partition(" · ")[0]) == (
        "masqué",
        "un seul ménage\xa0: ce qu’il devient ne s’imprime pas",
    )
    assert "sur 1" not in year.note


def test_positions_and_agreements_propose_and_do_not_answer(organism, agreement, coordinator):
    for days in (("2020-04-01", "2025-09-01"), ("2020-04-01", None)):
        Position.objects.create(
            organism=organism,
            title="Agente d’intégration",
            during=days,
            hours=35,
            lost_reason="gap" if days[1] else "",
            created_by=coordinator,
        )

    lines = lines_of(organism_subject(organism))
    assert lines["V5.06"].text == "à demander"
    assert lines["V5.06"].note == "vos postes disent\xa0: 1\xa0perdu dans la période, sur 2\xa0occupés au premier jour"
    assert lines["V5.07"].note.startswith("vos ententes disent\xa0: ")
    assert lines_of(network_subject())["V5.06"].text == "–"


def test_the_page_of_the_network_prints_the_note(target, coordinator, network, client_for):
    settled(target, coordinator, 6)
    page = text(client_for(network).get(reverse("services:network-results"), {"periode": "etat-2025"}))
    assert "d’après les ménages inscrits, chacun une fois, depuis le" in page


def test_an_organism_whose_retention_is_unknown_reads_that_it_is_not_collected(organism):
    indicator = Indicator(code="V4.10", unit="ratio", nature="ratio")
    book = HouseholdFigures({"V4.10": Number(0, 7, 7, unasked=7)}, date(2025, 4, 1))
    held = OtherSources(HouseholdFigures({}, book.since), book, [], [])
    asked = FigureLine(indicator, "", aim=Decimal(75))
    line = household_line(organism_subject(organism), STATE_YEAR, held, asked, lambda *_: ())

    # Nothing known is no rate of 0: neither beside its target nor in a file
    assert (line.text, line.rate, line.achievement.is_short) == ("n.\u00a0d.", "–", False)
    assert line.note.startswith("n.\u00a0d., 7 inconnus · compté par les ménages")
    (row,) = table_of("Résultats", STATE_YEAR.words, [ComponentFigures(4, "", [line])]).rows
    assert (*row[6:9], row[12]) == ("n.\u00a0d.", "", "", "–")


numbers = st.builds(
    lambda stayed, gone, unknown: Number(stayed, stayed + gone + unknown, unknown), *[st.integers(0, 9)] * 3
)


@given(numbers)
@hypothesis_settings(deadline=None)
def test_totals_tell_a_retention_only_when_no_part_of_it_is_few(number):
    indicator = Indicator(code="V4.10", unit="ratio", nature="ratio")
    book = HouseholdFigures({"V4.10": number}, date(2025, 4, 1))
    steps = [Contribution("V4.10", STATE_YEAR.start, number, None, 1, None)] if number.denominator else []
    hidden = hidden_households(steps, {1: 8})
    held = OtherSources(HouseholdFigures({}, book.since), book, [], [], hidden)
    line = household_line(network_subject(), STATE_YEAR, held, FigureLine(indicator, ""), lambda *_: ())
    gone = number.denominator - number.value - number.unknown
    if not number.denominator:
        assert line is None
    else:
        few = any(0 < part < 5 for part in (number.value, gone, number.unknown))
        assert (line.text == "x") == few
        assert few == (f"sur {number.denominator}" not in line.note and "n.\u00a0d., " not in line.note)


@pytest.mark.parametrize(
    ("now", "past", "before", "change"),
    [
        (Number(6, 9, 2), Number(6, 8, 1), "75\u00a0% (6 sur 8)", "−8,3\u00a0points"),
        (Number(1, 3), Number(2, 6), "33,3\u00a0% (2 sur 6)", "="),
        (Number(0, 7, 7), Number(2, 6), "33,3\u00a0% (2 sur 6)", ""),
        (Number(6, 9), Number(0, 7, 7), "n.\u00a0d.", ""),
        (Number(6, 9), Number(1, 1), "masqué", ""),
        (Number(6, 9), Number(), "–", ""),
    ],
)
def test_a_retention_stands_beside_the_one_before_and_moves_by_points(organism, now, past, before, change):
    figures = [HouseholdFigures({"V4.11": number}, date(2020, 4, 1)) for number in (past, now)]
    sources = OtherSources(*figures, [], [])
    line = FigureLine(Indicator.objects.get(code="V4.11"), "Rétention")

    made = household_line(organism_subject(organism), STATE_YEAR, sources, line, lambda *_: ())

    assert (made.before, made.change) == (before, change)
    assert ("avant, un seul ménage" in made.note) == (before == "masqué")
