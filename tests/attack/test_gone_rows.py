"""A row that another request deletes between the reading of a page and its lock: its reader is told, in words."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from organisms.models import Removal
from services.models import ActivityTemplate, ActivityType, ConcertationBody, Partner, Position
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def deleted_elsewhere(row) -> None:
    """Delete a row in a transaction of its own, as the application."""
    try:
        rows = type(row)._base_manager.filter(pk=row.pk)
        rows._raw_delete(rows.db)
    finally:
        connection.close()


@contextmanager
def deleted_before_its_lock(row):
    """Delete the row elsewhere as soon as its table is asked for a lock: whoever asks has read the row already."""
    waiting = [row]

    def wrapper(execute, sql, params, many, context):
        if waiting and "FOR UPDATE" in str(sql) and row._meta.db_table in str(sql):
            with ThreadPoolExecutor(1) as others:
                others.submit(deleted_elsewhere, waiting.pop()).result()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield
    assert not waiting


def test_a_row_deleted_by_another_meanwhile_is_said_to_exist_no_more(committed_reference, caplog):
    organism = factories.make_organism()
    by = factories.make_seated_user("Coordination", organism, "coordinator")
    own = {"organism": organism}
    kind = ActivityType.objects.first()
    rows = {
        "partenaire": Partner.objects.create(name="Le Filon", **own),
        "instance": ConcertationBody.objects.create(name="Table", sort_name="table", **own),
        "poste": Position.objects.create(
            title="Agente", during=(date(2025, 4, 1), None), hours=35, created_by=by, **own
        ),
        "modele": ActivityTemplate.objects.create(name="Accueil", sort_name="accueil", activity_type=kind, **own),
    }
    client = Client()
    client.force_login(by)
    for word, row in rows.items():
        with deleted_before_its_lock(row):
            answer = client.post(reverse("reporting:begun-delete", args=[word, row.pk]))
        assert answer.status_code == 404, word
        assert "Ce que cette page montrait n’existe plus" in answer.text, word
    edited = Partner.objects.create(name="La Rive", **own)
    with deleted_before_its_lock(edited):
        typed = {"name": "La Rive nord", "kind": "employer", "revision": "1"}
        answer = client.post(reverse("services:partner-edit", args=[organism.pk, edited.pk]), typed)
    assert (answer.status_code, "n’existe plus" in answer.text) == (404, True)
    assert not Removal.objects.exists()
    # Whoever keeps the portal reads where it was: a row asked by a wrong key would be answered alike
    assert len([line for line in caplog.records if "a row is gone" in line.message]) == len(rows) + 1


def test_a_row_that_never_was_stays_a_page_that_does_not_exist(committed_reference):
    organism = factories.make_organism()
    client = Client()
    client.force_login(factories.make_seated_user("Coordination", organism, "coordinator"))
    answer = client.post(reverse("reporting:begun-delete", args=["partenaire", 999_999]))
    assert (answer.status_code, "Ce que cette page montrait" in answer.text) == (404, False)
