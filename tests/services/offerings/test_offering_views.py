"""The offer of an organism on screen: switched on in several places, moved, ended, removed; who reads, who writes."""

from datetime import date

import pytest
from django.urls import reverse

from organisms.models import Mrc, Region
from roriq_portal.edits.stale_revision import StaleRevision
from services.models import Offering, OfferingPayment, Service
from services.offerings.actions import OfferingInput, OfferRefused, change_offering, terms_of
from tests import factories
from tests.services.offerings.builders import LODGING, WELCOME, offer, service

pytestmark = pytest.mark.django_db
BAD = ["\x00", "x" * 5000, "9" * 31, "9999-99-99", "2200-01-01", "0001-01-01", "abc", "-1"]


def address(name, organism, *more):
    return reverse(f"services:{name}", args=[organism.pk, *more])


def words(response):
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def filled(**changes):
    said = {
        "service": service().pk,
        "regions": [Region.objects.get(code="08").pk],
        "mrcs": [],
        "first_day": "2025-04-01",
        "last_day": "",
        "agreements": [],
        "note": "",
    }
    return said | changes


def test_a_service_is_offered_in_several_places_at_once(client_for, coordinator, organism, agreement):
    mrc = Mrc.objects.get(code="470")
    regions = [Region.objects.get(code=code).pk for code in ("08", "01")]
    said = filled(regions=regions, mrcs=[mrc.pk], agreements=[agreement.pk], note="Le jeudi")
    response = client_for(coordinator).post(address("offering-add", organism), said, follow=True)
    rows = Offering.objects.order_by("region__code")
    assert [(row.region.code, row.mrc_id, row.note) for row in rows] == [
        ("01", None, "Le jeudi"), ("05", mrc.pk, "Le jeudi"), ("08", None, "Le jeudi")
    ]  # fmt: skip
    assert {row.created_by for row in rows} == {coordinator}
    assert OfferingPayment.objects.filter(agreement=agreement).count() == 3
    assert "offert à 3 endroits" in words(response)
    assert "payé par MIN-2024-031" in words(response)


def test_all_or_none_when_one_place_overlaps(client_for, coordinator, organism):
    offer(organism)
    regions = [Region.objects.get(code=code).pk for code in ("01", "08")]
    response = client_for(coordinator).post(address("offering-add", organism), filled(regions=regions, note="gardée"))
    assert Offering.objects.count() == 1
    assert "déjà offert depuis le 1er avril 2024. Choisissez d’autres jours." in words(response)
    assert 'value="gardée"' in words(response)


def test_a_double_click_offers_once(client_for, coordinator, organism):
    client = client_for(coordinator)
    client.post(address("offering-add", organism), filled())
    client.post(address("offering-add", organism), filled())
    assert Offering.objects.count() == 1


