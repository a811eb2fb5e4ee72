"""Two web servers and two workers on one database: what one of them knows, the other knows too."""

import asyncio
from collections import Counter
from time import time

import pytest
from django.conf import settings as given
from django.core.mail import EmailMessage
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer

from organisms.models import Letter
from roriq_portal.serving.worker import _connector
from services.models import Activity, Evidence
from tests import factories
from tests.attack.portal import PATIENCE, WEB, WORKER, Browser, served
from tests.attack.writers import a_text, an_activity, form_for
from tests.reporting.builders.annual_reports import make_annual
from tests.workers import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.django_db(transaction=True)]
LETTERS = 40
LOGIN = "/compte/login/"


def test_what_one_host_knows_the_other_knows(
    committed_reference, organism, network, coordinator, staff, tmp_path, settings
):
    settings.EMAIL_BACKEND = "organisms.outbox.backend.OutboxBackend"
    report = make_annual(organism, network)
    here, there = tmp_path / "a", tmp_path / "b"
    with served(here, WEB, WORKER) as one, served(there, WEB, WORKER) as other:
        a_session_and_a_text(report, one, other, coordinator)
        a_form_that_is_sent_to_both(organism, one, other, staff)
        wrong_passwords_count_together(one, other)
        letters_leave_once([here, there])


def a_session_and_a_text(report, one, other, coordinator) -> None:
    """Written at one, read at the other by the same session; a seat that ends, ends at both."""
    browsers = Browser(one.port, coordinator), Browser(other.port)
    browsers[1].cookies = browsers[0].cookies
    url = reverse("reporting:report-section", args=[report.pk, "v4"])
    for number, (writer, reader) in enumerate((browsers, browsers[::-1])):
        sending = a_text(report.pk)(writer, number)
        assert writer.post(sending.url, sending.form.data).status == 302
        assert f"texte {number}" in reader.get(url).text
    assert browsers[0].get("/compte/logout/").status == 200
    form = form_for(browsers[0], "/compte/logout/")
    assert browsers[0].post("/compte/logout/", form.data).status == 302
    assert LOGIN in browsers[1].get(url).leads_to


def a_form_that_is_sent_to_both(organism, one, other, staff) -> None:
    """Answered once, whichever of them hears it; the file that came by one is read at the other."""
    browser = Browser(one.port, staff)
    sending = an_activity(organism.pk)(browser, 1)
    answers = []
    for portal in (one, other):
        browser.port = portal.port
        answers.append(browser.post(sending.url, sending.form.data, sending.files))
    assert [(answer.status, answer.leads_to == answers[0].leads_to) for answer in answers] == [(302, True)] * 2
    piece = Evidence.objects.get(activity=Activity.objects.get())
    url = reverse("services:evidence-download", args=[organism.pk, piece.activity_id, piece.pk])
    assert [Browser(portal.port, staff).get(url).status for portal in (one, other)] == [200, 200]


def wrong_passwords_count_together(one, other) -> None:
    """Three from one place are three, whoever heard them: the next waits."""
    user = factories.make_user("Personne visée", "visee@example.org", password="le-bon-mot-de-passe")

    def tried(portal) -> str:
        browser = Browser(portal.port)
        form = form_for(browser, LOGIN)
        return browser.post(LOGIN, form.data | {"login": user.email, "password": "un-autre-mot"}).text

    alone = [tried(portal) for portal in (one, other, one)]
    after = tried(other)
    assert "secondes" not in "".join(alone[:2])
    assert "secondes" in after


def letters_leave_once(folders) -> None:
    for number in range(LETTERS):
        EmailMessage(f"Lettre {number}", "Bonjour", to=["personne@example.org"]).send()
    waiting = Letter.objects.filter(subject__startswith="Lettre ").exclude(state="sent")
    wait_until(lambda: not waiting.exists(), "letters wait", PATIENCE)
    posted = [path.read_text() for folder in folders for path in folder.glob("mail/*")]
    lines = [line for words in posted for line in words.splitlines() if line.startswith("Subject: Lettre ")]
    assert Counter(lines) == {f"Subject: Lettre {number}": 1 for number in range(LETTERS)}


def test_each_hour_is_begun_by_one_worker_only(committed_reference):
    assert given.PROCRASTINATE_ON_APP_READY
    periodic = len(app.periodic_registry.periodic_tasks)
    at = time() // 3600 * 3600

    async def begin() -> None:
        with app.replace_connector(_connector()) as ready:
            async with ready.open_async():
                both = [PeriodicDeferrer(app.periodic_registry, max_delay=3600) for _ in range(2)]
                await asyncio.gather(*(one.defer_jobs(list(one.get_previous_tasks(at=at))) for one in both))

    asyncio.run(begin())
    found = Counter(ProcrastinateJob.objects.values_list("task_name", flat=True))
    assert (len(found), set(found.values())) == (periodic, {1})
