"""Registers of a few rows, and the way from a file to an imported batch."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from services.imports.actions import check_register, receive_register, start_import
from services.imports.run import run_batch

HEADER = (
    "Date;Activité;Municipalité;Personnes immigrantes;Société d’accueil;Quantité;Femmes;"
    "Employeur ou partenaire;Entente(s);Notes"
)
ROWS = (
    "2025-04-02;Activité de rapprochement;Rouyn-Noranda;12;20;;7;;;Au parc",
    "2025-04-03;Premier accueil;Rouyn-Noranda;;;;;;;",
    "2025-04-04;Embauche;Val-d’Or;;;2;;Usinage du Nord;;",
    '2025-04-05;Table de concertation;Amos;;;;;"Cégep ; CISSS";;',
)


def register(*rows, header=HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


@pytest.fixture
def receive(staff, organism):
    """Upload a register of these rows and judge it."""

    def upload(*rows, name="registre.csv", header=HEADER, by=None, to=None):
        file = ContentFile(register(*rows, header=header))
        batch = receive_register(organism=to or organism, file=file, name=name, by=by or staff)
        check_register(batch=batch)
        batch.refresh_from_db()
        return batch

    return upload


@pytest.fixture
def bring_in(receive, staff):
    """Upload, start and run."""

    def upload_and_run(*rows, replace=False, **more):
        batch = receive(*rows, **more)
        start_import(batch=batch, by=staff, replace=replace)
        batch.refresh_from_db()
        run_batch(batch, by=staff)
        batch.refresh_from_db()
        return batch

    return upload_and_run


@pytest.fixture
def ended_session():
    """A browser whose session has ended on the server: its cookie is still there."""

    def browser(user) -> Client:
        client = Client()
        client.force_login(user)
        Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
        cache.clear()
        return client

    return browser
