"""A day's work is recorded: with the keyboard alone, without scripts, and on a phone."""

import pytest

from services.models import Activity
from tests.journeys.conftest import WIDTHS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def fill(page, **numbers):
    page.select_option("#id_activity_type", label="4 – Activité de rapprochement")
    page.fill("#id_day", "2025-06-03")
    page.fill("#id_immigrants", numbers["immigrants"])
    page.fill("#id_host", numbers["host"])


@pytest.mark.parametrize("scripts", [True, False])
def test_staff_records_an_activity_corrects_it_and_takes_it_out(
    page_for, committed_reference, organism, staff, scripts
):
    page = page_for(staff, scripts=scripts)
    page.goto(f"/o/{organism.pk}/activites/")
    page.click("main >> text=Inscrire une activité >> nth=0")
    fill(page, immigrants="douze", host="20")
    page.click("text=Enregistrer >> nth=0")
    assert page.locator("text=Inscrivez un nombre").count()
    assert page.input_value("#id_host") == "20"
    page.fill("#id_immigrants", "12")
    page.click("button:text-is('Enregistrer')")
    page.locator("tbody a").first.click()
    page.click("main a:text-is('Corriger')")
    page.fill("#id_immigrants", "13")
    page.click("button:text-is('Enregistrer')")
    activity = Activity.objects.get(organism=organism)
    assert (activity.immigrants, activity.revision) == (13, 2)
    page.goto(f"/o/{organism.pk}/activites/{activity.pk}/retirer/")
    page.fill("#id_reason", "Saisie deux fois")
    page.click("button:text-is('Retirer la fiche')")
    page.click("text=Rétablir la fiche")
    assert page.locator("text=elle compte de nouveau").count()


def test_recording_needs_no_mouse(page_for, committed_reference, organism, staff):
    page = page_for(staff)
    page.goto(f"/o/{organism.pk}/activites/ajouter/")
    page.focus("#id_activity_type")
    chosen = "document.querySelector('#id_activity_type').selectedOptions[0].text"
    for _ in range(40):
        if page.evaluate(chosen) == "4 – Premier accueil":
            break
        page.keyboard.press("ArrowDown")
    page.fill("#id_day", "2025-06-03")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Enregistrer":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/o/{organism.pk}/activites/")
    assert Activity.objects.get(organism=organism).activity_type.name == "Premier accueil"


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_records_fit_their_window(page_for, committed_reference, organism, staff, width):
    page = page_for(staff, width=width)
    for path in (
        "/",
        f"/o/{organism.pk}/activites/",
        f"/o/{organism.pk}/activites/ajouter/",
        f"/o/{organism.pk}/imports/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
