"""Recording, correcting, withdrawing: the page, its refusals, two people at once."""

import html
import re
import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from organisms.models import Category
from services.activities.actions import record_activity
from services.activities.recording import ActivityInput
from services.models import Activity, ActivityType, Partner
from tests import factories

pytestmark = pytest.mark.django_db


def address(name, organism, *args):
    return reverse(f"services:{name}", args=[organism.pk, *args])


def typed(kind="Activité de rapprochement", **more):
    return {
        "activity_type": ActivityType.objects.get(name=kind).pk,
        "day": "2025-06-03",
        "immigrants": "12",
        "host": "20",
        "submit_key": str(uuid.uuid4()),
        **more,
    }


def test_activity_add_makes_the_counts_of_its_recipe(client_for, staff, organism):
    women = Category.objects.get(dimension__key="sex", order=1)
    response = client_for(staff).post(address("activity-add", organism), typed(**{f"cat_{women.pk}": "7"}))
    assert response.status_code == 302
    activity = Activity.objects.get(organism=organism)
    assert dict(activity.counts.values_list("indicator__code", "value")) == {"V4.13": 1, "V4.14": 12, "V4.15": 20}
    assert list(
        activity.counts.filter(breakdowns__isnull=False).values_list("indicator__code", "breakdowns__value")
    ) == [("V4.14", 7)]
    assert activity.created_by == staff


def test_activity_add_twice_with_one_key_records_once(client_for, staff, organism):
    client, data = client_for(staff), typed()
    for _ in range(2):
        assert client.post(address("activity-add", organism), data).status_code == 302
    assert Activity.objects.filter(organism=organism).count() == 1


def test_a_key_sent_again_says_that_the_activity_was_there_and_leads_to_it(client_for, staff, organism):
    client, data = client_for(staff), typed()
    client.post(address("activity-add", organism), data, follow=True)
    again = client.post(address("activity-add", organism), data, follow=True).text
    assert "Cette activité était déjà inscrite" in again
    assert f'<a href="{address("activity-detail", organism, Activity.objects.get().pk)}">' in again
    assert "Activité inscrite" not in again


def test_one_page_sent_twice_says_so_and_leads_to_what_it_made(client_for, staff, organism):
    client, data = client_for(staff), typed() | {"csrfmiddlewaretoken": "a" * 64}
    client.post(address("activity-add", organism), data, follow=True)
    again = client.post(address("activity-add", organism), data, follow=True).text
    assert "rien n’a été fait une deuxième fois" in again
    assert f'<a href="{address("activity-detail", organism, Activity.objects.get().pk)}">' in again


def test_the_same_activity_from_the_page_opened_again_is_said(client_for, staff, coordinator, organism):
    """Of a type that counts no number nothing is asked first: two of a day are the ordinary case."""
    client, add = client_for(staff), address("activity-add", organism)
    welcome = {"kind": "Premier accueil", "immigrants": "", "host": "", "partners": "Cégep"}
    client.post(add, typed(**welcome))
    first = Activity.objects.get()
    page = client.post(add, typed(**welcome), follow=True).text
    second = Activity.objects.latest("pk")
    assert second != first
    assert "Vous aviez déjà inscrit une fiche pareille" in page
    assert f'<a href="{address("activity-detail", organism, first.pk)}">' in page
    assert f'<a href="{address("activity-withdraw", organism, second.pk)}">retirez la deuxième</a>' in page

    for other in ({"partners": ""}, {"day": "2025-06-04"}):
        assert "fiche pareille" not in client.post(add, typed(**welcome | other), follow=True).text
    assert "fiche pareille" not in client_for(coordinator).post(add, typed(**welcome), follow=True).text
    Activity.objects.update(created_at=timezone.now() - timedelta(hours=4))
    assert "fiche pareille" not in client.post(add, typed(**welcome), follow=True).text


