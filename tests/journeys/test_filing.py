"""The year is filed: answered, completed from one list, certified, returned, answered, endorsed, approved."""

import uuid
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.models import Answer, Comment, Report, Transition
from reporting.reports.actions.filing import approve_report, endorse_report, submit_report
from services.models import Declaration
from tests import factories
from tests.reporting.builders.annual_reports import fill, make_annual, make_campaign

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LAST_YEAR = DateRange(date(2024, 4, 1), date(2025, 4, 1))
NARRATIVE = "v4-faits-saillants"
LEFT = ("v4-03", "v4-04", NARRATIVE)


@pytest.fixture
def organism(db):
    """One component: the smallest report that still has every kind of section."""
    return factories.make_organism("La Croisée boréale", region="08", components=(4,))


def file_last_year(organism, network, director, pivot) -> Report:
    campaign = make_campaign(network, period=LAST_YEAR, due_on=date(2025, 6, 30))
    report = fill(Report.objects.get(campaign=campaign, organism=organism), director)
    for step, by in ((submit_report, director), (endorse_report, pivot), (approve_report, network)):
        step(report=report, by=by, key=uuid.uuid4())
        report.refresh_from_db()
    return report


@pytest.fixture
def report(committed_reference, organism, network, director, pivot) -> Report:
    """This year's draft, answered but for three lines of the fourth component; last year's is approved."""
    file_last_year(organism, network, director, pivot)
    factories.make_activity(organism, "Premier accueil", immigrants=5)
    report = fill(make_annual(organism, network), director)
    Answer.objects.filter(report=report, line_key__in=LEFT).delete()
    Declaration.objects.filter(period=report.period, indicator__code__in=("V4.03", "V4.04")).delete()
    return report


def saved(report, line_key) -> Answer:
    return Answer.objects.get(report=report, line_key=line_key, band_key="")


def words(page) -> str:
    return page.locator("main").inner_text().replace("\xa0", " ")


def open_section(page, report) -> None:
    """From the first page to a section of the report, as a person goes."""
    page.goto("/")
    page.click("nav >> text=Rapports")
    page.click(f"main h3 a:has-text('{report}')")
    page.click("main a:has-text('Volet 4')")


def override(page, report) -> None:
    """Correct a computed figure: without a reason it is refused and kept as typed, with one it is saved."""
    row = page.locator("#ligne-v4-01")
    assert row.locator(".answer-fixed").inner_text() == "1"
    row.locator("summary:not(:has-text('Ce que compte'))").click()
    page.fill("#q-v4-01", "2")
    page.fill("#q-v4-03", "41")
    page.click(".actions button:text-is('Enregistrer')")
    page.wait_for_selector("#err-t")
    assert "Dites en une phrase pourquoi" in words(page)
    assert page.input_value("#q-v4-03") == "41"
    page.fill("#q-v4-01-motif", "Une personne reçue un dimanche.")


def test_annual_report_goes_from_draft_to_approved(page_for, report, coordinator, director, pivot, network):
    page = page_for(coordinator)
    answer_with_scripts(page, report)
    complete_from_the_list(page, report)
    ask_certification(page)

    certify(page_for(director), report)
    return_with_a_comment(page_for(pivot), report)
    answer_the_comment(page, report)
    certify(page_for(director), report, again=True)
    endorse(page_for(pivot), report)
    approve(page_for(network), report)
    read_what_happened(page, report)


def answer_with_scripts(page, report) -> None:
    open_section(page, report)
    override(page, report)
    page.fill(f"#q-{NARRATIVE}", "Une année pleine.")
    with page.expect_response(lambda answer: "/texte/" in answer.url):
        page.locator(f"#q-{NARRATIVE}").press("Tab")
    page.wait_for_selector(f"#q-{NARRATIVE}-etat >> text=/Enregistré à\\s\\d+\\sh(\\s\\d\\d)?/")
    assert saved(report, NARRATIVE).text == "Une année pleine."

    page.click(".actions button:text-is('Enregistrer')")
    page.wait_for_selector("text=Revenir au chiffre calculé")
    assert (saved(report, "v4-01").value, saved(report, "v4-01").override_reason) == (
        2,
        "Une personne reçue un dimanche.",
    )
    assert saved(report, "v4-03").value == 41
    assert "Calculé : 1. Motif de la correction : Une personne reçue un dimanche." in words(page)
    assert "7" in page.locator("#ligne-v4-03 .question-past").inner_text().split()

    page.click("#ligne-v4-faits-saillants .past-text button:has-text('Inchangé')")
    page.wait_for_load_state()
    assert page.input_value(f"#q-{NARRATIVE}").strip() == "Texte."
    assert saved(report, NARRATIVE).text == "Texte."


