"""Twelve households between Montréal and a region: two are refused, one leaves.

Every total is right on both sides, and counts each household once in the network.
"""

from datetime import date

import pytest

from reporting.models import Version
from services.households.totals import HouseholdScope, household_totals
from services.models import Household, HouseholdReading, JointTarget
from tests import factories
from tests.reporting.builders.funder_reports import make_issued
from tests.services.households.builders import REFERRED, SETTLED, follow, refer, settle, step

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

YEAR = HouseholdScope(date(2025, 4, 1), date(2026, 3, 31))


@pytest.fixture
def city(committed_reference):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def sender(city):
    return factories.make_seated_user("Mina Roy-Diop", city, "coordinator")


def words(page) -> str:
    return page.locator("main").inner_text().replace("\xa0", " ")


def test_twelve_households_are_counted_right_on_both_sides(
    page_for, city, organism, agreement, sender, coordinator, director, network
):
    sending, receiving = page_for(sender, width=320, scripts=False), page_for(coordinator, scripts=False)
    target = agree(sending, receiving, city, organism, agreement)
    walk_one(sending, receiving, target)
    homes = [settle(refer(target, sender), coordinator) for _ in range(9)]
    for _ in range(2):
        refuse(receiving, refer(target, sender), organism)
    for home in homes[1:]:
        follow(home, coordinator, 6, "stayed", date(2025, 11, 20))
    leaves(receiving, homes[0], organism)

    both_read_the_same(sending, receiving, target)
    the_network_counts_once(page_for(network), city, organism)
    the_issued_report_stays(receiving, agreement, director, coordinator, homes)


def agree(sending, receiving, city, organism, agreement) -> JointTarget:
    """The sender proposes fifteen, the receiver answers twelve, the sender accepts.

    The receiver never sees a button to accept their own number.
    """
    sending.goto(f"/o/{city.pk}/cibles-conjointes/ajouter/")
    sending.select_option("select[name=other]", str(organism.pk))
    for name, value in {"households": "15", "starts_on": "2025-04-01", "last_day": "2026-03-31"}.items():
        sending.fill(f"input[name={name}]", value)
    sending.click("main button[type=submit]")
    target = JointTarget.objects.get()

    receiving.goto(f"/o/{organism.pk}/cibles-conjointes/{target.pk}/")
    receiving.fill("input[name=countered-households]", "12")
    receiving.fill("textarea[name=countered-words]", "Trois logements de moins")
    receiving.click("button:text-is('Proposer un autre nombre')")
    assert "Accepter ce nombre" not in words(receiving)

    sending.goto(f"/o/{city.pk}/cibles-conjointes/{target.pk}/")
    sending.click("button:text-is('Accepter ce nombre')")
    assert "Trois logements de moins" in words(sending)
    target.refresh_from_db()
    JointTarget.objects.filter(pk=target.pk).update(receiver_agreement=agreement)
    assert (target.state, target.households) == ("accepted", 12)
    return target


def walk_one(sending, receiving, target) -> None:
    """One household by the pages: referred, received, settled, confirmed; each side has one button."""
    sending.goto(f"/o/{target.sender_id}/menages/ajouter/")
    sending.select_option("select[name=joint_target]", str(target.pk))
    sending.fill("input[name=size]", "3")
    sending.fill("input[name=day]", REFERRED.isoformat())
    sending.click("main button[type=submit]")
    home = Household.objects.get()
    assert home.key in words(sending)
    assert sending.evaluate("document.documentElement.scrollWidth") <= 320

    place = f"/o/{target.receiver_id}/menages/{home.key}/"
    for kind in ("acknowledged", "settled"):
        receiving.goto(place)
        receiving.fill(f"input[name={kind}-day]", SETTLED.isoformat())
        receiving.click("main .btn-primary")
    sending.goto(f"/o/{target.sender_id}/menages/{home.key}/")
    sending.fill("input[name=confirmed-day]", SETTLED.isoformat())
    sending.click("button:text-is('Confirmer l’installation')")
    assert "Installé" in words(sending)
    assert HouseholdReading.objects.filter(household=home).count() >= 4


def refuse(receiving, home, organism) -> None:
    receiving.goto(f"/o/{organism.pk}/menages/{home.key}/")
    receiving.locator("section", has_text="Refuser la référence").locator("summary").click()
    receiving.fill("textarea[name=refused-reason]", "Aucun logement avant l’automne")
    receiving.click("button:text-is('Refuser la référence')")
    assert "Refusé" in words(receiving)


def leaves(receiving, home, organism) -> None:
    receiving.goto(f"/o/{organism.pk}/menages/suivis/")
    receiving.click(f"a:text-is('{home.key}')")
    receiving.check("input[name=follow_up-result][value=left]")
    receiving.fill("input[name=follow_up-day]", "2025-11-25")
    receiving.click("button:text-is('Inscrire le suivi')")
    assert "Reparti" in words(receiving)


def both_read_the_same(sending, receiving, target) -> None:
    for page, place in ((sending, target.sender_id), (receiving, target.receiver_id)):
        page.goto(f"/o/{place}/cibles-conjointes/{target.pk}/")
        said = [row.inner_text().split() for row in page.locator("main table tbody tr").all()]
        assert said == [["Référés", "12"], ["Installés", "10"], ["Refusés", "2"]]
    assert "Suivi à 6 mois : 8 restés, 1 parti, 0 inconnu." in words(receiving)
    assert "Suivi à 6 mois : restés : masqué, partis : masqué, 0 inconnu." in words(sending)


def the_network_counts_once(page, city, organism) -> None:
    page.goto("/menages/?periode=etat-2025")
    rows = {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts()
        for row in page.locator("main tbody tr").all()
    }
    said = [cell.replace("\xa0", " ") for cell in rows["Réseau, chaque ménage une fois"]]
    assert said == ["12", "10", "30", "x", "–", "–"]
    assert rows["Somme des organismes"][:3] == ["24", "20", "60"]
    assert rows[city.name] == rows[organism.name] == rows["Réseau, chaque ménage une fois"]


def the_issued_report_stays(receiving, agreement, director, coordinator, homes) -> None:
    """The final report counts ten; a step cancelled afterwards changes what is counted, never what was issued."""
    report = make_issued(agreement, director)
    kept = Version.objects.get(report=report).content
    receiving.goto(f"/rapports/{report.pk}/")
    late = refer(homes[0].joint_target, coordinator)
    step(late, homes[0].receiver, "acknowledged", SETTLED, coordinator)
    step(late, homes[0].receiver, "settled", SETTLED, coordinator)
    step(late, homes[0].sender, "confirmed", SETTLED, coordinator)

    assert household_totals(YEAR).once["V1.10"].value == 11
    assert Version.objects.get(report=report).content == kept
    assert '"line_key":"a3"' in kept.replace(" ", "")
    receiving.goto(f"/rapports/{report.pk}/versions/1/")
    line = receiving.locator("tr, .question", has_text="Ménages établis en région").first.inner_text()
    assert "10" in line.split()
