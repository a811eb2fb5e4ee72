from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Agreement
from organisms.models import Category, Mrc, MrcRegion, Municipality, Region
from organisms.names import sort_name
from services.activities.actions import withdraw_activities
from services.counting.activity_totals import (
    PartnerResult,
    Result,
    Scope,
    activities,
    contributions,
    counts,
    counts_outside,
    monthly_totals,
    named_partners,
    records_behind,
    records_of_category,
    totals_by_month,
)
from services.models import Partner
from tests.factories import make_activity, make_agreement, make_user

START, END = date(2025, 4, 1), date(2026, 3, 31)


def scope_of(organism, **limits) -> Scope:
    return Scope(organism.pk, START, END, **limits)


def partner_of(organism, name, kind="employer") -> Partner:
    return Partner.objects.create(organism=organism, kind=kind, name=name, sort_name=sort_name(name))


def category(key) -> int:
    return Category.objects.get(dimension__key="sex", key=key).pk


def test_counts_add_the_recipes_and_leave_out_codes_without_record(organism):
    make_activity(organism, "Séance d’information", immigrants=12)
    make_activity(organism, "Séance d’information", immigrants=8)

    found = counts(scope_of(organism))

    assert {code: result.value for code, result in found.items()} == {"V1.01": 2, "V1.02": 20}
    assert "V1.03" not in found


def test_counts_add_breakdowns_by_category(organism):
    make_activity(organism, "Séance d’information", immigrants=12, categories={category("femmes"): 5})
    make_activity(organism, "Séance d’information", immigrants=3, categories={category("femmes"): 2})

    assert counts(scope_of(organism), ["V1.02"])["V1.02"].breakdown == {("sex", "femmes"): 7}


def test_counts_outside_some_days_leave_out_those_of_each_code_alone(organism, neighbour_organism):
    """The last day of a range is no part of it; a code is only left out in its own days."""
    for day, people in (((2025, 5, 31), 1), ((2025, 6, 1), 2), ((2025, 6, 30), 4), ((2025, 7, 1), 8)):
        make_activity(organism, "Séance d’information", day=date(*day), immigrants=people)
    make_activity(neighbour_organism, "Séance d’information", day=date(2025, 5, 31), immigrants=16)
    june, may = DateRange(date(2025, 6, 1), date(2025, 7, 1)), DateRange(date(2025, 5, 1), date(2025, 6, 1))

    assert counts_outside(scope_of(organism), {"V1.02": [june]}) == {"V1.02": 9}
    assert counts_outside(scope_of(organism), {"V1.02": [june, may], "V1.01": [may]}) == {"V1.02": 8, "V1.01": 3}
    assert counts_outside(scope_of(organism), {"V1.02": [], "V1.03": []}) == {"V1.02": 15}
    assert counts_outside(scope_of(organism), {}) == {}


def test_whole_months_of_a_scope_say_their_totals_in_one_query(organism, neighbour_organism, django_assert_num_queries):
    """Neither parts of people, nor what stands in half a month, nor what somebody else records or nobody asks."""
    women = {category("femmes"): 5}
    for day, people in (
        ((2025, 5, 31), 1),
        ((2025, 6, 1), 2),
        ((2025, 6, 30), 4),
        ((2025, 7, 9), 8),
        ((2025, 8, 2), 16),
    ):
        make_activity(organism, "Séance d’information", day=date(*day), immigrants=10 + people, categories=women)
    make_activity(neighbour_organism, "Séance d’information", day=date(2025, 6, 9), immigrants=64)
    june, july = date(2025, 6, 1), date(2025, 7, 1)
    with django_assert_num_queries(1):
        found = monthly_totals(Scope(organism.pk, date(2025, 5, 2), date(2025, 8, 30)), ["V1.01", "V1.03"])
        assert found == {"V1.01": {june: 2, july: 1}}
    scope = Scope(organism.pk, june, date(2025, 6, 30))
    assert monthly_totals(scope, iter(["V1.02"])) == {"V1.02": {june: 26}}
    with django_assert_num_queries(0):
        assert monthly_totals(Scope(organism.pk, date(2025, 6, 2), date(2025, 6, 30)), ["V1.02"]) == {}


