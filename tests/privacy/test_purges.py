"""Each rule of the register: an old row goes, a younger one stays, and a proof says how many went."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from procrastinate.contrib.django import app as project_app

import organisms.jobs
from hosting.doctor.findings import CHECKS, Asked
from hosting.models import Examination
from organisms.models import Attempt, Letter, NewsMark, TypedDraft, User
from privacy.models import DataRequest, Incident, PurgeRun, Reading
from privacy.register.lines import purges
from reporting.models import PrivateLink, WorkbookUpload
from roriq_portal.database.lasting_cache import LastingCache
from services.households.actions import make_key
from services.models import Household, HouseholdStep
from tests import factories
from tests.refusals import as_owner
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.django_db
WORDS = {"nature": "acces", "circumstances": "Un courriel", "data": "Des noms", "when_words": "Hier"}


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def leavers(world, days):
    person = factories.make_user(f"Partie {days}")
    end = timezone.localdate() - timedelta(days=days)
    factories.Membership.objects.create(
        user=person, organism=world["organism"], role="staff", during=DateRange(end - timedelta(days=90), end)
    )
    User.objects.filter(pk=person.pk).update(date_joined=days_ago(days + 90))
    return lambda: not User.objects.filter(pk=person.pk, email=person.email).exists()


def sessions(world, days):
    row = Session.objects.create(session_key=f"s{days}", session_data="", expire_date=days_ago(days))
    return gone(row)


def attempts(world, days):
    return gone(Attempt.objects.create(kind="login", subject="x", at=days_ago(days)))


def typed(world, days):
    made = {"page": f"/{days}/", "sent_to": "/x/", "fields": {}, "saved_at": days_ago(days)}
    return gone(TypedDraft.objects.create(user=world["staff"], **made))


def news(world, days):
    return gone(NewsMark.objects.create(user=world["staff"], source="x", row=days, marked_at=days_ago(days)))


def letters(world, days):
    row = Letter.objects.create(
        address="a@example.org", subject="x", sealed=b"", digest=f"{days:064}", state="sent", sent_at=days_ago(days)
    )
    return gone(row)


def readings(world, days):
    asked = {"person": world["staff"], "by": world["network"], "at": days_ago(days)}
    both = [
        gone(Reading.objects.create(kind="export", **asked)),
        gone(DataRequest.objects.create(received_on=date(2020, 1, 1), proof="x", **asked)),
    ]
    return lambda: all(one() for one in both)


def incidents(world, days):
    known, at = timezone.localdate() - timedelta(days=days), days_ago(days)
    made = {"known_on": known, "declared_at": at, "declared_by": world["network"], "submit_key": uuid.uuid4()}
    return gone(Incident.objects.create(**WORDS, **made))


def proofs(world, days):
    day = timezone.localdate() - timedelta(days=days)
    return gone(PurgeRun.objects.create(day=day, rule="letters", erased=1, ran_at=days_ago(days)))


def households(world, days):
    until = timezone.localdate() - timedelta(days=days)
    home = Household.objects.create(
        key=make_key(), size=3, receiver=world["organism"], keep_until=until, submit_key=uuid.uuid4()
    )
    day = until - timedelta(days=900)
    step = HouseholdStep.objects.create(household=home, kind="settled", side="receiver", day=day, by=world["staff"])
    return gone(step)


def link_recipients(world, days):
    report = world["report"]
    link = PrivateLink.objects.create(
        report=report, funder=world["funder"], token_hash=f"{days:064}", created_by=world["staff"],
        created_at=days_ago(days + 7), expires_at=days_ago(days), sent_at=days_ago(days + 7), sent_by=world["staff"],
        recipient_name="Léa Roy", recipient_function="agente", recipient_email=f"lea{days}@mrc.example",
    )  # fmt: skip
    return lambda: not PrivateLink.objects.filter(pk=link.pk, recipient_email=f"lea{days}@mrc.example").exists()


def workbooks(world, days):
    row = WorkbookUpload.objects.create(
        report=world["report"], name="c.xlsx", file=f"{days}.xlsx", size=1, sha256=f"{days:064}",
        received_by=world["staff"], received_at=days_ago(days),
    )  # fmt: skip
    return gone(row)


def examinations(world, days):
    return gone(Examination.objects.create(at=days_ago(days), version="0", verdict="bon", lines=[]))


def gone(row):
    return lambda: not type(row)._default_manager.filter(pk=row.pk).exists()


# Rule → how an old row is made, the age at which it goes, and one at which it stays
CASES = {
    "leavers": (leavers, 900, 600), "sessions": (sessions, 8, 6), "attempts": (attempts, 31, 29),
    "typed": (typed, 31, 29), "news": (news, 101, 99), "letters": (letters, 91, 89),
    "readings": (readings, 740, 725), "incidents": (incidents, 1830, 1820), "proofs": (proofs, 1840, 1800),
    "households": (households, 1, 0), "link_recipients": (link_recipients, 91, 89), "workbooks": (workbooks, 31, 29),
    "examinations": (examinations, 31, 29),
}  # fmt: skip


@pytest.fixture
def world(organism, funder, agreement, staff, director, network):
    report = make_issued(agreement, director)
    return {"organism": organism, "funder": funder, "staff": staff, "network": network, "report": report}


def run(rule: str) -> None:
    project_app.tasks[purges()[rule].job].func(timestamp=0)


def test_each_rule_erases_what_is_old_and_leaves_what_is_younger(world):
    assert set(CASES) | {"cache"} == set(purges())
    for rule, (make, old_age, young_age) in CASES.items():
        old, young = make(world, old_age), make(world, young_age)
        assert (old(), young()) == (False, False), rule
        run(rule)
        assert (old(), young()) == (True, False), rule
        proof = PurgeRun.objects.get(rule=rule, day=timezone.localdate())
        assert proof.erased >= 1, rule
        run(rule)
        assert PurgeRun.objects.get(pk=proof.pk).erased == proof.erased, rule


def test_entries_of_the_cache_go_at_their_end(world, monkeypatch):
    cache = LastingCache("lasting_test", {})
    as_owner(
        "CREATE TABLE lasting_test (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
        " expires timestamptz NOT NULL); GRANT ALL ON lasting_test TO PUBLIC"
    )
    monkeypatch.setattr(organisms.jobs, "caches", SimpleNamespace(all=lambda initialized_only: [cache]))
    cache.set("old", 1, 60)
    cache.set("young", 2, 6000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lasting_test SET expires = now() - interval '1 hour' WHERE cache_key LIKE '%%old'")
    run("cache")
    assert (cache.has_key("old"), cache.has_key("young")) == (False, True)
    assert PurgeRun.objects.get(rule="cache").erased == 1


def test_nothing_is_erased_before_its_day_by_sql_either(world):
    checks = (incidents, 1000), (readings, 700), (proofs, 1700)
    for make, days in checks:
        make(world, days)
    for table in ("privacy_incident", "privacy_reading", "privacy_datarequest", "privacy_purgerun"):
        for attack in (as_owner, as_application):
            with pytest.raises(IntegrityError, match="kept"):
                attack(f"DELETE FROM {table}")
    # Nor by making it look older than it is
    for column, value in (("known_on", "2001-01-01"), ("declared_at", "2001-01-01")):
        with pytest.raises(IntegrityError, match=r"declared once"):
            as_owner(f"UPDATE privacy_incident SET {column} = '{value}'")
    as_owner("UPDATE privacy_incident SET known_on = '2001-01-01', revision = revision + 1")
    with pytest.raises(IntegrityError, match="kept 5 years"):
        as_owner("DELETE FROM privacy_incident")
    for table in ("privacy_reading", "privacy_datarequest"):
        with pytest.raises(IntegrityError, match="append-only"):
            as_owner(f"UPDATE {table} SET at = '2001-01-01'")
    for change in ("erased = 0", "day = '2001-01-01'", "rule = 'x'"):
        with pytest.raises(IntegrityError, match="a proof only grows"):
            as_owner(f"UPDATE privacy_purgerun SET {change}")


def as_application(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_doctor_says_which_purge_is_late(world):
    look = CHECKS["purges"].look
    assert "Aucune purge" in look(Asked(timezone.now())).observed
    for job in {rule.job for rule in purges().values()}:
        project_app.tasks[job].func(timestamp=0)
    found = look(Asked(timezone.now()))
    assert (found.verdict, found.act) == ("bon", "")
    later = look(Asked(timezone.now() + timedelta(hours=30)))
    assert later.verdict == "attention"
    in_time = {"ran_at": timezone.now() + timedelta(hours=20)}
    PurgeRun.objects.exclude(rule="letters").update(**in_time)
    found = look(Asked(timezone.now() + timedelta(hours=30)))
    assert (found.verdict, "Courriels partis" in found.observed) == ("attention", True)
    PurgeRun.objects.filter(rule="letters").update(**in_time)
    assert look(Asked(timezone.now() + timedelta(hours=30))).verdict == "bon"


def test_a_session_that_ended_takes_its_device_along(world):
    Session.objects.create(session_key="z", session_data="", expire_date=days_ago(9))
    UserSession.objects.create(user=world["staff"], session_key="z", ip="10.0.0.1")
    run("sessions")
    assert not UserSession.objects.filter(session_key="z").exists()
