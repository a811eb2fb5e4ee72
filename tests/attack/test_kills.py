"""The web server, the worker and the connections to the database, killed at any moment while people work.

Nothing that was answered is lost, nothing is made twice, nothing stays half-written. A few kills here;
`KILLS=60 ./bin/test tests/attack/test_kills.py -n0 -s` makes sixty of each, and prints its counts.
"""

import os
import random
import sys
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms.models import Letter, Organism
from reporting.models import Document, Report
from reporting.reports.actions.filing import return_report, submit_report
from services.imports.actions import check_register, receive_register, start_import
from services.models import Activity, Evidence, ImportBatch
from tests import factories
from tests.attack.portal import PATIENCE, WEB, WORKER, Browser, Portal, served
from tests.attack.writers import Writer, a_register, a_step, a_text, an_activity, at_work, is_whole, jobs
from tests.reporting.builders.annual_reports import fill, make_annual
from tests.services.conftest import register
from tests.workers import posted, wait_until

WAYS = ("server", "process", "connections")
KILLS = int(os.environ.get("KILLS", "1"))
SEED = int(os.environ.get("KILLS_SEED", "7714"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240 + 120 * KILLS),
    pytest.mark.django_db(transaction=True),
]
ROWS = 40


def kill_the_web(portal: Portal, chance: random.Random) -> Counter:
    """Kill in turn all the processes of the web server, one of those that answer, and what they say to the database."""
    counts: Counter = Counter()
    for number in range(max(KILLS, len(WAYS))):
        sleep(chance.uniform(0.3, 1.5))
        what = WAYS[number % len(WAYS)]
        counts[what] += 1
        if what == "server":
            portal.kill(WEB)
            portal.start(WEB)
        elif what == "process":
            portal.kill_one_of(WEB, chance.randrange(2))
        else:
            cut_connections()
        portal.wait_for_web()
    return counts


def cut_connections() -> None:
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


def say(words: str, **counts) -> None:
    sys.stdout.write(f"{words}: " + ", ".join(f"{name} {count}" for name, count in counts.items()) + "\n")


def test_what_a_killed_web_server_had_answered_is_there_once(
    committed_reference, organism, neighbour_organism, staff, coordinator, director, network, tmp_path
):
    drafted, filed = make_annual(organism, network), make_annual(neighbour_organism, network)
    other_director = factories.make_seated_user("Autre direction", neighbour_organism, "director")
    fill(filed, other_director)
    with served(tmp_path, WEB) as portal:
        browsers = [Browser(portal.port, user) for user in (staff, coordinator, director, other_director, network)]
        step = a_step(filed, Browser(portal.port, other_director), browsers[-1])
        openings = [an_activity(organism.pk), a_text(drafted.pk), a_register(organism.pk), step]
        writers = [Writer(who, opened) for who, opened in zip(browsers[:4], openings, strict=True)]
        with at_work(writers):
            kills = kill_the_web(portal, random.Random(SEED))
            sleep(1)
    counts = {"tried": sum(writer.tried for writer in writers), "done": sum(len(writer.done) for writer in writers)}
    say("web", **kills, **counts, sent_again=sum(writer.sent_again for writer in writers))
    assert [writer.wrong for writer in writers] == [[], [], [], []]
    assert all(writer.done for writer in writers)
    activities_are_there_once(writers[0])
    assert drafted.answers.get(line_key="v4-faits-saillants").text == f"texte {max(writers[1].done)}"
    registers_are_there_once(writers[2])
    steps_are_whole(filed, writers[3])


def activities_are_there_once(writer: Writer) -> None:
    notes = Counter(Activity.objects.values_list("note", flat=True))
    assert notes == {f"fiche {number}": 1 for number in writer.done}
    pieces = list(Evidence.objects.select_related("activity"))
    assert Counter(piece.activity.note for piece in pieces) == notes
    assert [piece.pk for piece in pieces if not is_whole(piece)] == []


def registers_are_there_once(writer: Writer) -> None:
    batches = list(ImportBatch.objects.all())
    assert Counter(batch.name for batch in batches) == {f"{number}.csv": 1 for number in writer.done}
    assert [batch.name for batch in batches if not is_whole(batch)] == []


def steps_are_whole(report: Report, writer: Writer) -> None:
    """Each step that was answered was taken once, with its version and its jobs; the report is where the last led."""
    report.refresh_from_db()
    taken = list(report.transitions.order_by("pk"))
    keys = Counter(str(step.idempotency_key) for step in taken if step.name in ("submit", "return"))
    assert keys == {sending.form.data["key"][0]: 1 for sending in writer.done.values()}
    filings = [step for step in taken if step.name == "submit"]
    assert report.versions.count() == len(filings)
    assert all(jobs("make_papers", version_id=version.pk) == 1 for version in report.versions.all())
    assert all(jobs("announce_step", transition_id=step.pk) == 1 for step in taken if step.by_id)
    assert report.state == taken[-1].to_state


