import uuid
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.models import AgreementFunder, Funder
from organisms.models import Membership
from reporting.filling.actions.comments import comment_line
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.receipts import record_receipt
from reporting.models import Receipt, Report, Version
from tests import factories
from tests.reporting.builders.funder_reports import (
    CANARY,
    fill,
    make_deliverable,
    make_documents,
    make_issued,
    make_open,
    said,
)

pytestmark = pytest.mark.built_once("issued")

PDF = b"%PDF-1.7 lettre\ntrailer\n%%EOF"


def _url(name, report, **more):
    return reverse(f"reporting:{name}", kwargs={"report_id": report.pk, **more})


def _answer(state, version=1, text="", **more):
    return {"state": state, "version": version, "text": text, "key": str(uuid.uuid4()), **more}


@pytest.fixture
def draft(agreement, director):
    return make_open(agreement, director)


@pytest.fixture
def issued(agreement, director, organism):
    factories.make_activity(
        organism, "Séjour exploratoire", day=date(2025, 6, 3), by=director, agreements=[agreement], immigrants=4
    )
    return make_issued(agreement, director)


def test_open_makes_the_report_once(client_for, coordinator, agreement):
    url = reverse("reporting:funder-report-open", args=[make_deliverable(agreement, coordinator).pk])
    client = client_for(coordinator)
    assert client.post(url).url == client.post(url).url
    report = Report.objects.get()
    assert (report.kind, report.state, report.organism) == ("funder", "draft", agreement.organism)
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    ("who", "status"), [("neighbour", 404), ("other_funder_agent", 404), ("funder_agent", 403), ("auditor", 403)]
)
def test_open_is_for_the_organism(client_for, request, coordinator, agreement, who, status):
    url = reverse("reporting:funder-report-open", args=[make_deliverable(agreement, coordinator).pk])
    assert client_for(request.getfixturevalue(who)).post(url).status_code == status
    assert not Report.objects.exists()


def test_issue_lists_all_that_is_missing_and_refuses(client_for, director, draft):
    client = client_for(director)
    answer = client.post(_url("report-issue", draft), {"is_exact": "on", "key": str(uuid.uuid4())})
    assert answer.status_code == 200
    assert answer.text.count("#ligne-a") >= 10
    assert not Version.objects.exists()


def test_issue_asks_the_attestation(client_for, director, draft):
    fill(draft, director)
    answer = client_for(director).post(_url("report-issue", draft), {"key": str(uuid.uuid4())})
    assert "Cochez cette phrase" in answer.text
    assert not Version.objects.exists()


def test_issue_says_which_signatory_nobody_told(client_for, director, draft, other_funder):
    AgreementFunder.objects.create(agreement=draft.agreement, funder=other_funder, is_lead=False)
    Funder.objects.exclude(pk=other_funder.pk).update(email="bailleur@exemple.example")
    fill(draft, director)
    client = client_for(director)

    answer = client.post(_url("report-issue", draft), {"is_exact": "on", "key": str(uuid.uuid4())}, follow=True)

    assert answer.text.count(f"Personne n’a été averti chez {other_funder.name}") == 2
    assert [row.pk for row in answer.context["unreached"]] == [other_funder.pk]
    Funder.objects.filter(pk=other_funder.pk).update(email="fonds@exemple.example")
    assert "Le bailleur le lit." in client.get(_url("funder-report-follow", draft)).text


