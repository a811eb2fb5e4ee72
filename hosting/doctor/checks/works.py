"""What the portal does by itself: the worker, its queue, its letters, its reminders."""

from datetime import datetime, timedelta

from django.conf import settings

from hosting.doctor.checks.database import ask
from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, few, good
from reporting.works.heartbeat import heartbeat
from reporting.works.standing import read_standing
from roriq_portal.formats.days import format_moment
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import counted
from roriq_portal.serving.worker import MISSED

NOTICED, WRONG = timedelta(minutes=15), timedelta(hours=1)
START = (
    "Démarrez-le\u00a0: « systemctl restart roriq-worker »\u00a0; son journal\u00a0: « journalctl -u roriq-worker »."
)
SEE = "Voyez « Travaux et courriels », dans le portail, et le journal du travailleur."
LIVING = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %s"
OLDEST = """
    SELECT count(*), min(coalesce(scheduled_at, (SELECT min(at) FROM procrastinate_events WHERE job_id = jobs.id)))
    FROM procrastinate_jobs jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)
"""
STALLED = """
    SELECT jobs.id, task_name FROM procrastinate_jobs jobs LEFT JOIN procrastinate_workers w ON w.id = worker_id
    WHERE status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < %s) ORDER BY jobs.id
"""


def last_sign(now: datetime) -> datetime:
    """Return since when a worker that gave no sign of life is gone."""
    return now - timedelta(seconds=MISSED * settings.WORKER_HEARTBEAT_SECONDS)


@check("worker", Group.WORKS, "Travailleur", asks_database=True)
def worker_lives(asked: Asked) -> Finding:
    ((living,),) = ask(LIVING, last_sign(asked.now))
    if not living:
        return bad("Aucun travailleur ne donne signe de vie\u00a0: ni courriel ni document ne part.", START)
    return good(f"{counted(living, 'travailleur donne', 'travailleurs donnent')} signe de vie.")


@check("queue", Group.WORKS, "File des travaux", asks_database=True)
def queue_moves(asked: Asked) -> Finding:
    ((_, oldest),) = ask(OLDEST, asked.now)
    age = asked.now - oldest if oldest else timedelta()
    waiting = read_standing().waiting
    if age <= NOTICED:
        return good(f"En attente ou en cours\u00a0: {format_number(waiting)}." if waiting else "Rien n’attend.")
    words = f"Le plus ancien travail attend depuis le {format_moment(oldest)} ({format_number(waiting)} en tout)."
    return bad(words, START) if age > WRONG else attention(words, SEE)


@check("stalled", Group.WORKS, "Travaux abandonnés", asks_database=True)
def jobs_have_their_worker(asked: Asked) -> Finding:
    stalled = ask(STALLED, last_sign(asked.now))
    if stalled:
        names = few([f"{name} (nº {number})" for number, name in stalled])
        words = f"{counted(len(stalled), 'travail', 'travaux')} qu’aucun travailleur ne fait plus\u00a0: {names}."
        return bad(words, f"Un travailleur qui vit les reprend de lui-même. {START}")
    return good("Chaque travail en cours a son travailleur.")


@check("failed", Group.WORKS, "Travaux non aboutis", asks_database=True)
def jobs_end_well(asked: Asked) -> Finding:
    if failed := read_standing().jobs_failed:
        words = f"{counted(failed, 'travail n’a pas abouti', 'travaux n’ont pas abouti')} en un jour d’essais."
        return attention(words, SEE)
    return good("Tous ont abouti.")


@check("letters", Group.WORKS, "Courriels à partir", asks_database=True)
def letters_leave(asked: Asked) -> Finding:
    ((failed, waiting, oldest),) = ask(
        "SELECT count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'waiting'),"
        " min(written_at) FILTER (WHERE state = 'waiting') FROM organisms_letter WHERE state <> 'sent'"
    )
    if oldest and asked.now - oldest > WRONG:
        words = f"{counted(waiting, 'courriel attend', 'courriels attendent')} depuis le {format_moment(oldest)}."
        return bad(words, f"Voyez « Poste ». {SEE}")
    if failed:
        return attention(f"{counted(failed, 'courriel n’a pas été livré', 'courriels n’ont pas été livrés')}.", SEE)
    return good("Aucun ne s’attarde.")


@check("reminders", Group.WORKS, "Rappels du jour", asks_database=True)
def reminders_run(asked: Asked) -> Finding:
    beat = heartbeat(asked.now)
    if beat.at is None:
        return good("Les rappels n’ont pas encore été cherchés\u00a0: ils le sont chaque jour à compter de six heures.")
    words = f"Cherchés le {format_moment(beat.at)}."
    return bad(words, START) if beat.is_late else good(words)
