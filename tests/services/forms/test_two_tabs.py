"""Two tabs on one card, of a partner, a template or a body: the second is shown both versions, and loses nothing."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from organisms.models import Municipality
from roriq_portal.edits.stale_revision import StaleRevision
from services.activities.entry.template_actions import save_template
from services.models import ActivityTemplate, ActivityType, ConcertationBody, Partner
from services.partners.body_actions import save_body
from services.partners.editing import change_partner
from tests import factories

BOTH = "Cette page a changé pendant que vous écriviez"


@pytest.fixture
def partner(organism):
    return Partner.objects.create(organism=organism, kind="partner", name="Cégep", sort_name="cegep")


@pytest.fixture
def body(organism):
    values = {"name": "Table du mardi", "sort_name": "table du mardi", "region": organism.region}
    return save_body(organism=organism, values=values, member_names=["Cégep"])


@pytest.fixture
def template(organism, agreement):
    kind = ActivityType.objects.get(name="Premier accueil")
    values = {"name": "Accueil du lundi", "sort_name": "accueil du lundi", "activity_type": kind, "immigrants": 4}
    return save_template(organism=organism, values=values, partner_names=[], agreements=[agreement])


def opened(client, url) -> dict:
    """What the page would send back, untouched."""
    form = client.get(url).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def cards(partner, body, template) -> dict:
    return {"partner": partner, "body": body, "template": template}


@pytest.mark.parametrize("kind", ["partner", "body", "template"])
def test_second_tab_reads_both_versions_then_keeps_its_own(
    client_for, organism, partner, body, template, coordinator, director, kind
):
    card = cards(partner, body, template)[kind]
    url = reverse(f"services:{kind}-edit", args=[organism.pk, card.pk])
    hers, his = client_for(coordinator), client_for(director)
    first, second = opened(hers, url), opened(his, url)

    assert his.post(url, {**second, "name": "Le sien"}).status_code == 302
    page = hers.post(url, {**first, "name": "Le mien"})

    card.refresh_from_db()
    assert card.name == "Le sien"
    words = page.content.decode()
    assert BOTH in words
    assert ("Le mien", "Le sien") in [(one.mine, one.theirs) for one in page.context["differences"]]
    assert page.context["form"]["name"].value() == "Le mien"

    again = {**first, "name": "Le mien", "revision": page.context["form"]["revision"].value()}
    assert hers.post(url, again).status_code == 302
    card.refresh_from_db()
    assert (card.name, card.revision) == ("Le mien", 3)


@pytest.mark.parametrize("kind", ["partner", "body", "template"])
@pytest.mark.parametrize("revision", ["", "abc", "-1", "9" * 30, "\x00"])
def test_a_page_that_says_no_revision_overwrites_nothing(
    client_for, organism, partner, body, template, coordinator, kind, revision
):
    card = cards(partner, body, template)[kind]
    url = reverse(f"services:{kind}-edit", args=[organism.pk, card.pk])
    client = client_for(coordinator)
    before = card.name

    page = client.post(url, {**opened(client, url), "name": "Réécrit", "revision": revision})

    card.refresh_from_db()
    assert (page.status_code, card.name, card.revision) == (200, before, 1)
    assert BOTH in page.content.decode()
    assert "Réécrit" in page.content.decode()


def test_only_what_differs_is_shown_in_words(client_for, organism, partner, coordinator, director):
    url = reverse("services:partner-edit", args=[organism.pk, partner.pk])
    hers, his = client_for(coordinator), client_for(director)
    first, second = opened(hers, url), opened(his, url)
    his.post(url, {**second, "kind": "employer", "town": "Amos"})

    shown = hers.post(url, {**first, "neq": "1145678901"}).context["differences"]

    assert [(one.field, one.mine, one.theirs) for one in shown] == [
        ("Genre", "Partenaire", "Employeur"), ("Municipalité", "–", "Amos"), ("NEQ", "1145678901", "–"),
    ]  # fmt: skip
    assert Partner.objects.get().municipality == Municipality.objects.get(name="Amos")


def test_members_agreements_and_an_archived_body_are_compared_by_name(
    client_for, organism, body, template, agreement, coordinator, director
):
    hers, his = client_for(coordinator), client_for(director)
    of_body = reverse("services:body-edit", args=[organism.pk, body.pk])
    of_template = reverse("services:template-edit", args=[organism.pk, template.pk])
    mine = [opened(hers, url) for url in (of_body, of_template)]
    his.post(of_body, {**mine[0], "archived": "on", "members": "CISSS"})
    his.post(of_template, {name: value for name, value in mine[1].items() if name != "agreements"})

    pages = [hers.post(url, typed) for url, typed in zip((of_body, of_template), mine, strict=True)]

    bodies, templates = ([(one.field, one.mine, one.theirs) for one in page.context["differences"]] for page in pages)
    assert bodies == [("Qui y siège", "Cégep", "CISSS"), ("Cette instance ne se réunit plus", "Non", "Oui")]
    assert len(templates) == 1
    assert agreement.reference in templates[0][1]
    assert templates[0][2] == "–"


def test_a_new_card_has_nothing_to_be_stale_of(client_for, organism, coordinator):
    url = reverse("services:body-add", args=[organism.pk])

    client_for(coordinator).post(url, {"name": "Comité", "revision": "7"})

    assert ConcertationBody.objects.get().revision == 1


def test_archiving_a_template_keeps_the_revision_of_its_words(client_for, organism, template, coordinator):
    client = client_for(coordinator)
    url = reverse("services:template-edit", args=[organism.pk, template.pk])
    typed = opened(client, url)
    client.post(reverse("services:template-archive", args=[organism.pk, template.pk]))

    client.post(url, {**typed, "name": "Accueil du jeudi"})

    template.refresh_from_db()
    assert (template.name, template.archived) == ("Accueil du jeudi", True)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_refused():
    organism = factories.make_organism("Relais")
    partner = Partner.objects.create(organism=organism, kind="partner", name="Cégep", sort_name="cegep")
    barrier, refused = Barrier(2), []

    def write(name):
        barrier.wait()
        try:
            change_partner(partner=partner, seen=1, name=name, kind="partner", municipality=None, neq="")
        except StaleRevision as stale:
            refused.append(stale.current.name)
        connection.close()

    threads = [Thread(target=write, args=[name]) for name in ("Un", "Deux")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    partner.refresh_from_db()
    assert (refused, partner.revision) == ([partner.name], 2)
    assert not ActivityTemplate.objects.exists()
