"""The agreement that follows another: same words, next term, marked as kept; what it asked and promised taken over."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from agreements.agreement.actions import save_requirement, set_targets
from agreements.agreement.renewal import next_facts
from agreements.agreement.terms.facts import facts_of
from agreements.models import Agreement, DefaultRequirement, Requirement, Target
from organisms.models import Indicator
from tests import factories
from tests.agreements.agreement.posted import ids, posted


def url(name, agreement):
    return reverse(f"agreements:{name}", args=[agreement.pk])


@pytest.fixture
def prior(agreement, coordinator):
    need = Requirement(kind="interim", period_from_month=4, period_months=6, due_month=10, due_day=31)
    save_requirement(agreement=agreement, requirement=need, by=coordinator)
    code = Indicator.objects.get(code="V1.06").pk
    values = {(year.pk, code): Decimal(30 + year.number) for year in agreement.years.all()}
    set_targets(agreement=agreement, values=values, by=coordinator)
    Agreement.objects.filter(pk=agreement.pk).update(
        funder_reference="R-24310", signed_on=date(2024, 3, 12), kind="core", stacking_limit=80
    )
    agreement.refresh_from_db()
    return agreement


def following(client, prior, **typed):
    """What the page of the next agreement sends back, completed."""
    form = client.get(url("agreement-next", prior)).context["form"]
    data = {name: ids(form.get_initial_for_field(field, name)) for name, field in form.fields.items()}
    data = {key: value for key, value in data.items() if value not in (None, "")}
    return client.post(url("agreement-next", prior), {**data, "reference": "MIN-2027-031", **typed})


def test_the_next_agreement_says_the_same_for_the_term_that_follows(prior):
    facts = next_facts(prior)
    assert facts.term == DateRange(date(2027, 4, 1), date(2030, 4, 1))
    assert (facts.reference, facts.funder_reference, facts.signed_on) == ("", "", None)
    assert facts.renews == prior
    same = ("title", "programme", "lead", "components", "amounts", "kind", "stacking_limit", "shares", "first_month")
    now = facts_of(prior)
    assert [getattr(facts, name) for name in same] == [getattr(now, name) for name in same]


def test_each_kept_field_says_where_it_comes_from(client_for, coordinator, prior):
    text = client_for(coordinator).get(url("agreement-next", prior)).text
    form = client_for(coordinator).get(url("agreement-next", prior)).context["form"]
    kept = {name for name, field in form.fields.items() if "Repris de l’entente" in str(field.help_text)}
    assert {"title", "kind", "programme", "lead", "components", "amount_1", "amount_3", "stacking_limit"} <= kept
    assert not {"reference", "funder_reference", "signed_on", "starts_on", "last_day", "amount_4", "office"} & kept
    assert text.count("Repris de l’entente MIN-2024-031.") == len(kept)


def test_the_next_agreement_takes_over_the_calendar_and_the_targets(client_for, coordinator, prior):
    answer = following(client_for(coordinator), prior)
    made = Agreement.objects.get(reference="MIN-2027-031")
    assert answer.url == url("agreement-detail", made)
    assert (made.renews, made.organism, made.created_by) == (prior, prior.organism, coordinator)
    assert (made.kind, made.signed_on, made.stacking_limit) == ("core", None, 80)
    owed = made.requirements.get().deliverables.order_by("due_on").values_list("due_on", flat=True)
    assert list(owed) == [date(2027, 10, 31), date(2028, 10, 31), date(2029, 10, 31)]
    promised = Target.objects.filter(year__agreement=made).order_by("year__number").values_list("value", flat=True)
    assert list(promised) == [31, 32, 33]
    text = client_for(coordinator).get(url("agreement-detail", prior)).text
    assert "Renouvelée par" in text
    assert "MIN-2027-031" in text


def test_what_is_unticked_is_not_taken_over(client_for, coordinator, prior):
    following(client_for(coordinator), prior, with_requirements="", with_targets="")
    made = Agreement.objects.get(reference="MIN-2027-031")
    assert prior.requirements.exists()
    assert Target.objects.filter(year__agreement=prior).exists()
    assert not made.requirements.exists()
    assert not Target.objects.filter(year__agreement=made).exists()


def test_a_refused_page_keeps_what_was_typed_and_its_marks(client_for, coordinator, prior):
    answer = following(client_for(coordinator), prior, reference="MIN-2024-031", title="GARDE-MOI")
    assert "déjà une entente MIN-2024-031" in answer.text
    assert "GARDE-MOI" in answer.text
    assert "Repris de l’entente MIN-2024-031." in answer.text
    assert Agreement.objects.count() == 1


def test_two_clicks_make_one_agreement(client_for, coordinator, prior):
    client = client_for(coordinator)
    following(client, prior)
    assert "déjà une entente MIN-2027-031" in following(client, prior).text
    assert Agreement.objects.filter(renews=prior).count() == 1


def test_a_term_that_begins_before_the_one_it_renews_is_refused(client_for, coordinator, prior):
    text = following(client_for(coordinator), prior, starts_on="2023-04-01", last_day="2026-03-31").text
    assert "L’entente MIN-2024-031 ne commence pas avant celle-ci" in text
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("staff", 403), ("neighbour", 404), ("funder_agent", 403), ("analyst", 403)]
)
def test_who_may_not_change_it_prepares_nothing(client_for, request, prior, who, status):
    client = client_for(request.getfixturevalue(who))
    assert client.get(url("agreement-next", prior)).status_code == status
    assert client.post(url("agreement-next", prior), {}).status_code == status


# A new one, from its programme and its funder


@pytest.fixture
def usual(agreement):
    return DefaultRequirement.objects.create(
        programme=agreement.programme, kind="final", period_from_month=4, period_months=12, due_month=6, due_day=30
    )


@pytest.mark.parametrize(("ticked", "kinds"), [("on", ["final"]), ("", [])])
def test_a_new_agreement_is_offered_what_its_programme_asks(
    client_for, director, organism, agreement, usual, ticked, kinds
):
    data = posted(agreement, organism=organism, reference="NEUVE", with_requirements=ticked)
    client_for(director).post(reverse("agreements:agreement-add"), data)
    made = Agreement.objects.get(reference="NEUVE")
    assert list(made.requirements.values_list("kind", flat=True)) == kinds


def test_a_new_agreement_starts_its_years_with_its_funder(client_for, director, organism, agreement, funder):
    funder.year_starts = 7
    funder.save()
    data = posted(agreement, organism=organism, reference="NEUVE", first_month="", amount_4="5")
    answer = client_for(director).post(reverse("agreements:agreement-add"), data)
    assert answer.status_code == 302
    starts = [year.during.lower for year in Agreement.objects.get(reference="NEUVE").years.order_by("number")]
    assert starts == [date(2024, 4, 1), date(2024, 7, 1), date(2025, 7, 1), date(2026, 7, 1)]


def test_the_network_renews_an_agreement_of_the_organism_it_chose(
    client_for, network, agreement, neighbour_organism, funder
):
    foreign = factories.make_agreement(
        neighbour_organism, funder, "VOISINE", start=date(2020, 4, 1), end=date(2021, 4, 1)
    )
    data = posted(agreement, organism=neighbour_organism, reference="SUITE", renews=foreign)
    client_for(network).post(reverse("agreements:agreement-add"), data)
    assert Agreement.objects.get(reference="SUITE").renews == foreign


@pytest.mark.parametrize(("starts", "due"), [(4, 6), (1, 3), (7, 9), (11, 1), (10, 12)])
def test_a_requirement_starts_from_the_year_of_the_lead_funder(client_for, coordinator, agreement, funder, starts, due):
    funder.year_starts = starts
    funder.save()
    form = client_for(coordinator).get(url("requirement-add", agreement)).context["form"]
    assert (form["period_from_month"].value(), form["due_month"].value()) == (starts, due)
