"""A draft is kept by person, page and form; it comes back in the boxes, goes once it is sent, and is nobody else's."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from organisms.models import TypedDraft
from organisms.typed_drafts.actions import PAGE, SENT_TO, keep_draft
from services.models import ActivityType
from tests.roriq_portal.test_typed_forms import HIDDEN

pytestmark = pytest.mark.django_db
KEEP, RESUME, DISCARD = (reverse(f"organisms:draft-{name}") for name in ("keep", "resume", "discard"))


@pytest.fixture
def page(organism):
    return reverse("services:activity-add", args=[organism.pk])


def typed(page, **words) -> dict:
    return {PAGE: page, SENT_TO: page, "note": "Rencontre au centre", **words}


def test_a_draft_comes_back_in_its_boxes_and_goes_once_sent(page, client_for, coordinator, staff):
    client = client_for(coordinator)
    assert "Garder pour plus tard" in client.get(page).text
    said = client.post(
        KEEP, typed(page, immigrants="3", password="secret"), headers={"accept": "application/json"}
    ).json()
    assert "Gardé pour plus tard" in said["said"]
    draft = TypedDraft.objects.get()
    assert "secret" not in draft.fields
    assert "Brouillon du" in client.get(page).text
    assert "Brouillon du" not in client_for(staff).get(page).text
    assert client_for(staff).post(RESUME, {"draft": draft.pk}).status_code == 404
    assert client_for(staff).post(DISCARD, {"draft": draft.pk}).status_code == 404
    resumed = client.post(RESUME, {"draft": draft.pk}, follow=True).text
    assert "Rencontre au centre" in resumed
    assert "Votre brouillon est repris" in resumed
    assert TypedDraft.objects.count() == 1
    # A form that comes back with a fault keeps its draft; one that leads away forgets it
    client.post(page, typed(page, immigrants="trois"))
    assert TypedDraft.objects.count() == 1
    kind = ActivityType.objects.get(name="Activité de rapprochement").pk
    sent = typed(page, activity_type=kind, day="2025-06-03", immigrants="4", host="1")
    assert client.post(page, sent).status_code == 302
    assert not TypedDraft.objects.exists()


def test_a_draft_beside_the_page_takes_the_place_of_no_form_sent_too_late(page, client, coordinator):
    client.force_login(coordinator)
    opened = dict(HIDDEN.findall(client.get(page).text))
    client.cookies.clear()
    ours = {"HTTP_REFERER": f"http://testserver{page}", "HTTP_ORIGIN": "http://testserver"}
    assert client.post(page, opened | {"note": "Envoyé trop tard"}, **ours).status_code == 302
    beside = client.post(KEEP, opened | typed(page, note="Brouillon"), headers={"accept": "application/json"}, **ours)
    assert (beside.status_code, list(beside.cookies)) == (401, [])
    client.force_login(coordinator)
    assert "Envoyé trop tard" in client.get(page).text


def test_without_a_script_a_button_keeps_it_and_another_throws_it_away(page, client_for, coordinator):
    client = client_for(coordinator)
    shown = client.post(KEEP, typed(page), follow=True)
    assert shown.request["PATH_INFO"] == page
    assert "Gardé pour plus tard" in shown.text
    assert "Brouillon jeté" in client.post(DISCARD, {"draft": TypedDraft.objects.get().pk}, follow=True).text
    assert not TypedDraft.objects.exists()
    # Addresses of others, and what is too long, are not kept
    odd = ("https://ailleurs.example/", "//ailleurs.example", "http://[", "//[", "/a\0b")
    for words in (*({PAGE: one} for one in odd), {SENT_TO: "//["}, {"note": "a" * 70_000}):
        assert client.post(KEEP, typed(page) | words).headers["Location"] in ("/", page)
    assert not TypedDraft.objects.exists()
    assert client.post(RESUME, {"draft": "9" * 40}).status_code == 404
    # Nor do they stop a form that says them of itself
    assert client.post(reverse("reporting:news-mark"), {PAGE: "//[", SENT_TO: "/a\0b"}).status_code == 302


def test_the_database_holds_a_draft_short_and_one_to_a_form(page, coordinator):
    draft = keep_draft(user=coordinator, page=page, sent_to=page, fields=[("note", ["Un"])])
    keep_draft(user=coordinator, page=page, sent_to=page, fields=[("note", ["Deux"])])
    assert "Deux" in TypedDraft.objects.get().fields
    statement = "UPDATE organisms_typeddraft SET fields = repeat('a', 60001) WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [draft.pk])
    TypedDraft.objects.update(saved_at=timezone.now() - timedelta(days=31))
    assert not TypedDraft.objects.visible_to(coordinator).exists()
    assert TypedDraft.objects.outdated().count() == 1
