"""A draft is kept by person, page and form; it comes back in the boxes, goes once it is sent, and is nobody else's."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from organisms.models import TypedDraft
from organisms.typed_drafts.actions import PAGE, SENT_TO, keep_draft

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
    client.post(page, typed(page))
    assert not TypedDraft.objects.exists()


def test_without_a_script_a_button_keeps_it_and_another_throws_it_away(page, client_for, coordinator):
    client = client_for(coordinator)
    shown = client.post(KEEP, typed(page), follow=True)
    assert shown.request["PATH_INFO"] == page
    assert "Gardé pour plus tard" in shown.text
    assert "Brouillon jeté" in client.post(DISCARD, {"draft": TypedDraft.objects.get().pk}, follow=True).text
    assert not TypedDraft.objects.exists()
    # Addresses of others, and what is too long, are not kept
    for words in ({PAGE: "https://ailleurs.example/"}, {PAGE: "//ailleurs.example"}, {"note": "a" * 70_000}):
        assert client.post(KEEP, typed(page) | words).headers["Location"] in ("/", page)
    assert not TypedDraft.objects.exists()
    assert client.post(RESUME, {"draft": "9" * 40}).status_code == 404


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
