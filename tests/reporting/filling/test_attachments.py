"""Files of a returned report: on the commented lines only; who took one off is kept."""

from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from reporting.filling.actions.attachments import add_attachment, remove_attachment, restore_attachment
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.private_links import create_link, revoke_link
from reporting.models import Attachment, TemplateVersion
from roriq_portal.files.uploads import FileRefused, Kept
from tests.reporting.builders.annual_reports import make_annual, make_filed, make_returned
from tests.reporting.builders.funder_reports import make_open
from tests.reporting.builders.reports import fill

pytestmark = pytest.mark.built_once("returned")

FILE_LINE, OTHER_LINE = "piece-resolution", "piece-rapport-financier"
OTHER = b"%PDF-1.7 autre\ntrailer\n%%EOF"
KEPT = Kept("autre.pdf", "application/pdf", len(OTHER), sha256(OTHER).hexdigest(), OTHER)


@pytest.fixture
def returned(organism, network, director, pivot):
    """Returned with a remark on the resolution; both files were filed."""
    return make_returned(organism, network, director, pivot, line_key=FILE_LINE)


def line(report, key):
    return report.template_version.lines.get(key=key)


def live(report, key) -> list[Attachment]:
    return list(report.attachments.filter(line_key=key, removed_at__isnull=True))


def test_returned_report_takes_files_on_its_commented_line(returned, director):
    (old,) = live(returned, FILE_LINE)

    remove_attachment(attachment=old, by=director)
    new = add_attachment(report=returned, line=line(returned, FILE_LINE), upload=KEPT, by=director)

    old.refresh_from_db()
    assert live(returned, FILE_LINE) == [new]
    assert (old.removed_by, old.removed_at is not None) == (director, True)


def test_returned_report_refuses_files_on_its_other_lines(returned, director):
    (old,) = live(returned, OTHER_LINE)

    with pytest.raises(FileRefused, match="seules les lignes commentées"):
        add_attachment(report=returned, line=line(returned, OTHER_LINE), upload=KEPT, by=director)
    with pytest.raises(FileRefused, match="seules les lignes commentées"):
        remove_attachment(attachment=old, by=director)

    assert live(returned, OTHER_LINE) == [old]


def test_page_says_why_a_file_is_not_taken_off(returned, director, client_for):
    (old,) = live(returned, OTHER_LINE)
    browser = client_for(director)
    add = reverse("reporting:attachment-add", args=[returned.pk, OTHER_LINE])
    remove = reverse("reporting:attachment-remove", args=[returned.pk, old.pk])

    for url, data in ((add, {"file": SimpleUploadedFile("a.pdf", KEPT.data)}), (remove, {})):
        assert "seules les lignes commentées" in browser.post(url, data, follow=True).content.decode()

    assert live(returned, OTHER_LINE) == [old]
    page = browser.get(reverse("reporting:report-section", args=[returned.pk, "pieces"])).content.decode()
    assert page.count("Téléverser") == 1


def test_a_file_is_taken_off_once_and_names_who_did_first(organism, network, coordinator, director):
    report = make_annual(organism, network)
    attachment = add_attachment(report=report, line=line(report, FILE_LINE), upload=KEPT, by=coordinator)

    remove_attachment(attachment=attachment, by=coordinator)
    with pytest.raises(FileRefused, match="Rien à reprendre"):
        restore_attachment(attachment=attachment, by=director)
    restore_attachment(attachment=attachment, by=coordinator)
    assert live(report, FILE_LINE) == [attachment]
    remove_attachment(attachment=attachment, by=coordinator)
    remove_attachment(attachment=attachment, by=director)

    attachment.refresh_from_db()
    assert attachment.removed_by == coordinator


@pytest.mark.parametrize("pair", [{"removed_at": "2026-06-01T00:00Z"}, {"removed_by": True}])
def test_removal_has_its_moment_and_its_author(organism, network, coordinator, pair):
    report = make_annual(organism, network)
    attachment = add_attachment(report=report, line=line(report, FILE_LINE), upload=KEPT, by=coordinator)
    fields = {name: coordinator if value is True else value for name, value in pair.items()}

    with pytest.raises(IntegrityError, match="attachment_removed_pair"), transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk).update(**fields)


def attachment_of(report, key=FILE_LINE) -> Attachment:
    return report.attachments.filter(line_key=key).earliest("added_at")


def frozen_url(report, attachment) -> str:
    return reverse("reporting:version-piece", args=[report.pk, 1, attachment.sha256])


def given(browser, url) -> tuple[int, bytes]:
    """The status and the bytes of an answer, read to its end: the file is closed."""
    answer = browser.get(url)
    return answer.status_code, answer.getvalue() if answer.streaming else b""


def test_what_a_version_names_stays_readable_once_taken_off(returned, director, pivot, network, client_for):
    old = attachment_of(returned)
    remove_attachment(attachment=old, by=director)
    new = add_attachment(report=returned, line=line(returned, FILE_LINE), upload=KEPT, by=director)

    for reader in (pivot, network, director):
        browser = client_for(reader)
        assert given(browser, frozen_url(returned, old)) == (200, Path(old.file.path).read_bytes())
        assert browser.get(frozen_url(returned, new)).status_code == 404


def test_file_joined_since_is_the_organisms_own(returned, director, auditor, pivot, network, client_for):
    remove_attachment(attachment=attachment_of(returned), by=director)
    new = add_attachment(report=returned, line=line(returned, FILE_LINE), upload=KEPT, by=director)
    url = reverse("reporting:attachment-download", args=[returned.pk, new.pk])

    seen = {who: given(client_for(who), url)[0] for who in (director, auditor, pivot, network)}

    assert seen == {director: 200, auditor: 200, pivot: 404, network: 404}


def test_who_judges_a_report_opens_its_files_from_the_page(organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    link = f'<a href="{frozen_url(report, attachment_of(report))}">piece.pdf</a>'

    for reader in (pivot, network):
        page = client_for(reader).get(reverse("reporting:report-detail", args=[report.pk])).content.decode()
        assert link in page


@pytest.fixture
def visible(agreement, director):
    """A report to a funder whose form asks for files, issued."""
    version = TemplateVersion.objects.get(template__programme__key="vitalite")
    agreement.programme = version.template.programme
    agreement.save()
    report = fill(make_open(agreement, director), director)
    issue_report(report=report, by=director, key=uuid4())
    report.refresh_from_db()
    return report


def test_funder_opens_files_by_a_seat_and_by_link(visible, funder, funder_agent, director, client_for, client):
    attachment = attachment_of(visible, "c-visibilite")
    url = frozen_url(visible, attachment)
    page = client_for(funder_agent).get(reverse("reporting:funder-report-version", args=[visible.pk, 1]))
    assert f'<a href="{url}">piece.pdf</a>' in page.content.decode()
    assert given(client_for(funder_agent), url) == (200, Path(attachment.file.path).read_bytes())

    token = create_link(report=visible, funder=funder, days=7, by=director)
    address = reverse("reporting:private-piece", args=[token, attachment.sha256])
    assert address in client.get(reverse("reporting:private-link", args=[token])).content.decode()
    assert given(client, address) == (200, Path(attachment.file.path).read_bytes())
    assert client.get(reverse("reporting:private-piece", args=[token, "0" * 64])).status_code == 404
    revoke_link(link=visible.private_links.get(), by=director)
    assert client.get(address).status_code == 404
