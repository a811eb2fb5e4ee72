"""What is answered by a private link: the same steps as a funder's seat takes, signed by a typed name and function."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from organisms.accounts.attempts import Kind, Limit, LimitReached, count_or_refuse
from reporting.funder_reports.actions.receipts import write_answer
from reporting.funder_reports.links.standing import read_link_standing
from reporting.models import LinkSigner, PrivateLink, Receipt, Transition, Version
from reporting.workflow.steps import lock
from reporting.workflow.taking_back import take_back_by_link
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.logs import log_action

SENDINGS = Limit(Kind.LINK_ANSWER, 30, timedelta(hours=1))
TOO_MANY = gettext_noop(
    "Trop d’envois par ce lien depuis une heure. Votre texte est gardé plus bas\u00a0: renvoyez-le plus tard."
)
CLOSED = gettext_noop("Ce lien vient de se fermer\u00a0: rien n’est parti.")


@dataclass(frozen=True)
class LinkAnswer:
    """What somebody answers, and the name and function that they type."""

    state: str
    name: str
    function: str
    text: str = ""
    line_key: str = ""
    answer_by: date | None = None


@log_action
@transaction.atomic
def answer_by_link(*, version: Version, link: PrivateLink, said: LinkAnswer, key: UUID) -> Receipt:
    """Write what the recipient of a link answers to the newest version; organism, network and funder are told.

    Refuses (TransitionNotAllowed) what `record_receipt` refuses, a link that closed or is for reading, an answer
    without name and function, and one that another person of the funder gave already. The same key twice is one answer.
    """
    report = lock(version.report)
    done = Receipt.objects.filter(idempotency_key=key, signer__link=link).first()
    if done:
        return done
    locked = PrivateLink.objects.select_for_update().get(pk=link.pk)
    if not locked.is_open:
        raise TransitionNotAllowed(gettext(CLOSED))
    if not (said.name.strip() and said.function.strip()):
        raise TransitionNotAllowed(gettext("Écrivez votre nom et votre fonction\u00a0: ils signent la réponse."))
    standing = read_link_standing(report, version, locked)
    if not standing.may_answer:
        raise TransitionNotAllowed(gettext(standing.refusal))
    signer = LinkSigner.objects.create(link=locked, name=said.name.strip(), function=said.function.strip())
    return write_answer(
        Receipt(
            version=version,
            funder=locked.funder,
            signer=signer,
            state=said.state,
            text=said.text.strip(),
            line_key=said.line_key,
            answer_by=said.answer_by,
        ),
        None,
        key,
    )


@log_action
@transaction.atomic
def take_back_answer(*, link: PrivateLink, reason: str, key: UUID) -> Transition:
    """Take back what was answered by this link less than a day ago, while nothing followed and the link still opens."""
    report = lock(link.report)
    locked = PrivateLink.objects.select_for_update().get(pk=link.pk)
    if not locked.is_open:
        raise TransitionNotAllowed(gettext(CLOSED))
    return take_back_by_link(report=report, link=locked, reason=reason, key=key)


def count_sending(link: PrivateLink) -> str:
    """Count a form sent by a link; return the sentence that refuses it, nothing when it may go on."""
    try:
        count_or_refuse(SENDINGS, f"link {link.pk}")
    except LimitReached:
        return gettext(TOO_MANY)
    return ""