def complete_from_the_list(page, report) -> None:
    """The check lists the one box left; its link leads to it; answered, the list is empty."""
    page.click("main a:has-text('Revenir à la liste')")
    page.click("main a:has-text('Vérifier et attester')")
    missing = page.locator("[aria-labelledby=m-t]").locator("li a")
    assert missing.count() == 1
    missing.click()
    assert page.url.endswith("#ligne-v4-04")
    page.locator("#ligne-v4-04 .kinds label", has_text="0 confirmé").click()
    page.click(".actions button:text-is('Enregistrer')")
    page.wait_for_selector("text=Enregistré.")
    assert page.locator("#ligne-v4-04 input[value=zero]").is_checked()
    assert saved(report, "v4-04").state == "zero"


def ask_certification(page) -> None:
    page.click("main a:has-text('Revenir à la liste')")
    page.click("main a:has-text('Vérifier et attester')")
    assert page.locator("[aria-labelledby=m-t]").count() == 0
    assert page.locator("button:has-text('Attester et déposer')").count() == 0
    page.click("button:text-is('Demander l’attestation')")
    assert "Attestation demandée" in words(page)


def certify(page, report, *, again=False) -> None:
    """By the direction, from their list; the two sentences are ticked, and the receipt gives a number."""
    page.goto("/")
    page.click("nav >> text=Rapports")
    page.click(f"main h3 a:has-text('{report}')")
    page.click("main a:has-text('Vérifier et attester')")
    page.click("button:text-is('Attester et déposer')")
    assert "Cochez cette phrase" in words(page)
    page.check("#id_is_exact")
    page.check("#id_is_adopted")
    page.locator("button:text-is('Attester et déposer')").press("Enter")
    page.wait_for_url("**/recu/")
    report.refresh_from_db()
    assert report.state == "submitted"
    assert page.locator(".receipt-number").inner_text() == report.number
    assert ("version 2" in words(page)) is again
    assert "Maison des Deux-Lacs, pivot de votre région, le lit et l’endosse." in words(page)


def open_as_reader(page, report) -> None:
    page.goto("/")
    page.locator("main li", has_text="La Croisée boréale").locator("h3 a").click()
    assert "La Croisée boréale" in words(page)


def return_with_a_comment(page, report) -> None:
    open_as_reader(page, report)
    page.click("main a:text-is('Retourner pour correction')")
    page.click("button:text-is('Retourner pour correction')")
    assert "Rien n’est retourné" in words(page)
    line = page.locator("details:has(#c-v4-03)")
    assert "41" in line.locator("summary").inner_text()
    line.locator("summary").click()
    page.fill("#c-v4-03", "Est-ce bien 41 ?")
    page.click("main a:text-is('Revenir au rapport')")
    page.wait_for_url(f"**/rapports/{report.pk}/")
    page.click("main a:text-is('Retourner pour correction')")
    assert page.input_value("#c-v4-03") == "Est-ce bien 41 ?"
    page.click("button:text-is('Retourner pour correction')")
    page.wait_for_selector("text=Rapport retourné.")
    report.refresh_from_db()
    assert report.state == "returned"


