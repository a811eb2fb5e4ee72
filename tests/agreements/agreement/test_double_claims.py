"""The field of an agreement that says whether its funder forbids double claims: its own word, or its programme's."""

import pytest
from django.urls import reverse

from agreements.agreement.double_claims import is_strict, set_programme_rule
from agreements.models import Agreement
from tests.agreements.agreement.posted import posted

pytestmark = pytest.mark.django_db
FIELD = "forbids_double_claims"


def edit(agreement) -> str:
    return reverse("agreements:agreement-edit", args=[agreement.pk])


def kept(agreement) -> Agreement:
    return Agreement.objects.select_related("programme").get(pk=agreement.pk)


@pytest.mark.parametrize(("typed", "written"), [("oui", True), ("non", False), ("", None)])
def test_each_answer_of_the_form_is_written_as_it_is(client_for, coordinator, agreement, typed, written):
    Agreement.objects.filter(pk=agreement.pk).update(forbids_double_claims=not written)
    client = client_for(coordinator)

    answer = client.post(edit(agreement), posted(kept(agreement), **{FIELD: typed}))

    assert answer.status_code == 302
    assert kept(agreement).forbids_double_claims is written
    assert client.get(edit(agreement)).context["form"][FIELD].value() == typed


def test_an_agreement_that_says_nothing_follows_its_programme_whatever_it_becomes(client_for, coordinator, agreement):
    client_for(coordinator).post(edit(agreement), posted(agreement, **{FIELD: ""}))
    assert not is_strict(kept(agreement))

    set_programme_rule(programme=agreement.programme, forbids_double_claims=True)

    assert is_strict(kept(agreement))


def test_an_agreement_may_allow_what_its_programme_forbids(client_for, coordinator, agreement):
    set_programme_rule(programme=agreement.programme, forbids_double_claims=True)

    assert is_strict(kept(agreement))

    client_for(coordinator).post(edit(agreement), posted(kept(agreement), **{FIELD: "non"}))

    assert not is_strict(kept(agreement))


@pytest.mark.parametrize("odd", ["peut-être", "1", "True", "\x00", "9" * 30])
def test_an_answer_that_is_not_offered_is_refused_and_nothing_typed_is_lost(client_for, coordinator, agreement, odd):
    page = client_for(coordinator).post(edit(agreement), posted(agreement, title="Retitrée", **{FIELD: odd}))

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [FIELD]
    assert 'value="Retitrée"' in page.text
    assert kept(agreement).forbids_double_claims is None


def test_two_tabs_read_both_answers_in_words(client_for, coordinator, director, agreement):
    typed = posted(agreement, **{FIELD: "oui"})
    client_for(director).post(edit(agreement), posted(agreement, **{FIELD: "non"}))

    page = client_for(coordinator).post(edit(agreement), typed)

    shown = {one.field: (one.mine, one.theirs) for one in page.context["differences"]}
    assert list(shown) == ["Interdit la double déclaration"]
    assert shown["Interdit la double déclaration"][0] != shown["Interdit la double déclaration"][1]
    assert kept(agreement).forbids_double_claims is False


def test_the_next_agreement_starts_from_what_this_one_says(client_for, director, agreement):
    Agreement.objects.filter(pk=agreement.pk).update(forbids_double_claims=True)

    page = client_for(director).get(reverse("agreements:agreement-next", args=[agreement.pk]))

    assert page.context["form"][FIELD].value() == "oui"
    assert Agreement.objects.count() == 1