def test_the_same_place_twice_in_one_form_is_refused_by_the_action(organism):
    offer(organism, mrc="890")
    with pytest.raises(OfferRefused):
        offer(organism, mrc="890", since=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"service": ""}, "Choisissez le service."),
        ({"service": "999999"}, "Choisissez un service de la liste."),
        ({"regions": [], "mrcs": []}, "Cochez au moins une région ou une MRC."),
        ({"regions": ["999999"]}, "Cochez des régions de la liste."),
        ({"regions": ["abc"]}, "Cochez des régions de la liste."),
        ({"mrcs": ["abc"]}, "Cochez des MRC de la liste."),
        ({"first_day": ""}, "Donnez le premier jour."),
        ({"first_day": "hier"}, "Écrivez la date ainsi"),
        ({"first_day": "2200-01-01"}, "Écrivez une date entre 1990 et 2100."),
        ({"last_day": "2020-01-01"}, "Ce jour est avant le premier jour."),
        ({"agreements": ["999999"]}, "Cette entente n’est pas à votre organisme."),
        ({"note": "a\x00b"}, "illisible"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_box(client_for, coordinator, organism, changes, told):
    response = client_for(coordinator).post(address("offering-add", organism), filled(**changes))
    assert response.status_code == 200
    assert told in words(response)
    assert Offering.objects.count() == 0


@pytest.mark.parametrize("field", ["service", "regions", "mrcs", "first_day", "last_day", "agreements", "note"])
@pytest.mark.parametrize("bad", BAD)
def test_anything_typed_is_borne(client_for, coordinator, organism, field, bad):
    response = client_for(coordinator).post(address("offering-add", organism), filled(**{field: bad}))
    assert response.status_code in (200, 302)
    if response.status_code == 302:
        assert field == "note"


def test_an_agreement_of_the_neighbour_pays_nothing_here(client_for, coordinator, organism, neighbour_organism, funder):
    theirs = factories.make_agreement(neighbour_organism, funder, "VOISIN-1")
    response = client_for(coordinator).post(address("offering-add", organism), filled(agreements=[theirs.pk]))
    assert "Cette entente n’est pas à votre organisme." in words(response)
    assert "VOISIN-1" not in words(response)


def test_offering_elsewhere_copies_service_money_and_note(client_for, coordinator, organism, agreement):
    made = offer(organism, agreements=[agreement], note="Le jeudi")
    form = client_for(coordinator).get(address("offering-add", organism) + f"?copie={made.pk}").context["form"]
    assert (form["service"].value(), form["agreements"].value(), form["note"].value()) == (
        made.service_id, [agreement.pk], "Le jeudi"
    )  # fmt: skip
    assert not form["regions"].value()


@pytest.mark.parametrize("query", ["copie=abc", "service=" + "9" * 40, "service=-1", "copie=999999"])
def test_an_odd_copy_brings_only_the_region(client_for, coordinator, organism, query):
    form = client_for(coordinator).get(address("offering-add", organism) + "?" + query).context["form"]
    assert form["regions"].value() == [organism.region_id]
    assert form["service"].value() is None


def test_an_offer_of_the_neighbour_is_not_copied(client_for, coordinator, organism, neighbour_organism):
    theirs = offer(neighbour_organism, note="à eux")
    response = client_for(coordinator).get(address("offering-add", organism) + f"?copie={theirs.pk}")
    assert response.status_code == 200
    assert "à eux" not in words(response)


def edited(offering, **changes):
    terms = terms_of(offering)
    ids = ",".join(map(str, terms.agreement_ids))
    seen = {
        "seen_first": terms.first_day,
        "seen_last": terms.last_day or "",
        "seen_agreements": ids,
        "seen_note": terms.note,
    }
    said = {
        "first_day": terms.first_day,
        "last_day": terms.last_day or "",
        "agreements": terms.agreement_ids,
        "note": terms.note,
    }
    return seen | said | changes


def test_editing_moves_days_money_and_note(client_for, coordinator, organism, agreement):
    made = offer(organism)
    said = edited(made, last_day="2027-03-31", agreements=[agreement.pk], note="Deux jours")
    client_for(coordinator).post(address("offering-edit", organism, made.pk), said)
    made.refresh_from_db()
    assert terms_of(made) == OfferingInput(date(2024, 4, 1), date(2027, 3, 31), (agreement.pk,), "Deux jours")


def test_two_tabs_show_both_versions_and_lose_nothing(client_for, coordinator, organism, agreement):
    made = offer(organism)
    late = edited(made, note="La mienne")
    client = client_for(coordinator)
    client.post(address("offering-edit", organism, made.pk), edited(made, note="La sienne", agreements=[agreement.pk]))
    response = client.post(address("offering-edit", organism, made.pk), late)
    assert "La mienne" in words(response)
    assert "La sienne" in words(response)
    assert "MIN-2024-031" in words(response)
    made.refresh_from_db()
    assert made.note == "La sienne"
    form = response.context["form"]
    again = late | {name: form[name].value() for name in ("seen_first", "seen_last", "seen_agreements", "seen_note")}
    client.post(address("offering-edit", organism, made.pk), again)
    made.refresh_from_db()
    assert made.note == "La mienne"


def test_a_change_on_what_nobody_saw_is_refused(organism, coordinator):
    made = offer(organism)
    with pytest.raises(StaleRevision):
        change_offering(
            offering=made, terms=OfferingInput(date(2025, 1, 1)), seen=OfferingInput(date(2020, 1, 1)), by=coordinator
        )


@pytest.mark.parametrize("field", ["first_day", "last_day", "agreements", "note", "seen_first", "seen_agreements"])
@pytest.mark.parametrize("bad", BAD)
def test_an_edit_bears_anything(client_for, coordinator, organism, field, bad):
    made = offer(organism)
    response = client_for(coordinator).post(address("offering-edit", organism, made.pk), edited(made, **{field: bad}))
    assert response.status_code in (200, 302)


def test_moving_into_another_offer_is_refused(client_for, coordinator, organism):
    offer(organism, until=date(2024, 12, 31))
    second = offer(organism, since=date(2025, 1, 1))
    said = edited(second, first_day="2024-12-31")
    response = client_for(coordinator).post(address("offering-edit", organism, second.pk), said)
    assert "déjà offert depuis le 1er avril 2024 jusqu’au 31 décembre 2024" in words(response)


def test_moving_an_mrc_before_its_region_changed_is_told(client_for, coordinator, organism):
    made = offer(organism, mrc="470", since=date(2022, 1, 1))
    said = edited(made, first_day="2021-07-27")
    response = client_for(coordinator).post(address("offering-edit", organism, made.pk), said)
    assert "n’était pas en région Estrie ce jour-là" in words(response)


def test_ending_keeps_what_was_offered(client_for, coordinator, organism, agreement):
    made = offer(organism, agreements=[agreement])
    client_for(coordinator).post(address("offering-end", organism, made.pk), {"last_day": "2026-03-31"})
    page = words(client_for(coordinator).get(address("offer", organism)))
    assert terms_of(Offering.objects.get()).last_day == date(2026, 3, 31)
    assert "Terminé (1)" in page
    assert "jusqu’au 31 mars 2026" in page
    assert made.events.count() == 1


def test_an_end_before_the_beginning_is_told(client_for, coordinator, organism):
    made = offer(organism)
    response = client_for(coordinator).post(address("offering-end", organism, made.pk), {"last_day": "2024-03-31"})
    assert "avant le premier jour de l’offre" in words(response)
    assert terms_of(Offering.objects.get()).last_day is None


def test_removing_takes_it_away_and_the_journal_keeps_it(client_for, coordinator, organism, agreement):
    made = offer(organism, agreements=[agreement])
    response = client_for(coordinator).post(address("offering-remove", organism, made.pk), follow=True)
    assert "Retiré" in words(response)
    assert not Offering.objects.exists()
    assert Offering.events.rel.related_model.objects.filter(pgh_label="delete").count() == 1


def test_an_organism_names_a_service_of_its_own(client_for, coordinator, organism, neighbour, neighbour_organism):
    said = {"component": "2", "words": "  Halte-garderie   pendant les ateliers ", "measure": ""}
    client_for(coordinator).post(address("service-add", organism), said)
    own = Service.objects.get(organism=organism)
    assert own.words == "Halte-garderie pendant les ateliers"
    assert own.words in words(client_for(coordinator).get(address("offer", organism)))
    assert own.words not in words(client_for(neighbour).get(address("offer", neighbour_organism)))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"words": WELCOME.upper()}, "déjà dans la liste"),
        ({"words": ""}, "Nommez le service."),
        ({"words": "!!!"}, "Nommez le service avec des lettres."),
        ({"words": "a\x00"}, "illisible"),
        ({"component": "6"}, "Choisissez un volet de la liste."),
        ({"component": ""}, "Choisissez le volet."),
        ({"measure": "999999"}, "Choisissez une mesure de la liste."),
        ({"measure": "abc"}, "Choisissez une mesure de la liste."),
    ],
)
def test_a_name_that_cannot_be_is_told(client_for, coordinator, organism, changes, told):
    said = {"component": "2", "words": "Halte-garderie", "measure": ""} | changes
    assert told in words(client_for(coordinator).post(address("service-add", organism), said))
    assert not Service.objects.filter(organism=organism).exists()