def test_activity_add_charges_and_names_partners(client_for, staff, organism, agreement):
    data = typed("Table de concertation", agreements=[agreement.pk], partners="Cégep ; CISSS ; cégep")
    client_for(staff).post(address("activity-add", organism), data)
    activity = Activity.objects.get()
    assert list(activity.charges.values_list("agreement", flat=True)) == [agreement.pk]
    assert set(activity.partners.values_list("name", flat=True)) == {"Cégep", "CISSS"}
    assert Partner.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("day", "2025-02-31", "ce jour n’existe pas"),
        ("day", "demain", "Écrivez la date ainsi"),
        ("day", "9999-01-01", "entre 1990 et 2100"),
        ("day", "", "Donnez le jour"),
        ("immigrants", "douze", "Inscrivez un nombre"),
        ("immigrants", "-3", "0 ou plus"),
        ("immigrants", "1" + "0" * 30, "trop grand"),
        ("immigrants", "1e30", "trop grand"),
        ("immigrants", "1e3", "vaut 1\xa0000"),
        ("immigrants", "1.234", "1\xa0234 ou 1,234"),
        ("immigrants", "12,5", "nombre entier"),
        ("immigrants", "NaN", "Inscrivez un nombre"),
        ("host", "", "0 s’il n’y en a pas eu"),
        ("activity_type", "abc", "Choisissez un type"),
        ("activity_type", "999999999999999999999", "Choisissez un type"),
        ("activity_type", "9" * 5000, "Choisissez un type"),
        ("town", "Drumondville", "Drummondville"),
        ("town", "x\x00y", "illisible"),
        ("note", "x\x00y", "illisible"),
        ("note", "a" * 2001, "2"),
        ("agreements", "abc", "pas à votre organisme"),
        ("agreements", "999999", "pas à votre organisme"),
    ],
)
def test_activity_add_answers_bad_input_beside_the_field_and_keeps_the_rest(
    client_for, staff, organism, field, value, sentence
):
    response = client_for(staff).post(address("activity-add", organism), typed(**{"partners": "Cégep", field: value}))
    assert response.status_code == 200
    assert sentence in response.content.decode().replace("&#x27;", "'")
    assert "Cégep" in response.content.decode()
    assert not Activity.objects.exists()


def test_sessions_of_a_type_that_no_number_can_hold_are_refused_beside_it(client_for, staff, organism):
    sent = typed(activity_type="9" * 5000) | {"s1-day": "2025-06-03"}
    response = client_for(staff).post(address("session-add", organism), sent)
    assert response.status_code == 200
    assert "Choisissez un type" in response.content.decode()


def test_activity_add_refuses_a_day_to_come(client_for, staff, organism):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = client_for(staff).post(address("activity-add", organism), typed(day=tomorrow.isoformat()))
    assert "à venir" in response.content.decode()


def test_activity_add_refuses_a_breakdown_above_its_total(client_for, staff, organism):
    women = Category.objects.get(dimension__key="sex", order=1)
    response = client_for(staff).post(address("activity-add", organism), typed(**{f"cat_{women.pk}": "13"}))
    assert "la ventilation compte 13 personnes, le total en compte 12" in response.content.decode()


def test_activity_add_refuses_an_agreement_outside_its_term(client_for, staff, organism, agreement):
    response = client_for(staff).post(
        address("activity-add", organism), typed(day="2023-06-03", agreements=[agreement.pk])
    )
    assert "hors du terme" in response.content.decode()
    assert not Activity.objects.exists()


def test_activity_add_refuses_a_foreign_agreement(client_for, staff, organism, neighbour_organism, funder):
    foreign = factories.make_agreement(neighbour_organism, funder, "SECRET-1")
    response = client_for(staff).post(address("activity-add", organism), typed(agreements=[foreign.pk]))
    assert "pas à votre organisme" in response.content.decode()
    assert "SECRET-1" not in response.content.decode()


def test_activity_add_warns_about_personal_data(client_for, staff, organism):
    response = client_for(staff).post(
        address("activity-add", organism), typed(note="Appeler au 819 555-1234"), follow=True
    )
    assert "numéro de téléphone" in response.content.decode()


