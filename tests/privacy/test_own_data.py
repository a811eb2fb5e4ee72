"""What the portal holds of a person: read, taken away, mended; and what stays of whoever left."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisms.models import Invitation, Membership, Removal, SavedFilter, User
from organisms.seats.actions import accept_invitation
from organisms.seats.invitation_tokens import hash_token
from privacy.jobs import forget_leavers
from privacy.leavers.actions import NOWHERE, StillHere, forget_person
from privacy.models import DataRequest, Departure, Reading
from privacy.register.lines import families, rules
from tests import factories
from tests.attack.form_filler import forms_as_shown
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.django_db
PAGE = "/moi/renseignements/"
LONG_AGO = DateRange(timezone.localdate() - timedelta(days=3000), timezone.localdate() - timedelta(days=1000))


@pytest.fixture
def leaver(organism):
    person = factories.make_seated_user("Ana Duval-Soto", organism, "staff", during=LONG_AGO)
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(days=3000))
    SavedFilter.objects.create(user=person, list_key="x", name="À moi", query="a=1")
    factories.make_activity(organism, by=person)
    Invitation.objects.create(
        email=person.email, name=person.name, token_hash="8" * 64, created_by=person,
        expires_at=timezone.now() - timedelta(days=900),
    )  # fmt: skip
    return User.objects.get(pk=person.pk)


def test_a_person_reads_and_takes_away_all_of_theirs(client_for, staff, neighbour, organism):
    SavedFilter.objects.create(user=staff, list_key="services:activity-list", name="Mes suivis", query="q=1")
    SavedFilter.objects.create(user=neighbour, list_key="services:activity-list", name="AUTRUI", query="q=1")
    factories.make_activity(organism, by=staff)
    client = client_for(staff)
    page = client.get(PAGE).text
    for words in (staff.email, "Mes suivis", organism.name, "1 ligne : inscription", "Intervention"):
        assert words in page.replace("\u00a0", " ")
    answer = client.get(f"{PAGE}fichier/")
    data = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert data["person"]["email"] == staff.email
    assert {part["table"] for part in data["own"]} == {*rules()["subjects"], *rules()["addresses"]}
    (seat,) = next(part["rows"] for part in data["own"] if part["table"] == "organisms_membership")
    assert (seat["organism_id"], seat["role"]) == (organism.pk, "staff")
    assert seat["during"] == {"from": "2012-04-01", "before": None}
    assert ("services_activity", "created_by_id", 1) in {
        (part["table"], part["column"], part["count"]) for part in data["written"]
    }
    for text in (page, answer.text):
        assert "AUTRUI" not in text
        assert staff.password not in text
        assert "token_hash" not in text
    assert not Reading.objects.exists()  # one's own is nobody's business
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    assert len(asked) <= 60


def test_one_mends_ones_own_name_and_the_rest_is_asked(client_for, staff):
    client = client_for(staff)
    url = reverse("privacy:own-name-edit")
    (form,) = [form for form in forms_as_shown(client.get(url).content.decode()) if "seen" in form.data]
    for wrong, words in (("", "Inscrivez votre nom"), ("voir http://x.example", "adresse"), ("x" * 121, "120 signes")):
        assert words in client.post(url, {**form.data, "name": wrong}).text
    assert client.post(url, {**form.data, "name": "Karim  Haddad"}).status_code == 302
    staff.refresh_from_db()
    assert staff.name == "Karim Haddad"
    assert User.pgh_event_model.objects.filter(pgh_obj=staff, name="Karim Haddad").exists()
    assert f"{reverse('organisms:inquiry-add')}?de={PAGE}" in client.get(PAGE).text


def test_the_network_answers_a_request_that_it_wrote_down(client_for, network, coordinator, staff):
    client, url = client_for(network), reverse("privacy:request-add")
    asked = {"address": staff.email.upper(), "received_on": f"{timezone.localdate()}", "proof": "Rappelé au bureau"}
    for wrong, words in (
        ({"address": "personne@ailleurs.example"}, "Aucun compte n’a ce courriel"),
        ({"received_on": "2099-01-01"}, "pas encore venu"),
        ({"proof": ""}, "Dites comment vous savez"),
    ):
        page = client.post(url, {**asked, **wrong})
        assert words in page.text
    assert not DataRequest.objects.exists()
    detail = client.post(url, asked)["Location"]
    assert staff.email in client.get(detail).text
    assert json.loads(client.get(f"{detail}fichier/").content)["person"]["name"] == staff.name
    assert list(Reading.objects.values_list("kind", "person", "by")) == [("export", staff.pk, network.pk)] * 2
    assert staff.name in client.get(url).text
    for stranger in (coordinator, staff):
        for address in (url, detail, f"{detail}fichier/"):
            assert client_for(stranger).get(address).status_code == 403


def test_the_command_gives_both_forms(staff, capsys):
    out = StringIO()
    call_command("personal_data", staff.email, stdout=out)
    assert json.loads(out.getvalue())["person"]["id"] == staff.pk
    out = StringIO()
    call_command("personal_data", staff.email, "--html", stdout=out)
    assert "<h1>Renseignements de Karim" in out.getvalue()
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("personal_data", "x@example.org")


def test_whoever_left_long_ago_is_forgotten(leaver, staff, coordinator, network):
    address, name = leaver.email, leaver.name
    forget_leavers.func(timestamp=0)
    leaver.refresh_from_db()
    assert (leaver.email, leaver.is_active) == (f"parti-{leaver.pk}@{NOWHERE}", False)
    assert name not in leaver.name
    assert not leaver.has_usable_password()
    assert not EmailAddress.objects.filter(user=leaver).exists()
    assert not Invitation.objects.filter(email=address).exists()
    family = next(family for family, _ in families() if family.key == "comptes")
    lines = {line.table for one, rows in families() if one.key == family.key for line in rows if not line.columns}
    with connection.cursor() as cursor:
        for table in lines - {"organisms_user"}:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE user_id = %s", [leaver.pk])
            assert cursor.fetchone() == (0,), table
    assert Departure.objects.get().is_name_kept is False
    assert not Departure.objects.exclude(person=leaver).exists()  # those who have a seat stay
    forget_leavers.func(timestamp=0)
    assert Departure.objects.count() == 1


def test_a_seat_that_ended_lately_or_is_to_come_keeps_its_person(leaver, organism):
    today = timezone.localdate()
    Membership.objects.create(
        user=leaver, organism=organism, role="coordinator",
        during=DateRange(today - timedelta(days=300), today - timedelta(days=200)),
    )  # fmt: skip
    forget_leavers.func(timestamp=0)
    assert not Departure.objects.exists()


def test_a_seat_closed_on_its_first_day_keeps_nobody_for_ever(leaver, organism):
    day = timezone.localdate() - timedelta(days=900)
    Membership.objects.create(user=leaver, organism=organism, role="coordinator", during=DateRange(day, day))
    forget_leavers.func(timestamp=0)
    assert Departure.objects.get().person == leaver


def test_whoever_is_invited_again_is_not_forgotten_while_the_letter_is_open(leaver, organism, coordinator):
    address = leaver.email
    letter = Invitation.objects.create(
        email=address.upper(), token_hash=hash_token("jeton"), created_by=coordinator,
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    seat = Membership.objects.create(
        organism=organism, role="staff", invitation=letter, awaited_email=address, during=factories.ALWAYS
    )
    forget_leavers.func(timestamp=0)
    with pytest.raises(StillHere, match="Une invitation attend cette personne\u00a0: annulez"):
        forget_person(person=leaver, by=None)
    leaver.refresh_from_db()
    assert (leaver.email, Departure.objects.count()) == (address, 0)
    Invitation.objects.filter(pk=letter.pk).update(expires_at=timezone.now() - timedelta(days=1))
    forget_leavers.func(timestamp=0)
    seat.refresh_from_db()
    letter.refresh_from_db()
    assert {seat.awaited_email, letter.email} == {f"parti-{leaver.pk}@{NOWHERE}"}


def test_whoever_administers_the_server_is_closed_by_nobody_here(leaver):
    for right in ("is_staff", "is_superuser"):
        User.objects.filter(pk=leaver.pk).update(**{"is_staff": False, "is_superuser": False, right: True})
        with pytest.raises(StillHere, match="administre le serveur"):
            forget_person(person=leaver, by=None)


def test_what_one_removed_is_counted_and_its_rows_stay_with_the_work(client_for, staff):
    Removal.objects.create(
        removed_by=staff, right="person", words="Filtre retiré", rows="LIGNE-RETIREE", ties="LIEN-RETIRE", back="/"
    )
    client = client_for(staff)
    for text in (client.get(PAGE).text, client.get(f"{PAGE}fichier/").text):
        assert "Filtre retiré" in text
        assert "LIGNE-RETIREE" not in text
        assert "LIEN-RETIRE" not in text


def test_whoever_signed_keeps_their_name(leaver, agreement, director, client_for, network):
    make_issued(agreement, director)
    Membership.objects.filter(user=director).update(during=LONG_AGO)
    left = forget_person(person=director, by=None)
    director.refresh_from_db()
    assert (left.is_name_kept, director.name) == (True, "Louise Bergeron-Diallo")
    assert director.email.endswith(NOWHERE)


def test_the_network_forgets_a_person_at_once_but_not_one_who_has_a_seat(client_for, network, staff, leaver):
    client = client_for(network)
    asked = {"received_on": timezone.localdate(), "proof": "x", "by": network}
    here = DataRequest.objects.create(person=staff, **asked)
    page = client.post(reverse("privacy:person-forget", args=[here.pk]), follow=True).text
    assert "Cette personne a un siège ouvert" in page
    gone = DataRequest.objects.create(person=leaver, **asked)
    page = client.get(reverse("privacy:request-detail", args=[gone.pk])).text
    assert "Cela ne s’annule pas" in page
    page = client.post(reverse("privacy:person-forget", args=[gone.pk]), follow=True).text
    assert "Compte fermé le" in page
    assert Departure.objects.get().by == network


def test_a_leaver_comes_back_by_an_invitation(leaver, organism, coordinator):
    address = leaver.email
    forget_person(person=leaver, by=None)
    letter = Invitation.objects.create(
        email=address, token_hash=hash_token("jeton"), created_by=coordinator,
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    Membership.objects.create(organism=organism, role="staff", invitation=letter, during=factories.ALWAYS)
    again = accept_invitation(token="jeton", name="Ana Duval-Soto", password="une phrase bien longue 12")
    assert (again.email, again.pk == leaver.pk) == (address, False)
    assert again.live_memberships
