"""The evening of a deadline: 141 organisms, 300 people, at one real server with its worker, as `./bin/run` starts it.

W5: list ÷ hello, requests a second; then everybody's evening, by eight at once and by three times as many, without a
pause: they read, fill, save, certify, ask for papers. Last, the memory of the server over ten thousand pages. Each part
ends after so many requests or seconds, whichever comes first.
"""

import os
import random
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from time import monotonic

from django.urls import reverse

from bench.rounds import report, scratch_database
from bench.web import fill
from organisms.models import User
from reporting.models import Report
from tests import factories
from tests.attack.form_filler import forms_of
from tests.attack.portal import WEB, WORKER, Browser, Page, Portal, served
from tests.reporting.builders.annual_reports import fill as fill_report
from tests.reporting.builders.annual_reports import make_campaign

ORGANISMS = int(os.environ.get("BENCH_ORGANISMS", "141"))
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "300"))
CLIENTS, TIMES = 8, 3
ROWS = 200  # activities of each organism
READY = 6  # one organism in so many has all it needs to certify, one person in so many asks for a paper
HELLOS, LISTS = 400, 60  # of each client, at most: a rate is taken over whole seconds
EVENING_SECONDS, MOST_SECONDS_OF_A_RATE = 60, 4
REQUESTS, LOOKS, MEMORY_SECONDS = int(os.environ.get("BENCH_REQUESTS", "10000")), 40, 600
SEED = 20260630
# What a full server may answer, in words
FULL = {429: "trop", 503: "demandé"}
# Nobody here has a second step to show
LIKE_A_SERVER = {
    "DEBUG": "0", "ALLOW_PLAIN_HTTP": "1", "MFA_REQUIRED": "0", "DJANGO_SETTINGS_MODULE": "bench.settings"
}  # fmt: skip
# Each role fills a section of its own, so that nobody meets what another typed meanwhile
ROLES = {"coordinator": "v4", "director": "v3", "staff": "v2"}
Act = tuple[str, Callable[[], Page], int]


@dataclass
class Person:
    """Somebody with a seat, their browser, and the report of their organism. `certifies`: it waits for them alone."""

    browser: Browser
    report: Report
    section: str
    fills: bool
    certifies: bool = False
    asks_paper: bool = False
    round: int = 0

    def get(self, name: str, *arguments) -> Page:
        return self.browser.get(reverse(name, args=arguments))

    def evening(self) -> Iterator[Act]:
        """What a person does, one page after the other: what it is, the request, and the status that is right."""
        of = [self.report.pk]
        yield "accueil", lambda: self.get("home"), 200
        yield "liste", self.list_page, 200
        if self.certifies:
            yield from self.certify()
        if not self.fills:
            return
        shown: list[Page] = []
        yield "section", lambda: _noted(shown, self.get("reporting:report-section", *of, self.section)), 200
        if shown[0].status != 200:
            return
        for _ in range(3):
            yield "autosave", lambda: self.autosave(shown[0]), 200
        yield "enregistrer", lambda: self.save(shown[0]), 302
        yield "tâches", lambda: _noted(shown, self.get("reporting:report-detail", *of)), 200
        yield "vérifier", lambda: self.get("reporting:report-check", *of), 200
        if self.asks_paper and shown[1].status == 200:
            self.asks_paper = False
            yield "ébauche", lambda: self.send(shown[1], "reporting:draft-make"), 302

    def certify(self) -> Iterator[Act]:
        shown: list[Page] = []
        yield "vérifier", lambda: _noted(shown, self.get("reporting:report-check", self.report.pk)), 200
        if shown[0].status == 200:
            self.certifies = False
            yield "certifier", lambda: self.send(shown[0], "reporting:report-submit"), 302

    def list_page(self) -> Page:
        return self.get("services:activity-list", self.report.organism_id)

    def autosave(self, page: Page) -> Page:
        """One text, as the page sends it a moment after it was typed."""
        url = reverse("reporting:answer-autosave", args=[self.report.pk, f"{self.section}-faits-saillants"])
        return self.browser.post(url, self.typed(page), beside=True)

    def save(self, page: Page) -> Page:
        return self.browser.post(
            reverse("reporting:report-section", args=[self.report.pk, self.section]), self.typed(page)
        )

    def address(self) -> str:
        return reverse("reporting:report-section", args=[self.report.pk, self.section])

    def typed(self, page: Page) -> dict:
        form = next(form for form in forms_of(page.text) if form.action == self.address())
        self.round += 1
        return form.data | {name: f"Essai {self.round}" for name in form.data if name.endswith("faits-saillants")}

    def send(self, page: Page, name: str) -> Page:
        url = reverse(name, args=[self.report.pk])
        form = next(form for form in forms_of(page.text) if form.action == url)
        return self.browser.post(url, form.data)


