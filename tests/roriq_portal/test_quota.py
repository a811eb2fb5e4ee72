"""The room of an organism's files: said before it is full, refused beyond, other organisms untouched."""

from io import BytesIO

import pytest
from django.urls import reverse

from reporting.models import Attachment
from roriq_portal.files.quota import room_used
from roriq_portal.files.uploads import FileRefused, examine
from services.activities.evidence import add_evidence
from services.models import Evidence
from tests import factories
from tests.attack.form_filler import PDF, file_for

pytestmark = pytest.mark.django_db


def join(organism, by, words: bytes) -> Evidence:
    activity = factories.make_activity(organism, by=by)
    return add_evidence(activity=activity, file=examine(BytesIO(words + PDF), "p.pdf"), by=by)


def test_every_model_that_stores_an_organisms_file_says_so():
    assert [model.files_of for model in (Evidence, Attachment)] == ["activity__organism", "report__organism"]


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
