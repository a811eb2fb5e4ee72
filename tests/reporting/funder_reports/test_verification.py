import re
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.receipts import record_receipt
from reporting.funder_reports.verification.verdicts import plain_code, verify
from reporting.models import Document
from reporting.reports.actions.filing import reopen_report, return_report
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import group_digits
from tests.reporting.builders.annual_reports import make_approved, make_filed
from tests.reporting.builders.funder_reports import CANARY, make_documents, make_issued

pytestmark = pytest.mark.built_once("issued")
FORM = reverse("reporting:verify")
PAPER = reverse("reporting:verify-paper")


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


def _page(code):
    return reverse("reporting:verify-code", args=[code])


def _words(answer):
    return answer.text.replace("\u00a0", " ")


def test_a_genuine_and_current_paper(client, issued):
    version = make_documents(issued)
    answer = client.get(_page(version.code))
    assert answer.status_code == 200
    assert "Ce code est celui d’un document du portail" in answer.text
    assert "authentique" not in answer.text
    assert "C’est la version en vigueur" in answer.text
    assert "La Croisée boréale" in answer.text
    assert group_digits(version.sha256, 4) in answer.text
    files = Document.objects.filter(version=version)
    assert files.count() == 2
    assert all(group_digits(document.sha256, 4) in answer.text for document in files)


def test_it_shows_no_figure_and_no_word_of_the_report(client, issued):
    text = client.get(_page(issued.versions.first().code)).text
    assert "Comparer le fichier" in text
    assert CANARY not in text
    # Codes, fingerprints and tokens are drawn at random: a figure stands alone
    assert not re.search(r"(?<![\w-])71(?![\w-])", text.replace(group_digits(issued.versions.first().sha256, 4), ""))
    assert "n.\u00a0d." not in text


def test_a_replaced_paper_says_by_which(client, issued, funder, funder_agent, director):
    first = issued.versions.first()
    record_receipt(version=first, funder=funder, state="asked", text="Et A1 ?", by=funder_agent)
    issue_report(report=issued, by=director, key=uuid.uuid4(), reason="A1 précisé.")
    answer = client.get(_page(first.code))
    head = _words(answer).partition("<h1>")[2]
    assert head.startswith("Remplacé par la version 2</h1>")
    assert "Transmis" not in head
    assert "C’est la version en vigueur" in client.get(_page(issued.versions.first().code)).text


@pytest.mark.parametrize("how", [str.lower, lambda c: group_digits(c, 4, "-"), lambda c: f" {group_digits(c, 4)} "])
def test_a_code_is_typed_as_people_type(client, issued, how):
    version = issued.versions.first()
    answer = client.get(FORM, {"code": how(version.code)}, follow=True)
    assert "Ce code est celui d’un document du portail" in answer.text


@pytest.mark.parametrize(("printed", "typed"), [("O", "0"), ("I", "1"), ("L", "1"), ("B", "8")])
def test_letters_misread_as_digits_are_understood(client, issued, printed, typed, monkeypatch):
    code = (printed + "ABCDEFGHJKMNPQRSTUV")[:16]
    version = issued.versions.first()
    copy = version.__class__(
        report=issued, number=2, content=version.content, sha256=version.sha256, code=code, frozen_by=version.frozen_by
    )
    copy.save()
    assert verify(code.replace(printed, typed)).number == 2


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA", "x", "é", "A" * 500, "%00", "../../etc"])
def test_an_unknown_code_says_a_sentence(client, db, code):
    answer = client.get(_page("AAAAAAAAAAAAAAAA") if "/" in code else _page(code))
    assert answer.status_code in (400, 404)
    if answer.status_code == 404:
        assert "Aucun document du portail ne porte ce code" in answer.text


def test_an_unknown_code_asks_the_same_queries(client, issued, django_assert_num_queries):
    for code in (issued.versions.first().code, "A" * 16):
        with django_assert_num_queries(6):
            client.get(_page(code))


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Recopiez le code"), ("---", "ni lettre ni chiffre"), ("A" * 61, "trop long")]
)
def test_the_form_says_what_to_do(client, db, typed, words):
    assert words in client.get(FORM, {"code": typed}).text