def test_activity_add_names_every_kind_of_personal_data_and_links_to_the_record(client_for, staff, organism):
    note = "Appeler au 819 555-1234 ou a.tremblay@example.org"
    page = client_for(staff).post(address("activity-add", organism), typed(note=note), follow=True).content.decode()
    assert "une adresse courriel et un numéro de téléphone" in page
    saved = Activity.objects.get()
    assert f'<a href="{address("activity-detail", organism, saved.pk)}">' in page
    assert f'<a href="{address("activity-edit", organism, saved.pk)}">Corriger la note</a>' in page


def labels(page) -> dict[str, str]:
    found = re.findall(r'<label for="id_(\w+)">(.*?)</label>', page.content.decode(), re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", words).split()) for name, words in found}


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (None, ("(selon le type)", "(selon le type)", "(selon le type)")),
        ("Activité de rapprochement", ("", "", "(ce type ne le compte pas)")),
        ("Embauche", ("(ce type ne le compte pas)", "(ce type ne le compte pas)", "")),
    ],
)
def test_activity_form_labels_follow_the_recipe(client_for, staff, organism, kind, wanted):
    client, url = client_for(staff), address("activity-add", organism)
    sent = {} if kind is None else {"activity_type": ActivityType.objects.get(name=kind).pk}
    said = labels(client.post(url, sent) if sent else client.get(url))
    plain = {"immigrants": "Personnes immigrantes", "host": "Personnes de la société d’accueil", "quantity": "Quantité"}
    for (name, words), end in zip(plain.items(), wanted, strict=True):
        assert said[name] == f"{words} {end}".strip()
    assert said["note"] == "Note (facultatif)"


def test_activity_form_says_which_agreements_hold_on_the_day(client_for, staff, organism, agreement, funder):
    old = factories.make_agreement(organism, funder, "VIEILLE", start=date(2020, 4, 1), end=date(2021, 4, 1))
    page = client_for(staff).get(address("activity-add", organism), {"jour": "2025-06-03"}).content.decode()
    lead = agreement.funders.get().name
    assert f"MIN-2024-031 · {lead} · jusqu’au 31 mars 2027</label>" in re.sub(r"\s*</label>", "</label>", page)
    assert page.count("(hors terme ce jour-là)") == 1
    assert re.search(rf'value="{old.pk}"[^>]* data-outside', page)
    assert not re.search(rf'value="{agreement.pk}"[^>]* data-outside', page)


def test_activity_form_says_a_breakdown_is_too_high_once_for_its_whole_axis(client_for, staff, organism):
    women = Category.objects.get(dimension__key="sex", order=1)
    data = typed(**{f"cat_{women.pk}": "13"})
    page = client_for(staff).post(address("activity-add", organism), data).content.decode()
    axis = page[page.index('<fieldset class="axis"') :]
    assert axis.count("la ventilation compte 13 personnes") == 1
    assert axis.index("la ventilation compte 13 personnes") < axis.index('class="axis-fields"')


def test_the_error_of_a_breakdown_stands_beside_a_part_that_holds_something(client_for, staff, organism):
    women, men = Category.objects.filter(dimension__key="sex").order_by("order")[:2]
    page = client_for(staff).post(address("activity-add", organism), typed(**{f"cat_{men.pk}": "13"}))
    assert list(page.context["form"].errors) == [f"cat_{men.pk}"]
    assert f'<a href="#id_cat_{men.pk}">' in page.text
    assert f'<a href="#id_cat_{women.pk}">' not in page.text


def test_typed_form_survives_a_lost_session(ended_session, staff, organism):
    staff.set_password("une-phrase-assez-longue")
    staff.save()
    data, client = typed(note="Texte long que personne ne veut retaper"), ended_session(staff)
    response = client.post(address("activity-add", organism), data)
    assert response.status_code == 302
    login = {"login": staff.email, "password": "une-phrase-assez-longue"}
    back = client.post(response.headers["Location"], {**login, "next": address("activity-add", organism)}, follow=True)
    assert "Texte long que personne ne veut retaper" in back.content.decode()
    assert not Activity.objects.exists()