def test_issue_freezes_and_sends_to_every_signatory_once(client_for, director, draft, other_funder):
    AgreementFunder.objects.create(agreement=draft.agreement, funder=other_funder, is_lead=False)
    fill(draft, director)
    client, data = client_for(director), {"is_exact": "on", "key": str(uuid.uuid4())}
    assert client.post(_url("report-issue", draft), data).url == _url("funder-report-follow", draft)
    draft.refresh_from_db()
    assert draft.state == "issued"
    assert Version.objects.count() == 1
    assert Receipt.objects.filter(state="sent").count() == 2
    assert client.post(_url("report-issue", draft), data).url == _url("funder-report-follow", draft)
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("staff", 403), ("coordinator", 403), ("auditor", 403), ("neighbour", 404), ("funder_agent", 404)],
)
def test_issue_is_for_the_direction(client_for, request, draft, who, status):
    client = client_for(request.getfixturevalue(who))
    assert client.get(_url("report-issue", draft)).status_code == status
    assert client.post(_url("report-issue", draft), {"is_exact": "on"}).status_code == status
    assert not Version.objects.exists()


def test_a_draft_does_not_exist_for_the_funder(client_for, funder_agent, draft):
    client = client_for(funder_agent)
    for name in ("report-detail", "funder-report-read", "funder-report-follow", "link-list", "letter-add"):
        assert client.get(_url(name, draft)).status_code == 404


def test_agent_reads_the_frozen_content_and_her_reading_is_kept_once(client_for, funder_agent, issued):
    client = client_for(funder_agent)
    answer = client.get(_url("funder-report-read", issued), follow=True)
    assert answer.status_code == 200
    assert CANARY in answer.text
    assert "L’essentiel" in answer.text
    assert "À accepter" in answer.text
    client.get(_url("funder-report-version", issued, number=1))
    assert Receipt.objects.filter(state="read", by=funder_agent).count() == 1


def test_reading_by_the_organism_leaves_no_receipt_and_leads_to_the_rows(client_for, coordinator, issued):
    answer = client_for(coordinator).get(_url("funder-report-version", issued, number=1))
    assert _url("report-records", issued, line_key="a2") in answer.text
    assert not Receipt.objects.filter(state="read").exists()


def test_rows_are_not_for_the_funder(client_for, funder_agent, issued):
    text = client_for(funder_agent).get(_url("funder-report-version", issued, number=1)).text
    assert "ligne-A1" in text
    assert "/fiches/" not in text


@pytest.mark.parametrize("who", ["neighbour", "other_funder_agent", "pivot"])
def test_nothing_leaks_to_those_outside(client_for, request, issued, who):
    client = client_for(request.getfixturevalue(who))
    urls = [
        _url(n, issued)
        for n in ("funder-report-read", "funder-report-follow", "report-issue", "link-list", "letter-add")
    ]
    for url in [*urls, _url("funder-report-version", issued, number=1)]:
        answer = client.get(url)
        assert answer.status_code == 404
        assert CANARY not in answer.text
        assert issued.organism.name not in answer.text
    assert client.post(_url("receipt-add", issued), _answer("accepted")).status_code == 404


def test_every_page_sends_a_stranger_to_the_login(client, issued):
    names = ("funder-report-read", "funder-report-follow", "report-issue", "link-list", "letter-add")
    for url in [*(_url(n, issued) for n in names), _url("funder-report-version", issued, number=1)]:
        assert client.get(url).url.startswith(reverse("account_login"))


def test_agent_accepts(client_for, funder_agent, issued):
    client = client_for(funder_agent)
    assert client.post(_url("receipt-add", issued), _answer("accepted")).status_code == 302
    issued.refresh_from_db()
    assert issued.state == "accepted"
    assert Receipt.objects.get(state="accepted").by == funder_agent
    assert client.post(_url("receipt-add", issued), _answer("asked", text="Encore ?")).status_code == 403


def test_a_question_needs_words(client_for, funder_agent, issued):
    answer = client_for(funder_agent).post(_url("receipt-add", issued), _answer("asked"))
    assert "Écrivez votre réserve ou votre question" in answer.text
    assert not Receipt.objects.filter(state="asked").exists()


