"""Receipts of a version: read, asked about, accepted, on screen by an agent or by letter; and the answers."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from agreements.models import Funder
from organisms.models import User
from reporting.lines.asked_lines import has_line
from reporting.models import Receipt, Report, Version
from reporting.models.version import letter_in_force, open_questions
from reporting.workflow import transitions
from reporting.workflow.steps import derived_key, lock, take_step
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.files.quota import refuse_beyond_room
from roriq_portal.files.uploads import FileRefused, Kept
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

STEPS: dict[str, str] = {
    Receipt.State.ASKED: "ask",
    Receipt.State.ACCEPTED: "accept",
    Receipt.State.ACCEPTED_WITH_RESERVE: "reserve",
}
# The same answers, by an agent of the funder for which a letter accepted
STEPS_AFTER_LETTER: dict[str, str] = {
    Receipt.State.ASKED: "contest",
    Receipt.State.ACCEPTED: "confirm",
    Receipt.State.ACCEPTED_WITH_RESERVE: "confirm_reserve",
}
MUST_SAY = (Receipt.State.ASKED, Receipt.State.ACCEPTED_WITH_RESERVE)


@log_action
@transaction.atomic
def record_receipt(
    *,
    version: Version,
    funder: Funder,
    state: str,
    text: str = "",
    line_key: str = "",
    answer_by: date | None = None,
    by: User,
    key: UUID | None = None,
) -> Receipt:
    """Write what a funder's agent answers to the newest version.

    A question reopens the report, or the line it names, and may say by which day it waits for its answer; the lead
    funder's acceptance closes it. What a letter accepted in the funder's name stays theirs to confirm, or to contest.

    Refuses (TransitionNotAllowed) a replaced version, a funder that has not signed, a question or reserve without
    words, a line that the version does not have, a day that is past. The same key twice is one answer.
    """
    said = {"state": state, "text": text.strip(), "line_key": line_key, "answer_by": answer_by}
    return write_answer(Receipt(version=version, funder=funder, by=by, **said), by, key)


@log_action
@transaction.atomic
def record_letter(
    *,
    version: Version,
    funder: Funder,
    state: str,
    letter: Kept | None,
    text: str = "",
    recorded_by: User,
    key: UUID | None = None,
) -> Receipt:
    """Write a funder's answer by letter, with the letter, and tell the funder what was written in its name.

    Same refusals, no letter, one beyond the organism's room, and a funder for which somebody with a live seat answers
    on screen.
    """
    if letter is None:
        raise TransitionNotAllowed("Joignez la lettre du bailleur.")
    try:
        refuse_beyond_room(version.report.organism_id, letter.size)
    except FileRefused as refusal:
        raise TransitionNotAllowed(str(refusal)) from refusal
    row = Receipt(version=version, funder=funder, state=state, text=text.strip(), recorded_by=recorded_by)
    return write_answer(row, recorded_by, key, letter)


@log_action
@transaction.atomic
def reply_in_writing(*, report: Report, text: str, by: User, key: UUID) -> list[Receipt]:
    """Answer the open questions without a new version: a row for each funder that asks, and the report is theirs again.

    Refuses (TransitionNotAllowed) an empty answer, and a report nobody asks about. The same key twice is one answer.
    """
    report = lock(report)
    done = _done_before(report, key)
    if done:
        return [done]
    text = text.strip()
    if not text:
        raise TransitionNotAllowed("Écrivez votre réponse\u00a0: le bailleur la lira telle quelle.")
    transitions.check(report, "reply")
    # One answer for each funder, whatever it asked: all its questions are of the newest version
    questions = list({question.funder_id: question for question in open_questions(report)}.values())
    step = take_step(report, "reply", by=by, key=key, comment=text)
    rows = [_reply_to(question, text, by, key if place == 0 else derived_key(key, str(question.pk)))
            for place, question in enumerate(questions)]  # fmt: skip
    defer("portal:announce_step", transition_id=step.pk)
    return rows


def _reply_to(question: Receipt, text: str, by: User, key: UUID) -> Receipt:
    return Receipt.objects.create(
        version_id=question.version_id,
        funder_id=question.funder_id,
        state=Receipt.State.ANSWERED,
        text=text,
        by=by,
        idempotency_key=key,
    )


@log_action
@transaction.atomic
def record_reading(*, version: Version, funder: Funder, by: User | None = None) -> Receipt | None:
    """Write that a funder opened the version, the first time only; an unsigned funder leaves no trace."""
    Version.objects.select_related("report").select_for_update(of=("report",)).get(pk=version.pk)
    if version.receipts.filter(funder=funder).exclude(state=Receipt.State.SENT).exists():
        return None
    if not version.receipts.filter(funder=funder).exists():
        return None
    return Receipt.objects.create(version=version, funder=funder, state=Receipt.State.READ, by=by, at=timezone.now())


def write_answer(receipt: Receipt, by: User | None, key: UUID | None, letter: Kept | None = None) -> Receipt:
    """Write one answer on the locked report, whichever way it came; return the first one when the key served.

    `by`: the account that answers or writes a letter down, None for whoever answers by a link, the receipt's `signer`.
    """
    report = lock(receipt.version.report)
    done = _done_before(report, key)
    if done:
        return done
    _check(report, receipt)
    receipt.idempotency_key = own_key = key or uuid4()
    if letter:
        receipt.size = letter.size
        receipt.letter.save(letter.sha256[:32], ContentFile(letter.data), save=False)
    steps = STEPS_AFTER_LETTER if _answers_a_letter(report, receipt) else STEPS
    receipt.save()
    _follow(report, receipt, steps, by, own_key)
    return receipt


def _done_before(report: Report, key: UUID | None) -> Receipt | None:
    """Return the answer this key already made. Refuses a key that served on another report."""
    known = Receipt.objects.filter(idempotency_key=key).select_related("version").first() if key else None
    if known and known.version.report_id != report.pk:
        raise TransitionNotAllowed("Cette page a déjà servi à autre chose. Rechargez-la.")
    return known


def _check(report: Report, receipt: Receipt) -> None:
    if receipt.state not in STEPS:
        raise TransitionNotAllowed("Acceptez, acceptez avec réserve ou posez une question.")
    if report.versions.filter(number__gt=receipt.version.number).exists():
        raise TransitionNotAllowed("Cette version est remplacée. Répondez à la plus récente.")
    if not report.funded_agreement.signatures.filter(funder=receipt.funder_id).exists():
        raise TransitionNotAllowed("Ce bailleur n’a pas signé l’entente.")
    if receipt.state in MUST_SAY and not receipt.text:
        raise TransitionNotAllowed("Écrivez votre question ou votre réserve.")
    if receipt.state == Receipt.State.ASKED:
        _check_question(receipt)
    if receipt.recorded_by_id and (agent := _agent_of(report, receipt)):
        raise TransitionNotAllowed(
            f"{receipt.funder} répond sur le portail\u00a0: {agent} y a un siège. Une lettre ne répond plus à sa place."
        )


def _check_question(receipt: Receipt) -> None:
    if receipt.line_key and not has_line(receipt.version, receipt.line_key):
        raise TransitionNotAllowed("Cette ligne n’est pas dans la version. Choisissez-en une de la liste.")
    if receipt.answer_by and receipt.answer_by <= timezone.localdate():
        raise TransitionNotAllowed("Le jour de la réponse est passé. Choisissez-en un à venir.")


def _agent_of(report: Report, receipt: Receipt) -> User | None:
    return report.funded_agreement.signatures.get(funder=receipt.funder_id).agents().order_by("name").first()


def _follow(report: Report, receipt: Receipt, steps: Mapping[str, str], by: User | None, key: UUID) -> None:
    """A co-signer's acceptance is kept and changes nothing: the lead funder's decides."""
    leads = report.funded_agreement.signatures.filter(funder=receipt.funder_id, is_lead=True).exists()
    if receipt.state == Receipt.State.ASKED or leads:
        name = steps[receipt.state]
        step = take_step(report, name, by=by, signer=receipt.signer, key=key, comment=receipt.text)
        defer("portal:announce_step", transition_id=step.pk)
    elif report.state not in (Report.State.ISSUED, Report.State.ASKED):
        raise TransitionNotAllowed("Ce rapport n’attend plus de réponse.")
    if receipt.recorded_by_id:
        defer("portal:announce_letter", receipt_id=receipt.pk)
    if receipt.signer_id:
        defer("portal:announce_link_answer", receipt_id=receipt.pk)


def _answers_a_letter(report: Report, receipt: Receipt) -> bool:
    """Whether the letter that accepted is answered by an agent of the funder in whose name it was written."""
    letter = letter_in_force(report) if receipt.by_id else None
    return letter is not None and letter.funder_id == receipt.funder_id
