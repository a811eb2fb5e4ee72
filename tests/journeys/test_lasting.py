"""The story of an agreement that lasts: two funders, three years, an amendment, money after papers, a late renewal."""

import uuid
from datetime import date

import pytest

from agreements.models import Agreement, BudgetLine, Deliverable
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.models import Report
from tests import factories
from tests.jobs import run_pending_jobs
from tests.reporting.builders.funder_reports import fill

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SPENT = "100 000", "120 000", "80 000"


def words(page, where="main") -> str:
    return page.locator(where).first.inner_text().replace("\xa0", " ")


def press(page, button) -> None:
    """Press the button and hold that nothing was refused."""
    page.click(f"main button:text-is('{button}')")
    assert not page.locator(".field-error, #err-t").count(), words(page)


def shown(page, term) -> str:
    """The fact that stands under this term at the head of the page."""
    return words(page, f"dl.facts div:has(dt:text-is('{term}')) dd")


@pytest.fixture
def foundation(db):
    return factories.make_funder("Fondation des Épreuves", kind="foundation")


def test_an_agreement_of_two_funders_lives_three_years_and_is_renewed_47_days_late(
    page_for, organism, funder, foundation, coordinator, director, funder_agent, network
):
    page = page_for(coordinator)
    agreement = signed_with_two_funders(page, funder, foundation)
    promised(page, agreement)
    amended(page, agreement)
    budgeted(page, agreement)
    report = issued(agreement, organism, coordinator, director)
    awaits_the_report(page, agreement)
    accepted(page_for(funder_agent), report)
    paid(page, agreement)
    closed_with_a_balance(page, agreement)
    renewed(page, agreement, foundation)
    counted(page_for(network), organism, (funder, foundation))


def signed_with_two_funders(page, funder, foundation) -> Agreement:
    """Three years of 100 000 $, of which the foundation pays 30 %."""
    page.goto("/ententes/")
    page.click("main a:text-is('Inscrire une entente')")
    page.fill("#id_title", "Installer en région")
    page.fill("#id_reference", "MIN-2022-031")
    page.select_option("#id_programme", label="Régionalisation")
    page.select_option("#id_lead", label=str(funder))
    page.click("main summary:text-is('Plusieurs bailleurs')")
    page.check(f"input[name=cosigners][value='{foundation.pk}']")
    page.fill(f"#id_share_{foundation.pk}", "30")
    page.fill("#id_signed_on", "2022-03-15")
    page.fill("#id_starts_on", "2022-04-01")
    page.fill("#id_last_day", "2025-03-31")
    for number in (1, 2, 3):
        page.fill(f"#id_amount_{number}", "100 000")
    page.check("input[name=components][value='1']")
    press(page, "Inscrire l’entente")
    assert "riennale" in words(page)
    assert shown(page, "Montant") == "300 000,00 $"
    agreement = Agreement.objects.get(reference="MIN-2022-031")
    assert set(agreement.signatures.values_list("funder", "share")) == {(funder.pk, 70), (foundation.pk, 30)}
    return agreement


def promised(page, agreement) -> None:
    """A final report each year, and 20 exploratory stays a year."""
    page.click("main a:text-is('Ajouter une exigence')")
    page.select_option("#id_kind", label="Rapport final")
    press(page, "Inscrire au calendrier")
    page.click("main a:text-is('Ajouter des cibles')")
    stays = page.locator("tr", has_text="V1.06").locator("input[type=text]")
    for number in range(3):
        stays.nth(number).fill("20")
    press(page, "Inscrire les cibles")
    assert target_of(agreement, 2) == 20


def target_of(agreement, number):
    return agreement.years.get(number=number).targets.get().value


def amended(page, agreement) -> None:
    """In its second year: 20 000 $ more, and 24 stays. Nothing moves before the signature."""
    page.goto(f"/ententes/{agreement.pk}/")
    page.click("main a:text-is('Préparer un avenant')")
    page.fill("#id_reason", "Plus de familles attendues")
    page.fill("#id_effective_on", "2023-10-01")
    page.fill("#id_amount_2", "120 000")
    page.fill("[id='id_t-2-V1.06']", "24")
    press(page, "Préparer l’avenant")
    compared = words(page, "table.ledger tbody")
    assert all(number in compared for number in ("100 000", "120 000", "20", "24"))
    assert (agreement.years.get(number=2).amount, target_of(agreement, 2)) == (100_000, 20)
    page.fill("#id_signed_on", "2023-10-12")
    press(page, "Inscrire la signature")
    assert (agreement.years.get(number=2).amount, target_of(agreement, 2)) == (120_000, 24)
    page.goto(f"/ententes/{agreement.pk}/")
    assert shown(page, "Montant") == "320 000,00 $"
    assert "auparavant 20" in words(page, "section[aria-labelledby='e-cibles']")