def test_colleagues_see_the_offer_but_not_which_agreement_pays(
    client_for, organism, agreement, staff, neighbour, network, funder_agent, other_funder_agent
):
    offer(organism, agreements=[agreement])
    sees = {person: agreement.reference in words(client_for(person).get(address("offer", organism)))
            for person in (staff, neighbour, network, funder_agent, other_funder_agent)}  # fmt: skip
    assert list(sees.values()) == [True, False, True, True, False]


def test_an_auditor_reads_the_offer_of_her_organism_only(client_for, auditor, organism, neighbour_organism):
    assert client_for(auditor).get(address("offer", organism)).status_code == 200
    assert client_for(auditor).get(address("offer", neighbour_organism)).status_code == 404


def test_each_offer_says_where_it_stands(client_for, coordinator, organism, funder):
    over = factories.make_agreement(organism, funder, "FINIE", start=date(2020, 4, 1), end=date(2023, 4, 1))
    offer(organism, agreements=[over])
    offer(organism, LODGING)
    offer(organism, "Jumelage", since=date(2090, 1, 1))
    page = words(client_for(coordinator).get(address("offer", organism)))
    for standing in ("Aucune entente ne paie ce jour", "Offert, sans entente", "À venir"):
        assert standing in page


@pytest.mark.parametrize("count", [1, 3, 26])
def test_queries_of_the_offer_do_not_follow_its_size(
    client_for, coordinator, organism, agreement, count, django_assert_num_queries
):
    for one in Service.objects.filter(organism=None)[:count]:
        offer(organism, one.words, agreements=[agreement])
    client = client_for(coordinator)
    client.get(address("offer", organism))
    with django_assert_num_queries(8):
        client.get(address("offer", organism))
