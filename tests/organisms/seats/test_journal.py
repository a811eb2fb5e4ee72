"""The journal of rights, attacked by SQL: whatever happens to a seat leaves its line, and no line can be changed."""

import json
from datetime import date, timedelta

import pghistory
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from agreements.models import FunderSeat
from organisms.models import AuditorSeat, Invitation, Membership, NetworkMembership, NetworkSeat, PivotMandate, User
from organisms.models.seats import Seat
from organisms.seats import actions
from organisms.seats.history import NOBODY, OUTSIDE, network_history, team_history
from organisms.seats.journal_middleware import address_kept
from roriq_portal.formats.days import format_day
from tests.factories import make_seated_user, make_user
from tests.pages import without_help
from tests.refusals import refused_to_both

pytestmark = pytest.mark.django_db
JOURNALLED = [Membership, NetworkSeat, AuditorSeat, FunderSeat, Invitation, NetworkMembership, PivotMandate]


def sql(words, *values):
    with connection.cursor() as cursor:
        cursor.execute(words, values)


def table(model) -> str:
    return model._meta.db_table


def events(row):
    return type(row).pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")


@pytest.fixture
def rows(organism, staff, network, auditor, funder_agent, invite, pivot_organism):
    """One row of each table that gives a right."""
    made = [
        staff.memberships.get(), network.network_seats.get(), auditor.auditor_seats.get(),
        funder_agent.funder_seats.get(), invite()[0].invitation, organism.network_memberships.get(),
        pivot_organism.mandates.get(),
    ]  # fmt: skip
    return {type(row): row for row in made}


def test_every_kind_of_seat_is_journalled():
    kinds = {model for model in Seat.__subclasses__() if not model._meta.abstract}
    events_are_no_seats = {model for model in kinds if hasattr(model, "pgh_event_model")}
    assert events_are_no_seats == {Membership, NetworkSeat, AuditorSeat, FunderSeat}


@pytest.mark.parametrize("model", JOURNALLED, ids=lambda model: model.__name__)
def test_a_row_changed_by_sql_shows_with_its_old_and_new_values(rows, model):
    row = rows[model]
    if model is Invitation:
        column, old, new = "email", row.email, "autre@example.org"
    else:
        column, old, new = "during", row.during, DateRange(date(2001, 2, 3), date(2002, 2, 3))
    before = events(row).count()
    sql(f"UPDATE {table(model)} SET {column} = %s WHERE id = %s", new, row.pk)
    last, previous = events(row).order_by("-pgh_id")[:2]
    assert events(row).count() == before + 1
    assert (last.pgh_label, getattr(previous, column), getattr(last, column)) == ("update", old, new)
    assert last.pgh_context is None


@pytest.mark.parametrize("model", [m for m in JOURNALLED if m is not Invitation], ids=lambda model: model.__name__)
def test_a_row_erased_by_sql_leaves_what_it_held(rows, model):
    row = rows[model]
    sql(f"DELETE FROM {table(model)} WHERE id = %s", row.pk)
    last = events(row).last()
    assert (last.pgh_label, last.during) == ("delete", row.during)
    assert abs(last.pgh_created_at - timezone.now()) < timedelta(minutes=5)


def test_a_seat_forged_by_sql_shows(organism, director):
    sql(
        "INSERT INTO organisms_membership (user_id, organism_id, role, during, created_at, created_by_id)"
        " VALUES (%s, %s, 'director', '[2024-01-01,)', '2024-01-01', %s)",
        make_user("Intruse").pk, organism.pk, director.pk,
    )  # fmt: skip
    step = team_history(organism)[0]
    assert (step.words, step.by) == ("Siège donné à Intruse : Direction.", OUTSIDE)
    assert step.at.date() == timezone.now().date()


@pytest.mark.parametrize("model", JOURNALLED, ids=lambda model: model.__name__)
def test_no_line_of_the_journal_can_be_changed(rows, model):
    line = events(rows[model]).last()
    journal = table(type(line))
    refused_to_both(f"UPDATE {journal} SET pgh_label = 'rien' WHERE pgh_id = %s", line.pk)
    refused_to_both(f"DELETE FROM {journal} WHERE pgh_id = %s", line.pk)
    assert events(rows[model]).filter(pk=line.pk, pgh_label=line.pgh_label).exists()


def test_journal_never_holds_what_opens_a_door(invite):
    seat, _ = invite()
    columns = {field.name for field in Invitation.pgh_event_model._meta.fields}
    assert "token_hash" not in columns
    assert "email" in columns
    assert events(seat.invitation).exists()


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/invitation/abcdef/", "/invitation/…/"),
        ("/o/3/equipe/7/fermer/", "/o/3/equipe/7/fermer/"),
        ("/nulle/part/", "/nulle/part/"),
    ],
)
def test_address_kept_leaves_tokens_out(path, kept):
    assert address_kept(path) == kept