def answer_the_comment(page, report) -> None:
    """Only the line of the comment is open again."""
    open_section(page, report)
    assert "Est-ce bien 41 ?" in words(page)
    assert page.locator("#q-v4-03").is_editable()
    assert page.locator("#q-v4-04").count() == 0
    page.fill("#q-v4-03", "42")
    page.fill("main textarea[name^=reponse-]", "Non, 42 : une famille arrivée en mars.")
    page.click("button:has-text('Enregistrer et répondre')")
    page.wait_for_selector("text=Réponse envoyée")
    assert saved(report, "v4-03").value == 42
    assert page.locator("#q-v4-03").is_editable()
    comment = Comment.objects.get(report=report)
    assert (comment.reply, comment.resolved_at is not None) == ("Non, 42 : une famille arrivée en mars.", True)


def endorse(page, report) -> None:
    open_as_reader(page, report)
    assert "Non, 42 : une famille arrivée en mars." in words(page)
    page.click("summary:has-text('Endosser')")
    assert "Cela s’annule pendant un jour" in words(page)
    page.click("button:text-is('Endosser')")
    assert "Rapport endossé." in words(page)


def approve(page, report) -> None:
    open_as_reader(page, report)
    page.click("summary:has-text('Approuver')")
    page.click("button:text-is('Approuver')")
    assert "Rapport approuvé." in words(page)
    report.refresh_from_db()
    assert report.state == "approved"


def read_what_happened(page, report) -> None:
    """The organism reads the whole way in its timeline, newest first; every step is one row."""
    page.goto(f"/rapports/{report.pk}/")
    lines = page.locator("ol.timeline li b").all_inner_texts()
    steps = ["Approuvé", "Endossé", "Attesté et déposé", "Retourné", "Attesté et déposé", "Attestation demandée"]
    assert [line.startswith(step) for line, step in zip(lines, steps, strict=False)] == [True] * 6
    assert page.locator("dl.facts", has_text=report.number).count() == 1
    states = list(Transition.objects.filter(report=report).order_by("pk").values_list("to_state", flat=True))
    assert states[-6:] == ["to_certify", "submitted", "returned", "submitted", "endorsed", "approved"]


def test_section_is_answered_and_the_report_asked_without_scripts(page_for, report, coordinator):
    page = page_for(coordinator, scripts=False)
    open_section(page, report)
    override(page, report)
    page.fill("#q-v4-04", "so")
    page.fill(f"#q-{NARRATIVE}", "Une année sans scripts.")
    page.click("button:text-is('Enregistrer et continuer')")
    answers = [saved(report, key) for key in ("v4-01", "v4-03", "v4-04", NARRATIVE)]
    assert [answer.state for answer in answers[:3]] == ["value", "value", "na"]
    assert (answers[0].value, answers[3].text) == (2, "Une année sans scripts.")
    page.goto(f"/rapports/{report.pk}/verifier-attester/")
    page.click("button:text-is('Demander l’attestation')")
    assert "Attestation demandée" in words(page)
    report.refresh_from_db()
    assert report.state == "to_certify"


def test_two_windows_on_one_text_lose_neither(page_for, report, coordinator, director):
    """Whoever saves second sees the other's text before theirs replaces it."""
    mine, theirs = page_for(coordinator), page_for(director)
    for page in (mine, theirs):
        page.goto(f"/rapports/{report.pk}/section/v4/")
    theirs.fill(f"#q-{NARRATIVE}", "Sept logements.")
    with theirs.expect_response(lambda answer: "/texte/" in answer.url):
        theirs.locator(f"#q-{NARRATIVE}").press("Tab")
    mine.fill(f"#q-{NARRATIVE}", "Huit logements.")
    with mine.expect_response(lambda answer: "/texte/" in answer.url):
        mine.locator(f"#q-{NARRATIVE}").press("Tab")
    mine.wait_for_selector("text=Deux versions de ce texte")
    assert "Sept logements." in words(mine)
    assert mine.input_value(f"#q-{NARRATIVE}") == "Huit logements."
    assert saved(report, NARRATIVE).text == "Sept logements."


