"""The evening of a deadline, small: people of different organisms at one real server, as `./bin/run` starts it.

W5: list ÷ hello, requests a second; then eight and twenty-four people who read, fill, save and check at once, without a
pause: p99 ÷ p50 of all their pages. Each part ends after so many requests or seconds, whichever comes first.
"""

import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from django.urls import reverse

from bench.rounds import report, scratch_database
from bench.web import fill
from reporting.models import Report
from tests import factories
from tests.attack.form_filler import forms_of
from tests.attack.portal import WEB, WORKER, Browser, Page, served
from tests.reporting.builders.annual_reports import make_campaign

PEOPLE, FEW = 24, 8
ROWS = 200  # activities of each organism
HELLOS, LISTS, ROUNDS = 40, 10, 16  # of each person
MOST_SECONDS, MOST_SECONDS_OF_A_RATE = 18, 4
LIKE_A_SERVER = {"DEBUG": "0", "ALLOW_PLAIN_HTTP": "1", "DJANGO_SETTINGS_MODULE": "bench.settings"}
Act = tuple[str, Callable[[], Page], int]


@dataclass
class Person:
    """One coordinator, with the browser and the report that are theirs."""

    browser: Browser
    report: Report
    round: int = 0

    def get(self, name: str, *arguments) -> Page:
        return self.browser.get(reverse(name, args=arguments))

    def evening(self) -> Iterator[Act]:
        """What a person does, one page after the other: what it is, the request, and the status that is right."""
        of = [self.report.pk]
        yield "accueil", lambda: self.get("home"), 200
        yield "liste", self.list_page, 200
        shown: list[Page] = []
        yield "section", lambda: _noted(shown, self.get("reporting:report-section", *of, "v4")), 200
        yield "enregistrer", lambda: self.save(shown[0]), 302
        yield "tâches", lambda: self.get("reporting:report-detail", *of), 200
        yield "vérifier", lambda: self.get("reporting:report-check", *of), 200

    def list_page(self) -> Page:
        return self.get("services:activity-list", self.report.organism_id)

    def save(self, page: Page) -> Page:
        url = reverse("reporting:report-section", args=[self.report.pk, "v4"])
        form = next(form for form in forms_of(page.text) if form.action == url)
        self.round += 1
        words = {name: f"Essai {self.round}" for name in form.data if name.endswith("faits-saillants")}
        return self.browser.post(url, form.data | words)


def _noted(shown: list[Page], page: Page) -> Page:
    shown.append(page)
    return page


@dataclass
class Measure:
    """Seconds of each answer by what was asked, wrong answers by what they were, and how long it all took."""

    seconds: dict[str, list[float]]
    wrong: Counter
    lasted: float

    def all(self) -> list[float]:
        return sorted(second for seconds in self.seconds.values() for second in seconds)

    def rate(self) -> float:
        return len(self.all()) / self.lasted


def at_once(days: Iterable[Callable[[], Iterator[Act]]], rounds: int, seconds: float = MOST_SECONDS) -> Measure:
    """Have everybody go through their pages that many times, all at once, until the time is over."""
    days, measure = list(days), Measure(defaultdict(list), Counter(), 0.0)
    limit = monotonic() + seconds

    def go(day: Callable[[], Iterator[Act]]) -> None:
        for _ in range(rounds):
            for what, act, right in day():
                if monotonic() > limit:
                    return
                _time(measure, what, act, right)

    began = monotonic()
    with ThreadPoolExecutor(len(days)) as pool:
        list(pool.map(go, days))
    measure.lasted = monotonic() - began
    return measure


def _time(measure: Measure, what: str, act: Callable[[], Page], right: int) -> None:
    began = monotonic()
    try:
        status: int | str = act().status
    except (OSError, HTTPException) as failure:
        status = type(failure).__name__
    measure.seconds[what].append(monotonic() - began)
    if status != right:
        measure.wrong[f"{what} {status}"] += 1


def percentile(seconds: list[float], share: float) -> float:
    return seconds[min(len(seconds) - 1, int(share * len(seconds)))]


def build() -> list[Report]:
    """Make an organism, its records and its open report for each person."""
    network = factories.make_network_user("Réseau du banc")
    organisms = [factories.make_organism(f"Organisme {number}") for number in range(PEOPLE)]
    for organism in organisms:
        fill(organism, ROWS)
    make_campaign(network)
    return list(Report.objects.select_related("organism").order_by("pk"))


def run() -> bool:
    with scratch_database(), TemporaryDirectory() as folder:
        reports = build()
        users = [factories.make_seated_user(f"Personne {row.pk}", row.organism, "coordinator") for row in reports]
        with served(Path(folder), WEB, WORKER, **LIKE_A_SERVER) as portal:
            people = [Person(Browser(portal.port, user), row) for user, row in zip(users, reports, strict=True)]
            at_once([person.evening for person in people[:FEW]], 1)  # the first pages load the templates
            return all([_w5(people[:FEW]), _evening(people[:FEW]), _evening(people)])


def _w5(people: list[Person]) -> bool:
    rates = []
    for _ in range(3):
        hellos = [_only("bonjour", partial(p.browser.get, "/bonjour/")) for p in people]
        hello = at_once(hellos, HELLOS, MOST_SECONDS_OF_A_RATE)
        lists = at_once([_only("liste", p.list_page) for p in people], LISTS, MOST_SECONDS_OF_A_RATE)
        assert not hello.wrong + lists.wrong, hello.wrong + lists.wrong
        rates.append((lists.rate(), hello.rate()))
    beside = " ÷ ".join(f"{statistics.median(side):.0f}/s" for side in zip(*rates, strict=True))
    found = statistics.median(ours / theirs for ours, theirs in rates)
    return report("W5", f"liste ÷ bonjour, {FEW} personnes (débit)", found, 0.10, at_least=True, beside=beside)


def _only(what: str, act: Callable[[], Page]) -> Callable[[], Iterator[Act]]:
    return lambda: iter([(what, act, 200)])


def _evening(people: list[Person]) -> bool:
    measure = at_once([person.evening for person in people], ROUNDS * FEW // len(people))
    every = measure.all()
    half, most = percentile(every, 0.50), percentile(every, 0.99)
    beside = f"{half * 1000:.0f} ms, {most * 1000:.0f} ms, {measure.rate():.0f}/s"
    met = report("W5", f"p99 ÷ p50, {len(people)} personnes, {len(every)} pages", most / half, 4, beside=beside)
    for what, seconds in measure.seconds.items():
        seconds.sort()
        sys.stdout.write(f"     {what:14} {percentile(seconds, 0.5) * 1000:6.0f} ms {seconds[-1] * 1000:6.0f} ms\n")
    wrong = ", ".join(f"{what} : {times}" for what, times in measure.wrong.items()) or "aucune"
    sys.stdout.write(f"     réponses fautives : {wrong}\n")
    return met and not measure.wrong
