"""What a funder does with a version: read, asked, accepted; on screen by its agent, or by letter written down for it."""

from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from agreements.models import Funder
from organisms.models import User
from reporting.actions.steps import done_before, lock, take_step
from reporting.models import Receipt, Report, Version
from reporting.uploads import Kept
from reporting.workflow import TransitionNotAllowed
from roriq_portal.jobs import defer

STEPS = {
    Receipt.State.ASKED: "ask",
    Receipt.State.ACCEPTED: "accept",
    Receipt.State.ACCEPTED_WITH_RESERVE: "accept",
}
MUST_SAY = (Receipt.State.ASKED, Receipt.State.ACCEPTED_WITH_RESERVE)


@transaction.atomic
def record_receipt(
    *, version: Version, funder: Funder, state: str, text: str = "", by: User, key: UUID | None = None
) -> Receipt:
    """Write what a funder's agent answers to the newest version. A question reopens the report; the lead funder's acceptance closes it.

    Refuses (TransitionNotAllowed) a replaced version, a funder that has not signed, a question or reserve without
    words. The same key twice is one answer.
    """
    report = lock(version.report)
    done = key and done_before(report, STEPS[state], key)
    if done:
        return version.receipts.filter(funder=funder, state=state).first()
    _check(report, version, funder, state, text)
    receipt = Receipt.objects.create(version=version, funder=funder, state=state, text=text.strip(), by=by)
    _follow(report, receipt, by, key or uuid4())
    return receipt


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
    """Write what a funder answered by letter, with the letter, for one that has no account. Same refusals, and no letter."""
    report = lock(version.report)
    done = key and done_before(report, STEPS[state], key)
    if done:
        return version.receipts.filter(funder=funder, state=state).first()
    _check(report, version, funder, state, text)
    if letter is None:
        raise TransitionNotAllowed("Joignez la lettre du bailleur.")
    receipt = Receipt(version=version, funder=funder, state=state, text=text.strip(), recorded_by=recorded_by)
    receipt.letter.save(letter.sha256[:32], ContentFile(letter.data), save=False)
    receipt.save()
    _follow(report, receipt, recorded_by, key or uuid4())
    return receipt


@transaction.atomic
def record_reading(*, version: Version, funder: Funder, by: User | None = None) -> Receipt | None:
    """Write that a funder opened the version, the first time only; an unsigned funder leaves no trace."""
    Version.objects.select_related("report").select_for_update(of=("report",)).get(pk=version.pk)
    if version.receipts.filter(funder=funder).exclude(state=Receipt.State.SENT).exists():
        return None
    if not version.receipts.filter(funder=funder).exists():
        return None
    return Receipt.objects.create(version=version, funder=funder, state=Receipt.State.READ, by=by, at=timezone.now())


def _check(report: Report, version: Version, funder: Funder, state: str, text: str) -> None:
    if state not in STEPS:
        raise TransitionNotAllowed("Acceptez, acceptez avec réserve ou posez une question.")
    if report.versions.filter(number__gt=version.number).exists():
        raise TransitionNotAllowed("Cette version est remplacée. Répondez à la plus récente.")
    if not report.agreement.signatures.filter(funder=funder).exists():
        raise TransitionNotAllowed("Ce bailleur n’a pas signé l’entente.")
    if state in MUST_SAY and not text.strip():
        raise TransitionNotAllowed("Écrivez votre question ou votre réserve.")


def _follow(report: Report, receipt: Receipt, by: User, key: UUID) -> None:
    """A co-signer's acceptance is kept and changes nothing: the lead funder's decides."""
    leads = report.agreement.signatures.filter(funder=receipt.funder, is_lead=True).exists()
    if receipt.state == Receipt.State.ASKED or leads:
        step = take_step(report, STEPS[receipt.state], by=by, key=key, comment=receipt.text)
        defer("portal:announce_step", transition_id=step.pk)
    elif report.state not in (Report.State.ISSUED, Report.State.ASKED):
        raise TransitionNotAllowed("Ce rapport n’attend plus de réponse.")
