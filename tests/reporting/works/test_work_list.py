"""The page of works: what failed, what waits, since when, and what the network may try again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms.models import Letter
from reporting.models import ReminderRun
from reporting.works.listing import JOB_WORDS

pytestmark = pytest.mark.django_db
URL = reverse("reporting:work-list")


def make_letter(state="failed", subject="Une invitation", **more) -> Letter:
    error = "ConnectionRefusedError" if state == "failed" else ""
    return Letter.objects.create(
        address="personne@example.org", subject=subject, sealed=b"x", digest="0" * 64, state=state, error=error, **more
    )


def make_job(status="failed", task="portal:make_papers") -> ProcrastinateJob:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', %s, %s) RETURNING id",
            [task, status],
        )
        return ProcrastinateJob.objects.get(pk=cursor.fetchone()[0])


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_every_job_has_words():
    ours = {name for name in app.tasks if name.startswith("portal:")}
    assert ours == set(JOB_WORDS)


def test_nothing_to_do_is_said(client_for, network):
    page = words_of(client_for(network).get(URL))
    assert "Tout est fait" in page


def test_what_failed_comes_first_with_its_reason_and_what_waits_with_its_age(client_for, network):
    make_letter(
        "waiting", "Un rappel", attempts=2, next_at=timezone.now(), written_at=timezone.now() - timedelta(days=1)
    )
    make_letter()
    make_job()
    make_job("todo", "portal:send_reminders")
    page = words_of(client_for(network).get(URL))
    assert "Non aboutis : 2. En attente ou en cours : 2" in page
    assert "attend depuis plus d’une heure" in page
    assert page.index("Une invitation") < page.index("Un rappel")
    assert "ConnectionRefusedError" in page
    assert "Papiers d’un rapport" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("genre=letter", "Une invitation", "Papiers d’un rapport"),
        ("genre=job", "Papiers d’un rapport", "Une invitation"),
        ("etat=failed", "Une invitation", "Un rappel"),
        ("etat=waiting", "Un rappel", "Une invitation"),
        ("etat=autre", "Un rappel", "Aucun travail"),
    ],
)
def test_filters(client_for, network, query, shown, hidden):
    make_letter("waiting", "Un rappel")
    make_letter()
    make_job()
    page = words_of(client_for(network).get(f"{URL}?{query}"))
    assert shown in page
    assert hidden not in page


def test_coordination_sends_a_letter_anew_and_takes_a_job_up_again(client_for, network):
    letter, job, client = make_letter(), make_job(), client_for(network)
    client.post(reverse("reporting:letter-resend", args=[letter.pk]))
    client.post(reverse("reporting:job-retry", args=[job.pk]))
    letter.refresh_from_db()
    assert letter.state == "waiting"
    assert ProcrastinateJob.objects.get(pk=job.pk).status == "todo"
    assert ProcrastinateJob.objects.filter(task_name="portal:send-letter", status="todo").exists()
    again = client.post(reverse("reporting:job-retry", args=[job.pk]), follow=True)
    assert "C’était déjà fait." in words_of(again)


def test_coordination_sends_all_that_was_not_delivered_anew(client_for, network):
    make_letter()
    make_letter(subject="Un rappel")
    page = words_of(client_for(network).get(URL))
    assert "Renvoyer tous les courriels non livrés" in page
    client_for(network).post(reverse("reporting:letters-resend"))
    assert set(Letter.objects.values_list("state", flat=True)) == {"waiting"}


def test_what_happened_is_said_of_each_act(client_for, network):
    letter, job, client = make_letter(), make_job(), client_for(network)
    sent = words_of(client.post(reverse("reporting:letter-resend", args=[letter.pk]), follow=True))
    assert "Le courriel « Une invitation » repart vers personne@example.org." in sent
    make_letter(subject="Un rappel")
    make_letter(subject="Un avis")
    assert "2 courriels repartent." in words_of(client.post(reverse("reporting:letters-resend"), follow=True))
    assert "C’était déjà fait." in words_of(client.post(reverse("reporting:letters-resend"), follow=True))
    assert "Le travail est repris." in words_of(client.post(reverse("reporting:job-retry", args=[job.pk]), follow=True))


@pytest.mark.parametrize(
    ("letters", "jobs", "says"),
    [
        (2, 0, "2 courriels ne sont pas partis"),
        (0, 1, "1 travail n’a pas abouti"),
        (1, 2, "1 courriel n’est pas parti, 2 travaux n’ont pas abouti"),
    ],
)
def test_home_says_what_failed_to_the_coordination_of_the_network(
    client_for, network, analyst, director, letters, jobs, says
):
    for _ in range(letters):
        make_letter()
    for _ in range(jobs):
        make_job()
    make_letter("waiting")
    home = words_of(client_for(network).get(reverse("home")))
    assert f"<h2>{says}</h2>" in home
    assert f'href="{URL}?etat=failed"' in home
    for reader in (analyst, director):
        assert says not in words_of(client_for(reader).get(reverse("home")))


def test_home_says_nothing_of_what_only_waits(client_for, network):
    make_letter("waiting")
    assert "Les essais ont cessé" not in client_for(network).get(reverse("home")).text


def test_analyst_reads_and_does_not_send(client_for, analyst):
    letter = make_letter()
    page = words_of(client_for(analyst).get(URL))
    assert "Une invitation" in page
    assert "Renvoyer" not in page
    assert client_for(analyst).post(reverse("reporting:letter-resend", args=[letter.pk])).status_code == 403


@pytest.mark.parametrize("number", [1, 3, 30])
def test_list_has_constant_queries(client_for, network, number, django_assert_max_num_queries):
    for _ in range(number):
        make_letter()
        make_job()
    client = client_for(network)
    with django_assert_max_num_queries(10):
        assert client.get(URL).status_code == 200


@pytest.mark.parametrize(("hours", "says"), [(2, False), (26, True), (8 * 24, True)])
def test_pages_of_the_network_say_when_reminders_have_stopped(client_for, network, hours, says):
    at = timezone.now() - timedelta(hours=hours)
    ReminderRun.objects.create(day=at.date(), at=at)
    for url in (URL, reverse("home"), reverse("reporting:reminder-rules")):
        assert ("Les rappels ne partent plus" in words_of(client_for(network).get(url))) is says, url


def test_people_of_an_organism_are_not_told_of_it(client_for, coordinator, network):
    at = timezone.now() - timedelta(days=8)
    ReminderRun.objects.create(day=at.date(), at=at)
    assert "Les rappels ne partent plus" in words_of(client_for(network).get(reverse("home")))
    assert "Les rappels ne partent plus" not in words_of(client_for(coordinator).get(reverse("home")))
