"""Papers of an agreement: typed by content, counted, read by the parties, never destroyed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from agreements.agreement import documents
from agreements.models import AgreementDocument, AgreementPartner

PDF = b"%PDF-1.7\nentente\ntrailer\n%%EOF"


def url(name, agreement, *more):
    return reverse(f"agreements:{name}", args=[agreement.pk, *more])


def add(client, agreement, data=PDF, name="entente.exe", title="Entente signée"):
    return client.post(url("document-add", agreement), {"title": title, "file": SimpleUploadedFile(name, data)})


@pytest.fixture
def paper(client_for, coordinator, agreement):
    assert add(client_for(coordinator), agreement).status_code == 302
    return AgreementDocument.objects.get()


def test_a_paper_is_named_by_its_content_and_given_back_as_it_came(client_for, coordinator, agreement, paper):
    assert (paper.name, paper.content_type, paper.size, paper.added_by) == (
        "entente.pdf", "application/pdf", len(PDF), coordinator,
    )  # fmt: skip
    assert "entente" not in paper.file.name
    answer = client_for(coordinator).get(url("document-download", agreement, paper.pk))
    assert answer.getvalue() == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert "Entente signée" in client_for(coordinator).get(url("agreement-detail", agreement)).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"MZ\x90", "pas d’une sorte"),
        (b"", "vide"),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "limite"),
        (PDF, "y est déjà"),
    ],
)
def test_a_paper_that_cannot_be_kept_is_refused_beside_its_box(
    client_for, coordinator, agreement, paper, data, sentence
):
    answer = add(client_for(coordinator), agreement, data, title="GARDE-MOI")
    assert sentence in answer.text
    assert "GARDE-MOI" in answer.text
    assert AgreementDocument.objects.count() == 1


@pytest.mark.parametrize(("limit", "value", "sentence"), [("MOST", 1, "déjà 1 documents"), ("MOST_BYTES", 20, "60")])
def test_papers_have_a_quota(client_for, coordinator, agreement, paper, monkeypatch, limit, value, sentence):
    monkeypatch.setattr(documents, limit, value)
    assert sentence in add(client_for(coordinator), agreement, PDF + b"2").text
    assert AgreementDocument.objects.count() == 1


def test_a_removed_paper_is_kept_but_read_no_more(client_for, coordinator, agreement, paper):
    client = client_for(coordinator)
    restore = url("document-restore", agreement, paper.pk)
    assert f'action="{restore}"' in client.post(url("document-remove", agreement, paper.pk), follow=True).text
    paper.refresh_from_db()
    assert paper.removed_by == coordinator
    with paper.file.open("rb") as kept:
        assert kept.read() == PDF
    assert client.get(url("document-download", agreement, paper.pk)).status_code == 404
    assert client.post(url("document-remove", agreement, paper.pk)).status_code == 404
    assert "Document remis" in client.post(restore, follow=True).text
    assert b"".join(client.get(url("document-download", agreement, paper.pk)).streaming_content) == PDF
    client.post(url("document-remove", agreement, paper.pk))
    assert add(client, agreement).status_code == 302
    assert "Ce document y est déjà" in client.post(restore, follow=True).text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("staff", 200),
        ("funder_agent", 200),
        ("network", 200),
        ("auditor", 200),
        ("other_funder_agent", 404),
        ("pivot", 404),
    ],
)
def test_papers_are_read_by_the_parties(client_for, request, agreement, paper, who, status):
    client = client_for(request.getfixturevalue(who))
    answer = client.get(url("document-download", agreement, paper.pk))
    assert (answer.status_code, (answer.getvalue() if status == 200 else PDF)) == (status, PDF)


def test_a_partner_reads_papers_and_removes_none(client_for, neighbour, neighbour_organism, agreement, paper):
    client = client_for(neighbour)
    assert client.get(url("document-download", agreement, paper.pk)).status_code == 404
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    client = client_for(neighbour)
    assert client.get(url("document-download", agreement, paper.pk)).getvalue() == PDF
    assert client.post(url("document-remove", agreement, paper.pk)).status_code == 403


def test_a_paper_is_found_under_its_own_agreement_only(
    client_for, network, agreement, paper, neighbour_organism, funder
):
    other = type(agreement).objects.exclude(pk=agreement.pk).first()
    assert other is None
    assert client_for(network).get(reverse("agreements:document-download", args=[987654, paper.pk])).status_code == 404


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE agreements_agreementdocument SET removed_at = now()",
        "INSERT INTO agreements_agreementdocument"
        " (agreement_id, title, name, file, content_type, size, sha256, added_at,"
        " added_by_id) SELECT agreement_id, title, name, file, content_type, size, sha256, added_at, added_by_id"
        " FROM agreements_agreementdocument",
    ],
)
def test_sql_removes_nothing_unsigned_and_doubles_nothing(paper, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