@dataclass
class Orders:
    """What the test gave to the worker to do. Registers are another organism's: a report follows its records."""

    organism: Organism
    batches: list[ImportBatch] = field(default_factory=list)
    letters: int = 0

    def give(self, report: Report, people: dict) -> None:
        """A register, three letters, and a report that is filed and returned: its papers are made."""
        number = len(self.batches)
        rows = [f"2025-04-02;Premier accueil;Amos;;;;;;;ordre {number} {row}" for row in range(ROWS)]
        batch = receive_register(
            organism=self.organism, file=ContentFile(register(*rows)), name=f"{number}.csv", by=people["director"]
        )
        check_register(batch=batch)
        start_import(batch=batch, by=people["director"])
        self.batches.append(batch)
        for _ in range(3):
            self.write()
        submit_report(report=report, by=people["director"], key=uuid.uuid4())
        remark = [("", f"remarque {number}")]
        return_report(report=report, comments=remark, by=people["network"], key=uuid.uuid4())

    def write(self) -> None:
        self.letters += 1
        EmailMessage(f"Lettre {self.letters}", "Bonjour", to=["personne@example.org"]).send()


def open_jobs(*states: str):
    return ProcrastinateJob.objects.filter(status__in=states).exclude(scheduled_at__isnull=False, attempts=0)


def test_what_a_killed_worker_left_is_done_by_the_next(
    committed_reference, organism, neighbour_organism, director, network, settings
):
    settings.EMAIL_BACKEND = "organisms.outbox.backend.OutboxBackend"
    report = fill(make_annual(organism, network), director)
    people, orders = {"director": director, "network": network}, Orders(neighbour_organism)
    chance = random.Random(SEED)
    left, seconds = 0, 0.0
    with served(Path(settings.MEDIA_ROOT)) as portal:
        for number in range(KILLS):
            orders.give(report, people)
            start_a_worker(portal)
            sleep(chance.uniform(0, 1.5))
            portal.kill(WORKER)
            left += open_jobs("doing").exists()
            if number % 4 == 3 or number == KILLS - 1:
                orders.write()
                seconds = max(seconds, finish(portal))
    say("worker", kills=KILLS, left=left, seconds=round(seconds, 1), letters=len(posted()))
    assert left
    for batch in orders.batches:
        batch.refresh_from_db()
    assert {(batch.state, batch.rows_done) for batch in orders.batches} == {("done", ROWS)}
    wanted = {f"ordre {number} {row}": 1 for number in range(KILLS) for row in range(ROWS)}
    assert Counter(Activity.objects.live().values_list("note", flat=True)) == wanted
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    papers = list(Document.objects.all())
    assert Counter(paper.version_id for paper in papers) == {version.pk: 2 for version in report.versions.all()}
    assert [paper.pk for paper in papers if not is_whole(paper)] == []
    letters_left_once(orders.letters)


def letters_left_once(letters: int) -> None:
    """Each was handed to the post. The post may receive one twice: the worker was killed between the post and us."""
    subjects = Counter(
        line.removeprefix("Subject: ")
        for mail in posted()
        for line in mail.splitlines()
        if line.startswith("Subject: Lettre ")
    )
    assert set(subjects) == {f"Lettre {number}" for number in range(1, letters + 1)}
    assert sum(subjects.values()) - letters <= KILLS


def start_a_worker(portal: Portal) -> int:
    """Start a worker and return its number, once it does its first job."""
    before = newest_worker()
    portal.start(WORKER)
    at_work = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND worker_id > %s"
    wait_until(lambda: number_in(at_work, before) > 0, "the worker did not begin", PATIENCE)
    return newest_worker()


def newest_worker() -> int:
    return number_in("SELECT coalesce(max(id), 0) FROM procrastinate_workers")


def number_in(statement: str, *arguments) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchone()[0]


def finish(portal: Portal) -> float:
    """Let a worker end all that is left; return how long it took to take again what those before it left."""
    newest = start_a_worker(portal)
    began = monotonic()
    left = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS DISTINCT FROM %s"
    wait_until(lambda: number_in(left, newest) == 0, "left jobs were not taken again", PATIENCE)
    seconds = monotonic() - began
    wait_until(lambda: not open_jobs("todo", "doing").exists(), "jobs are left", PATIENCE)
    portal.kill(WORKER)
    assert not ProcrastinateJob.objects.filter(status="failed").exists()
    return seconds
