"""Registers that take longer to judge than a page may last: the worker judges them, the page says how far it is."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from roriq_portal.files.spreadsheets import render_tables
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action
from services.imports.actions import check_register
from services.imports.examination.faults import faulty_table
from services.imports.examination.preview import Examination
from services.imports.progress import note_progress
from services.models import ImportBatch

# 50 000 rows take some two minutes; past this the worker was stopped
PATIENCE = timedelta(minutes=15)
STOPPED = "L’examen de ce registre s’est arrêté avant la fin. Rien n’est inscrit\u00a0: recommencez-le."
# What a person was asked about the file, in this order; what was just answered is not asked again
QUESTIONS = ("reading", "types", "agreements")
State = ImportBatch.State


@log_action
@transaction.atomic
def start_examination(*, batch: ImportBatch, answered: str = "") -> None:
    """Send the register to its job; one that is there already, or was started, is left. `answered`: of QUESTIONS."""
    now = timezone.now()
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.state == State.READ or is_stalled(current, now=now):
        current.state, current.started_at, current.rows_done, current.rows_total = State.JUDGING, now, 0, 0
        current.failure = ""
        current.save(update_fields=["state", "started_at", "rows_done", "rows_total", "failure"])
        defer("portal:examine-register", batch_id=batch.pk, answered=answered)


def is_stalled(batch: ImportBatch, *, now: datetime) -> bool:
    """Whether a register has been at the examination for so long that its worker must be gone."""
    return batch.state == State.JUDGING and batch.started_at is not None and now - batch.started_at > PATIENCE


def can_be_examined_again(batch: ImportBatch, *, now: datetime) -> bool:
    """Whether its examination stopped without a word on the file: it broke, or its worker is gone."""
    return is_stalled(batch, now=now) or (batch.state == State.READ and batch.failure == STOPPED)


def run_examination(batch: ImportBatch, *, answered: str) -> None:
    """Judge the register, and leave with it what its pages show, what to ask next and its faulty rows.

    Run twice, it leaves the same. A register that was taken out of the list meanwhile stays out.
    """

    def noting(done: int, total: int) -> None:
        note_progress(batch.pk, done=done, total=total, state=State.JUDGING)

    examination = check_register(batch=batch, noting=noting)
    content = render_tables("csv", [faulty_table(examination)]) if examination.preview.faulty_rows else b""
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update(no_key=True).filter(pk=batch.pk, state=State.JUDGING).first()
        if current is None:
            return
        _write_faulty(current, content)
        current.summary["to_ask"] = _to_ask(examination, answered)
        current.state, current.failure, current.started_at = State.READ, "", None
        current.rows_done = current.rows_total = 0
        current.save()


def _write_faulty(batch: ImportBatch, content: bytes) -> None:
    if batch.faulty_rows:
        batch.faulty_rows.delete(save=False)
    if content:
        batch.faulty_rows.save("a-corriger.csv", ContentFile(content), save=False)


def _to_ask(examination: Examination, answered: str) -> str:
    asked = {
        "reading": examination.opened.questions,
        "types": examination.unknown_words,
        "agreements": examination.unknown_references,
    }
    left = QUESTIONS[QUESTIONS.index(answered) + 1 :] if answered else QUESTIONS
    return next((question for question in left if asked[question]), "")


def refuse_register(*, batch_id: int, words: str) -> None:
    """Say with the register why it cannot be read; its page then offers to take it out of the list."""
    judged = ImportBatch.objects.filter(pk=batch_id, state=State.JUDGING)
    judged.update(state=State.READ, failure=words[:300], started_at=None, summary={})
