"""A file whose job did not succeed is never waited for in silence: what happened, who sees it, how to begin again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from reporting.models import Document
from reporting.papers.making.progress import MAKE_PAPERS, make_papers_again
from tests.jobs import fail_jobs, pending_jobs, postpone_jobs, run_pending_jobs
from tests.pages import without_help
from tests.reporting.builders.annual_reports import make_annual, make_filed
from tests.reporting.papers.test_views_papers import version_url

pytestmark = pytest.mark.built_once("filed")


@pytest.fixture
def filed(organism, network, director):
    return make_filed(organism, network, director)


def words_of(answer) -> str:
    return " ".join(answer.text.replace("&nbsp;", " ").replace("\xa0", " ").split())


def ask(browser, filed):
    return browser.get(version_url(filed, "version-document", format="pdf"))


def test_a_paper_that_failed_is_said_so_with_who_sees_it(filed, director, pivot, client_for):
    fail_jobs(MAKE_PAPERS)
    answer = ask(client_for(director), filed)
    assert (answer.status_code, "Retry-After" in answer) == (503, False)
    assert "Le document n’a pas pu être fait" in words_of(answer)
    assert "La coordination du réseau le voit parmi les travaux non aboutis" in words_of(answer)
    assert version_url(filed, "version-papers-retry") in answer.text
    assert version_url(filed, "version-papers-retry") not in ask(client_for(pivot), filed).text


def test_a_paper_that_is_tried_again_says_when(filed, director, client_for):
    postpone_jobs(MAKE_PAPERS, timezone.now() + timedelta(hours=3))
    answer = ask(client_for(director), filed)
    assert (answer.status_code, answer["Retry-After"]) == (202, "30")
    assert "Un premier essai de faire son PDF n’a pas abouti" in words_of(answer)
    assert "Recommencer" in words_of(answer)


@pytest.mark.parametrize("state", ["failed", "postponed", "no more"])
def test_a_paper_is_made_again_when_asked(filed, director, client_for, state):
    if state == "failed":
        fail_jobs(MAKE_PAPERS)
    elif state == "postponed":
        postpone_jobs(MAKE_PAPERS, timezone.now() + timedelta(hours=3))
    else:
        fail_jobs(MAKE_PAPERS)
        ProcrastinateJob.objects.filter(task_name=MAKE_PAPERS)._raw_delete("default")
    browser = client_for(director)
    answer = browser.post(version_url(filed, "version-papers-retry"), follow=True)
    assert "C’est reparti" in words_of(answer)
    (job,) = (job for job in pending_jobs() if job.task_name == MAKE_PAPERS)
    assert job.scheduled_at is None or job.scheduled_at <= timezone.now()
    assert ask(browser, filed).status_code == 202
    assert make_papers_again(version=filed.versions.get(), by=director) is (state != "no more")
    run_pending_jobs()
    assert Document.objects.filter(version=filed.versions.get()).count() == 2
    assert not make_papers_again(version=filed.versions.get(), by=director)
    assert b"".join(ask(browser, filed).streaming_content).startswith(b"%PDF")


def test_a_paper_in_the_making_is_not_made_twice(filed, director, client_for):
    jobs = ProcrastinateJob.objects.count()
    assert "C’est reparti" not in words_of(
        client_for(director).post(version_url(filed, "version-papers-retry"), follow=True)
    )
    assert ProcrastinateJob.objects.count() == jobs


def test_a_draft_that_failed_is_said_so_and_begun_again(organism, network, coordinator, client_for):
    browser = client_for(coordinator)
    draft = make_annual(organism, network)
    asked = browser.post(reverse("reporting:draft-make", args=[draft.pk])).url
    postpone_jobs("portal:make_draft", timezone.now() + timedelta(minutes=2))
    assert "Un premier essai n’a pas abouti" in words_of(browser.get(asked))
    fail_jobs("portal:make_draft")
    for where in (asked, f"{asked.rstrip('/')}.pdf"):
        answer = browser.get(where)
        assert answer.status_code == 503
        assert "L’ébauche n’a pas pu être faite" in words_of(answer)
        assert reverse("reporting:draft-make", args=[draft.pk]) in answer.text
    fragment = browser.get(asked, headers={"hx-request": "true"})
    assert (fragment.status_code, "hx-get" in fragment.text) == (200, False)


def test_a_draft_that_is_no_more_is_said_and_made_again(organism, network, coordinator, client_for):
    draft = make_annual(organism, network)
    key = "3f333df6-90a4-4fda-8dd3-9485d27cee36"
    answer = client_for(coordinator).get(reverse("reporting:draft-progress", args=[draft.pk, key]))
    assert "Cette ébauche n’est plus gardée" in words_of(answer)
    assert "hx-get" not in without_help(answer)