def test_a_page_says_who_and_from_where(client_for, coordinator, organism, staff):
    seat = staff.memberships.get()
    address = reverse("organisms:seat-end", args=[organism.pk, seat.pk])
    client_for(coordinator).post(address)
    assert events(seat).last().pgh_context.metadata == {"user": coordinator.pk, "url": address}


def test_an_accepted_invitation_names_the_person_and_not_the_token(client, organism, invite):
    seat, token = invite("nouvelle@example.org")
    answer = client.post(
        reverse("organisms:invitation-accept", args=[token]),
        {"name": "Aïcha Tremblay-Ba", "password": "un long chemin de gravier"},
    )
    assert answer.status_code == 302
    seat.refresh_from_db()
    metadata = events(seat).last().pgh_context.metadata
    assert metadata["user"] == seat.user_id
    assert token not in json.dumps(metadata)


def test_account_changed_by_sql_leaves_a_line_without_its_secrets(staff):
    columns = {field.name for field in User.pgh_event_model._meta.fields}
    assert not columns & {"password", "last_login"}
    before = events(staff).count()
    for change in ("is_superuser = true", "email = 'autre@example.org'", "password = 'forgé'"):
        sql(f"UPDATE organisms_user SET {change} WHERE id = %s", staff.pk)
    made, moved, opened = events(staff)[before:]
    assert (made.is_superuser, moved.email, opened.email) == (True, "autre@example.org", "autre@example.org")
    assert {line.pgh_label for line in (made, moved, opened)} == {"update"}


def test_account_that_enters_or_is_saved_as_it_was_leaves_no_line(client_for, staff):
    before = events(staff).count()
    client_for(staff).get(reverse("home"))
    User.objects.get(pk=staff.pk).save()
    staff.refresh_from_db()
    assert staff.last_login
    assert events(staff).count() == before


def test_organism_changed_by_sql_leaves_what_it_became(organism):
    before = events(organism).count()
    sql("UPDATE organisms_organism SET neq = '1234567890' WHERE id = %s", organism.pk)
    type(organism).objects.get(pk=organism.pk).save()
    assert events(organism).count() == before + 1
    assert events(organism).last().neq == "1234567890"


def words_of(organism) -> list[str]:
    return [step.words for step in team_history(organism)]


def test_history_tells_a_life_in_words(organism, coordinator, invite):
    seat, token = invite("nouvelle@example.org")
    person = actions.accept_invitation(token=token, name="Aïcha Tremblay-Ba", password="un long chemin")
    sql("UPDATE organisms_membership SET during = '[2026-01-05,)' WHERE id = %s", seat.pk)
    seat.refresh_from_db()
    actions.end_seat(seat=seat, by=coordinator)
    today = timezone.localdate()
    lines = [words for words in words_of(organism) if "nouvelle" in words or "Aïcha" in words]
    assert "Invitation renvoyée : nouvelle@example.org." in lines
    assert [words for words in lines if "renvoyée" not in words] == [
        f"Siège fermé : Aïcha Tremblay-Ba, Intervention, du 5 janvier 2026 au {format_day(today - timedelta(days=1))}.",
        f"Dates changées : Aïcha Tremblay-Ba, Intervention, depuis le {format_day(today)} → depuis le 5 janvier 2026.",
        f"Invitation acceptée par Aïcha Tremblay-Ba : Intervention, depuis le {format_day(today)}.",
        "Invitation de nouvelle@example.org : Intervention.",
    ]
    accepted = next(step for step in team_history(organism) if "acceptée" in step.words)
    assert accepted.by == person.name


def test_history_tells_a_cancelled_invitation(organism, invite):
    seat, _ = invite()
    actions.cancel_invitation(invitation=seat.invitation, by=seat.created_by)
    assert "Invitation annulée : nouvelle@example.org." in words_of(organism)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("role = 'director'", "Siège de Karim Ouellet-Haddad changé : Intervention → Direction."),
        ("created_at = '2001-01-01'", "Inscription du siège changée : Karim Ouellet-Haddad, Intervention."),
        ("during = 'empty'", "Siège fermé : Karim Ouellet-Haddad, Intervention, ouvert et fermé le même jour."),
    ],
)
def test_history_tells_what_sql_did(organism, staff, change, words):
    sql(f"UPDATE organisms_membership SET {change} WHERE user_id = %s", staff.pk)
    step = team_history(organism)[0]
    assert (step.words, step.by) == (words, OUTSIDE)