def test_a_question_is_answered_by_a_new_version_and_the_first_stays(client_for, funder_agent, director, issued):
    agent, boss = client_for(funder_agent), client_for(director)
    agent.post(_url("receipt-add", issued), _answer("asked", text="Pourquoi n. d. en A1 ?"))
    issued.refresh_from_db()
    assert issued.state == "asked"
    assert "Pourquoi n. d. en A1 ?" in boss.get(_url("funder-report-follow", issued)).text
    data = {"is_exact": "on", "key": str(uuid.uuid4())}
    assert "Dites en une phrase ce qui change" in boss.post(_url("report-issue", issued), data).text
    boss.post(_url("report-issue", issued), {**data, "reason": "A1 précisé."})
    assert "A1 précisé." in agent.get(_url("funder-report-version", issued, number=2)).text
    first = agent.get(_url("funder-report-version", issued, number=1)).text
    assert "Cette version est remplacée" in first
    assert 'name="state"' not in first


def test_a_new_version_nobody_asked_for_says_why_on_both_sides(client_for, funder_agent, director, agreement, issued):
    factories.make_activity(
        issued.organism, "Séjour exploratoire", day=date(2025, 6, 9), by=director, agreements=[agreement], immigrants=2
    )
    agent, boss = client_for(funder_agent), client_for(director)
    assert "Préparer une nouvelle version" in boss.get(_url("funder-report-follow", issued)).text
    page = boss.get(_url("report-issue", issued)).text
    assert "Pourquoi une nouvelle version" in page
    assert "1\u00a0fiche modifiée" in page
    data = {"is_exact": "on", "seen_version": "1", "key": str(uuid.uuid4())}
    assert "Dites en une phrase ce qui change" in boss.post(_url("report-issue", issued), data).text
    assert issued.versions.count() == 1
    boss.post(_url("report-issue", issued), {**data, "reason": "Un séjour de juin ajouté."})
    read = agent.get(_url("funder-report-version", issued, number=2)).text
    assert "Pourquoi cette version&nbsp;: Un séjour de juin ajouté." in read
    before = agent.get(_url("funder-report-version", issued, number=1))
    assert (before.context["status"].words, "Remplacé" in before.text) == ("Remplacé", True)
    text = boss.get(_url("report-detail", issued)).text
    assert "Nouvelle version transmise par" in text
    assert "Un séjour de juin ajouté." in text
    seal = agent.get(reverse("reporting:verify-code", args=[issued.versions.last().code])).text
    assert "Remplacé par la version 2" in seal
    assert "Un séjour de juin" not in seal
    assert said(issued.versions.last(), "a2") == "1"
    assert said(issued.versions.first(), "a2") == "2"


def test_a_second_director_is_told_that_a_version_just_left(client_for, director, issued):
    data = {"is_exact": "on", "seen_version": "1", "reason": "Un ajout."}
    boss = client_for(director)
    boss.post(_url("report-issue", issued), {**data, "key": str(uuid.uuid4())})
    answer = boss.post(_url("report-issue", issued), {**data, "key": str(uuid.uuid4())})
    assert "La version 2 vient d’être transmise" in answer.text
    assert 'value="Un ajout."' in answer.text
    assert issued.versions.count() == 2


@pytest.mark.parametrize("who", ["coordinator", "staff", "auditor", "network", "funder_agent"])
def test_a_new_version_is_for_the_direction(client_for, request, issued, who):
    client = client_for(request.getfixturevalue(who))
    data = {"is_exact": "on", "reason": "Un ajout.", "key": str(uuid.uuid4())}
    assert client.post(_url("report-issue", issued), data).status_code == 403
    assert issued.versions.count() == 1


def test_an_accepted_report_has_no_next_version(client_for, director, funder, funder_agent, issued):
    record_receipt(version=issued.versions.first(), funder=funder, state="accepted", by=funder_agent)
    boss = client_for(director)
    assert boss.get(_url("report-issue", issued)).status_code == 403
    assert "Préparer une nouvelle version" not in boss.get(_url("funder-report-follow", issued)).text