def _noted(shown: list[Page], page: Page) -> Page:
    shown.append(page)
    return page


@dataclass
class Measure:
    """Seconds of each answer by what was asked, wrong answers by what they were, and how long it all took.

    `full`: answers of a server that says, in words, that it has too much to do.
    """

    seconds: dict[str, list[float]]
    wrong: Counter
    full: Counter
    lasted: float = 0.0

    def all(self) -> list[float]:
        return sorted(second for seconds in self.seconds.values() for second in seconds)

    def rate(self) -> float:
        return len(self.all()) / self.lasted

    def time(self, what: str, act: Callable[[], Page], right: int) -> None:
        began = monotonic()
        try:
            page = act()
            status: int | str = page.status
        except (OSError, HTTPException) as failure:
            page, status = None, type(failure).__name__
        self.seconds[what].append(monotonic() - began)
        if page is not None and page.status in FULL and FULL[page.status] in page.text.lower():
            self.full[page.status] += 1
        elif status != right:
            self.wrong[f"{what} {status}"] += 1


def at_once(days: Iterable[Callable[[], Iterator[Act]]], clients: int, seconds: float) -> Measure:
    """Have so many clients take one day after the other, all at once, until there is none or the time is over."""
    measure, waiting, lock = Measure(defaultdict(list), Counter(), Counter()), iter(days), Lock()
    began = monotonic()
    limit = began + seconds

    def go() -> None:
        while monotonic() < limit:
            with lock:
                day = next(waiting, None)
            if day is None:
                return
            for what, act, right in day():
                if monotonic() > limit:
                    return
                measure.time(what, act, right)

    with ThreadPoolExecutor(clients) as pool:
        for end in [pool.submit(go) for _ in range(clients)]:
            end.result()
    measure.lasted = monotonic() - began
    return measure


def percentile(seconds: list[float], share: float) -> float:
    return seconds[min(len(seconds) - 1, int(share * len(seconds)))]