def test_history_follows_a_seat_taken_by_someone_else(organism, staff):
    thief = make_user("Voleuse")
    sql("UPDATE organisms_membership SET user_id = %s WHERE user_id = %s", thief.pk, staff.pk)
    assert words_of(organism)[0] == "Siège passé de Karim Ouellet-Haddad à Voleuse : Intervention."


def test_history_follows_a_seat_carried_to_another_organism(organism, far_organism, staff):
    sql("UPDATE organisms_membership SET organism_id = %s WHERE user_id = %s", far_organism.pk, staff.pk)
    words = "Siège de Karim Ouellet-Haddad changé d’organisme : La Croisée boréale → Carrefour du Fleuve."
    assert words_of(organism)[0] == words
    assert words_of(far_organism)[0] == words


def test_history_tells_an_erased_seat_and_keeps_the_neighbours_out(organism, staff, neighbour):
    sql("DELETE FROM organisms_membership WHERE user_id = %s", staff.pk)
    assert words_of(organism)[0] == "Siège effacé : Karim Ouellet-Haddad, Intervention."
    assert not any(neighbour.name in words for words in words_of(organism))


def test_history_of_the_network_is_its_own(network, analyst, organism):
    with pghistory.context(url="/o/3/equipe/"):
        staff = make_seated_user("Karim Ouellet-Haddad", organism, "staff")
    lines = [step.words for step in network_history()]
    assert f"Siège donné à {analyst.name} : Analyse du réseau." in lines
    assert not any(staff.name in words for words in lines)


def row_of(page, words: str) -> str:
    """The line of the page's table that has these words."""
    return next(row for row in page.content.decode().split("<tr") if words in row)


def test_what_sql_did_to_any_seat_shows_to_the_team_and_to_the_network(
    client_for, organism, funder, coordinator, network
):
    during, intruder = "[2024-01-01,)", make_user("Intruse").pk
    columns = "(user_id, {}_id, during, created_at, created_by_id) VALUES (%s, %s, %s, '2024-01-01', %s)"
    for table, place in (("organisms_auditorseat", organism), ("agreements_funderseat", funder)):
        sql(f"INSERT INTO {table} {columns.format(place._meta.model_name)}", intruder, place.pk, during, coordinator.pk)
    sql("UPDATE organisms_membership SET role = 'director' WHERE user_id = %s", coordinator.pk)

    team = client_for(coordinator).get(reverse("organisms:team", args=[organism.pk]))
    board = client_for(network).get(reverse("organisms:network-team"))

    forged, changed = "Siège donné à Intruse : Vérification.", f"Siège de {coordinator.name} changé : Coordination"
    for page, words in ((team, forged), (team, changed), (board, forged), (board, changed)):
        assert OUTSIDE in row_of(page, words)
    agent = row_of(board, "Siège donné à Intruse : Bailleur.")
    assert OUTSIDE in agent
    assert funder.name in agent


def test_what_a_page_did_is_not_said_to_come_from_outside(client_for, coordinator, organism, staff):
    seat = staff.memberships.get()
    client_for(coordinator).post(reverse("organisms:seat-end", args=[organism.pk, seat.pk]))
    page = client_for(coordinator).get(reverse("organisms:team", args=[organism.pk]))
    closed = row_of(page, f"Siège fermé : {staff.name}")
    assert coordinator.name in closed
    assert OUTSIDE not in closed


@pytest.mark.parametrize(("who", "reads"), [("coordinator", True), ("director", True), ("network", True),
                                            ("staff", False), ("analyst", False)])  # fmt: skip
def test_team_page_tells_the_history_to_those_who_open_seats(request, client_for, organism, staff, who, reads):
    page = client_for(request.getfixturevalue(who)).get(reverse("organisms:team", args=[organism.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert ("Au fil du temps" in text) is reads
    assert (f"Siège donné à {staff.name}" in text) is reads


def test_network_page_tells_its_history_to_its_coordination(client_for, network, analyst):
    address = reverse("organisms:network-team")
    assert f"Siège donné à {analyst.name}" in client_for(network).get(address).content.decode()
    assert "Au fil du temps" not in without_help(client_for(analyst).get(address))


def test_history_names_nobody_when_a_page_had_no_person(organism, staff):
    with pghistory.context(url="/invitation/…/"):
        sql("UPDATE organisms_membership SET role = 'director' WHERE user_id = %s", staff.pk)
    assert team_history(organism)[0].by == NOBODY
