"""The network makes a form of twelve lines, publishes it, and an organism begins a report on it; axe, no scripts."""

import pytest
from django.urls import reverse

from agreements.models import Requirement
from reporting.form_editor.versions.drafts import prepare_next
from reporting.models import Report, Template, TemplateVersion
from tests.factories import make_activity, make_agreement
from tests.journeys.axe import SIDEWAYS, faults
from tests.journeys.test_keyboard import tab_to
from tests.reporting.builders.reports import make_deliverable

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Number, words, indicator; a text where there is none
LINES = [
    ("M1", "Séances d’information", "V1.01"),
    ("M2", "Participations aux séances", "V1.02"),
    ("M3", "Séjours exploratoires", "V1.06"),
    ("M4", "Participations aux séjours", "V1.07"),
    ("M5", "Salons et foires", "V1.08"),
    ("M6", "Premières rencontres", "V4.01"),
    ("M7", "Suivis", "V4.02"),
    ("M8", "Logements trouvés", "V4.05"),
    ("M9", "Activités de rapprochement", "V4.13"),
    ("M10", "Participations immigrantes", "V4.14"),
    ("M11", "Rencontres de concertation", "V5.01"),
    ("M12", "Faits saillants", ""),
]


def add(page, number, words, code) -> None:
    page.click("main a:has-text('Ajouter une ligne') >> nth=-1")
    page.fill("#id_number", number)
    page.fill("#id_words", words)
    if code:
        page.select_option("#id_terme-0-indicator", code)
    else:
        page.select_option("#id_kind", "text")
        page.fill("#id_max_chars", "3000")
        assert not page.locator("input[name=source]").first.is_visible()
    page.click("button:has-text('Ajouter la ligne')")
    assert page.locator("h1").inner_text() == f"{number} {words}"


@pytest.mark.timeout(300)
def test_a_form_of_twelve_lines_is_made_published_and_begun(
    page_for, committed_reference, organism, funder, coordinator, network
):
    agreement = make_agreement(organism, funder, "MRC-2025-4", programme_key="vitalite")
    deliverable = make_deliverable(agreement, kind=Requirement.Kind.INTERIM)
    make_activity(organism, "Séjour exploratoire", by=coordinator, agreements=[agreement], immigrants=4)
    page = page_for(network, scripts=False)

    page.goto(reverse("reporting:form-list"))
    page.click("main a:has-text('Faire un gabarit')")
    page.fill("#id_name", "Vitalité, rapport d’étape")
    page.select_option("#id_programme", str(agreement.programme_id))
    page.select_option("#id_kind", "interim")
    page.click("button:has-text('Commencer le brouillon')")
    for line in LINES:
        add(page, *line)
    page.goto(reverse("reporting:form-line-edit", args=[draft().pk, "m3"]))
    assert page.locator(".preview-figure").inner_text().startswith("1")
    page.click("main a:has-text('Revenir au gabarit')")
    assert "Rien n’arrête la publication" in page.locator("main").inner_text()
    page.click("button:has-text('Publier la version 1')")
    assert "Elle ne change plus" in page.locator("main").inner_text()

    theirs = page_for(coordinator, scripts=False)
    theirs.goto(reverse("agreements:agreement-detail", args=[agreement.pk]))
    theirs.click("button:has-text('Préparer le rapport')")
    report = Report.objects.get(deliverable=deliverable)
    assert report.template_version.lines.count() == len(LINES)


def draft() -> TemplateVersion:
    return TemplateVersion.objects.get(published_at__isnull=True)


def test_the_pages_of_the_editor_hold_no_fault(page_for, committed_reference, agreement, network):
    make_deliverable(agreement)
    version = TemplateVersion.objects.get(template__key="regionalisation-final")
    page = page_for(network)
    page.goto(reverse("reporting:form-list"))
    assert faults(page) == []
    page.goto(reverse("reporting:form-version", args=[version.pk]))
    page.click("button:has-text('Préparer la version suivante')")
    assert faults(page) == []
    page.goto(reverse("reporting:form-line-edit", args=[draft().pk, "a4"]))
    assert faults(page) == []
    page.goto(reverse("reporting:form-begin"))
    page.click("main button.btn-primary")
    assert faults(page) == []


def test_a_line_is_changed_removed_and_put_back_by_keyboard_on_a_phone_without_scripts(
    page_for, committed_reference, agreement, network
):
    make_deliverable(agreement)
    version = prepare_next(template=Template.objects.get(key="regionalisation-final"), by=network)
    page = page_for(network, width=390, scripts=False)
    page.goto(reverse("reporting:form-line-edit", args=[version.pk, "a2"]))
    tab_to(page, "id_words")
    page.keyboard.press("End")
    page.keyboard.type(", tenus")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Ligne enregistrée")
    assert version.lines.get(key="a2").words.endswith(", tenus")
    assert "Chez tous les organismes" in page.locator("main").inner_text()
    assert page.evaluate(SIDEWAYS) <= 0
    page.locator("form .btn-danger").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/retirer/")
    tab_to(page, "Retirer la ligne")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Ligne retirée")
    assert page.evaluate(SIDEWAYS) <= 0
    tab_to(page, "remettre ce qui est retiré")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=C’est remis")
    assert version.lines.filter(key="a2").exists()
    page.goto(reverse("reporting:form-print", args=[version.pk]))
    assert page.evaluate(SIDEWAYS) <= 0


def test_the_preview_follows_the_field_and_saves_nothing(
    page_for, committed_reference, agreement, coordinator, network
):
    make_activity(agreement.organism, "Séjour exploratoire", by=coordinator, agreements=[agreement], immigrants=4)
    make_deliverable(agreement)
    version = prepare_next(template=Template.objects.get(key="regionalisation-final"), by=network)
    page = page_for(network)
    page.goto(reverse("reporting:form-line-edit", args=[version.pk, "a2"]))
    assert page.locator(".preview-figure").inner_text().startswith("1")

    page.select_option("#id_terme-0-indicator", "V1.07")
    page.wait_for_selector(".preview-figure:has-text('4')")

    assert version.lines.get(key="a2").terms.get().indicator.code == "V1.06"
    assert faults(page) == []
