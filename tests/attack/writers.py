"""People who work while the portal is killed: each opens a page, sends its form, and sends it again until answered."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest
from http.client import HTTPException
from pathlib import Path
from time import sleep

from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reporting.models import Report
from tests.attack.doors import same_address
from tests.attack.form_filler import PDF, Filled, forms_of
from tests.attack.portal import PATIENCE, Browser, Page
from tests.services.conftest import register


@dataclass
class Sending:
    """One form that a person sends, and the number that is written in it."""

    number: int
    url: str
    form: Filled
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass
class Writer:
    """Somebody who opens a page, sends its form, and sends the same form again until an answer comes."""

    browser: Browser
    opened: Callable[[Browser, int], Sending]
    done: dict[int, Sending] = field(default_factory=dict)
    tried: int = 0
    # Seconds between two forms
    pause: float = 0.0
    sent_again: int = 0
    wrong: list[str] = field(default_factory=list)

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.tried += 1
            sending = self._until_answered(lambda: self.opened(self.browser, self.tried))
            answer = self._until_answered(lambda s=sending: self._post(s))
            if answer.status == 302 and "/compte/" not in answer.leads_to:
                self.done[sending.number] = sending
            else:
                self.wrong.append(f"{sending.url} {answer.status}")
            stop.wait(self.pause)
        connection.close()

    def _post(self, sending: Sending) -> Page:
        answer = self.browser.post(sending.url, sending.form.data, sending.files)
        if answer.status == 503:
            raise HTTPException("come back later")
        return answer

    def _until_answered(self, act: Callable):
        for _ in range(10 * PATIENCE):
            try:
                return act()
            except (OSError, HTTPException):
                self.sent_again += 1
                sleep(0.1)
        raise AssertionError("nobody answers any more")


def form_for(browser: Browser, url: str, action: str = "") -> Filled:
    """The form of a page that is sent to an address. While the database is away it is asked for again."""
    page = browser.get(url)
    if page.status == 503:
        raise HTTPException("come back later")
    assert page.status == 200, f"{url} {page.status}"
    return next(form for form in forms_of(page.text) if same_address(form.action, action or url))


def an_activity(organism_id: int) -> Callable[[Browser, int], Sending]:
    """A record with a file, both in one sending."""
    url = reverse("services:activity-add", args=[organism_id])

    def opened(browser: Browser, number: int) -> Sending:
        form = form_for(browser, url)
        # Each with its own number: a record that says the same as another is asked about first
        form.data |= {"note": [f"fiche {number}"], "immigrants": [str(number + 1)]}
        return Sending(number, url, form, {"evidence": ("piece.pdf", PDF + b"%% %d\n%%%%EOF\n" % number)})

    return opened


def a_text(report_id: int) -> Callable[[Browser, int], Sending]:
    url = reverse("reporting:report-section", args=[report_id, "v4"])

    def opened(browser: Browser, number: int) -> Sending:
        form = form_for(browser, url)
        form.data |= {"q-v4-faits-saillants": [f"texte {number}"]}
        return Sending(number, url, form)

    return opened


def a_register(organism_id: int) -> Callable[[Browser, int], Sending]:
    url = reverse("services:import-add", args=[organism_id])

    def opened(browser: Browser, number: int) -> Sending:
        rows = [f"2025-04-0{1 + row};Premier accueil;Amos;;;;;;;web {number} {row}" for row in range(3)]
        return Sending(number, url, form_for(browser, url), {"file": (f"{number}.csv", register(*rows))})

    return opened


def a_step(report: Report, director: Browser, network: Browser) -> Callable[[Browser, int], Sending]:
    """In turn: the direction files the report, the network returns it."""
    check, submit, back = (
        reverse(f"reporting:report-{name}", args=[report.pk]) for name in ("check", "submit", "return")
    )

    def opened(browser: Browser, number: int) -> Sending:
        browser.cookies = dict((director if number % 2 else network).cookies)
        if number % 2:
            return Sending(number, submit, form_for(browser, check, submit))
        form = form_for(browser, back)
        form.data |= {"commentaire-": [f"remarque {number}"]}
        return Sending(number, back, form)

    return opened


@contextmanager
def at_work(writers: list[Writer]) -> Iterator[None]:
    """Have the writers work during the block; each ends with an answer to what it sent last."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(writers)) as pool:
        ends: list[Future] = [pool.submit(writer.work, stop) for writer in writers]
        try:
            yield
        finally:
            stop.set()
    for end in ends:
        end.result()


def is_whole(row) -> bool:
    """Whether a row's file is there with all its bytes."""
    with Path(row.file.path).open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == row.sha256


def jobs(task: str, **arguments) -> int:
    return ProcrastinateJob.objects.filter(task_name=f"portal:{task}", args=arguments).count()