def test_version_detail_sends_the_agent_where_her_reading_is_kept(client_for, funder_agent, issued):
    page = client_for(funder_agent).get(_url("version-detail", issued, number=1), follow=True)
    assert page.redirect_chain == [(_url("funder-report-version", issued, number=1), 302)]
    assert CANARY in page.text
    assert Receipt.objects.get(state="read").by == funder_agent


def test_an_answer_to_a_replaced_version_is_kept_on_the_page(client_for, funder_agent, director, funder, issued):
    record_receipt(version=issued.versions.first(), funder=funder, state="asked", text="?", by=funder_agent)
    issue_report(report=issued, by=director, key=uuid.uuid4(), reason="Corrigé.")
    answer = client_for(funder_agent).post(_url("receipt-add", issued), _answer("reserve", text="Ma réserve longue"))
    assert "Une nouvelle version vient d’arriver" in answer.text
    assert "Ma réserve longue" in answer.text
    assert not Receipt.objects.filter(state="reserve").exists()


def test_nobody_decides_as_funder_where_she_sits(client_for, funder_agent, issued):
    Membership.objects.create(user=funder_agent, organism=issued.organism, role="staff", during=factories.ALWAYS)
    assert client_for(funder_agent).post(_url("receipt-add", issued), _answer("accepted")).status_code == 403
    assert not Receipt.objects.filter(state="accepted").exists()


@pytest.mark.parametrize("who", ["coordinator", "director", "network", "auditor"])
def test_only_a_funder_answers(client_for, request, issued, who):
    assert (
        client_for(request.getfixturevalue(who)).post(_url("receipt-add", issued), _answer("accepted")).status_code
        == 403
    )
    assert client_for(request.getfixturevalue(who)).get(_url("receipt-add", issued)).status_code == 405


def test_a_cosigner_accepts_and_the_lead_still_decides(
    client_for, agreement, director, other_funder, other_funder_agent
):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    report = make_issued(agreement, director)
    client_for(other_funder_agent).post(_url("receipt-add", report), _answer("accepted"))
    report.refresh_from_db()
    assert report.state == "issued"
    assert Receipt.objects.filter(funder=other_funder, state="accepted").exists()


def _letter(signatory, **changes):
    data = {"funder": signatory.pk, "state": "accepted", "dated": "2026-05-19", "text": "", "key": str(uuid.uuid4())}
    return {**data, "letter": SimpleUploadedFile("lettre.pdf", PDF), **changes}


def test_letter_is_recorded_with_its_file(client_for, coordinator, funder, issued):
    client = client_for(coordinator)
    assert client.post(_url("letter-add", issued), _letter(funder)).status_code == 302
    receipt = Receipt.objects.get(state="accepted")
    assert (receipt.by, receipt.recorded_by) == (None, coordinator)
    issued.refresh_from_db()
    assert issued.state == "accepted"
    answer = client.get(_url("letter-download", issued, receipt_id=receipt.pk))
    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Lettre du 19 mai 2026" in client.get(_url("funder-report-follow", issued)).text


@pytest.mark.parametrize(
    ("stored", "status"), [(b"%PDF-1.7 stored before its end was asked for", 200), (b"cut", 404), (None, 404)]
)
def test_a_letter_is_given_back_or_refused_in_words(client_for, coordinator, funder, issued, stored, status):
    client = client_for(coordinator)
    client.post(_url("letter-add", issued), _letter(funder))
    receipt = Receipt.objects.get(state="accepted")
    path = Path(receipt.letter.path)
    path.write_bytes(stored) if stored else path.unlink()
    answer = client.get(_url("letter-download", issued, receipt_id=receipt.pk))
    assert answer.status_code == status
    assert status == 200 or "abîmé ou incomplet" in answer.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"letter": SimpleUploadedFile("l.exe", b"MZ...")}, "pas d’une sorte"),
        ({"letter": ""}, "Joignez la lettre"),
        ({"dated": "2099-01-01"}, "à venir"),
        ({"dated": "2199-01-01"}, "entre 1990 et 2100"),
        ({"dated": "demain"}, "Écrivez la date ainsi"),
        ({"state": "asked"}, "Écrivez votre réserve"),
        ({"state": "sent"}, "Choisissez ce que dit la lettre"),
        ({"funder": "999999"}, "Choisissez un bailleur de l’entente"),
    ],
)
def test_letter_says_what_to_do(client_for, coordinator, funder, issued, changes, words):
    answer = client_for(coordinator).post(_url("letter-add", issued), _letter(funder, **changes))
    assert answer.status_code == 200
    assert words in answer.text
    assert not Receipt.objects.exclude(state="sent").exists()


