"""Any two rows merged, with the values that are chosen; pairs said to be two partners, and taken back."""

import html

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from organisms.models import Municipality
from organisms.names import sort_name
from services.models import Partner, PartnerMerge, PartnersApart
from services.partners.merging import undo_merge
from services.partners.names import new_and_alike
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


def make_partner(organism, name, **more) -> Partner:
    return Partner.objects.create(organism=organism, name=name, sort_name=sort_name(name), kind="employer", **more)


def address(name, organism, *args):
    return reverse(f"services:{name}", args=[organism.pk, *args])


def text(response) -> str:
    return html.unescape(response.text).replace("\xa0", " ")


def test_any_two_rows_are_merged_with_the_values_that_are_chosen(client_for, coordinator, organism):
    amos, rouyn = (Municipality.objects.get(name=name) for name in ("Amos", "Rouyn-Noranda"))
    kept = make_partner(organism, "Boulangerie du Lac", municipality=amos)
    gone = make_partner(organism, "Les pains Tremblay", municipality=rouyn, neq="1145678901")
    table = Partner.objects.create(organism=organism, name="Cégep", sort_name="cegep", kind="partner")
    make_activity(organism, "Visite d’entreprise", partner_ids=(gone.pk,))
    client, pair = client_for(coordinator), address("partner-pair", organism)
    merge = address("partner-merge", organism, kept.pk, gone.pk)
    listed = client.get(address("partner-list", organism)).text
    assert listed.index('form="fusion">Fusionner les deux') < listed.index('name="ligne"')
    assert client.get(pair, {"ligne": [kept.pk, gone.pk]}).url == merge
    for odd in ([], ["abc"], [kept.pk, gone.pk, table.pk]):
        assert "Cochez deux lignes" in text(client.get(pair, {"ligne": odd}, follow=True))
    one = text(client.get(pair, {"ligne": kept.pk}))
    assert merge in one
    assert table.name not in one
    assert merge not in text(client.get(pair, {"ligne": kept.pk, "q": "zzz"}))
    shown = client.get(merge).context["form"]
    assert (shown["municipality"].value(), shown["neq"].value()) == (str(kept.pk), str(gone.pk))
    client.post(merge, {"survivor": kept.pk, "municipality": str(kept.pk), "neq": str(gone.pk)})
    kept.refresh_from_db()
    assert (kept.municipality, kept.neq, kept.revision) == (amos, "1145678901", 2)
    done = PartnerMerge.objects.get()
    undo_merge(merge=done, by=coordinator)
    kept.refresh_from_db()
    assert (kept.municipality, kept.neq) == (amos, "")
    client.post(merge, {"survivor": kept.pk, "municipality": str(gone.pk), "neq": str(gone.pk)})
    Partner.objects.filter(pk=kept.pk).update(neq="1145678902")
    undo_merge(merge=PartnerMerge.objects.latest("pk"), by=coordinator)
    kept.refresh_from_db()
    # What somebody wrote since stays
    assert (kept.municipality, kept.neq) == (amos, "1145678902")


def test_a_pair_said_to_be_two_is_proposed_no_longer_until_taken_back(client_for, coordinator, director, organism):
    first, second = make_partner(organism, "Usinage du Nord"), make_partner(organism, "Usinages du Nord inc.")
    client, list_ = client_for(coordinator), address("partner-duplicates", organism)
    apart = address("partner-apart", organism, second.pk, first.pk)
    assert client.get(list_).context["pairs"]
    for _ in range(2):
        client.post(apart)
    said = PartnersApart.objects.get()
    # A record that names one of them no longer proposes the other
    record = make_activity(organism, "Visite d’entreprise", partner_ids=(second.pk,))
    Partner.objects.filter(pk=second.pk).update(sort_name=first.sort_name)
    assert new_and_alike([record.pk]) == []
    assert (said.first, said.second, said.said_by) == (first, second, coordinator)
    page = client.get(list_)
    assert not page.context["pairs"]
    assert f"dit par {coordinator.name}" in text(page)
    merge = text(client.get(address("partner-merge", organism, first.pk, second.pk)))
    assert f"{coordinator.name} a dit le" in merge
    back = address("partner-apart-undo", organism, said.pk)
    assert "peut de nouveau" in text(client_for(director).post(back, follow=True))
    assert "peut de nouveau" not in text(client_for(director).post(back, follow=True))
    said.refresh_from_db()
    assert said.taken_back_by == director
    assert new_and_alike([record.pk]) == [(second, first)]
    assert client.get(list_).context["pairs"]
    client.post(apart)
    assert PartnersApart.objects.count() == 2


def test_the_database_holds_pairs_in_order_once_and_within_an_organism(organism, neighbour_organism, coordinator):
    first, second = make_partner(organism, "Un"), make_partner(organism, "Deux")
    foreign = make_partner(neighbour_organism, "Trois")
    insert = "INSERT INTO services_partnersapart (first_id, second_id, said_at, said_by_id) VALUES (%s, %s, now(), %s)"

    def attack(one, other, words):
        with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, [one.pk, other.pk, coordinator.pk])

    attack(second, first, "partners_apart_in_order")
    attack(first, foreign, "two partners of two organisms")
    PartnersApart.objects.create(first=first, second=second, said_by=coordinator)
    attack(first, second, "partners_apart_once")
    with pytest.raises(IntegrityError, match="taken_back_pair"), transaction.atomic():
        PartnersApart.objects.update(taken_back_by=coordinator)