@pytest.mark.parametrize("is_charged", [True, False])
def test_counts_give_the_codes_and_the_parts_that_were_asked(organism, agreement, is_charged):
    women, men = category("femmes"), category("hommes")
    for numbers in ({women: 5, men: 1}, {women: 2}):
        make_activity(
            organism, "Séance d’information", immigrants=12, categories=numbers, agreements=[agreement]
        )  # fmt: skip
    scope = scope_of(organism, agreement_id=agreement.pk if is_charged else None)
    parts = {("sex", "femmes"): 7, ("sex", "hommes"): 1}

    assert counts(scope) == {"V1.01": Result(Decimal(2)), "V1.02": Result(Decimal(24), parts)}
    assert counts(scope, ["V1.02"]) == {"V1.02": Result(Decimal(24), parts)}
    assert counts(scope, ["V1.01"]) == {"V1.01": Result(Decimal(2))}
    assert counts(scope, []) == {}
    assert counts(scope, with_parts=False) == {"V1.01": Result(Decimal(2)), "V1.02": Result(Decimal(24))}


def test_counts_of_a_period_that_cuts_months_add_its_days_and_its_months(organism):
    for day in (date(2025, 4, 9), date(2025, 4, 10), date(2025, 5, 9), date(2025, 6, 15), date(2025, 6, 16)):
        make_activity(organism, "Séance d’information", day=day, immigrants=2, categories={category("femmes"): 1})
    scope = Scope(organism.pk, date(2025, 4, 10), date(2025, 6, 15))

    assert counts(scope) == {"V1.01": Result(Decimal(3)), "V1.02": Result(Decimal(6), {("sex", "femmes"): 3})}
    assert counts(scope, ["V1.02"], with_parts=False) == {"V1.02": Result(Decimal(6))}


@pytest.mark.parametrize("is_charged", [True, False])
def test_each_month_has_its_total_and_one_without_a_record_is_absent(organism, agreement, is_charged):
    numbers = {"immigrants": 5, "categories": {category("femmes"): 3}}
    for day in (date(2026, 3, 31), date(2025, 4, 1), date(2025, 4, 30)):
        make_activity(organism, "Séance d’information", day=day, agreements=[agreement], **numbers)
    make_activity(organism, "Séance d’information", day=date(2025, 4, 2), **numbers)
    scope = scope_of(organism, agreement_id=agreement.pk if is_charged else None)

    months = [(date(2025, 4, 1), 10 if is_charged else 15), (date(2026, 3, 1), 5)]
    assert list(totals_by_month(scope, "V1.02").items()) == months


@pytest.mark.parametrize("day", [date(2025, 3, 31), date(2026, 4, 1)])
def test_counts_leave_out_days_outside_the_period(organism, day):
    make_activity(organism, "Premier accueil", day=day)

    assert counts(scope_of(organism)) == {}
    assert counts(Scope(organism.pk, day, day))["V4.01"].value == 1


@pytest.mark.parametrize("day", [START, END])
def test_counts_hold_both_ends_of_the_period(organism, day):
    make_activity(organism, "Premier accueil", day=day)

    assert counts(scope_of(organism))["V4.01"].value == 1


def test_counts_leave_out_withdrawn_records_and_neighbours(organism, neighbour_organism):
    withdrawn = make_activity(organism, "Premier accueil")
    make_activity(neighbour_organism, "Premier accueil")
    assert counts(scope_of(organism))["V4.01"].value == 1
    withdraw_activities(activities=[withdrawn], reason="double", by=make_user())

    assert counts(scope_of(organism)) == {}


def test_charged_counts_hold_what_is_charged_and_the_organism_counts_it_once(organism, funder, agreement):
    other = make_agreement(organism, funder, "MIN-2024-099")
    make_activity(organism, "Premier accueil", agreements=[agreement, other])
    make_activity(organism, "Premier accueil")

    assert counts(scope_of(organism))["V4.01"].value == 2
    assert counts(scope_of(organism, agreement_id=agreement.pk))["V4.01"].value == 1
    assert counts(scope_of(organism, agreement_id=other.pk))["V4.01"].value == 1


