import json
import os
import uuid
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from reporting.filling.page.question_kinds import ComputedFigure
from reporting.models import Attachment, Document, Line
from reporting.papers.making.drafts import draft_path, keep_draft
from tests.factories import make_activity
from tests.pages import without_help
from tests.reporting.builders.annual_reports import PDF, make_annual, make_filed

pytestmark = pytest.mark.built_once("filed")


@pytest.fixture
def draft(organism, network):
    return make_annual(organism, network)


@pytest.fixture
def filed(organism, network, director):
    return make_filed(organism, network, director)


def file_line(report) -> str:
    return report.template_version.lines.filter(kind=Line.Kind.FILE).first().key


def upload(browser, report, data=PDF, name="résolution.pdf"):
    url = reverse("reporting:attachment-add", args=[report.pk, file_line(report)])
    return browser.post(url, {"file": SimpleUploadedFile(name, data)}, follow=True)


def version_url(report, name="version-detail", **more):
    return reverse(f"reporting:{name}", kwargs={"report_id": report.pk, "number": 1, **more})


def test_attachment_is_kept_given_back_and_removed(draft, coordinator, client_for):
    browser = client_for(coordinator)
    upload(browser, draft)
    piece = Attachment.objects.get(report=draft)

    given = browser.get(reverse("reporting:attachment-download", args=[draft.pk, piece.pk]))
    assert given.getvalue() == PDF
    assert given["Content-Disposition"].startswith("attachment")
    assert (piece.name, piece.sha256) == ("résolution.pdf", sha256(PDF).hexdigest())
    browser.post(reverse("reporting:attachment-remove", args=[draft.pk, piece.pk]))
    piece.refresh_from_db()
    assert piece.removed_at is not None
    assert browser.get(reverse("reporting:attachment-download", args=[draft.pk, piece.pk])).status_code == 404


@pytest.mark.parametrize(("data", "words"), [(b"MZ\x90", "sorte"), (b"", "vide"), (b"<script>", "sorte")])
def test_attachment_of_another_kind_is_refused_in_a_sentence(draft, coordinator, client_for, data, words):
    response = upload(client_for(coordinator), draft, data)

    assert words in response.content.decode()
    assert not Attachment.objects.exists()


def test_attachment_twice_is_kept_once(draft, coordinator, client_for):
    browser = client_for(coordinator)
    upload(browser, draft)

    assert "y est déjà" in upload(browser, draft).content.decode()
    assert Attachment.objects.count() == 1


def test_attachments_refuse_others(draft, neighbour, staff, coordinator, client_for, client):
    add = reverse("reporting:attachment-add", args=[draft.pk, file_line(draft)])
    assert client.post(add).url.startswith("/compte/login/")
    assert client_for(neighbour).post(add).status_code == 404
    assert client_for(staff).post(add).status_code == 403
    assert client_for(coordinator).get(add).status_code == 405
    assert (
        client_for(coordinator).post(reverse("reporting:attachment-add", args=[draft.pk, "v4-03"])).status_code == 404
    )
    upload(client_for(coordinator), draft)
    piece = Attachment.objects.get()
    assert (
        client_for(neighbour).get(reverse("reporting:attachment-download", args=[draft.pk, piece.pk])).status_code
        == 404
    )
    assert client_for(staff).post(reverse("reporting:attachment-remove", args=[draft.pk, piece.pk])).status_code == 403
    assert (
        client_for(coordinator).get(reverse("reporting:attachment-remove", args=[draft.pk, piece.pk])).status_code
        == 405
    )


def test_a_filed_report_takes_no_file(filed, director, client_for):
    url = reverse("reporting:attachment-add", args=[filed.pk, file_line(filed)])

    assert client_for(director).post(url, {"file": SimpleUploadedFile("a.pdf", PDF + b"2")}).status_code == 403


def test_version_says_on_screen_what_was_frozen(filed, director, pivot, client_for):
    content = json.loads(filed.versions.get().content)

    page = client_for(pivot).get(version_url(filed)).content.decode()

    assert content["title"] in page
    for section in content["sections"]:
        assert section["title"] in page
        for figure in section["figures"]:
            assert figure["value"]["text"] in page


def test_version_says_how_many_records_moved_to_the_organism_only(filed, organism, director, pivot, client_for):
    make_activity(organism, "Premier accueil", immigrants=5)

    assert "Depuis cette version" in client_for(director).get(version_url(filed)).content.decode()
    assert "Depuis cette version" not in without_help(client_for(pivot).get(version_url(filed)))


@pytest.mark.parametrize("name", ["version-detail", "version-document"])
def test_version_is_nobody_elses(filed, neighbour, funder_agent, client_for, client, name):
    address = version_url(filed, name, **({"format": "pdf"} if name == "version-document" else {}))

    assert client.get(address).url.startswith("/compte/login/")
    assert client_for(neighbour).get(address).status_code == 404
    assert client_for(funder_agent).get(address).status_code == 404
    assert client_for(neighbour).post(address).status_code == 405