def test_activity_edit_replaces_counts_even_downwards(client_for, staff, organism):
    women = Category.objects.get(dimension__key="sex", order=1)
    activity = factories.make_activity(
        organism, "Activité de rapprochement", immigrants=12, host=3, categories={women.pk: 9}
    )
    data = typed(immigrants="4", host="0", revision="1", **{f"cat_{women.pk}": "2"})
    response = client_for(staff).post(address("activity-edit", organism, activity.pk), data)
    assert response.status_code == 302
    assert dict(activity.counts.values_list("indicator__code", "value")) == {"V4.13": 1, "V4.14": 4, "V4.15": 0}
    activity.refresh_from_db()
    assert (activity.revision, activity.changed_by) == (2, staff)


def test_activity_edit_shows_both_versions_to_the_second_person(client_for, staff, coordinator, organism):
    activity = factories.make_activity(organism, "Activité de rapprochement", immigrants=12, host=3)
    url = address("activity-edit", organism, activity.pk)
    first = client_for(staff).post(url, typed(immigrants="5", revision="1", note="Première"))
    second = client_for(coordinator).post(
        url, typed(immigrants="6", revision="1", note="Seconde", partners="Arrivé trop tard")
    )
    assert (first.status_code, second.status_code) == (302, 409)
    page = second.content.decode()
    assert "Première" in page
    assert "Seconde" in page
    activity.refresh_from_db()
    assert activity.immigrants == 5
    assert not Partner.objects.filter(name="Arrivé trop tard").exists()
    kept = client_for(coordinator).post(url, typed(immigrants="6", revision="2", note="Seconde"))
    assert kept.status_code == 302
    activity.refresh_from_db()
    assert activity.immigrants == 6


def test_activity_withdraw_wants_a_reason_then_leaves_the_figures_and_comes_back(client_for, staff, organism):
    activity = factories.make_activity(organism)
    client = client_for(staff)
    refused = client.post(address("activity-withdraw", organism, activity.pk), {"reason": ""})
    assert "Dites pourquoi" in refused.content.decode()
    client.post(address("activity-withdraw", organism, activity.pk), {"reason": "Saisie deux fois"})
    assert not Activity.objects.live().exists()
    client.post(address("activity-restore", organism, activity.pk))
    assert Activity.objects.live().count() == 1


def history(client, organism, activity) -> list[str]:
    page = client.get(address("activity-detail", organism, activity.pk)).content.decode()
    return re.findall(r"<li[^>]*>\s*<b>(.*?)</b>", page[page.index("s-hist") :])


def test_activity_history_says_what_changed_to_what(client_for, staff, coordinator, organism):
    client, other = client_for(staff), client_for(coordinator)
    client.post(address("activity-add", organism), typed(immigrants="10"))
    activity = Activity.objects.get()
    assert history(client, organism, activity) == ["Inscrite"]
    other.post(address("activity-edit", organism, activity.pk), typed(immigrants="15", revision="1", note="Vu"))
    client.post(address("activity-withdraw", organism, activity.pk), {"reason": "Saisie deux fois"})
    client.post(address("activity-restore", organism, activity.pk))
    assert history(client, organism, activity) == [
        "Rétablie",
        "Retirée\xa0: Saisie deux fois",
        "Corrigée\xa0: personnes immigrantes, 10 devient 15\xa0; note",
        "Inscrite",
    ]
    page = client.get(address("activity-detail", organism, activity.pk)).content.decode()
    assert page.count(f"<span>{coordinator.name}</span>") == 1


