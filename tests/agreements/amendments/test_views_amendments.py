"""The pages of amendments, from preparing to signing, as those who do it and those who only read."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from agreements.agreement.actions import save_requirement, set_targets
from agreements.agreement.terms.period_places import PeriodPlace
from agreements.amendments.actions import revise_target
from agreements.models import Amendment, Requirement, Target
from organisms.models import Indicator

LONGER = {"last_day": "2028-03-31", "amount_4": "52000", "reason": "Une année de plus", "effective_on": "2026-04-01"}


@pytest.fixture
def target(agreement, coordinator):
    year, indicator = agreement.years.get(number=2), Indicator.objects.get(code="V1.06")
    set_targets(agreement=agreement, values={(year.pk, indicator.pk): Decimal(40)}, by=coordinator)
    return Target.objects.get()


def url(name, agreement, amendment=None):
    return reverse(f"agreements:amendment-{name}", args=[agreement.pk, *([amendment.pk] if amendment else [])])


def boxes(client, where) -> dict:
    """What the boxes of the page hold, as a browser would send them back."""
    form = client.get(where).context["form"]
    sent = {}
    for part in (form, *form.requirements):
        for name in part.fields:
            value = part[name].value()
            if value is True:
                sent[part.add_prefix(name)] = "on"
            elif hasattr(value, "__iter__") and not isinstance(value, str):
                sent[part.add_prefix(name)] = [getattr(one, "pk", one) for one in value]
            elif value not in (None, False, ""):
                sent[part.add_prefix(name)] = getattr(value, "pk", value)
    return sent


def prepare(client, agreement, **typed):
    where = url("add", agreement)
    return client.post(where, {**boxes(client, where), **LONGER, **typed})


def test_an_amendment_is_prepared_compared_and_signed(client_for, coordinator, agreement, target):
    client = client_for(coordinator)
    response = prepare(client, agreement, **{"t-2-V1.06": "48", "interim-asked": "on"})
    draft = Amendment.objects.get()
    assert response.headers["Location"] == url("detail", agreement, draft)
    page = client.get(url("detail", agreement, draft)).content.decode()
    for words in (
        "Avenant en préparation",
        "Une année de plus",
        "Montant, an 4",
        "Cible V1.06, an 2",
        "48",
        "Rapport d’étape",
    ):
        assert words in page
    assert "Rapport d’étape&nbsp;: 30 juin 2025, 30 juin 2026, 30 juin 2027, 30 juin 2028" in page
    assert {c.kind for c in draft.changes.all()} == {"term", "amount", "target", "requirement"}

    signed = client.post(url("sign", agreement, draft), {"signed_on": "2026-05-02"}, follow=True).content.decode()
    assert "Avenant nº\u00a01, signé" in signed
    assert "auparavant 40" in signed
    assert "31 mars 2028" in signed
    assert Target.objects.get().value == 48


def test_a_page_sent_back_untouched_changes_nothing(client_for, coordinator, agreement, target):
    client = client_for(coordinator)
    where = url("add", agreement)
    sent = {**boxes(client, where), "reason": "Rien", "effective_on": "2026-04-01"}
    page = client.post(where, sent).content.decode()
    assert "Cet avenant ne change rien" in page
    assert "Rien" in page
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Ce champ"),
        ({"effective_on": "hier"}, "Écrivez la date ainsi"),
        ({"effective_on": "9999-01-01"}, "de 1990 à 2100"),
        ({"amount_4": "beaucoup"}, "Inscrivez un nombre"),
        ({"amount_4": "1" + "0" * 30}, "trop grand"),
        ({"amount_4": ""}, "Cette durée fait 4 années"),
        ({"last_day": "2023-01-01"}, "La fin vient avant le début"),
        ({"t-2-V1.06": "-3"}, "0 ou plus"),
        ({"final-asked": "on", "final-due_month": "13"}, "Faites un choix"),
        ({"lead": "999999"}, "Faites un choix"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_box(client_for, coordinator, agreement, target, typed, sentence):
    response = prepare(client_for(coordinator), agreement, **typed)
    assert response.status_code == 200
    page = response.content.decode().replace("&#x27;", "'")
    assert sentence in page
    kept = {"reason": LONGER["reason"], **typed}["reason"]
    assert kept in page
    assert not Amendment.objects.exists()


def test_a_stale_amendment_shows_both_and_is_taken_up_again(client_for, coordinator, director, agreement, target):
    client = client_for(coordinator)
    prepare(client, agreement, **{"t-2-V1.06": "48"})
    draft = Amendment.objects.get()
    revise_target(
        target=target, value=Decimal(45), seen="40.00", decided_on=date(2026, 4, 2), reason="lettre", by=director
    )
    page = client.post(url("sign", agreement, draft), {"signed_on": "2026-05-02"}, follow=True).content.decode()
    assert "Aujourd’hui" in page
    assert ">45<" in page
    draft.refresh_from_db()
    assert draft.signed_at is None

    where = url("edit", agreement, draft)
    client.post(where, boxes(client, where))
    page = client.post(url("sign", agreement, draft), {"signed_on": "2026-05-02"}, follow=True).content.decode()
    assert "Avenant nº\u00a01, signé" in page
    target.refresh_from_db()
    assert target.value == 48


def test_a_draft_dropped_leaves_the_agreement_as_it_was(client_for, coordinator, agreement):
    client = client_for(coordinator)
    prepare(client, agreement)
    page = client.post(url("discard", agreement, Amendment.objects.get()), follow=True).content.decode()
    assert "Avenant abandonné" in page
    assert not Amendment.objects.exists()


def test_a_funder_reads_what_was_signed_and_no_draft(client_for, coordinator, funder_agent, agreement):
    inside, outside = client_for(coordinator), client_for(funder_agent)
    prepare(inside, agreement)
    draft = Amendment.objects.get()
    detail = reverse("agreements:agreement-detail", args=[agreement.pk])
    assert "Une année de plus" not in outside.get(detail).content.decode()
    assert outside.get(url("detail", agreement, draft)).status_code == 404
    inside.post(url("sign", agreement, draft), {"signed_on": "2026-05-02"})
    assert "Une année de plus" in outside.get(detail).content.decode()
    page = outside.get(url("detail", agreement, draft)).content.decode()
    assert "Inscrire la signature" not in page
    assert "Montant, an 4" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_costs_the_same_whatever_the_agreement_holds(
    client_for, coordinator, agreement, django_assert_max_num_queries, number
):
    indicators = list(Indicator.objects.filter(component=1))[: number * 2]
    values = {(year.pk, i.pk): Decimal(3) for year in agreement.years.all()[:number] for i in indicators}
    half = Requirement(kind="interim", period_from_month=4, period_months=6, due_month=10, due_day=31)
    save_requirement(agreement=agreement, requirement=half, by=coordinator)
    periods = {(*key, PeriodPlace("interim", 1)): value for key, value in values.items()}
    set_targets(agreement=agreement, values=values, periods=periods, by=coordinator)
    client = client_for(coordinator)
    client.get(url("add", agreement))
    with django_assert_max_num_queries(27):
        client.get(url("add", agreement))


def test_amendment_page_asks_for_a_monthly_report_and_says_it_in_words(agreement, coordinator, client_for):
    """The box of days replaces the date, and what was not ticked is not asked."""
    client = client_for(coordinator)
    page = client.get(reverse("agreements:amendment-add", args=[agreement.pk]))
    form = page.context["form"]
    typed = {name: value for name, value in form.initial.items() if value not in (None, "")}
    typed |= {"lead": agreement.signatures.get().funder_id, "starts_on": "2024-04-01", "last_day": "2027-03-31"}
    typed |= {"effective_on": "2025-04-01", "reason": "Un rapport chaque mois", "office": "", "cosigners": []}
    for part in form.requirements:
        names = ("period_from_month", "period_months", "due_day", "due_month")
        typed |= {f"{part.prefix}-{name}": part.initial[name] for name in names}
    typed |= {"monthly-asked": "on", "monthly-due_after_days": "10"}
    made = client.post(reverse("agreements:amendment-add", args=[agreement.pk]), typed, follow=True)

    assert "chaque mois, à remettre 10 jours après" in made.content.decode()
    [change] = agreement.amendments.get().changes.all()
    assert (change.subject, change.old, change.new) == ("monthly", None, "4/1/+10")

    refused = client.post(
        reverse("agreements:amendment-add", args=[agreement.pk]), {**typed, "monthly-due_after_days": "soon"}
    )
    assert "Inscrivez un nombre de 0 à 365" in refused.content.decode()