def test_document_is_waited_for_then_given_as_it_was_made(filed, director, client_for):
    address = version_url(filed, "version-document", format="pdf")
    browser = client_for(director)
    waiting = browser.get(address)
    assert (waiting.status_code, waiting["Retry-After"]) == (202, "30")
    assert "Le document se prépare" in waiting.content.decode()
    document = Document(version=filed.versions.get(), format="pdf", size=len(PDF), sha256=sha256(PDF).hexdigest())
    document.file.save("x.pdf", ContentFile(PDF), save=False)
    document.save()

    given = browser.get(address)

    assert given.getvalue() == PDF
    assert given["Content-Disposition"] == f'attachment; filename="{filed.number}-v1.pdf"'


def test_absent_versions_are_404(filed, director, client_for):
    browser = client_for(director)

    assert browser.get(f"/rapports/{filed.pk}/versions/9/").status_code == 404
    assert browser.get(f"/rapports/{filed.pk}/versions/{'9' * 40}.pdf").status_code == 404
    assert browser.get(f"/rapports/{filed.pk}/versions/1.exe").status_code == 404


def test_draft_paper_is_asked_waited_for_and_taken(draft, coordinator, client_for):
    browser = client_for(coordinator)
    asked = browser.post(reverse("reporting:draft-make", args=[draft.pk]))
    key = asked.url.rstrip("/").rpartition("/")[2]
    page = browser.get(asked.url).content.decode()
    assert "se prépare" in page
    assert "Actualiser" in page
    early = browser.get(reverse("reporting:draft-download", args=[draft.pk, key]))
    assert early.status_code == 202
    assert "se prépare" in early.content.decode()
    keep_draft(draft.pk, key, PDF)

    assert "Télécharger le PDF" in browser.get(asked.url, headers={"hx-request": "true"}).content.decode()
    assert browser.get(reverse("reporting:draft-download", args=[draft.pk, key])).getvalue() == PDF


def test_two_clicks_make_two_drafts_that_both_arrive(draft):
    old, new = str(uuid.uuid4()), str(uuid.uuid4())
    keep_draft(draft.pk, old, PDF)

    keep_draft(draft.pk, new, PDF)
    keep_draft(draft.pk, new, PDF)

    assert default_storage.exists(draft_path(draft.pk, old))
    assert default_storage.exists(draft_path(draft.pk, new))


def test_a_newer_draft_takes_away_those_of_an_hour_ago(draft):
    old, new = str(uuid.uuid4()), str(uuid.uuid4())
    keep_draft(draft.pk, old, PDF)
    past = timezone.now().timestamp() - 3601
    os.utime(default_storage.path(draft_path(draft.pk, old)), (past, past))

    keep_draft(draft.pk, new, PDF)

    assert not default_storage.exists(draft_path(draft.pk, old))
    assert default_storage.exists(draft_path(draft.pk, new))


def test_draft_paper_is_the_organisms(draft, neighbour, filed, pivot, client_for, client, coordinator):
    make = reverse("reporting:draft-make", args=[draft.pk])
    key = uuid.uuid4()
    take = reverse("reporting:draft-download", args=[draft.pk, key])

    assert client.post(make).url.startswith("/compte/login/")
    assert client_for(neighbour).post(make).status_code == 404
    assert client_for(pivot).post(reverse("reporting:draft-make", args=[filed.pk])).status_code == 403
    assert client_for(coordinator).get(make).status_code == 405
    assert client_for(coordinator).get(take).status_code == 404


def test_records_behind_a_figure_are_listed_for_the_organism(draft, organism, coordinator, auditor, client_for):
    activity = make_activity(organism, "Premier accueil", immigrants=5)
    browser = client_for(coordinator)
    figures = browser.get(reverse("reporting:report-section", args=[draft.pk, "v4"])).context["page"].figures
    records_url = next(figure.records_url for figure in figures if isinstance(figure, ComputedFigure))

    page = browser.get(records_url).content.decode()

    assert reverse("services:activity-detail", args=[organism.pk, activity.pk]) in page
    assert client_for(auditor).get(records_url).status_code == 200
    assert browser.get(records_url, {"page": "9" * 30}).status_code == 200


def test_records_are_never_read_from_outside(filed, pivot, network, neighbour, client_for, coordinator, client):
    address = reverse("reporting:report-records", args=[filed.pk, "v4-01"])

    assert client.get(address).url.startswith("/compte/login/")
    assert client_for(pivot).get(address).status_code == 403
    assert client_for(network).get(address).status_code == 403
    assert client_for(neighbour).get(address).status_code == 404
    assert client_for(coordinator).post(address).status_code == 405
    assert (
        client_for(coordinator).get(reverse("reporting:report-records", args=[filed.pk, "inconnue"])).status_code == 404
    )
