"""A funder gets its own report of the same rows: prepared, issued, read, asked about, answered, accepted, verified."""

import hashlib
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from agreements.agreement.actions import save_requirement
from agreements.models import Requirement
from reporting.models import Document, PrivateLink, Receipt, Report, Version
from tests import factories
from tests.jobs import run_pending_jobs
from tests.reporting.builders.funder_reports import FINAL_A, make_issued
from tests.reporting.builders.reports import fill

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PASSWORD = "Pluie-de-mai-sur-le-quai-7"
QUESTION = "Pourquoi deux séjours seulement ?"


@pytest.fixture
def charged(committed_reference, organism, agreement, director):
    """An agreement that asks form A, and two exploratory stays charged to it."""
    save_requirement(agreement=agreement, requirement=Requirement(**FINAL_A), by=director)
    for day in (3, 4):
        factories.make_activity(
            organism, "Séjour exploratoire", day=date(2025, 6, day), by=director, agreements=[agreement], immigrants=4
        )
    return agreement


def words(page) -> str:
    return page.locator("main").inner_text().replace("\xa0", " ")


def test_report_goes_from_the_agreement_to_its_acceptance(
    page_for, charged, organism, coordinator, director, funder_agent
):
    page = page_for(coordinator)
    report = prepare(page, charged)
    answer_from_the_list(page, report)
    fill(report, coordinator)

    hers = page_for(director)
    issue(hers, report)
    agent = log_in(page_for(), funder_agent)
    read_and_download(agent, report)
    ask(agent, report)

    answer_with_a_new_version(hers, report)
    accept(agent, report)
    verify_both(page_for(), report)


def prepare(page, agreement) -> Report:
    """From the agreement's page, the coordinator opens the report that is owed; figures are drawn already."""
    page.goto("/")
    page.click("nav >> text=Ententes")
    page.click(f"main a:has-text('{agreement.reference}')")
    owed = page.locator("li", has_text="1er avril 2025")
    owed.locator("button", has_text="Préparer le rapport").click()
    assert "Volet 1" in words(page)
    page.click("main ol.task-list a:has-text('Volet 1')")
    assert page.locator("#ligne-a2 .answer-fixed").inner_text() == "2"
    return Report.objects.get(deliverable__requirement__agreement=agreement)


def answer_from_the_list(page, report) -> None:
    """The check lists all that is left, by section; a link leads to its box, and what was answered leaves the list."""
    page.click("main a:has-text('Revenir à la liste')")
    page.click("main a:has-text('Vérifier et attester')")
    left = page.locator("[aria-labelledby=m-t] li a")
    before = left.count()
    assert before >= 10
    left.filter(has_text="Personnes rencontrées à Montréal").click()
    assert page.url.endswith("#ligne-a1")
    page.fill("#q-a1", "37")
    with page.expect_navigation():
        page.click(".actions button:text-is('Enregistrer')")
    page.click("main a:has-text('Revenir à la liste')")
    page.click("main a:has-text('Vérifier et attester')")
    assert left.count() == before - 1
    assert report.answers.get(line_key="a1", band_key="").value == 37


def issue(page, report) -> None:
    page.goto("/")
    page.click("main h3 a:has-text('rapport final 2025-2026')")
    page.click("main a:has-text('Vérifier et attester')")
    page.click("main a:has-text('Attester et transmettre')")
    page.click("button:text-is('Attester et transmettre')")
    assert "Cochez cette phrase pour attester." in words(page)
    page.check("#id_is_exact")
    page.click("button:text-is('Attester et transmettre')")
    assert "Rapport transmis." in words(page)
    assert (Version.objects.get().number, Receipt.objects.get().state) == (1, "sent")
    assert not Document.objects.exists()
    run_pending_jobs()
    page.reload()
    assert page.locator("main a:has-text('PDF')").count() == 1


def log_in(page, user):
    """By the door, with their own password."""
    user.set_password(PASSWORD)
    user.save()
    page.goto("/")
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    page.click("button:text-is('Se connecter')")
    return page


