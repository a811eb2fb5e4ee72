"""One rule behind every door: the form, its correction, several sessions, a day again, a register."""

import html
import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Category, Municipality
from services.activities.rules import OUTSIDE_MANDATE
from services.imports.actions import check_register, receive_register
from services.models import Activity, ActivityType, Partner
from tests import factories

pytestmark = pytest.mark.django_db

RPCE = "Arrivée RPCE"
PHONE = "Appeler au 819 555-1234"


def address(name, organism, *args):
    return reverse(f"services:{name}", args=[organism.pk, *args])


def typed(kind=RPCE, **more):
    key = ActivityType.objects.get(name=kind).pk
    return {"activity_type": key, "day": "2025-06-03", "immigrants": "3", "submit_key": str(uuid.uuid4()), **more}


def page(response) -> str:
    return html.unescape(response.content.decode())


def register(organism, coordinator, **cells):
    head, row = zip(*cells.items(), strict=True)
    data = "\r\n".join([";".join(head), ";".join(row)]).encode()
    batch = receive_register(organism=organism, file=SimpleUploadedFile("r.csv", data), name="r.csv", by=coordinator)
    return check_register(batch=batch).preview


@pytest.fixture
def mandated():
    return Municipality.objects.filter(receives_rpce_since__lte=date(2020, 1, 1)).first()


@pytest.fixture
def elsewhere():
    return Municipality.objects.get(name="La Motte")


def added(client, organism, town, day):
    return client.post(address("activity-add", organism), typed(town=town, day=day), follow=True)


def corrected(client, organism, town, day):
    activity = factories.make_activity(organism, RPCE, immigrants=3)
    data = typed(town=town, day=day, revision=str(activity.revision))
    return client.post(address("activity-edit", organism, activity.pk), data, follow=True)


def in_sessions(client, organism, town, day):
    data = typed(town=town) | {"s1-day": day, "s1-immigrants": "3", "s2-day": day, "s2-immigrants": "4"}
    return client.post(address("session-add", organism), data, follow=True)


@pytest.mark.parametrize("door", [added, corrected, in_sessions])
@pytest.mark.parametrize(("is_mandated", "is_warned"), [(True, False), (False, True), (None, True)])
def test_refugees_of_the_state_outside_a_mandated_city_are_remarked(
    client_for, staff, organism, mandated, elsewhere, door, is_mandated, is_warned
):
    town = {True: mandated, False: elsewhere}.get(is_mandated)
    said = page(door(client_for(staff), organism, town.name if town else "", "2025-06-03"))
    assert said.count(OUTSIDE_MANDATE) == is_warned


def test_a_city_is_mandated_from_a_day(client_for, staff, organism):
    client = client_for(staff)
    town = Municipality.objects.get(name="Rimouski")
    day = town.receives_rpce_since
    assert OUTSIDE_MANDATE in page(added(client, organism, town.name, str(day - timedelta(days=1))))
    assert OUTSIDE_MANDATE not in page(added(client, organism, town.name, str(day)))


def test_a_day_done_again_is_remarked_as_when_it_was_typed(client_for, staff, organism, elsewhere):
    today = timezone.localdate()
    done = factories.make_activity(
        organism, RPCE, immigrants=3, day=today - timedelta(days=1), municipality_id=elsewhere.pk, by=staff
    )
    data = {"day": str(today), f"a{done.pk}-keep": "on", f"a{done.pk}-immigrants": "3"}
    assert OUTSIDE_MANDATE in page(client_for(staff).post(address("day-repeat", organism), data, follow=True))


def test_personal_data_is_judged_in_the_note_that_was_just_written(client_for, staff, organism):
    client = client_for(staff)
    activity = factories.make_activity(organism, RPCE, immigrants=3, note=PHONE)
    url = address("activity-edit", organism, activity.pk)
    clean = page(client.post(url, typed(note="Rien", revision="1"), follow=True))
    assert "numéro de téléphone" not in clean
    assert "numéro de téléphone" in page(client.post(url, typed(note=PHONE, revision="2"), follow=True))


