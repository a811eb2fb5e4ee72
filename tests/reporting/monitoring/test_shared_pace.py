from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from agreements.models import AgreementPartner, Target
from agreements.money.unspent import Unspent
from organisms.models import Indicator
from reporting.monitoring.pace import Elapsed, Mark
from reporting.monitoring.shared_targets import Whose, shared_target_progress
from services.counting.declarations import Population, declare
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.reports import answer, make_funder_report

pytestmark = pytest.mark.django_db
DAY = date(2025, 10, 1)


def aim(agreement, code: str, value: int) -> None:
    year = agreement.years.get(during__contains=DAY)
    Target.objects.create(year=year, indicator=Indicator.objects.get(code=code), value=value)


@pytest.fixture
def two(organism, funder, agreement):
    other = make_agreement(organism, funder, "MIN-2024-099")
    aim(agreement, "V4.01", 10)
    aim(other, "V4.01", 20)
    return agreement, other


def test_targets_add_up_and_an_activity_of_both_counts_once(organism, two):
    for _ in range(6):
        make_activity(organism, "Premier accueil", day=date(2025, 6, 3), agreements=list(two))
    make_activity(organism, "Premier accueil", day=date(2025, 6, 3))

    (group,) = shared_target_progress(Whose(organism.name, organism_id=organism.pk), DAY).groups

    (mark,) = group.marks
    assert (mark.target, mark.done, mark.done_text) == (30, 6, "6")


def test_what_is_done_for_an_agreement_without_a_target_is_no_part_of_the_others(organism, funder, two):
    """The one without a target comes first and last: an activity of several counts for the one that aims at it."""
    first, last = (make_agreement(organism, funder, reference) for reference in ("MIN-2024-001", "MIN-2024-199"))
    aim(first, "V1.01", 50)
    for agreements, times in (([first], 7), ([last], 8), ([first, two[1]], 6), ([*two, last], 5)):
        for _ in range(times):
            make_activity(organism, "Premier accueil", day=date(2025, 6, 3), agreements=agreements)

    (group,) = shared_target_progress(Whose(organism.name, organism_id=organism.pk), DAY).groups

    assert {mark.code: mark.done for mark in group.marks}["V4.01"] == 11


def test_distinct_targets_are_named_and_never_added(organism, two):
    for agreement in two:
        aim(agreement, "V4.03", 40)

    (group,) = shared_target_progress(Whose(organism.name, organism_id=organism.pk), DAY).groups

    assert [mark.code for mark in group.marks] == ["V4.01"]
    assert [words[:5] for words in group.alone] == ["V4.03"]


def test_years_of_other_days_stand_apart(organism, other_funder, two):
    civil = make_agreement(organism, other_funder, "VILLE-1", start=date(2025, 1, 1), end=date(2026, 1, 1))
    aim(civil, "V4.01", 5)

    groups = shared_target_progress(Whose(organism.name, organism_id=organism.pk), DAY).groups

    assert [(len(group.years), [mark.target for mark in group.marks]) for group in groups] == [(2, [30]), (1, [5])]


def test_a_region_hides_small_results_and_holds_its_organisms_only(
    organism, neighbour_organism, far_organism, funder, two
):
    far = make_agreement(far_organism, funder, "LOIN-1")
    aim(far, "V4.01", 100)
    for _ in range(3):
        make_activity(organism, "Premier accueil", day=date(2025, 6, 3), agreements=list(two))

    (group,) = shared_target_progress(Whose("Région", region_id=organism.region_id), DAY).groups

    (mark,) = group.marks
    assert (mark.target, mark.done, mark.done_text, mark.achievement.bar) == (30, None, "x", "")


@pytest.mark.parametrize(
    ("target", "done", "passed", "said"),
    [
        (120, 60, 200, "Il en faut 11,1 par mois d’ici la fin, 9,1 jusqu’ici."),
        (120, 120, 200, ""),
        (120, 0, 10, ""),
        (120, 30, 365, ""),
    ],
)
def test_catching_up_is_said_by_month(target, done, passed, said):
    elapsed = Elapsed(365, passed)
    ahead = Decimal(done * 365 // passed) if 30 <= passed < 365 else None

    mark = Mark("V4.01", "x", "rencontre", Decimal(target), Decimal(done), elapsed, ahead)

    assert mark.catch_up == said


def test_unspent_is_what_is_left_of_the_year():
    assert Unspent(Decimal(100), Decimal(120)).rest == -20


@pytest.mark.parametrize("many", [1, 3, 30])
def test_the_page_takes_the_same_queries_whatever_the_agreements(
    organism, funder, coordinator, client_for, django_assert_max_num_queries, many
):
    for number in range(many):
        make_agreement(organism, funder, f"ENT-{number}", start=date(2026, 4, 1), end=date(2027, 4, 1))
    client, url = client_for(coordinator), reverse("reporting:organism-targets", args=[organism.pk])
    client.get(url)

    with django_assert_max_num_queries(8):
        client.get(url)


def marks_of(whose, user=None):
    (group,) = shared_target_progress(whose, DAY, user).groups
    return {mark.code: mark for mark in group.marks}


def test_what_partner_organisms_charged_counts_for_the_agreement(organism, neighbour_organism, far_organism, two):
    AgreementPartner.objects.create(agreement=two[0], organism=neighbour_organism)
    for worker in (organism, neighbour_organism):
        for _ in range(6):
            make_activity(worker, "Premier accueil", day=date(2025, 6, 3), agreements=[two[0]])

    for whose in (Whose(organism.name, organism_id=organism.pk), Whose("Région", region_id=organism.region_id)):
        assert marks_of(whose)["V4.01"].done == 12


def test_what_one_agreement_declared_shows_to_its_organism_only(organism, coordinator, two):
    aim(two[0], "V4.11", 75)
    aim(two[1], "V2.02", 40)
    year = two[0].years.get(during__contains=DAY)
    population = Population(organism.pk, year.during, two[0].pk)
    ratio = Indicator.objects.get(code="V4.11")
    declare(population=population, indicator=ratio, state="value", value=5, denominator=8, by=coordinator)

    own = marks_of(Whose(organism.name, organism_id=organism.pk), coordinator)
    told, untold = own["V4.11"], own["V2.02"]
    assert (told.done_text, told.target_text, told.share_text) == ("62,5\xa0%", "75\xa0%", "83\xa0%")
    page = reverse("reporting:agreement-pace", args=[two[1].pk])
    assert (untold.done_text, untold.link) == ("se lit sur l’entente", page)

    region = marks_of(Whose("Région", region_id=organism.region_id))
    assert (region["V4.11"].done_text, region["V4.11"].link) == ("–", "")


def test_what_was_declared_leads_to_its_report(organism, coordinator, agreement):
    aim(agreement, "V2.02", 40)
    report = make_funder_report(agreement, coordinator)
    answer(report, "a4", coordinator, 31)

    (mark,) = marks_of(Whose(organism.name, organism_id=organism.pk), coordinator).values()

    assert mark.done_text == "31"
    assert mark.link == f"{reverse('reporting:report-section', args=[report.pk, 'v2'])}#ligne-a4"