def build() -> list[tuple[User, Report, str, bool]]:
    """Make the organisms, their records, their open reports and their people: user, report, role, ready to certify."""
    network = factories.make_network_user("Réseau du banc")
    organisms = [factories.make_organism(f"Organisme {number}") for number in range(ORGANISMS)]
    for organism in organisms:
        fill(organism, ROWS)
    make_campaign(network)
    reports = [Report.objects.select_related("organism").get(organism=organism) for organism in organisms]
    people = []
    for number in range(PEOPLE):
        rank, role = number % ORGANISMS, [*ROLES][number // ORGANISMS % len(ROLES)]
        # Staff write no report: the third of an organism coordinates too
        seat = "director" if role == "director" else "coordinator"
        user = factories.make_seated_user(f"Personne {number}", organisms[rank], seat)
        if is_ready := rank % READY == 0 and role == "director":
            fill_report(reports[rank], user)
        people.append((user, reports[rank], role, is_ready))
    return people


def run() -> bool:
    with scratch_database(), TemporaryDirectory() as folder:
        people = build()
        with served(Path(folder), WEB, WORKER, **LIKE_A_SERVER) as portal:
            filled = {row.pk for _, row, _, is_ready in people if is_ready}
            everybody = [
                Person(
                    Browser(portal.port, user), row, ROLES[role], row.pk not in filled, is_ready, number % READY == 1
                )
                for number, (user, row, role, is_ready) in enumerate(people)
            ]
            random.Random(SEED).shuffle(everybody)
            few = [person for person in everybody if person.fills][:CLIENTS]
            at_once([person.evening for person in few], CLIENTS, EVENING_SECONDS)  # the first pages load the templates
            return all([_w5(few), _evenings(everybody), _memory(portal, everybody)])


def _w5(people: list[Person]) -> bool:
    rates = []
    for _ in range(3):
        hellos = [_only("bonjour", partial(p.browser.get, "/bonjour/")) for p in people] * HELLOS
        hello = at_once(hellos, CLIENTS, MOST_SECONDS_OF_A_RATE)
        lists = at_once([_only("liste", p.list_page) for p in people] * LISTS, CLIENTS, MOST_SECONDS_OF_A_RATE)
        assert not hello.wrong + lists.wrong, hello.wrong + lists.wrong
        rates.append((lists.rate(), hello.rate()))
    beside = " ÷ ".join(f"{statistics.median(side):.0f}/s" for side in zip(*rates, strict=True))
    median = statistics.median(ours / theirs for ours, theirs in rates)
    return report("W5", f"liste ÷ bonjour, {CLIENTS} à la fois (débit)", median, 0.10, at_least=True, beside=beside)


def _only(what: str, act: Callable[[], Page]) -> Callable[[], Iterator[Act]]:
    return lambda: iter([(what, act, 200)])


def _evenings(everybody: list[Person]) -> bool:
    """Half of the people by eight at once, the others by three times as many."""
    half = len(everybody) // 2
    calm = at_once([person.evening for person in everybody[:half]], CLIENTS, EVENING_SECONDS)
    busy = at_once([person.evening for person in everybody[half:]], TIMES * CLIENTS, EVENING_SECONDS)
    share = busy.rate() / calm.rate()
    beside = f"{busy.rate():.0f}/s ÷ {calm.rate():.0f}/s"
    met = [
        _slowest(calm, CLIENTS),
        report("W5", f"débit, {TIMES * CLIENTS} à la fois ÷ {CLIENTS}", share, 0.70, at_least=True, beside=beside),
    ]
    _slowest(busy, TIMES * CLIENTS)
    return all(met) and not calm.wrong + busy.wrong + calm.full


def _slowest(measure: Measure, clients: int) -> bool:
    every = measure.all()
    half, most = percentile(every, 0.50), percentile(every, 0.99)
    beside = f"{half * 1000:.0f} ms, {most * 1000:.0f} ms, {measure.rate():.0f}/s"
    met = report("W5", f"p99 ÷ p50, {clients} à la fois, {len(every)} pages", most / half, 4, beside=beside)
    for what, seconds in measure.seconds.items():
        seconds.sort()
        times = f"{len(seconds):5} fois {percentile(seconds, 0.5) * 1000:6.0f} ms {seconds[-1] * 1000:6.0f} ms"
        sys.stdout.write(f"     {what:14} {times}\n")
    wrong = ", ".join(f"{what} : {times}" for what, times in measure.wrong.items()) or "aucune"
    full = ", ".join(f"{status} : {times}" for status, times in measure.full.items()) or "aucune"
    sys.stdout.write(f"     réponses fautives : {wrong} ; « trop demandé », en mots : {full}\n")
    return met


def _memory(portal: Portal, everybody: list[Person]) -> bool:
    """The memory of the web's processes, looked at forty times: the last quarter ÷ the second, and its slope."""
    acts = [_only("page", act) for person in everybody for act in (person.list_page, partial(person.get, "home"))]
    days, seen, each = cycle(acts), [], REQUESTS // LOOKS
    limit = monotonic() + MEMORY_SECONDS
    asked = 0
    while asked < REQUESTS and monotonic() < limit:
        measure = at_once([next(days) for _ in range(each)], CLIENTS, limit - monotonic())
        asked += len(measure.all())
        seen.append((asked, megabytes(portal)))
    sizes = [size for _, size in seen]
    quarter = max(len(sizes) // 4, 1)
    ratio = statistics.median(sizes[-quarter:]) / statistics.median(sizes[quarter : 2 * quarter])
    later = seen[quarter:]
    slope = statistics.linear_regression(*zip(*later, strict=True)).slope * 1000 if len(later) > 1 else 0.0
    beside = f"{sizes[0]:.0f} Mo, puis {sizes[-1]:.0f} Mo, {slope:+.2f} Mo par millier"
    return report("mém.", f"mémoire du web, fin ÷ début de {asked} pages", ratio, 1.05, beside=beside)


def megabytes(portal: Portal) -> float:
    """The memory that the processes of the web have for themselves, and their share of what they have together."""
    pid = portal.children[WEB].pid
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = [line for child in started for line in Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
