"""The portal under load, killed: web servers, workers and the whole database, by SIGKILL, at points drawn from a seed.

Each person remembers what was answered to them, and looks for it after: lost, half-written, and jobs that stand still
are counted. `./bin/faults --web 200 --worker 100 --database 30 --seed 1`; the suite does a few.
"""

import argparse
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import override_settings
from django.utils import timezone
from postgres import Cluster, find_binaries
from procrastinate.contrib.django.models import ProcrastinateJob

from bench.rounds import scratch_database
from hosting.chain.files import files_altered
from hosting.doctor.checks import every_check  # noqa: F401 - to import it is to have every check
from hosting.doctor.findings import CHECKS, Asked, look_at
from organisms.models import Letter
from reporting.models import Answer, Document, Report, Version
from services.models import Activity, Evidence, ImportBatch
from tests import factories
from tests.attack.portal import WEB, WORKER, Browser, Portal, served
from tests.attack.writers import (
    Writer,
    a_register,
    a_step,
    a_text,
    an_activity,
    at_work,
    is_whole,
)
from tests.reporting.builders.annual_reports import fill, make_annual

# The name of its server among those of a clone: one whose writings reach the disk
PURPOSE = "faults"
# Of the kills of the web, how many take the whole server and not one of its processes
WHOLE_SERVER = 0.25
PAUSES = (0.05, 0.6)
# A job that nobody runs may stand so long; all of them must have ended some time after the load
STALLED_SECONDS, END_SECONDS = 120, 600
# What the doctor must still say of rows
SOUND = ("sums", "papers", "journal", "triggers")
# Seconds that each person waits between two forms: the papers of each report that is filed take the worker some
CALM, CALM_OF_STEPS = 0.2, 8.0
NOTE, TEXT = "fiche {}", "texte {}"
TODO_OR_DOING = ("todo", "doing")
LEFT = """
    SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND NOT EXISTS (
        SELECT FROM procrastinate_workers w WHERE w.id = worker_id AND w.last_heartbeat > now() - interval '5 seconds'
    )
"""


@dataclass
class Tally:
    """What was done and what became of it. `lost`, `doubled`: what was answered and is not there, or is there twice."""

    killed: Counter = field(default_factory=Counter)
    answered: int = 0
    sent_again: int = 0
    lost: list[str] = field(default_factory=list)
    half_written: list[str] = field(default_factory=list)
    stalled: int = 0
    failed_jobs: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.half_written or self.stalled or self.failed_jobs or self.wrong)

    def lines(self) -> Iterator[str]:
        yield "coups : " + ", ".join(f"{what} {count}" for what, count in sorted(self.killed.items()))
        yield f"réponses reçues : {self.answered}, envois repris : {self.sent_again}"
        yield f"perdu : {len(self.lost)}, écrit à moitié : {len(self.half_written)}, fautif : {len(self.wrong)}"
        yield f"travaux arrêtés après {STALLED_SECONDS} s : {self.stalled}, échoués : {self.failed_jobs}"
        yield from (self.lost + self.half_written + self.wrong)[:20]


@dataclass
class World:
    """Who works: an activity with its file, a text, a register, and a report that is filed and returned in turn."""

    writers: list[Writer]
    drafted: Report
    filed: Report


def make_world(port: int) -> World:
    network = factories.make_network_user("Réseau de l’épreuve", "coordinator")
    organisms = [factories.make_organism(name) for name in ("Organisme frappé", "Organisme voisin")]
    drafted, filed = (make_annual(organism, network) for organism in organisms)
    names = ("staff", "coordinator", "director")
    staff, coordinator, director = (factories.make_seated_user(f"Épreuve {n}", organisms[0], n) for n in names)
    other = factories.make_seated_user("Autre direction", organisms[1], "director")
    fill(filed, other)
    step = a_step(filed, Browser(port, other), Browser(port, network))
    writers = [
        Writer(Browser(port, staff), an_activity(organisms[0].pk), pause=CALM),
        Writer(Browser(port, coordinator), a_text(drafted.pk), pause=CALM),
        Writer(Browser(port, director), a_register(organisms[0].pk), pause=4 * CALM),
        Writer(Browser(port, other), step, pause=CALM_OF_STEPS),
    ]
    return World(writers, drafted, filed)


@dataclass
class Killer:
    """Kills what runs, in the order of a seed, and starts it again as what watches over a server does."""

    portal: Portal
    cluster: Cluster
    chance: random.Random
    killed: Counter = field(default_factory=Counter)

    def go(self, web: int, worker: int, database: int) -> None:
        acts: list[Callable[[], str]] = [self.web] * web + [self.worker] * worker + [self.database] * database
        self.chance.shuffle(acts)
        for act in acts:
            sleep(self.chance.uniform(*PAUSES))
            self.killed[act()] += 1
            self.portal.wait_for_web()

    def web(self) -> str:
        if self.chance.random() < WHOLE_SERVER:
            self.portal.kill(WEB)
            self.portal.start(WEB)
            return "serveur web"
        self.portal.kill_one_of(WEB, self.chance.randrange(2))
        return "processus du web"

    def worker(self) -> str:
        """Only one that works: else it would be killed before it began, each time."""
        newest = newest_worker()
        self.portal.kill(WORKER)
        self.portal.start(WORKER)
        wait(lambda: newest_worker() > newest, "no worker began")
        return "travailleur"

    def database(self) -> str:
        """The server with all its processes, the first of them alone, or one that answers somebody."""
        pid = self.cluster.pid()
        assert pid is not None
        children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        way = self.chance.choice(("base entière", "père de la base", "processus de la base"))
        # The first one first: it would start others in their place
        victims = {"base entière": [pid, *children], "père de la base": [pid], "processus de la base": children[-1:]}
        for victim in victims[way]:
            kill(victim)
        connection.close()
        if way != "processus de la base":
            wait(lambda: self.cluster.pid() is None, "the database did not end")
            self.cluster.start()
        wait(answers, "the database did not come back")
        return way


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def answers() -> bool:
    try:
        connection.close()
        return ask("SELECT 1") == 1
    except OperationalError:
        return False


