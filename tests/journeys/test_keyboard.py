"""Three sessions of a workshop without a mouse: every stop reached by Tab, each number typed, all sent by Enter."""

from datetime import date

import pytest

from services.models import Activity
from tests.journeys.axe import SIDEWAYS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HERE = "document.activeElement.id || document.activeElement.textContent.trim()"
# The calendar of a date is a stop inside the field, with the browser's own ring
BARE = "document.activeElement.matches(':focus') && getComputedStyle(document.activeElement).outlineStyle === 'none'"
STOPS = 60


def tab_to(page, place: str) -> None:
    """Walk forward to a control; each stop on the way shows its ring."""
    for _ in range(STOPS):
        if page.evaluate(HERE) == place:
            return
        page.keyboard.press("Tab")
        assert not page.evaluate(BARE), page.evaluate(HERE)
    pytest.fail(f"{place} is never reached by Tab")


@pytest.mark.parametrize("width", [1280, 320])
def test_sessions_charged_to_an_agreement_are_recorded_by_keyboard_alone(page_for, organism, agreement, staff, width):
    page = page_for(staff, width=width)
    page.goto(f"/o/{organism.pk}/activites/seances/")
    tab_to(page, "id_activity_type")
    chosen = "document.activeElement.selectedOptions[0].textContent"
    for _ in range(40):
        if page.evaluate(chosen) == "2 – Atelier CV et entrevue":
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, "id_agreements_0")
    page.keyboard.press("Space")
    for rank, people in enumerate((4, 5, 6), 1):
        tab_to(page, f"id_s{rank}-day")
        page.keyboard.type(f"06{rank:02}2025")
        tab_to(page, f"id_s{rank}-immigrants")
        page.keyboard.type(str(people))
    tab_to(page, "Inscrire les séances")
    assert page.evaluate(SIDEWAYS) <= 0
    page.keyboard.press("Enter")
    page.wait_for_selector("text=3 fiches inscrites")

    made = Activity.objects.filter(organism=organism, created_by=staff).order_by("day")
    assert [(row.day, row.immigrants) for row in made] == [(date(2025, 6, n), n + 3) for n in (1, 2, 3)]
    assert [list(row.charges.values_list("agreement", flat=True)) for row in made] == [[agreement.pk]] * 3
