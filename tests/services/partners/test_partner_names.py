"""Partners by the names people type: one name is one row, what is only alike is proposed."""

import pytest
from django.urls import reverse

from services.models import Partner
from services.partners.forms import PartnerFilter
from services.partners.listing import partners_of
from services.partners.merging import find_duplicates
from services.partners.names import find_or_create_by_name

pytestmark = pytest.mark.django_db


def ids(organism, *names):
    by_name = find_or_create_by_name(organism, [("employer", name) for name in names])
    return [by_name["employer", name] for name in names]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Œuvre", "Oeuvre"),
        ("Acme inc.", "ACME Inc."),
        ("L’Atelier", "L'ATELIER"),
        ("Cafe\u0301 Soleil", "Caf\u00e9 Soleil"),
    ],
)
def test_two_spellings_of_one_name_are_one_partner(organism, name, other):
    first, second = ids(organism, name, other)
    assert first == second
    assert ids(organism, other) == [first]
    assert Partner.objects.get(pk=first).name == name


@pytest.mark.parametrize(
    ("name", "other"),
    [("ang", "Đặng"), ("Épicerie 中文", "Épicerie محمد"), ("Pâtisserie Coté", "Pâtisserie Côté"), ("Лук", "Люк")],
)
def test_two_names_are_two_partners(organism, name, other):
    first, second = ids(organism, name, other)
    assert first != second
    assert set(Partner.objects.filter(organism=organism).values_list("name", flat=True)) == {name, other}


def test_names_that_differ_by_an_accent_are_proposed_and_not_merged(organism):
    first, second = ids(organism, "Pâtisserie Coté", "Patisserie Côté")
    (pair,) = find_duplicates(partners_of(organism))
    assert {pair.first.pk, pair.second.pk} == {first, second}
    assert not Partner.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize(
    ("typed", "name"),
    [("oeuvre", "L’Œuvre du Nord"), ("œuvre", "L’Oeuvre du Nord"), ("中文", "Épicerie 中文"), ("dang", "Đặng et fils")],
)
def test_a_partner_is_found_by_every_letter(organism, typed, name):
    (key,) = ids(organism, name)
    ids(organism, "Usinage boréal")
    assert list(PartnerFilter({"q": typed}, queryset=partners_of(organism)).qs.values_list("pk", flat=True)) == [key]


def test_list_stands_in_the_order_of_the_alphabet(organism):
    ids(organism, "Ouvrage", "Œuvre", "Odyssée", "Zéphyr", "Éveil", "Đặng")
    assert [row.name for row in partners_of(organism)] == ["Đặng", "Éveil", "Odyssée", "Œuvre", "Ouvrage", "Zéphyr"]


def test_a_card_takes_the_name_of_no_other_row(client_for, coordinator, organism):
    _, second = ids(organism, "Œuvre", "Autre")
    page = reverse("services:partner-edit", args=[organism.pk, second])
    sent = {"name": "OEUVRE", "kind": "employer", "town": "", "neq": "", "revision": 1}
    refused = client_for(coordinator).post(page, sent)
    assert "Une autre ligne porte déjà ce nom" in refused.content.decode()
    assert client_for(coordinator).post(page, {**sent, "name": "Œuvres"}).status_code == 302