@pytest.mark.parametrize("who", ["staff", "auditor", "funder_agent", "analyst"])
def test_letter_and_links_are_for_those_who_keep_the_file(client_for, request, funder, issued, who):
    client = client_for(request.getfixturevalue(who))
    assert client.post(_url("letter-add", issued), _letter(funder)).status_code == 403
    assert client.post(_url("link-list", issued), {"funder": funder.pk, "days": 7}).status_code == 403
    assert not Receipt.objects.exclude(state="sent").exists()
    assert not issued.private_links.exists()


def test_follow_is_not_for_the_funder(client_for, funder_agent, issued):
    assert client_for(funder_agent).get(_url("funder-report-follow", issued)).status_code == 403


def test_follow_says_how_many_records_moved_and_notes_the_choice(client_for, coordinator, organism, agreement, issued):
    for _ in range(2):
        factories.make_activity(organism, day=date(2025, 7, 1), by=coordinator, agreements=[agreement], immigrants=1)
    client = client_for(coordinator)
    assert "2 fiches modifiées" in client.get(_url("funder-report-follow", issued)).text.replace("\u00a0", " ")
    data = {"choice": "note", "reason": "Inscrites en retard.", "key": str(uuid.uuid4())}
    client.post(_url("funder-report-changes", issued), data)
    assert issued.comments.get().body == "Le dire dans le prochain rapport : Inscrites en retard."
    client.post(_url("funder-report-changes", issued), {"choice": "note"})
    assert issued.comments.count() == 1


def test_files_are_downloaded_by_the_agent_of_the_agreement_only(client_for, funder_agent, other_funder_agent, issued):
    make_documents(issued)
    text = client_for(funder_agent).get(_url("funder-report-version", issued, number=1)).text
    for kind, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        url = _url("version-document", issued, number=1, format=kind)
        assert url in text
        assert b"".join(client_for(funder_agent).get(url).streaming_content).startswith(start)
        assert client_for(other_funder_agent).get(url).status_code == 404


def test_the_whole_way_from_the_agreement_to_its_acceptance(
    client_for, organism, director, funder, funder_agent, agreement
):
    boss, agent = client_for(director), client_for(funder_agent)
    asked = {"kind": "final", "period_from_month": 4, "period_months": 12, "due_day": 30, "due_month": 6}
    boss.post(reverse("agreements:requirement-add", args=[agreement.pk]), asked)
    for day in (3, 4, 5):
        factories.make_activity(
            organism, "Séjour exploratoire", day=date(2025, 6, day), by=director, agreements=[agreement], immigrants=4
        )
    deliverable = agreement.requirements.get().deliverables.get(period__contains=date(2025, 6, 3))
    boss.post(reverse("reporting:funder-report-open", args=[deliverable.pk]))
    report = fill(Report.objects.get(), director)
    boss.post(_url("report-issue", report), {"is_exact": "on", "key": str(uuid.uuid4())})
    version = make_documents(report)
    assert said(version, "a2") == "3"
    assert {document.format for document in version.documents.all()} == {"pdf", "xlsx"}
    agent.post(_url("receipt-add", report), _answer("reserve", text="À suivre."))
    report.refresh_from_db()
    assert report.state == "reserve"
    assert "À suivre." in boss.get(_url("funder-report-follow", report)).text
    assert "Accepté avec réserve" in agent.get(reverse("agreements:agreement-detail", args=[agreement.pk])).text