def test_public_pages_only_read(client, db):
    assert client.get(FORM).status_code == 200
    assert client.post(FORM).status_code == 405
    assert client.post(_page("A" * 16)).status_code == 405


def test_plain_code_keeps_letters_and_digits():
    assert plain_code(" ab2c-de3f ") == "AB2CDE3F"


def _filed_page(client, report):
    return _words(client.get(_page(report.versions.first().code)))


def test_a_filed_paper_awaits_its_approval(client, organism, network, director, pivot):
    text = _filed_page(client, make_filed(organism, network, director))

    assert "Déposée, pas encore approuvée." in text
    assert "en vigueur" not in text
    assert "À jour" not in text


def test_an_approved_paper_says_who_agreed_and_when_without_a_figure(client, organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)
    today = format_day(timezone.localdate())

    text = _filed_page(client, report)

    assert "C’est la version en vigueur." in text
    assert f"Endossé le {today}, approuvé le {today}" in text


@pytest.mark.parametrize(("reader", "who"), [("pivot", "L’organisme-pivot"), ("network", "Le réseau")])
def test_a_paper_sent_back_says_by_whom(client, organism, network, director, pivot, request, reader, who):
    report = make_filed(organism, network, director)
    return_report(
        report=report, comments=[("v4-05", "Est-ce bien 7 ?")], by=request.getfixturevalue(reader), key=uuid.uuid4()
    )

    text = _filed_page(client, report)

    assert f"Dernière version déposée. {who} l’a retournée pour correction : une nouvelle version viendra." in text
    assert "en vigueur" not in text


def test_a_paper_reopened_was_approved(client, organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)
    reopen_report(report=report, by=network, reason="A3 à revoir", key=uuid.uuid4())

    assert "Dernière version approuvée. Le réseau l’a rouverte pour correction" in _filed_page(client, report)


def test_it_names_what_the_code_is_of(client, issued, agreement, funder):
    text = _words(client.get(_page(issued.versions.first().code)))
    template = issued.template_version.template.name
    for words in (
        "La Croisée boréale",
        template,
        "1er avril 2025",
        issued.number,
        "Transmis",
        funder.get_kind_display(),
    ):
        assert words in text
    assert funder.name not in text
    assert agreement.reference not in text


def _send(client, data, name="rapport.pdf"):
    return client.post(PAPER, {"paper": SimpleUploadedFile(name, data)})


def test_the_file_itself_is_compared_and_not_kept(client, issued, settings):
    version = make_documents(issued)
    paper = version.documents.get(format="pdf")
    with paper.file.open() as file:
        data = file.read()
    stored = set(Path(settings.MEDIA_ROOT).rglob("*"))
    same, changed = _send(client, data), _send(client, data + b" ")
    assert same.status_code == 200
    assert "Ce fichier est un document du portail" in same.text
    assert group_digits(version.code, 4, "-") in same.text
    assert changed.status_code == 404
    assert "Ce fichier n’est pas un document du portail" in changed.text
    assert issued.organism.name not in changed.text
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == stored


def test_a_file_that_was_replaced_says_so_first(client, issued, director):
    first = make_documents(issued)
    with first.documents.get(format="pdf").file.open() as file:
        data = file.read()
    issue_report(report=issued, by=director, key=uuid.uuid4(), reason="A1 précisé.")
    text = _words(_send(client, data))
    assert text.partition("<h1>")[2].startswith("Remplacé par la version 2</h1>")
    assert "octet pour octet" in text


@pytest.mark.parametrize(
    ("sent", "words"), [({}, "Choisissez le PDF"), ({"paper": SimpleUploadedFile("x.pdf", b"")}, "vide")]
)
def test_what_is_no_file_is_refused_in_words(client, db, sent, words):
    answer = client.post(PAPER, sent)
    assert answer.status_code == 200
    assert words in answer.text


def test_a_report_accepted_with_a_reserve_is_verified_as_such(client, issued, funder, funder_agent):
    version = issued.versions.first()
    record_receipt(version=version, funder=funder, state="reserve", text="À revoir", by=funder_agent)
    text = _words(client.get(_page(version.code)))
    assert "Accepté avec réserve" in text
    assert "À revoir" not in text
