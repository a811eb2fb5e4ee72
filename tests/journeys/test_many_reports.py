"""Many reports at once, without scripts: chosen, confirmed, followed, and one that failed taken up; looked at."""

import os
from datetime import date
from pathlib import Path

import pytest

from reporting.models import Answer, GroupedAct, Report
from tests.jobs import run_pending_jobs
from tests.journeys.axe import SIDEWAYS, faults
from tests.journeys.conftest import WIDTHS
from tests.reporting.builders.annual_reports import fill, make_campaign
from tests.reporting.builders.reports import make_deliverable
from tests.reporting.monitoring.filing_days.steps import walk
from tests.reporting.works.grouped.builders import make_ready

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")  # a folder that keeps what the tests saw


def words(page) -> str:
    return page.locator("main").inner_text().replace("\xa0", " ")


def look(page, name: str) -> None:
    """At three widths nothing leaves the page sideways; a picture of each where one asks for them."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SIDEWAYS) <= 0, (name, width)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_direction_issues_many_without_scripts(page_for, committed_reference, organism, funder, director):
    ready = make_ready(organism, funder, director, 4)
    copies = list(ready[2].answers.all())
    ready[2].answers.all().delete()
    page = page_for(director, scripts=False)
    page.goto("/rapports/")
    look(page, "liste")
    page.click("main a:has-text('Transmettre plusieurs rapports')")
    look(page, "choix")
    page.uncheck(f"#rapport-{ready[3].pk}")
    page.click("button:has-text('Relire avant de confirmer')")
    assert "3 rapports à confirmer" in words(page)
    look(page, "confirmation")
    page.click("button:has-text('Transmettre ces rapports')")
    assert "Cochez cette phrase pour attester." in words(page)
    page.check("#id_is_exact")
    page.click("button:has-text('Transmettre ces rapports')")
    assert "0 rapport transmis sur 3" in words(page)
    look(page, "en-cours")

    run_pending_jobs()
    page.click("main a:has-text('Actualiser')")
    assert "2 rapports transmis sur 3" in words(page)
    assert "1 rapport pas fait" in words(page)
    look(page, "echec")
    type(copies[0]).objects.bulk_create([type(copies[0])(**_columns(row)) for row in copies])
    page.check("#id_is_exact")
    page.click("button:has-text('Reprendre')")
    run_pending_jobs()
    page.reload()
    assert "3 rapports transmis sur 3" in words(page)
    look(page, "fini")
    assert Report.objects.get(pk=ready[3].pk).state == "to_certify"
    assert GroupedAct.objects.count() == 1


def test_new_versions_leave_together_with_what_was_carried_said_again(
    page_for, committed_reference, organism, funder, director
):
    ready = make_ready(organism, funder, director, 3)
    Answer.objects.filter(report=ready[0], line_key="a4").update(carried_from="2024-2025")
    page = page_for(director, scripts=False)
    page.goto("/rapports/ensemble/transmettre/")
    page.click("button:has-text('Relire avant de confirmer')")
    look(page, "reprises")
    page.check("#id_is_exact")
    page.click("button:has-text('Transmettre ces rapports')")
    assert "Cochez cette phrase, ou corrigez les réponses reprises." in words(page)
    look(page, "reprises-refus")
    page.check(f"#id_repris-{ready[0].pk}")
    page.click("button:has-text('Transmettre ces rapports')")
    run_pending_jobs()
    page.reload()
    assert "3 rapports transmis sur 3" in words(page)

    page.goto("/rapports/")
    page.click("main a:has-text('Transmettre de nouvelles versions')")
    for report in ready[1:]:
        page.check(f"#rapport-{report.pk}")
    page.click("button:has-text('Relire avant de confirmer')")
    page.fill("#id_reason", "Les heures de mars sont corrigées.")
    page.check("#id_is_exact")
    look(page, "nouvelles-versions")
    page.click("button:has-text('Transmettre ces nouvelles versions')")
    run_pending_jobs()
    page.reload()
    assert "2 rapports transmis de nouveau sur 2" in words(page)


def _columns(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def test_the_pages_of_many_reports_stop_no_reader(
    page_for,
    committed_reference,
    organism,
    neighbour_organism,
    far_organism,
    funder,
    agreement,
    director,
    network,
    funder_agent,
):
    make_ready(organism, agreement.signatures.get().funder, director, 2)
    campaign = make_campaign(network, due_on=date(2027, 3, 1))
    fill(campaign.reports.get(organism=organism), director)
    filed = campaign.reports.get(organism=neighbour_organism)
    walk(filed, director, ("submit", "submitted", date(2027, 2, 20)), ("endorse", "endorsed", date(2027, 2, 26)))
    make_deliverable(agreement, due_on=date(2026, 9, 30))
    seen = []
    for person, name, path in (
        (director, "choix", "/rapports/ensemble/transmettre/"),
        (network, "campagne", f"/campagnes/{campaign.pk}/"),
        (network, "echeance", f"/campagnes/{campaign.pk}/echeance/"),
        (network, "pas-commences", f"/campagnes/{campaign.pk}/pas-commences/"),
        (network, "delais", "/depots/delais/"),
        (funder_agent, "rappeler", "/depots/rappeler/"),
        (funder_agent, "suivi", "/suivi/"),
    ):
        page = page_for(person)
        page.goto(path)
        look(page, name)
        seen += [f"{path}: {fault}" for fault in faults(page)]
    assert seen == []