def test_activity_history_tells_a_breakdown_apart_from_its_numbers(client_for, staff, organism):
    women = Category.objects.get(dimension__key="sex", order=1)
    activity = factories.make_activity(organism, "Activité de rapprochement", immigrants=12, host=20)
    sent = typed(revision="1", **{f"cat_{women.pk}": "2"})
    client_for(staff).post(address("activity-edit", organism, activity.pk), sent)
    words = history(client_for(staff), organism, activity)
    assert words == ["Corrigée\xa0: ventilation, partenaires ou ententes", "Inscrite"]


def test_activity_page_says_what_its_indicators_are(client_for, staff, organism, agreement):
    activity = factories.make_activity(
        organism, "Activité de rapprochement", immigrants=12, host=3, agreements=[agreement]
    )
    page = client_for(staff).get(address("activity-detail", organism, activity.pk)).content.decode()
    for count in activity.counts.select_related("indicator"):
        assert count.indicator.definitions.latest("valid_from").words in html.unescape(page)
    assert f"MIN-2024-031 · {agreement.funders.get().name} · jusqu’au" in page


def test_activity_copy_with_numbers_keeps_all_but_the_day(client_for, staff, organism):
    activity = factories.make_activity(organism, "Activité de rapprochement", immigrants=12, host=3)
    page = client_for(staff).get(address("activity-add", organism) + f"?copie={activity.pk}&nombres=1").content.decode()
    assert 'value="12"' in page
    assert 'value="2025-06-03"' not in page


@pytest.mark.parametrize("bad", ["abc", "9" * 40, "-1", "1'--"])
def test_activity_copy_of_an_odd_id_copies_nothing(client_for, staff, organism, bad):
    assert client_for(staff).get(address("activity-add", organism), {"copie": bad}).status_code == 200


NAMES = ["activity-list", "activity-add"]


@pytest.mark.parametrize("name", NAMES)
def test_activity_pages_send_a_stranger_to_login(client, organism, name):
    response = client.get(address(name, organism))
    assert response.status_code == 302
    assert "/compte/login/" in response.headers["Location"]


@pytest.mark.parametrize("name", NAMES)
def test_activity_pages_do_not_exist_for_others(client_for, organism, neighbour, network, funder_agent, pivot, name):
    for user in (neighbour, network, funder_agent, pivot):
        assert client_for(user).get(address(name, organism)).status_code == 404


def test_activity_pages_let_the_auditor_read_only(client_for, organism, auditor):
    activity = factories.make_activity(organism)
    client = client_for(auditor)
    assert client.get(address("activity-list", organism)).status_code == 200
    assert client.get(address("activity-detail", organism, activity.pk)).status_code == 200
    for name, args in [("activity-add", []), ("activity-edit", [activity.pk]), ("activity-withdraw", [activity.pk])]:
        assert client.get(address(name, organism, *args)).status_code == 403
    for name, args in [("activity-bulk", []), ("activity-restore", [activity.pk])]:
        assert client.post(address(name, organism, *args)).status_code == 403


def test_activity_of_another_organism_is_not_found_under_ones_own(client_for, staff, organism, neighbour_organism):
    foreign = factories.make_activity(neighbour_organism)
    for name in ("activity-detail", "activity-edit", "activity-withdraw"):
        assert client_for(staff).get(address(name, organism, foreign.pk)).status_code == 404


def test_activity_posts_refuse_get(client_for, staff, organism):
    activity = factories.make_activity(organism)
    client = client_for(staff)
    for name, args in [("activity-bulk", []), ("activity-bulk-undo", []), ("activity-restore", [activity.pk])]:
        assert client.get(address(name, organism, *args)).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_record_once(committed_reference, organism, staff):
    key, gate, made = uuid.uuid4(), threading.Barrier(2), []
    kind = ActivityType.objects.get(name="Premier accueil").pk

    def click():
        gate.wait(5)
        fact = ActivityInput(activity_type_id=kind, day=date(2025, 6, 3))
        made.append(record_activity(organism=organism, fact=fact, submit_key=key, by=staff)[0].pk)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(made) == 2
    assert len(set(made)) == 1
    assert Activity.objects.filter(organism=organism).count() == 1