@pytest.fixture
def asked(issued, funder, funder_agent):
    version = issued.versions.get()
    record_receipt(version=version, funder=funder, state="asked", text="Et A2, comment ?", by=funder_agent)
    issued.refresh_from_db()
    return issued


@pytest.mark.parametrize("page", ["report-detail", "funder-report-follow", "report-issue", "report-reply"])
def test_question_is_read_where_it_is_answered(client_for, director, asked, funder, page):
    text = client_for(director).get(_url(page, asked)).text
    assert "Et A2, comment" in text
    assert f"<b>{funder}</b> demande des précisions" in text


@pytest.mark.parametrize("page", ["report-detail", "funder-report-follow"])
def test_question_is_answered_in_writing_or_by_a_version(client_for, director, coordinator, auditor, asked, page):
    both = ["Corriger et transmettre une version", "Répondre par écrit"]
    shown = {who: [words in client_for(who).get(_url(page, asked)).text for words in both]
             for who in (director, coordinator, auditor)}  # fmt: skip
    assert shown == {director: [True, True], coordinator: [False, True], auditor: [False, False]}


def test_written_answer_is_read_by_the_funder_and_makes_no_version(
    client_for, coordinator, funder_agent, other_funder, other_funder_agent, agreement, asked
):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    browser, said = client_for(coordinator), {"text": "A2 compte les ateliers.", "key": uuid.uuid4()}
    for _ in range(2):
        assert browser.post(_url("report-reply", asked), said).url == _url("funder-report-follow", asked)
    asked.refresh_from_db()
    assert (asked.state, asked.versions.count(), Receipt.objects.filter(state="answered").count()) == ("issued", 1, 1)
    read = _url("funder-report-version", asked, number=1)
    assert "A2 compte les ateliers." in client_for(funder_agent).get(read).text
    assert "A2 compte les ateliers." not in client_for(other_funder_agent).get(read).text


def test_written_answer_asks_for_words(client_for, coordinator, asked):
    answer = client_for(coordinator).post(_url("report-reply", asked), {"text": " "})
    assert "Il manque une chose" in answer.text
    assert "Écrivez votre réponse" in answer.text
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_second_click_of_an_acceptance_reads_the_report(client_for, funder_agent, issued):
    said = {"state": "accepted", "text": "", "version": 1, "key": uuid.uuid4()}
    browser = client_for(funder_agent)
    assert [browser.post(_url("receipt-add", issued), said).status_code for _ in range(2)] == [302, 302]
    assert Receipt.objects.filter(state="accepted").count() == 1


def test_second_click_of_a_letter_is_one_letter(client_for, coordinator, funder, issued):
    key, browser = uuid.uuid4(), client_for(coordinator)
    for _ in range(2):
        assert browser.post(_url("letter-add", issued), _letter(funder) | {"key": key}).status_code == 302
    assert Receipt.objects.filter(state="accepted").count() == 1


def test_what_the_organism_noted_stays_inside(client_for, coordinator, network, issued):
    comment_line(report=issued, line_key="", body="Laisser tel quel : sans effet.", by=coordinator)
    page = _url("funder-report-follow", issued)
    assert "sans effet" in client_for(coordinator).get(page).text
    assert "sans effet" not in client_for(network).get(page).text


@pytest.mark.parametrize(("text", "warned"), [("Et A2 ?", False), ("Appelez Marie au 819 555-0199.", True)])
def test_question_with_a_telephone_number_is_warned_about(client_for, funder_agent, issued, text, warned):
    page = client_for(funder_agent).post(_url("receipt-add", issued), _answer("asked", text=text), follow=True).text
    assert ("semble contenir" in page) is warned
    assert Receipt.objects.filter(state="asked").count() == 1