def download(page, words) -> bytes:
    with page.expect_download() as found:
        page.locator("main a", has_text=words).first.click()
    return Path(found.value.path()).read_bytes()


def read_and_download(page, report) -> None:
    page.click("main h3 a:has-text('rapport final 2025-2026')")
    assert "À accepter" in words(page)
    assert page.locator("#ligne-A1 td.key").inner_text() == "37"
    assert page.locator("#ligne-A2 td.key").inner_text() == "2"
    assert page.locator("a[href*='/fiches/']").count() == 0
    kept = {document.format: document.sha256 for document in Document.objects.all()}
    for name, start in (("PDF", b"%PDF-"), ("XLSX", b"PK")):
        content = download(page, name)
        assert content.startswith(start)
        assert hashlib.sha256(content).hexdigest() == kept[name.lower()]
    assert Receipt.objects.filter(state="read").count() == 1


def ask(page, report) -> None:
    page.check("input[name=state][value=asked]")
    page.click("button:text-is('Envoyer la réponse')")
    assert "Écrivez votre réserve ou votre question" in words(page)
    page.fill("#id_text", QUESTION)
    page.click("button:text-is('Envoyer la réponse')")
    assert "Question posée" in words(page)
    report.refresh_from_db()
    assert report.state == "asked"


def answer_with_a_new_version(page, report) -> None:
    """The organism reads the question, corrects the line it is about, and says what changes."""
    page.goto(f"/rapports/{report.pk}/")
    assert QUESTION in words(page)
    page.click("main ol.task-list a:has-text('Volet 1')")
    page.fill("#q-a1", "38")
    with page.expect_navigation():
        page.click(".actions button:text-is('Enregistrer')")
    page.click("main a:has-text('Revenir à la liste')")
    page.click("main a:has-text('Corriger et transmettre une version')")
    page.check("#id_is_exact")
    page.click("button:text-is('Attester et transmettre')")
    assert "Dites en une phrase ce qui change" in words(page)
    page.fill("#id_reason", "Une personne ajoutée en A1.")
    page.check("#id_is_exact")
    page.click("button:text-is('Attester et transmettre')")
    assert "Rapport transmis." in words(page)
    run_pending_jobs()


def accept(page, report) -> None:
    """The agent reads the new version, finds the first as it was, and accepts."""
    page.goto("/")
    page.click("main h3 a:has-text('rapport final 2025-2026')")
    assert "Une personne ajoutée en A1." in words(page)
    assert page.locator("#ligne-A1 td.key").inner_text() == "38\nmodifié, était 37"
    page.click("main a:has-text('Lire la version 1')")
    assert "Cette version est remplacée." in words(page)
    assert page.locator("#ligne-A1 td.key").inner_text() == "37"
    assert download(page, "PDF").startswith(b"%PDF-")
    assert page.locator("button:text-is('Envoyer la réponse')").count() == 0
    page.click("main a:has-text('Lire la version 2') >> nth=0")
    page.check("input[name=state][value=accepted]")
    page.click("button:text-is('Envoyer la réponse')")
    assert "Accepté" in page.locator(".page-title").inner_text()
    report.refresh_from_db()
    assert report.state == "accepted"
    assert [version.number for version in report.versions.order_by("number")] == [1, 2]


def verify_both(page, report) -> None:
    """Anyone with the code learns whether the paper is genuine and current; no figure is shown."""
    first, second = report.versions.order_by("number")
    for version, sentence in ((second, "C’est la version en vigueur."), (first, "Remplacé par la version 2")):
        page.goto("/verifier/")
        page.fill("#id_code", version.code.lower())
        page.click("button:text-is('Vérifier')")
        assert "Comparer le fichier" in words(page)
        assert sentence in words(page)
        assert version.sha256[:4] in words(page)
        assert "Personnes rencontrées" not in words(page)
    page.goto("/verifier/")
    page.fill("#id_code", "0000-0000-0000-0000")
    page.click("button:text-is('Vérifier')")
    assert "Aucun document du portail ne porte ce code" in words(page)