def test_text_typed_while_the_connection_is_down_is_said_unsaved_and_saved_later(page_for, report, coordinator):
    page = page_for(coordinator)
    page.goto(f"/rapports/{report.pk}/section/v4/")
    page.context.set_offline(True)
    page.fill(f"#q-{NARRATIVE}", "Écrit dans le train.")
    page.locator(f"#q-{NARRATIVE}").press("Tab")
    page.wait_for_selector("text=Pas enregistré")
    assert not Answer.objects.filter(report=report, line_key=NARRATIVE).exists()
    page.context.set_offline(False)
    page.fill(f"#q-{NARRATIVE}", "Écrit dans le train, puis en gare.")
    with page.expect_response(lambda answer: "/texte/" in answer.url):
        page.locator(f"#q-{NARRATIVE}").press("Tab")
    page.wait_for_selector("text=Enregistré à")
    assert saved(report, NARRATIVE).text == "Écrit dans le train, puis en gare."


def test_certifying_needs_no_mouse_and_files_once(page_for, report, coordinator, director):
    """The boxes are ticked by the space bar; Enter pressed twice files one version."""
    fill(report, director)
    page = page_for(director)
    page.goto(f"/rapports/{report.pk}/verifier-attester/")
    page.focus("#id_is_exact")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Attester et déposer"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recu/")
    assert report.versions.count() == 1
    assert Transition.objects.filter(report=report, to_state="submitted").count() == 1


def section(page, report) -> None:
    page.goto(f"/rapports/{report.pk}/section/v4/")


def test_what_was_just_typed_is_never_said_to_be_somebody_elses(page_for, report, coordinator):
    """The text saves itself when it is left, which is what the click on a button does."""
    page = page_for(coordinator)
    section(page, report)
    page.fill("#q-v4-03", "41")
    page.locator(f"#q-{NARRATIVE}").press_sequentially("Une année pleine.")
    page.click("button:text-is('Enregistrer et continuer')")
    page.wait_for_url("**/section/finances/")
    assert "Cette page a changé" not in words(page)
    assert (saved(report, "v4-03").value, saved(report, NARRATIVE).text) == (41, "Une année pleine.")

    section(page, report)
    page.locator(f"#q-{NARRATIVE}").press_sequentially(" Et plus.")
    page.click("#ligne-v4-faits-saillants .past-text button:has-text('Inchangé')")
    page.wait_for_selector("text=Enregistré.")
    assert "Cette page a changé" not in words(page)
    assert saved(report, NARRATIVE).text == "Texte."


def test_figures_are_there_when_one_comes_back_from_a_link(page_for, report, coordinator):
    page = page_for(coordinator)
    section(page, report)
    page.fill("#q-v4-03", "41")
    page.click("#ligne-v4-01 >> text=Voir les activités")
    page.wait_for_url("**/fiches/**")
    page.go_back()
    assert page.input_value("#q-v4-03") == "41"
    assert saved(report, "v4-03").value == 41

    page.fill("#q-v4-04", "quarante")
    page.press("#q-v4-04", "Tab")
    page.wait_for_selector("#ligne-v4-04 >> text=Pas enregistré. Inscrivez un nombre")
    page.fill("#q-v4-04", "so")
    page.press("#q-v4-04", "Tab")
    page.wait_for_selector("#ligne-v4-04 >> text=/Enregistré à/")
    assert page.locator("#ligne-v4-04 input[value=so]").is_checked()
    assert saved(report, "v4-04").state == "na"


def test_leaving_before_a_figure_is_saved_asks_first(page_for, report, coordinator):
    page = page_for(coordinator)
    section(page, report)
    page.fill("#q-v4-03", "quarante")
    page.press("#q-v4-03", "Tab")
    page.wait_for_selector("text=Pas enregistré.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("main a:text-is('Revenir à la liste')")
    page.wait_for_url(f"**/rapports/{report.pk}/")
    assert asked == ["beforeunload"]


def test_a_session_that_ends_while_one_writes_loses_nothing(page_for, report, coordinator):
    page = page_for(coordinator)
    section(page, report)
    page.context.clear_cookies(name="sessionid")
    page.fill("#q-v4-03", "41")
    page.press("#q-v4-03", "Tab")
    page.wait_for_selector("text=votre session est terminée")
    assert page.input_value("#q-v4-03") == "41"
    assert not Answer.objects.filter(report=report, line_key="v4-03").exists()
