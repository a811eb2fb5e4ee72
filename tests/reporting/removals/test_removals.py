"""What was begun by mistake is deleted while nothing hangs on it, and put back as it was for a day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, Deliverable, Requirement, Target
from organisms.models import Membership, Region, Removal
from reporting.models import ReminderSent
from services.models import ActivityTemplate, ActivityType, Partner
from tests import factories
from tests.access.writes import seen_writes

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(agreement, coordinator):
    """An agreement with a calendar, a place and a target, and nothing that hangs on it."""
    agreement.regions.add(Region.objects.first())
    need = Requirement.objects.create(agreement=agreement, kind="final", period_from_month=4, due_month=6, due_day=30)
    period = agreement.years.get(number=1).during
    Deliverable.objects.create(requirement=need, period=period, due_on=date(2025, 6, 30))
    return agreement


def facts(agreement_id) -> dict:
    rows = {
        "agreement": Agreement.objects.filter(pk=agreement_id),
        "regions": Agreement.regions.through.objects.filter(agreement=agreement_id),
        "years": Agreement._meta.get_field("years").related_model.objects.filter(agreement=agreement_id),
        "targets": Target.objects.filter(year__agreement=agreement_id),
        "deliverables": Deliverable.objects.filter(requirement__agreement=agreement_id),
    }
    standing = {name: list(found.order_by("pk").values()) for name, found in rows.items()}
    return standing | {"regions": [tie["region_id"] for tie in standing["regions"]]}


def page_of(kind, row) -> str:
    return reverse("reporting:begun-delete", args=[kind, row.pk])


def test_an_agreement_goes_whole_and_comes_back_as_it_was(begun, client_for, coordinator):
    before, client, url = facts(begun.pk), client_for(coordinator), page_of("entente", begun)
    assert before["deliverables"]
    assert before["regions"]
    assert "Rien n’y tient" in client.get(url).text
    page = client.post(url, follow=True)
    assert "Retiré" in page.text
    assert not any(facts(begun.pk).values())
    removal = Removal.objects.get()
    address = reverse("organisms:removal-put-back", args=[removal.pk])
    assert f'action="{address}"' in page.text
    assert begun.reference in client.get(reverse("organisms:removal-list")).text
    assert "Remis" in client.post(address, follow=True).text
    assert facts(begun.pk) == before
    assert not Removal.objects.exists()
    assert client.post(address).status_code == 404


def test_a_reminder_that_left_is_of_its_deliverable_again(begun, client_for, coordinator, organism):
    owed = Deliverable.objects.get()
    left = {"person": coordinator, "organism": organism, "title": "Rapport final", "due_on": owed.due_on}
    sent = ReminderSent.objects.create(deliverable=owed, days_before=15, state="sent", sent_at=timezone.now(), **left)
    client = client_for(coordinator)
    client.post(page_of("entente", begun))
    sent.refresh_from_db()
    assert sent.deliverable_id is None
    client.post(reverse("organisms:removal-put-back", args=[Removal.objects.get().pk]))
    sent.refresh_from_db()
    assert sent.deliverable_id == owed.pk
    # The key by which it leaves once refuses a second one
    with pytest.raises(IntegrityError, match="reminder_of_deliverable_once"), transaction.atomic():
        ReminderSent.objects.create(deliverable=owed, days_before=15, **left)


def test_what_hangs_on_it_is_said_and_keeps_it(begun, organism, client_for, coordinator):
    factories.make_activity(organism, day=date(2025, 6, 3), by=coordinator, agreements=[begun])
    client, url = client_for(coordinator), page_of("entente", begun)
    said = client.get(url).text
    assert "1\u00a0activité imputée" in said
    assert f"entente={begun.pk}" in said
    with seen_writes():
        assert "quelque chose y tient" in client.post(url, follow=True).text
    assert Agreement.objects.filter(pk=begun.pk).exists()
    # The keys of the database refuse it too, whoever asks
    for statement in (
        "DELETE FROM agreements_agreement WHERE id = %s",
        "DELETE FROM agreements_agreementyear WHERE agreement_id = %s",
    ):
        refused = pytest.raises(IntegrityError)
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [begun.pk])
            if "year" in statement:
                cursor.execute("DELETE FROM agreements_agreement WHERE id = %s", [begun.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_only_who_removed_it_and_still_leads_puts_it_back_for_a_day(begun, client_for, coordinator, director, organism):
    client = client_for(coordinator)
    client.post(page_of("entente", begun))
    address = reverse("organisms:removal-put-back", args=[Removal.objects.get().pk])
    assert client_for(director).post(address).status_code == 404
    Membership.objects.filter(user=coordinator).update(role="staff")
    assert client.post(address).status_code == 403
    Membership.objects.filter(user=coordinator).update(role="coordinator")
    Removal.objects.update(removed_at=timezone.now() - timedelta(hours=25))
    assert client.post(address).status_code == 404
    assert Removal.objects.outdated().count() == 1


def test_a_place_that_was_taken_since_is_said(begun, client_for, coordinator, organism, funder):
    client = client_for(coordinator)
    client.post(page_of("entente", begun))
    factories.make_agreement(organism, funder, begun.reference)
    page = client.post(reverse("organisms:removal-put-back", args=[Removal.objects.get().pk]), follow=True)
    assert "un autre a pris sa place" in page.text
    assert Agreement.objects.count() == 1


def test_partners_and_templates_go_too(organism, client_for, coordinator):
    client = client_for(coordinator)
    named, alone = (Partner.objects.create(organism=organism, name=name) for name in ("Le Filon", "La Rive"))
    model = ActivityTemplate.objects.create(
        organism=organism, name="Accueil", activity_type=ActivityType.objects.first()
    )
    model.partners.add(named)
    assert "modèle d’activité" in client.get(page_of("partenaire", named)).text
    client.post(page_of("partenaire", named))
    client.post(page_of("partenaire", alone))
    assert list(Partner.objects.all()) == [named]
    client.post(page_of("modele", model))
    assert not ActivityTemplate.objects.exists()
    client.post(reverse("organisms:removal-put-back", args=[Removal.objects.first().pk]))
    assert list(ActivityTemplate.objects.get().partners.all()) == [named]
