"""The register of incidents: declared, assessed in steps, told; who reads it, and what a page refuses."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacy.incidents.listing import INCIDENTS
from privacy.incidents.notices import BLANK
from privacy.models import Incident, Reading
from tests.attack.form_filler import forms_as_shown
from tests.lists import every_column, sheet_of
from tests.refusals import as_owner

pytestmark = pytest.mark.django_db
LIST, ADD = "/confidentialite/incidents/", "/confidentialite/incidents/inscrire/"
TODAY = timezone.localdate


def facts(**more):
    given = {
        "nature": "communication", "circumstances": "Un tableau est parti à une mauvaise adresse.",
        "data": "Prénoms et courriels de l’équipe", "occurred_from": f"{TODAY() - timedelta(days=3)}",
        "known_on": f"{TODAY() - timedelta(days=2)}", "people": "1 200", "people_quebec": "1 100",
        "submit_key": str(uuid.uuid4()), "touches_portal": "on",
    }  # fmt: skip
    return {**given, **more}


def save(client, incident, step, **values):
    """Send the form of a step as its page shows it, with these values in it."""
    url = reverse("privacy:incident-edit", args=[incident.pk, step])
    (form,) = [form for form in forms_as_shown(client.get(url).content.decode()) if "seen" in form.data]
    return client.post(url, {**form.data, **values})


@pytest.fixture
def incident(client_for, coordinator, organism):
    client_for(coordinator).post(ADD, facts(organism=organism.pk))
    return Incident.objects.get()


def test_an_incident_goes_from_its_discovery_to_its_notices(client_for, coordinator, organism):
    client = client_for(coordinator)
    assert "Aucun incident au registre" in client.get(LIST).text
    assert client.get(ADD).context["form"]["organism"].value() == organism.pk
    sent = facts(organism=organism.pk)
    client.post(ADD, sent)
    client.post(ADD, sent)
    incident = Incident.objects.get()
    assert (incident.organism, incident.people, incident.declared_by) == (organism, 1200, coordinator)
    page = client.get(reverse("privacy:incident-detail", args=[incident.pk])).text
    assert "L’évaluation dira si un avis est exigé" in page
    assert "Il manque la conclusion" in page

    refused = save(client, incident, "evaluation", serious="oui")
    assert refused.status_code == 200
    assert "La loi demande d’en tenir compte" in refused.text
    weighed = {"sensitivity": "Faible", "consequences": "Hameçonnage", "likelihood": "Possible", "serious": "oui"}
    assert save(client, incident, "evaluation", **weighed, officer_consulted_on=f"{TODAY()}").status_code == 302
    page = client.get(reverse("privacy:incident-detail", args=[incident.pk])).text
    assert "avertissez sans tarder la Commission" in page
    assert "l’avis à la Commission d’accès à l’information" in page

    told = client.get(reverse("privacy:incident-notice", args=[incident.pk, "personnes"]))
    assert told.context["notice"].blanks == [
        "Ce que nous avons fait, ou ferons", "Ce que vous pouvez faire", "Pour en savoir plus"
    ]  # fmt: skip
    done = {
        "measures": "Rappel du courriel", "prevention": "Adresses vérifiées", "advice": "Changez de mot de passe",
        "contact_name": "Nadia Roy", "contact_details": "819 555-0101", "commission_told_on": f"{TODAY()}",
        "people_told_on": f"{TODAY()}",
    }  # fmt: skip
    assert save(client, incident, "suites", **done).status_code == 302
    for kind, words in (
        ("personnes", ("Changez de mot de passe", "819 555-0101", "Prénoms et courriels")),
        ("commission", ("1 200, dont 1 100 au Québec", "Hameçonnage", "Rappel du courriel", "Elle n’est pas connue")),
    ):
        text = client.get(reverse("privacy:incident-notice", args=[incident.pk, kind])).context["notice"].text
        assert BLANK not in text
        assert not [one for one in words if one not in text.replace("\u00a0", " ")]
    assert "À compléter" not in client.get(reverse("privacy:incident-detail", args=[incident.pk])).text
    incident.refresh_from_db()
    assert (incident.revision, incident.changed_by) == (2, coordinator)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"nature": ""}, "Faites un choix"),
        ({"circumstances": ""}, "Décrivez les circonstances"),
        ({"data": ""}, "dites dessous pourquoi ils ne sont pas connus"),
        ({"occurred_from": "", "when_words": ""}, "dites dessous à peu près quand"),
        ({"known_on": "2099-01-01"}, "Ce jour n’est pas encore venu"),
        ({"known_on": "2001-01-01", "occurred_from": "2001-01-01"}, "cet incident n’y entre plus"),
        ({"known_on": "hier"}, "Écrivez la date ainsi"),
        ({"occurred_to": "2020-01-01"}, "Ce jour vient avant le premier"),
        ({"people": "douze"}, "Inscrivez un nombre entier"),
        ({"people": "10"}, "ne peut pas dépasser"),
        ({"people": "", "people_quebec": "4"}, "ne peut pas dépasser"),
        ({"people": "99999999999999999999"}, "Inscrivez 10000000 ou moins"),
        ({"circumstances": "Écrit à marie@exemple.org"}, "Décrivez sans nommer personne"),
        ({"organism": "9999"}, "Faites un choix"),
        ({"circumstances": "x\x00y"}, ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client_for, coordinator, organism, wrong, words):
    page = client_for(coordinator).post(ADD, facts(**{"organism": organism.pk, **wrong}))
    assert words.replace(" ", "") in page.text.replace("\u00a0", "").replace(" ", "")
    assert page.status_code in (200, 400)
    assert not Incident.objects.exists()
    if "circumstances" not in wrong:
        assert "Un tableau est parti" in page.text


def test_each_organism_keeps_its_own_and_the_network_what_touches_the_portal(
    client_for, coordinator, director, staff, neighbour, network, analyst, organism, incident
):
    page = reverse("privacy:incident-detail", args=[incident.pk])
    seen = {name: client_for(person).get(page).status_code for name, person in {
        "coordinator": coordinator, "director": director, "staff": staff, "neighbour": neighbour,
        "network": network, "analyst": analyst,
    }.items()}  # fmt: skip
    assert seen == {
        "coordinator": 200, "director": 200, "staff": 403, "neighbour": 404, "network": 200, "analyst": 403
    }  # fmt: skip
    assert Reading.objects.filter(kind="incident", number=incident.pk).count() == 3
    save(client_for(coordinator), incident, "faits", touches_portal="")
    assert client_for(network).get(page).status_code == 404
    own = facts()
    client_for(network).post(ADD, own)
    assert Incident.objects.get(submit_key=own["submit_key"]).organism is None
    assert [row.organism_id for row in Incident.objects.visible_to(coordinator)] == [organism.pk]
    stolen = client_for(coordinator).post(ADD, {**facts(submit_key=own["submit_key"]), "organism": organism.pk})
    assert "Rechargez cette page" in stolen.text


def test_the_file_of_the_register_says_all_that_the_regulation_asks(client_for, coordinator, incident):
    client = client_for(coordinator)
    sheet = sheet_of(client, LIST, col=every_column(INCIDENTS))
    head, row = [[cell.value for cell in line] for line in sheet.iter_rows()]
    said = dict(zip(head, row, strict=True))
    assert said["Circonstances"] == "Un tableau est parti à une mauvaise adresse."
    assert said["Renseignements visés"] == "Prénoms et courriels de l’équipe"
    assert (said["Personnes"], said["Dont au Québec"], said["Évaluation"]) == (1200, 1100, "À évaluer")
    assert "Gardé jusqu’au" in said
    assert Reading.objects.filter(kind="registre", by=coordinator).count() == 1
    assert "fichier=xlsx" in client.get(LIST).text


def test_whoever_shows_the_texts_in_the_list_is_noted(client_for, coordinator, network, incident):
    client, noted = client_for(coordinator), Reading.objects.filter(kind="registre", by=coordinator)
    Incident.objects.update(measures="Rappel", public_notice_why="Coordonnées inconnues", revision=1)
    texts = {"vises", "circonstances", "elements", "mesures", "pourquoi"}
    for column in INCIDENTS.columns:
        before = noted.count()
        client.get(LIST, {"col": ["numero", column.key]})
        assert noted.count() - before == (column.key in texts), column.key
    log = client_for(network).get(reverse("privacy:reading-list")).text
    assert "Registre des incidents" in log
    assert "en fichier" not in log


def test_the_registers_of_incidents_and_of_what_is_kept_lead_to_each_other(client_for, coordinator, network, analyst):
    kept = reverse("privacy:purpose-register")
    assert f'href="{LIST}"' in client_for(network).get(kept).text.partition("<main")[2]
    assert f'href="{kept}"' in client_for(network).get(LIST).text.partition("<main")[2]
    assert f'href="{LIST}"' not in client_for(analyst).get(kept).text
    head = client_for(coordinator).get(LIST).text.partition("<main")[2]
    assert kept not in head
    assert reverse("privacy:policy") in head


def test_what_the_register_holds_can_be_mended_whatever_its_age(client_for, coordinator, incident):
    old = f"{TODAY() - timedelta(days=3000)}"
    as_owner(f"UPDATE privacy_incident SET known_on = '{old}', occurred_from = '{old}', revision = revision + 1")
    saved = save(client_for(coordinator), incident, "faits", circumstances="Mieux dit.")
    assert saved.status_code == 302
    incident.refresh_from_db()
    assert (incident.circumstances, f"{incident.known_on}") == ("Mieux dit.", old)


def test_the_journal_says_who_changed_it_without_the_words(client_for, coordinator, incident):
    save(client_for(coordinator), incident, "suites", measures="Rappel du courriel")
    events = Incident.pgh_event_model.objects.order_by("pgh_id")
    assert [event.pgh_label for event in events] == ["insert", "update"]
    assert [event.revision for event in events] == [0, 1]
    assert events[1].pgh_context.metadata["user"] == coordinator.pk
    assert not {"circumstances", "measures", "data"} & {field.name for field in Incident.pgh_event_model._meta.fields}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("serious = 'oui'", "incident_assessed_whole"),
        ("data = '', data_unknown_why = ''", "incident_data_or_why"),
        ("people = 3, people_quebec = 4", "incident_quebec_within"),
        ("occurred_from = NULL", "incident_when"),
        ("occurred_to = '2000-01-01'", "incident_days_in_order"),
        ("public_notice_on = '2026-01-01'", "incident_public_notice_pair"),
        ("known_on = '9999-01-01'", "incident_known_on_in_range"),
        ("organism_id = NULL", "declared once"),
    ],
)
def test_the_database_holds_the_register_whole(incident, change, name):
    with pytest.raises(IntegrityError, match=name):
        as_owner(f"UPDATE privacy_incident SET {change}, revision = revision + 1")


def test_the_list_costs_the_same_whatever_it_holds(client_for, coordinator, organism):
    client = client_for(coordinator)
    costs = []
    for count in (1, 3, 30):
        while Incident.objects.count() < count:
            client.post(ADD, facts(organism=organism.pk))
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 15


def test_the_log_of_readings_is_the_networks(client_for, coordinator, network, incident):
    client_for(coordinator).get(reverse("privacy:incident-detail", args=[incident.pk]))
    page = client_for(network).get(reverse("privacy:reading-list")).text
    assert f"Incident nº\u00a0{incident.pk}" in page or f"Incident nº {incident.pk}" in page
    assert coordinator.name in page
    assert client_for(coordinator).get(reverse("privacy:reading-list")).status_code == 403