def test_personal_data_in_the_name_of_a_partner_is_remarked_in_both(client_for, staff, coordinator, organism):
    kind, name = "Table de concertation", "Ana 819 555-1234"
    said = page(client_for(staff).post(address("activity-add", organism), typed(kind, partners=name), follow=True))
    assert "Un nom d’employeur ou de partenaire semble contenir un numéro de téléphone" in said
    cells = {"Date": "2025-06-03", "Activité": kind, "Employeur ou partenaire": name}
    (warning,) = register(organism, coordinator, **cells).warnings
    assert (warning.column, "numéro de téléphone" in warning.message) == ("Employeur ou partenaire", True)


def test_a_breakdown_above_its_total_is_refused_in_both(client_for, staff, coordinator, organism):
    women = Category.objects.get(dimension__key="sex", key="femmes")
    said = page(client_for(staff).post(address("activity-add", organism), typed(**{f"cat_{women.pk}": "4"})))
    assert "la ventilation compte 4 personnes, le total en compte 3" in said
    cells = {"Date": "2025-06-03", "Activité": RPCE, "Personnes immigrantes": "3", "Femmes": "4"}
    (fault,) = register(organism, coordinator, **cells).errors
    assert (fault.column, "totalise 4" in fault.message) == ("Femmes", True)


def test_a_name_too_long_is_refused_in_both_and_never_cut(client_for, staff, coordinator, organism):
    name, words = "x" * 161, "Un nom a 160 caractères au plus."
    assert words in page(client_for(staff).post(address("activity-add", organism), typed(partners=f"Acme ; {name}")))
    assert not Activity.objects.exists()
    cells = {"Date": "2025-06-03", "Activité": "Visite d’entreprise", "Employeur": name}
    (fault,) = register(organism, coordinator, **cells).errors
    assert fault.message == words


@pytest.mark.parametrize(
    ("kind", "hours", "is_taken"),
    [("Formation du personnel", "2,5", True), ("Formation du personnel", "2.5", True), ("Embauche", "2,5", False)],
)
def test_hours_alone_have_decimals_in_both(client_for, staff, coordinator, organism, kind, hours, is_taken):
    client_for(staff).post(address("activity-add", organism), typed(kind, quantity=hours, immigrants=""))
    assert Activity.objects.filter(quantity="2.5").exists() == is_taken
    preview = register(organism, coordinator, Date="2025-06-03", Activité=kind, Quantité=hours)
    assert len(preview.valid) == is_taken


@pytest.mark.usefixtures("within_term")
def test_a_day_done_again_says_that_a_funder_forbids_two_claims(client_for, staff, organism, agreement, other_funder):
    strict = factories.make_agreement(organism, other_funder, "STRICT-1")
    Agreement.objects.filter(pk=strict.pk).update(forbids_double_claims=True)
    today = timezone.localdate()
    done = factories.make_activity(organism, day=today - timedelta(days=1), by=staff, agreements=[agreement, strict])
    data = {"day": str(today), f"a{done.pk}-keep": "on"}
    said = page(client_for(staff).post(address("day-repeat", organism), data, follow=True))
    assert "Le bailleur de l’entente STRICT-1 interdit de déclarer deux fois le même travail" in said


def test_a_new_name_that_is_like_one_that_stands_is_proposed_once(client_for, staff, coordinator, organism):
    kind, url = "Table de concertation", address("activity-add", organism)
    client_for(coordinator).post(url, typed(kind, partners="Cégep de l’Est"))
    words = "« CEGEP DE L’EST » ressemble à « Cégep de l’Est »"
    said = page(client_for(coordinator).post(url, typed(kind, partners="CEGEP DE L’EST"), follow=True))
    assert words in said.replace("\xa0", " ")
    new, old = (Partner.objects.get(name=name) for name in ("CEGEP DE L’EST", "Cégep de l’Est"))
    assert address("partner-merge", organism, new.pk, old.pk) in said
    again = page(client_for(staff).post(url, typed(kind, partners="CEGEP DE L’EST"), follow=True))
    assert "ressemble" not in again
    other = page(client_for(staff).post(url, typed(kind, partners="Cégèp de l’Est"), follow=True))
    assert "demandez à la coordination" in other
    assert "/fusionner/" not in other