def budgeted(page, agreement) -> None:
    """Each year its lines; the money of the second year waits for its report."""
    page.click("main a:text-is('Argent de l’entente')")
    for number in (1, 2, 3):
        page.click(f"section[aria-labelledby='an-{number}'] a:has-text('Inscrire les postes')")
        page.fill("#id_name_0", "Salaires")
        page.select_option("#id_nature_0", "salaires")
        page.fill("#id_amount_0", "120 000" if number == 2 else "100 000")
        press(page, "Enregistrer les postes")
        page.click(f"section[aria-labelledby='an-{number}'] a:has-text('Inscrire les versements')")
        page.fill("#id_share_0", "100")
        page.fill("#id_expected_on_0", f"{2021 + number}-07-15")
        if number == 2:
            page.select_option("#id_condition_0", str(report_of_the_second_year(agreement).pk))
        press(page, "Enregistrer les versements")


def report_of_the_second_year(agreement) -> Deliverable:
    return Deliverable.objects.get(requirement__agreement=agreement, period__contains=date(2023, 6, 1))


def issued(agreement, organism, coordinator, director) -> Report:
    """The second year's work and its report, whose writing is a story of its own."""
    stay = {"day": date(2023, 6, 3), "agreements": [agreement], "immigrants": 4}
    factories.make_activity(organism, "Séjour exploratoire", by=coordinator, **stay)
    report = fill(open_funder_report(deliverable=report_of_the_second_year(agreement), by=director), director)
    issue_report(report=report, by=director, key=uuid.uuid4())
    run_pending_jobs()
    return report


def awaits_the_report(page, agreement) -> None:
    page.goto(f"/ententes/{agreement.pk}/argent/")
    assert "Conditionnel" in words(page, "section[aria-labelledby='an-2']")


def accepted(page, report) -> None:
    """The funder reads the amended target beside the one it promised before, and accepts."""
    page.goto("/")
    page.click("main h3 a:has-text('rapport final')")
    assert "auparavant 20" in words(page)
    page.check("input[name=state][value=accepted]")
    press(page, "Envoyer la réponse")
    report.refresh_from_db()
    assert report.state == "accepted"


def paid(page, agreement) -> None:
    """Accepted, the money is owed; the three years are received, 320 000 $ in all."""
    page.goto(f"/ententes/{agreement.pk}/argent/")
    assert "Conditionnel" not in words(page)
    for number in (1, 2, 3):
        page.click(f"section[aria-labelledby='an-{number}'] a:has-text('Inscrire un montant reçu')")
        page.fill("#id_day", f"{2021 + number}-08-01")
        press(page, "Inscrire")
        assert "Reçu" in words(page, f"section[aria-labelledby='an-{number}']")


def closed_with_a_balance(page, agreement) -> None:
    """Of 320 000 $, 300 000 $ are spent: 20 000 $ stay, and were received too much."""
    line = {row.year.number: row.pk for row in BudgetLine.objects.filter(year__agreement=agreement)}
    for number, amount in enumerate(SPENT, start=1):
        page.goto(f"/ententes/{agreement.pk}/argent/depenses/ajouter/")
        page.select_option("#id_line", str(line[number]))
        page.fill("#id_day", f"{2021 + number}-11-30")
        page.fill("#id_amount", amount)
        press(page, "Inscrire la dépense")
    page.goto(f"/ententes/{agreement.pk}/argent/")
    said = words(page)
    assert "Non dépensé : 20 000,00 $." in said
    assert "Trop-perçu 20 000,00 $" in " ".join(said.split())


def renewed(page, agreement, foundation) -> None:
    """The next term keeps the funders and their shares; it begins 47 days after the first ended."""
    page.goto(f"/ententes/{agreement.pk}/")
    page.click("main a:text-is('Préparer la suivante')")
    assert page.input_value(f"#id_share_{foundation.pk}") == "30,00"
    page.fill("#id_reference", "MIN-2025-031")
    page.fill("#id_signed_on", "2025-05-12")
    page.fill("#id_starts_on", "2025-05-18")
    page.fill("#id_last_day", "2028-03-31")
    press(page, "Inscrire l’entente")
    assert shown(page, "Fait suite à") == "MIN-2022-031"
    page.goto(f"/ententes/{agreement.pk}/")
    assert shown(page, "Renouvelée par") == "MIN-2025-031"


def counted(page, organism, funders) -> None:
    """The network finds the 47 days under the organism and under each of its two funders."""
    for kind, names in (("organisme", [organism]), ("bailleur", funders)):
        page.goto(f"/stabilite/?par={kind}&annee=tout")
        for name in names:
            assert cell_of(page, name, "Jours entre deux ententes") == "47"


def cell_of(page, name, column) -> str:
    return words(page, f"table.ledger tbody tr:has-text('{name}') td[data-label='{column}']")