def test_partners_of_two_organisms_are_in_two_lists_that_are_never_added(organism, neighbour_organism):
    mine = [partner_of(organism, name).pk for name in ("Usines du Nord", "Scierie du Lac")]
    theirs = [partner_of(neighbour_organism, "Usines du Nord inc.").pk]
    make_activity(organism, "Visite d’entreprise", partner_ids=tuple(mine))
    make_activity(neighbour_organism, "Visite d’entreprise", partner_ids=tuple(theirs))

    book = named_partners(scope_of(organism, partner_ids=(neighbour_organism.pk,)))
    assert book.owners == {**dict.fromkeys(mine, organism.pk), theirs[0]: neighbour_organism.pk}
    assert book.of(["V3.01"]) == PartnerResult(2, 0, lists=2)
    assert named_partners(scope_of(organism)).of(["V3.01"]) == PartnerResult(2, 0)


def test_counts_of_an_mrc_leave_out_other_places_and_activities_online(organism):
    here = Municipality.objects.filter(mrc__isnull=False).first()
    elsewhere = Municipality.objects.filter(mrc__isnull=False).exclude(mrc=here.mrc).first()
    for place in (here.pk, elsewhere.pk, None):
        make_activity(organism, "Premier accueil", municipality_id=place)

    assert counts(scope_of(organism, mrc_ids=(here.mrc_id,)))["V4.01"].value == 1


def test_counts_of_a_region_follow_the_region_the_mrc_had_on_that_day(organism):
    granby = Municipality.objects.get(name="Granby")
    before, after = date(2021, 7, 27), date(2021, 7, 28)
    for day in (before, after):
        make_activity(organism, "Premier accueil", day=day, municipality_id=granby.pk)
    period = (date(2021, 4, 1), date(2022, 3, 31))

    found = {
        code: counts(Scope(organism.pk, *period, region_ids=(Region.objects.get(code=code).pk,)))["V4.01"].value
        for code in ("16", "05")
    }

    assert found == {"16": 1, "05": 1}
    assert MrcRegion.objects.filter(mrc=granby.mrc).count() == 2
    assert Mrc.objects.filter(pk=granby.mrc_id).exists()


def test_partners_named_twice_count_once_across_codes(organism):
    scierie, ferme = partner_of(organism, "Scierie"), partner_of(organism, "Ferme")
    make_activity(organism, "Visite d’entreprise", partner_ids=(scierie.pk, ferme.pk))
    make_activity(organism, "Embauche", quantity=2, partner_ids=(scierie.pk,))

    found = named_partners(scope_of(organism)).of(["V3.01", "V3.04"])

    assert (found.value, found.unnamed) == (2, 0)


def test_partners_not_named_make_a_lower_bound(organism):
    make_activity(organism, "Visite d’entreprise", partner_ids=(partner_of(organism, "Scierie").pk,))
    make_activity(organism, "Visite d’entreprise")
    make_activity(organism, "Premier accueil")

    found = named_partners(scope_of(organism)).of(["V3.01", "V3.04"])

    assert (found.value, found.unnamed) == (1, 1)


def test_who_was_not_named_is_counted_by_kind_and_component(organism):
    school = partner_of(organism, "École", kind="partner")
    make_activity(organism, "Visite d’entreprise")
    make_activity(organism, "Visite d’entreprise", partner_ids=(school.pk,))
    make_activity(organism, "Table de concertation")
    make_activity(organism, "Premier accueil")

    book = named_partners(scope_of(organism))

    assert book.unnamed == {("employer", 3): 2, ("partner", 5): 1}
    assert book.named == {("partner", 3): {school.pk}}


def test_partners_of_another_kind_or_component_are_not_employers(organism):
    school = partner_of(organism, "École", kind="partner")
    make_activity(organism, "Table de concertation", partner_ids=(school.pk,))

    assert named_partners(scope_of(organism)).of(["V3.01"]).value == 0
    assert named_partners(scope_of(organism)).of(["V5.02"]).value == 1
    assert named_partners(scope_of(organism)).of(["V4.16"]).value == 0


def test_partners_of_an_agreement_are_those_of_its_charges(organism, agreement: Agreement):
    scierie, ferme = partner_of(organism, "Scierie"), partner_of(organism, "Ferme")
    make_activity(organism, "Visite d’entreprise", partner_ids=(scierie.pk,), agreements=[agreement])
    make_activity(organism, "Visite d’entreprise", partner_ids=(ferme.pk,))

    assert named_partners(scope_of(organism, agreement_id=agreement.pk)).of(["V3.01"]).value == 1


