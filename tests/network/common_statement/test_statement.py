"""The common statement: written, published for ever, adopted once by each organism, on a day of its board."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from network.common_statement.actions import StatementRefused, adopt_statement, publish_statement, write_statement
from network.models import Adoption, StatementVersion
from reporting.management.demo import past_moments
from roriq_portal.edits.stale_revision import StaleRevision
from tests.refusals import refused_to_both

pytestmark = pytest.mark.django_db
APRIL, MAY = date(2026, 4, 10), date(2026, 5, 4)


@pytest.fixture
def published(network):
    with past_moments.at(past_moments.moment(APRIL)):
        written = write_statement(title="Notre vision", text="Décloisonnée, à long terme.", seen=0, by=network)
        return publish_statement(seen=written.revision, by=network)


def test_a_telephone_in_the_statement_is_warned_of_and_refuses_nothing(network, client_for):
    text = "Appelez Aline au 418 555-0199."
    sent = {"title": "Notre vision", "text": text, "revision": 0}
    page = client_for(network).post(reverse("network:statement-write"), sent, follow=True)
    assert "Ce texte semble contenir un numéro de téléphone" in page.text
    assert StatementVersion.objects.get().text == text


def test_the_network_writes_publishes_and_sees_who_has_not_adopted(network, coordinator, organism, client_for):
    client, page = client_for(network), reverse("network:statement")
    assert "Le réseau n’a publié encore aucune version" in client.get(page).text
    write = reverse("network:statement-write")
    assert "Écrivez le texte." in client.post(write, {"title": "Notre vision", "text": "", "revision": 0}).text
    client.post(write, {"title": "Notre vision", "text": "Une vision partagée.", "revision": 0})
    draft = StatementVersion.objects.get()
    clash = client.post(write, {"title": "Autre vision", "text": "La mienne.", "revision": 7})
    assert "La mienne." in clash.text
    assert "Celle qui est inscrite" in clash.text
    assert "Une vision partagée." not in client_for(coordinator).get(page).text
    client.post(reverse("network:statement-publish"), {"key": draft.revision + 1})
    assert StatementVersion.objects.current() is None
    with past_moments.at(past_moments.moment(APRIL)):
        publish_statement(seen=draft.revision, by=network)
    assert "Une vision partagée." in client_for(coordinator).get(page).text
    own = reverse("network:organism-statement", args=[organism.pk])
    team = client_for(coordinator)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "Ce jour n’est pas venu" in team.post(own, {"version": 1, "board_on": tomorrow.isoformat()}).text
    assert organism.name in client.get(page).context["standing"].waiting[0].name
    team.post(own, {"version": 1, "board_on": "2026-05-04"})
    assert "l’a adopté à son conseil du 4 mai 2026" in team.get(own).text
    assert client.get(page).context["standing"].waiting == []
    team.post(reverse("network:adoption-take-back", args=[organism.pk]))
    assert not Adoption.objects.exists()


def test_only_their_own_adopt_and_only_the_network_writes(published, organism, staff, neighbour, analyst, client_for):
    own = reverse("network:organism-statement", args=[organism.pk])
    body = {"version": published.number, "board_on": "2026-05-04"}
    assert client_for(staff).get(own).status_code == 200
    assert [client_for(user).post(own, body).status_code for user in (staff, neighbour)] == [403, 404]
    assert client_for(analyst).post(reverse("network:statement-publish"), {"key": 1}).status_code == 403
    assert not Adoption.objects.exists()


def test_an_adoption_is_of_the_version_in_force_once(published, organism, director, network):
    with pytest.raises(StaleRevision):
        write_statement(title="Suite", text="Un", seen=0, by=network)
        write_statement(title="Suite", text="Deux", seen=9, by=network)
    adopt_statement(version=published, organism=organism, board_on=MAY, by=director)
    with pytest.raises(StatementRefused, match="l’a adopté déjà, à son conseil du 4 mai 2026"):
        adopt_statement(version=published, organism=organism, board_on=MAY, by=director)
    second = write_statement(title="Suite", text="Trois", seen=1, by=network)
    with pytest.raises(StatementRefused, match="plus récente"):
        adopt_statement(version=second, organism=organism, board_on=MAY, by=director)
    publish_statement(seen=second.revision, by=network)
    with pytest.raises(StatementRefused, match="Aucune version ne se prépare"):
        publish_statement(seen=1, by=network)


def test_no_board_adopts_before_the_version_is_published(published, organism, director, client_for):
    words = "Cette version a été publiée le 10 avril 2026\u00a0: un conseil n’a pas pu l’adopter avant ce jour."
    own, client = reverse("network:organism-statement", args=[organism.pk]), client_for(director)
    page = client.post(own, {"version": published.number, "board_on": "2024-01-01"})
    assert {name: list(errors) for name, errors in page.context["form"].errors.items()} == {"board_on": [words]}
    with pytest.raises(StatementRefused, match="publiée le 10"):
        adopt_statement(version=published, organism=organism, board_on=APRIL - timedelta(days=1), by=director)
    client.post(own, {"version": published.number, "board_on": APRIL.isoformat()})
    assert Adoption.objects.get().board_on == APRIL


def test_a_text_with_hard_line_ends_reads_well(network, client_for):
    text = "Les cinq volets le\nsuivent.\n\nLeurs soins :\n- accueillir ;\n- accompagner."
    written = write_statement(title="Notre vision", text=text, seen=0, by=network)
    publish_statement(seen=written.revision, by=network)
    page = client_for(network).get(reverse("network:statement")).text
    assert "<p>Les cinq volets le suivent.</p>" in page
    assert "<p>Leurs soins :<br>- accueillir ;<br>- accompagner.</p>" in page
    paper = render_to_string("network/consolidation/rendering/_own_text.html", {"text": text, "lang": ""})
    assert "<p>Les cinq volets le suivent.</p>" in paper


def test_sql_changes_no_published_text_and_forges_no_adoption(
    published, organism, neighbour_organism, director, network
):
    text = "UPDATE network_statementversion SET text = 'Autre' WHERE id = %s"
    refused_to_both(text, published.pk, words="never changes")
    draft = write_statement(title="Suite", text="Un", seen=0, by=network)
    adopt = """
        INSERT INTO network_adoption (version_id, organism_id, board_on, adopted_at, adopted_by_id)
        VALUES (%s, %s, %s, %s, %s)
    """
    now, later = timezone.now(), timezone.localdate() + timedelta(days=1)
    refused_to_both(adopt, draft.pk, organism.pk, MAY, now, director.pk, words="adopted by nobody")
    ahead = now + timedelta(days=30)
    refused_to_both(adopt, published.pk, organism.pk, later, ahead, director.pk, words="has not met")
    adopt_statement(version=published, organism=organism, board_on=MAY, by=director)
    refused_to_both(adopt, published.pk, organism.pk, MAY, now, director.pk, words="adopted_once")
    refused_to_both("UPDATE network_adoption SET board_on = '2026-01-01'", words="an adoption stays")
    with connection.cursor() as cursor:
        cursor.execute(adopt, [published.pk, neighbour_organism.pk, MAY, now - timedelta(days=2), director.pk])
    refused_to_both(
        "DELETE FROM network_adoption WHERE organism_id = %s", neighbour_organism.pk, words="an adoption stays"
    )
    second = "INSERT INTO network_statementversion (number, title, text, created_at, created_by_id, revision) "
    refused_to_both(second + "VALUES (9, 'T', 'X', now(), %s, 1)", network.pk, words="statement_one_draft")
