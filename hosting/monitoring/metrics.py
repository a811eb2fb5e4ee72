"""`/mesures/`: a few figures in Prometheus’s text format, asked of the database when they are read."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from hosting.doctor.checks.backups import newest_backup
from hosting.doctor.checks.database import ask
from hosting.doctor.checks.works import LIVING, OLDEST, last_sign
from hosting.doctor.keeping import last_examination
from hosting.doctor.models import Verdict

JOBS = "SELECT status::text, count(*) FROM procrastinate_jobs WHERE status <> 'succeeded' GROUP BY 1"
LETTERS = "SELECT state, count(*) FROM organisms_letter WHERE state <> 'sent' GROUP BY 1"
SIZE = "SELECT pg_database_size(current_database())"
# Said when there is none too, so that a figure that is absent always is a fault
JOB_STATES, LETTER_STATES = ("todo", "doing", "failed"), ("waiting", "failed")


class Metric(NamedTuple):
    """One figure: `values`, by what stands between braces, blank where the figure is one."""

    name: str
    help: str
    values: dict[str, float]


def metrics(now: datetime) -> Iterator[Metric]:
    """Yield the figures, all of the kind that goes up and down."""
    (waiting, oldest), ((living,),), ((size,),) = ask(OLDEST, now)[0], ask(LIVING, last_sign(now)), ask(SIZE)
    yield Metric("roriq_info", "Version of the portal.", {f'version="{settings.VERSION}"': 1})
    yield Metric("roriq_workers", "Workers that gave a sign of life.", {"": living})
    yield Metric("roriq_jobs", "Jobs that are not done, by state.", _by("state", JOB_STATES, ask(JOBS)))
    yield Metric("roriq_jobs_due", "Jobs whose moment has come.", {"": waiting})
    age = (now - oldest).total_seconds() if oldest else 0
    yield Metric("roriq_queue_age_seconds", "How long the oldest of these waits.", {"": max(age, 0)})
    yield Metric("roriq_letters", "Letters that did not leave, by state.", _by("state", LETTER_STATES, ask(LETTERS)))
    yield Metric("roriq_database_bytes", "Size of the database.", {"": size})
    yield from _of_the_keeping(now)


def _of_the_keeping(now: datetime) -> Iterator[Metric]:
    """The age of the newest backup and the last verdict of the doctor, where there is one."""
    if newest := _newest_backup():
        yield Metric("roriq_backup_age_seconds", "Age of the newest backup.", {"": (now - newest).total_seconds()})
    if last := last_examination():
        order = list(Verdict)
        counts = [(verdict, sum(line["verdict"] == verdict for line in last.lines)) for verdict in order]
        yield Metric("roriq_doctor_lines", "Lines of the doctor, by verdict.", _by("verdict", Verdict.values, counts))
        yield Metric("roriq_doctor_age_seconds", "Age of that examination.", {"": (now - last.at).total_seconds()})


def _newest_backup() -> datetime | None:
    """A folder that cannot be read has no backup to say the age of: the other figures are still given."""
    try:
        folder = Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None
        return newest_backup(folder) if folder and folder.is_dir() else None
    except OSError:
        return None


def _by(label: str, known: tuple[str, ...] | list[str], counted: list[tuple]) -> dict[str, float]:
    counts = dict(counted)
    return {f'{label}="{state}"': counts.get(state, 0) for state in known}


def as_text(metrics: Iterator[Metric]) -> str:
    """Write metrics as Prometheus reads them."""
    lines = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} gauge"]
        lines += [f"{metric.name}{{{label}}} {value:g}" if label else f"{metric.name} {value:.0f}"
                  for label, value in metric.values.items()]  # fmt: skip
    return "\n".join([*lines, ""])