def test_records_behind_are_the_ones_that_make_the_figure(organism):
    counted = make_activity(organism, "Séance d’information", immigrants=3)
    make_activity(organism, "Premier accueil")

    assert list(records_behind(scope_of(organism), ["V1.02"])) == [counted]


def test_records_behind_partners_hold_those_that_name_none(organism):
    nameless = make_activity(organism, "Visite d’entreprise")
    make_activity(organism, "Premier accueil")

    assert list(records_behind(scope_of(organism), ["V3.01"])) == [nameless]


def test_records_behind_a_figure_come_newest_first_with_what_each_adds(organism):
    scierie = partner_of(organism, "Scierie")
    new, newer = (
        make_activity(organism, "Embauche", day=date(2025, 6, 2), quantity=number, partner_ids=(scierie.pk,))
        for number in (2, 3)
    )
    old = make_activity(organism, "Visite d’entreprise", day=date(2025, 5, 2), partner_ids=(scierie.pk,))
    make_activity(organism, "Table de concertation", partner_ids=(partner_of(organism, "École", kind="partner").pk,))
    behind = records_behind(scope_of(organism), ["V3.01"])

    assert list(behind) == [newer, new, old]
    assert [row.total for row in contributions(behind, None)] == [1, 1, 1]
    hired = next(code for code in counts(scope_of(organism)) if counts(scope_of(organism))[code].value == 5)
    assert [row.total for row in contributions(behind, [hired])] == [3, 2, None]
    assert list(records_behind(scope_of(organism), [hired])) == [newer, new]


def test_records_behind_two_figures_are_those_of_either(organism):
    visit, table = make_activity(organism, "Visite d’entreprise"), make_activity(organism, "Table de concertation")
    make_activity(organism, "Premier accueil")

    assert set(records_behind(scope_of(organism), ["V3.01", "V5.02"])) == {visit, table}


def test_a_record_that_need_not_name_a_partner_is_behind_the_figure_when_it_names_one(organism):
    school = partner_of(organism, "École", kind="partner")
    welcome = make_activity(organism, "Premier accueil", partner_ids=(school.pk,))
    make_activity(organism, "Premier accueil")
    make_activity(organism, "Outil produit", partner_ids=(school.pk,))

    assert list(records_behind(scope_of(organism), ["V4.16"])) == [welcome]


def test_records_of_a_category_have_their_number_in_it_the_newest_day_first(organism):
    women, men = category("femmes"), category("hommes")
    days = [date(2025, 6, 4), *[date(2025, 6, 3)] * 6]
    rows = [
        make_activity(organism, "Séance d’information", day=day, immigrants=9, categories={women: number, men: 1})
        for number, day in enumerate(days, 1)
    ]
    only_men = make_activity(organism, "Séance d’information", immigrants=9, categories={men: 2})

    found = records_of_category(scope_of(organism), "V1.02", women)

    assert [(row.pk, row.total) for row in found] == [(rows[n].pk, n + 1) for n in (0, 6, 5, 4, 3, 2, 1)]
    assert only_men in records_of_category(scope_of(organism), "V1.02", men)
    assert not records_of_category(scope_of(organism), "V1.01", women).exists()


def test_a_municipality_without_mrc_lies_in_its_own_region(organism):
    place = Municipality.objects.filter(mrc=None).first()
    make_activity(organism, "Premier accueil", municipality_id=place.pk)
    elsewhere = Region.objects.exclude(pk=place.region_id).first()

    assert counts(scope_of(organism, region_ids=(place.region_id,)))["V4.01"].value == 1
    assert counts(scope_of(organism, region_ids=(elsewhere.pk,))) == {}


@pytest.mark.parametrize("rows", [1, 30])
def test_counts_take_one_trip_whatever_the_records(organism, rows, django_assert_num_queries):
    for _ in range(rows):
        make_activity(organism, "Séance d’information", immigrants=3, categories={category("femmes"): 1})

    with django_assert_num_queries(1):
        counts(scope_of(organism))


def test_activities_hold_each_once(organism, agreement):
    make_activity(organism, "Premier accueil", agreements=[agreement])

    assert activities(scope_of(organism)).count() == 1
