"""The room of an organism's files: said before it is full, refused beyond, other organisms untouched."""

from io import BytesIO

import pytest
from django.apps import apps
from django.db.models import FileField, PositiveIntegerField
from django.urls import reverse
from pghistory.models import Event

from agreements.models import AgreementDocument
from network.models import ConsolidatedDocument
from reporting.funder_reports.actions.receipts import record_letter
from reporting.models import Attachment, Document, FunderFile, Receipt
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.files.quota import room_used
from roriq_portal.files.uploads import FileRefused, examine
from services.activities.evidence import add_evidence
from services.models import Evidence, ImportBatch
from tests import factories
from tests.attack.form_filler import PDF, file_for
from tests.reporting.builders.funder_reports import make_issued
from tests.services.conftest import ROWS, register
from tests.services.imports.test_views_imports import upload, words_of

pytestmark = pytest.mark.django_db


def join(organism, by, words: bytes) -> Evidence:
    activity = factories.make_activity(organism, by=by)
    return add_evidence(activity=activity, file=examine(BytesIO(words + PDF), "p.pdf"), by=by)


# A paper is made by the portal itself, from what is counted already
MADE_HERE = {ConsolidatedDocument, Document}
# Given by the network, for all the organisms of a programme
OF_THE_NETWORK = {FunderFile}


def test_every_model_that_stores_an_organisms_file_says_so():
    models = [model for model in apps.get_models() if any(isinstance(f, FileField) for f in model._meta.fields)]
    counted = {model for model in models if hasattr(model, "files_of")}
    assert {model for model in models if not issubclass(model, Event)} - counted - MADE_HERE - OF_THE_NETWORK == set()
    assert {Evidence, Attachment, AgreementDocument, ImportBatch, Receipt} <= counted
    for model in counted:
        assert isinstance(model._meta.get_field("size"), PositiveIntegerField)


def test_a_register_takes_room_and_is_refused_beyond_it(organism, staff, client_for, settings):
    data = register(*ROWS)
    settings.ORGANISM_FILES_MOST = len(data) + 10
    upload(client_for(staff), organism, data)
    assert room_used(organism.pk) == len(data)
    refused = words_of(upload(client_for(staff), organism, register(*ROWS[:2]), "mai.csv"))
    assert "à votre organisme pour ses fichiers" in refused
    assert ImportBatch.objects.count() == 1


def test_a_funders_letter_takes_room_and_is_refused_beyond_it(agreement, director, funder, settings):
    version = make_issued(agreement, director).versions.get()
    letter = examine(BytesIO(PDF), "lettre.pdf")
    words = {"version": version, "funder": funder, "state": "accepted", "recorded_by": director}
    settings.ORGANISM_FILES_MOST = room_used(agreement.organism_id) + letter.size - 1
    with pytest.raises(TransitionNotAllowed, match="il reste"):
        record_letter(letter=letter, **words)
    settings.ORGANISM_FILES_MOST += 1
    record_letter(letter=letter, **words)
    assert room_used(agreement.organism_id) == settings.ORGANISM_FILES_MOST


def test_a_file_beyond_the_room_is_refused_with_what_is_left(organism, neighbour_organism, staff, settings):
    settings.ORGANISM_FILES_MOST = 2 * len(PDF) + 100
    first = join(organism, staff, b"%PDF-1.7 a\n")
    join(organism, staff, b"%PDF-1.7 b\n")
    with pytest.raises(FileRefused, match="il reste 1\xa0ko à votre organisme"):
        join(organism, staff, b"%PDF-1.7 c\n")
    assert room_used(organism.pk) == 2 * first.size
    join(neighbour_organism, staff, b"%PDF-1.7 c\n")


@pytest.mark.parametrize(("times", "is_said"), [(2, False), (1.2, True)])
def test_what_is_left_is_said_from_four_fifths_on(organism, staff, client_for, settings, times, is_said):
    settings.ORGANISM_FILES_MOST = int(times * len(PDF))
    activity = factories.make_activity(organism, by=staff)
    url = reverse("services:evidence-add", args=[organism.pk, activity.pk])
    page = client_for(staff).post(url, {"file": file_for("")}, follow=True)
    assert "est ajouté" in page.text
    assert ("Il reste 1\xa0ko à votre organisme pour ses fichiers" in page.text) is is_said