@pytest.fixture
def issued(committed_reference, agreement, director) -> Report:
    return make_issued(agreement, director)


@pytest.mark.parametrize("scripts", [True, False])
def test_private_link_opens_one_report_until_it_is_closed(page_for, issued, coordinator, scripts):
    run_pending_jobs()
    page, visitor = page_for(coordinator, scripts=scripts), page_for(scripts=scripts)
    page.goto(f"/rapports/{issued.pk}/suivi/")
    page.click("main a:has-text('Liens privés')")
    page.select_option("#id_days", label="7 jours")
    page.click("button:text-is('Ouvrir un lien')")
    written = page.input_value("#lien")
    assert written in page.input_value("#courriel")

    # What is mailed names the portal's own address, which is not that of this server
    address = urlsplit(written).path
    visitor.goto(address)
    assert "Destinataire : Ministère des Essais" in words(visitor)
    assert visitor.locator("nav[aria-label=Principale]").count() == 0
    assert download(visitor, "PDF").startswith(b"%PDF-")
    assert download(visitor, "XLSX").startswith(b"PK")
    visitor.goto(f"/rapports/{issued.pk}/lecture/")
    assert visitor.locator("#id_password").is_visible()

    page.click("summary:has-text('Fermer ce lien')")
    page.click("button:has-text('Fermer ce lien')")
    assert "Lien fermé" in words(page)
    assert visitor.goto(address).status == 404
    assert "Ce lien ne s’ouvre pas" in words(visitor)
    assert PrivateLink.objects.get().revoked_at


def test_letter_of_a_funder_without_account_settles_the_report(page_for, issued, coordinator, tmp_path):
    letter = tmp_path / "lettre-acceptation.pdf"
    letter.write_bytes(b"%PDF-1.7 lettre\ntrailer\n%%EOF")
    page = page_for(coordinator)
    page.goto(f"/rapports/{issued.pk}/suivi/")
    page.click("main a:has-text('Inscrire une lettre')")
    page.click("button:text-is('Inscrire la lettre')")
    for refusal in ("Choisissez ce que dit la lettre.", "Écrivez la date ainsi", "Joignez la lettre."):
        assert refusal in words(page)
    page.check("input[name=state][value=accepted]")
    page.fill("#id_dated", "2026-05-19")
    page.set_input_files("#id_letter", letter)
    page.click("button:text-is('Inscrire la lettre')")
    assert "Accepté" in page.locator(".page-title").inner_text()
    receipt = Receipt.objects.get(state="accepted")
    assert (receipt.by, receipt.recorded_by) == (None, coordinator)
    assert download(page, "Télécharger la lettre") == b"%PDF-1.7 lettre\ntrailer\n%%EOF"


MOST_STOPS = 12


def test_accepting_needs_neither_scripts_nor_mouse(page_for, issued, funder_agent):
    """Without scripts, by keyboard alone: a choice by arrow, a sentence, Enter on the button."""
    page = page_for(funder_agent, scripts=False)
    page.goto(f"/rapports/{issued.pk}/lecture/")
    page.focus("input[name=state][value=accepted]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Avec réserve sur A1.")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main form .btn-primary')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Avec réserve sur A1.")
    receipt = Receipt.objects.get(by=funder_agent, text__gt="")
    assert (receipt.state, receipt.text) == ("reserve", "Avec réserve sur A1.")


def test_double_click_issues_one_version(page_for, charged, coordinator, director):
    report = prepare(page_for(coordinator), charged)
    fill(report, director)
    page = page_for(director)
    page.goto(f"/rapports/{report.pk}/transmettre/")
    page.check("#id_is_exact")
    page.dblclick("button:text-is('Attester et transmettre')")
    page.wait_for_url("**/suivi/")
    assert Version.objects.filter(report=report).count() == 1
    assert Receipt.objects.filter(state="sent").count() == 1
