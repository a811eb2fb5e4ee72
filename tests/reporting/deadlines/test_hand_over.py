"""The hand-over: what stands and what is left open, each row a link, nothing of a neighbour."""

import html
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import BudgetLine, Deliverable, Expense, Instalment, Payment, Requirement
from services.activities.entry.template_actions import save_template
from services.models import ActivityType, ImportBatch, Position
from services.partners.body_actions import save_body
from tests import factories
from tests.services.households.builders import make_target

pytestmark = pytest.mark.django_db
MONEY = ("versements", "depenser")


def text(response) -> str:
    return html.unescape(response.text).replace("\xa0", " ")


def test_hand_over_holds_what_a_newcomer_needs(client_for, coordinator, staff, organism, funder, neighbour_organism):
    today = timezone.localdate()
    span = {"start": date(today.year - 1, 4, 1), "end": date(today.year + 2, 4, 1)}
    agreement = factories.make_agreement(organism, funder, "COURANTE-1", **span)
    factories.make_agreement(neighbour_organism, funder, "VOISINE-1", **span)
    past = factories.make_agreement(organism, funder, "VIEILLE-1", start=date(2021, 4, 1), end=date(2022, 4, 1))
    need = Requirement.objects.create(agreement=agreement, kind="final", period_from_month=4, due_month=6, due_day=30)
    for number, due in enumerate((today + timedelta(days=9), today - timedelta(days=9))):
        period = (date(2020 + number, 4, 1), date(2021 + number, 4, 1))
        Deliverable.objects.create(requirement=need, period=period, due_on=due)
    kind = ActivityType.objects.get(name="Premier accueil")
    values = {"name": "Accueil", "sort_name": "accueil", "activity_type": kind}
    save_template(organism=organism, values=values, partner_names=[], agreements=[past])
    save_body(organism=organism, values={"name": "Table de l’Abitibi", "sort_name": "table"}, member_names=["Cégep"])
    ImportBatch.objects.create(organism=organism, name="juin.csv", sha256="1" * 64, created_by=staff)
    response = client_for(coordinator).get(reverse("reporting:hand-over", args=[organism.pk]))
    reading = response.context["reading"]
    assert [(one.agreement.reference, one.late) for one in reading.agreements] == [("COURANTE-1", 1)]
    page = text(response)
    # What is late and what comes stand once, in the part of what is due
    (due,) = [part for part in reading.parts if part.key == "du"]
    assert [entry.note for entry in due.entries] == ["en retard", "COURANTE-1"]
    assert [page.count(entry.words.replace("\xa0", " ")) for entry in due.entries] == [1, 1]
    for words in (staff.name, coordinator.email, "Accueil", "Table de l’Abitibi", "juin.csv", "VIEILLE-1 a pris fin"):
        assert words in page
    assert "VOISINE-1" not in page


def test_hand_over_holds_what_is_left_open(client_for, coordinator, staff, organism, funder, funder_agent):
    today = timezone.localdate()
    span = {"start": date(today.year - 1, 4, 1), "end": date(today.year + 2, 4, 1)}
    agreement = factories.make_agreement(organism, funder, "COURANTE-1", **span)
    year = agreement.years.get(during__contains=today)
    line = BudgetLine.objects.create(year=year, name="Salaires", amount=year.amount)
    Expense.objects.create(line=line, day=today, amount=1000, created_by=coordinator)
    instalments = [
        Instalment.objects.create(year=year, funder=funder, amount=500, expected_on=today + timedelta(days=days))
        for days in (-9, 9)
    ]
    Payment.objects.create(instalment=instalments[0], day=today, amount=500, created_by=coordinator)
    Payment.objects.create(instalment=instalments[1], day=today, amount=200, created_by=coordinator)
    # A funder is not late while the report that it waits for is not accepted
    need = Requirement.objects.create(agreement=agreement, kind="final", period_from_month=4, due_month=6, due_day=30)
    report = Deliverable.objects.create(requirement=need, period=year.during, due_on=today + timedelta(days=90))
    Instalment.objects.create(
        year=year, funder=funder, amount=700, expected_on=today - timedelta(days=30), condition=report
    )
    left = [factories.make_activity(organism, day=today, by=staff, is_incomplete=True) for _ in range(14)]
    far = factories.make_organism("Carrefour de Montréal", region="06")
    make_target(far, organism, factories.make_seated_user("Luc Roy", far, "coordinator"), accepted_by=False)
    make_target(organism, far, coordinator, accepted_by=False)
    for title, until in (("Intervenante", None), ("Agente", today + timedelta(days=30)), ("Parti", today)):
        Position.objects.create(
            organism=organism, title=title, during=(today - timedelta(days=90), until), hours=35,
            lost_reason="left" if until else "", created_by=coordinator,
        )  # fmt: skip
    response = client_for(coordinator).get(reverse("reporting:hand-over", args=[organism.pk]))
    parts = {part.key: part for part in response.context["reading"].parts}
    assert len(parts["fiches"].entries) + parts["fiches"].more == len(left)
    assert parts["fiches"].more
    assert [entry.words for entry in parts["cibles"].entries] == [f"Proposée par {far}"]
    assert [(entry.words, "bientôt" in entry.note) for entry in parts["postes"].entries] == [
        ("Agente", True), ("Intervenante", False),
    ]  # fmt: skip
    assert [entry.words for entry in parts["contacts"].entries] == [funder_agent.name]
    (waiting, expected), (unspent,) = (
        [f"{entry.words} {entry.note}".replace("\xa0", " ") for entry in parts[key].entries] for key in MONEY
    )
    assert "700,00 $" in waiting
    assert waiting.endswith("conditionnel")
    assert "300,00 $" in expected
    assert expected.endswith("reçu en partie")
    assert f"{year.amount - Decimal(1000):,.2f}".replace(",", " ").replace(".", ",") in unspent
    page = text(response)
    assert all(entry.url and html.unescape(entry.url) in page for part in parts.values() for entry in part.entries)
