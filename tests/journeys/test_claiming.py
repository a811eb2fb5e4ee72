"""Story of work charged to two funders, one of whom forbids it: warned, decided, seen on both sides, taken back."""

from datetime import date

import pytest

from agreements.models import Agreement
from services.models import Activity, Charge
from tests import factories
from tests.journeys.axe import SIDEWAYS
from tests.reporting.builders.funder_reports import make_open

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FORBIDS = "interdit de déclarer deux fois le même travail"


@pytest.fixture
def strict(committed_reference, organism, other_funder):
    agreement = factories.make_agreement(organism, other_funder, "FON-2024-007")
    Agreement.objects.filter(pk=agreement.pk).update(forbids_double_claims=True)
    return agreement


def words(page) -> str:
    return page.locator("main").inner_text().replace("\xa0", " ")


def claimed(page, reports) -> list[bool]:
    """Whether each report names the shared work where it is checked before it leaves."""
    found = []
    for report in reports:
        page.goto(f"/rapports/{report.pk}/verifier-attester/")
        found.append("aussi imputée à" in words(page))
    return found


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_the_same_work_for_two_funders_is_warned_about_seen_and_taken_back(
    page_for, organism, agreement, strict, staff, coordinator, director, width, scripts
):
    reports = [make_open(one, director) for one in (agreement, strict)]
    worker = page_for(staff, width=width, scripts=scripts)
    worker.goto(f"/o/{organism.pk}/activites/ajouter/")
    worker.select_option("#id_activity_type", label="4 – Premier accueil")
    worker.fill("#id_day", "2025-06-03")
    worker.get_by_label("MIN-2024-031").check()
    worker.click("button:text-is('Enregistrer')")
    activity = Activity.objects.get(organism=organism)
    assert claimed(worker, reports) == [False, False]

    page = page_for(coordinator, width=width, scripts=scripts)
    held(page, organism, activity, strict, staff)
    page.click("button:text-is('Imputer quand même')")
    assert set(Charge.objects.values_list("agreement__reference", flat=True)) == {"MIN-2024-031", "FON-2024-007"}

    both_sides_say_it(page, organism, activity, reports, staff)
    take_back(page, organism, activity)
    assert Charge.objects.get(activity=activity).agreement.reference == "MIN-2024-031"
    assert claimed(page, reports) == [False, False]
    page.goto(f"/o/{organism.pk}/activites/?imputation=plusieurs")
    assert "Rien ne répond à ces choix" in words(page)


def held(page, organism, activity, strict, staff) -> None:
    """Charging what a colleague recorded stops beside the agreement: which one it is on, and who recorded it."""
    page.goto(f"/o/{organism.pk}/activites/")
    page.check(f"input[name=pk][value^='{activity.pk}']")
    if not page.locator("[data-bulk][open]").count():
        page.click("[data-bulk] summary")
    page.select_option("#id_act", "charge")
    page.select_option("#id_agreement", str(strict.pk))
    page.click("button:text-is('Appliquer aux fiches cochées')")
    field = page.locator(".field", has=page.locator("#id_agreement, [name=agreement]"))
    said = field.locator(".field-error").inner_text().replace("\xa0", " ")
    assert "MIN-2024-031" in said
    assert staff.name in said
    assert FORBIDS in said
    assert page.evaluate(SIDEWAYS) <= 0
    assert Charge.objects.filter(activity=activity).count() == 1


def both_sides_say_it(page, organism, activity, reports, staff) -> None:
    assert claimed(page, reports) == [True, True]
    assert f"Premier accueil, 3 juin 2025 : aussi imputée à l’entente MIN-2024-031, inscrite par {staff.name}" in words(
        page
    )
    page.goto(f"/rapports/{reports[0].pk}/verifier-attester/")
    assert "aussi imputée à l’entente FON-2024-007" in words(page)
    page.goto(f"/o/{organism.pk}/activites/?imputation=plusieurs")
    assert "imputée à 2 ententes" in words(page)
    page.click(f"main a[href$='/activites/{activity.pk}/']")
    assert FORBIDS in words(page)


def take_back(page, organism, activity) -> None:
    page.click("main a:text-is('Corriger')")
    page.get_by_label("FON-2024-007").uncheck()
    page.click("button:text-is('Enregistrer')")
    page.goto(f"/o/{organism.pk}/activites/{activity.pk}/")
    assert FORBIDS not in words(page)


def test_ticking_both_at_once_is_asked_once_and_loses_nothing(page_for, organism, agreement, strict, staff):
    page = page_for(staff, width=320)
    page.goto(f"/o/{organism.pk}/activites/ajouter/")
    page.select_option("#id_activity_type", label="4 – Premier accueil")
    page.fill("#id_day", date(2025, 6, 3).isoformat())
    page.fill("#id_note", "Au comptoir")
    for reference in ("MIN-2024-031", "FON-2024-007"):
        page.get_by_label(reference).check()
    page.click("button:text-is('Enregistrer')")
    field = page.locator(".field", has=page.locator("#id_agreements")).locator(".field-error").inner_text()
    assert "FON-2024-007" in field
    assert FORBIDS in field.replace("\xa0", " ")
    assert page.input_value("#id_note") == "Au comptoir"
    assert page.evaluate(SIDEWAYS) <= 0
    assert not Activity.objects.exists()
    page.click("button:text-is('Imputer quand même')")
    page.wait_for_url(f"**/o/{organism.pk}/activites/")
    assert Charge.objects.count() == 2