def ask(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def newest_worker() -> int:
    return ask("SELECT coalesce(max(id), 0) FROM procrastinate_workers")


def wait(is_true: Callable[[], bool], words: str, seconds: float = 90) -> None:
    limit = monotonic() + seconds
    while not is_true():
        assert monotonic() < limit, words
        sleep(0.05)


def prove(cluster: Cluster, *, web: int, worker: int, database: int, seed: int) -> tuple[Tally, World]:
    """Kill so many times under load, let all that was begun end, and count. Django works on a database of `cluster`."""
    with TemporaryDirectory() as folder, served(Path(folder), WEB, WORKER) as portal:
        world = make_world(portal.port)
        killer = Killer(portal, cluster, random.Random(seed))
        with at_work(world.writers):
            sleep(1)
            killer.go(web, worker, database)
            sleep(1)
        tally = Tally(killed=killer.killed)
        finish(tally)
        judge(world, tally)
    return tally, world


def finish(tally: Tally) -> None:
    """Wait for the jobs that are due. Those that nobody runs are counted once their time is over."""
    limit = monotonic() + STALLED_SECONDS
    while ask(LEFT) and monotonic() < limit:
        sleep(0.2)
    tally.stalled = ask(LEFT)
    # Those that raised come again after half a minute; those that were asked for later are not waited for
    later = {"scheduled_at__isnull": False, "attempts": 0}
    due = ProcrastinateJob.objects.filter(status__in=TODO_OR_DOING).exclude(**later)
    limit = monotonic() + END_SECONDS
    while due.exists() and monotonic() < limit:
        sleep(0.2)
    tally.stalled += due.count()
    tally.failed_jobs = ProcrastinateJob.objects.filter(status="failed").count()


def judge(world: World, tally: Tally) -> None:
    """Look for all that was answered, and read again all that was written."""
    activities, texts, registers, steps = world.writers
    tally.answered = sum(len(writer.done) for writer in world.writers)
    tally.sent_again = sum(writer.sent_again for writer in world.writers)
    tally.wrong = [words for writer in world.writers for words in writer.wrong]
    notes = Activity.objects.values_list("note", flat=True)
    pieces = list(Evidence.objects.select_related("activity"))
    taken = list(world.filed.transitions.filter(name__in=("submit", "return")).order_by("pk"))
    text = Answer.objects.get(report=world.drafted, line_key="v4-faits-saillants").text
    keys = [sending.form.data["key"][0] for sending in steps.done.values()]
    tally.lost = [
        *apart("fiche", notes, map(NOTE.format, activities.done)),
        *apart("pièce", (piece.activity.note for piece in pieces), map(NOTE.format, activities.done)),
        *apart("texte", [text], [TEXT.format(max(texts.done))]),
        *apart("registre", ImportBatch.objects.values_list("name", flat=True), (f"{n}.csv" for n in registers.done)),
        *apart("étape", (str(step.idempotency_key) for step in taken), keys),
    ]
    tally.half_written = list(half_written(world, pieces))


def apart(what: str, there: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    """Yield each thing that was answered and is absent, or is there and was not sent, as often as that is so."""
    present, asked = Counter(there), Counter(wanted)
    yield from (f"{what} perdu(e) : {words}" for words in (asked - present).elements())
    yield from (f"{what} en trop : {words}" for words in (present - asked).elements())


def half_written(world: World, pieces: list[Evidence]) -> Iterator[str]:
    """Yield what is not whole: files, papers, versions without their papers, letters that stay, rows that disagree."""
    yield from (f"pièce {piece.pk}" for piece in pieces if not is_whole(piece))
    yield from (f"registre {batch.pk}" for batch in ImportBatch.objects.all() if not is_whole(batch))
    yield from map(str, files_altered())
    filings = world.filed.transitions.filter(name="submit").count()
    if Version.objects.filter(report=world.filed).count() != filings:
        yield f"{filings} dépôts, autant de versions n’y sont pas"
    papers = Counter(Document.objects.values_list("version_id", flat=True))
    yield from (
        f"version {pk} sans ses papiers" for pk in Version.objects.values_list("pk", flat=True) if papers[pk] != 2
    )
    unsent = Letter.objects.exclude(state="sent").count()
    if unsent:
        yield f"{unsent} lettres ne sont pas parties"
    asked = Asked(timezone.now(), every_paper=True)
    findings = {key: look_at(CHECKS[key], asked) for key in SOUND}
    yield from (f"{key} : {finding.observed}" for key, finding in findings.items() if finding.verdict != "bon")


def run(words: list[str]) -> bool:
    """Kill as the words ask, on the server that `./bin/faults` started; print what became of it all."""
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    for name, usual in {"web": 20, "worker": 10, "database": 3, "seed": 1}.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = vars(parser.parse_args(words))
    began = monotonic()
    clone = Path(settings.BASE_DIR)
    with scratch_database(), TemporaryDirectory() as media, override_settings(MEDIA_ROOT=Path(media)):
        tally, _ = prove(Cluster(clone, PURPOSE, find_binaries(clone / ".venv")), **asked)
    sys.stdout.write("".join(f"{line}\n" for line in tally.lines()))
    sys.stdout.write(f"en {(monotonic() - began) / 60:.1f} minutes, graine {asked['seed']}\n")
    return tally.is_clean
