"""What a private link opens and offers now: an answer, what was answered by it, or who answered in its place."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_noop

from reporting.models import PrivateLink, Receipt, Report, Version
from reporting.models.version import receipts_of, waiting_among, without_taken_back
from reporting.papers.languages import Languages, address_in, language_among, languages_of_version
from reporting.workflow.taking_back import Decision, decision_by_link

READING = gettext_noop("Ce lien sert à lire le rapport.")
SETTLED = gettext_noop("Ce rapport n’attend plus de réponse.")
ANSWERED = gettext_noop("Votre organisation a déjà répondu à cette version.")
WAITING = gettext_noop("Votre question attend sa réponse. Vous pourrez répondre ensuite.")


@dataclass(frozen=True)
class LinkReading:
    """What a token opens: a link, the newest version of its report, and the language in which it is read."""

    link: PrivateLink
    version: Version
    languages: Languages
    language: str

    def address(self, name: str, *arguments: str) -> str:
        """Return the address of one of the pages of the link, in the same language."""
        return self.in_language(reverse(f"reporting:{name}", args=arguments))

    def in_language(self, address: str) -> str:
        return address_in(address, self.language, self.languages)


def open_reading(link: PrivateLink, version: Version, asked: str) -> LinkReading:
    """Return how a version is read by a link, in the language that is asked for when it has it."""
    languages = languages_of_version(version)
    return LinkReading(link, version, languages, language_among(languages, asked))


@dataclass(frozen=True)
class LinkStanding:
    """`exchanges`: what was answered by this link and replied to it, newest first; `other`: an answer of somebody else.

    `refusal`: why nothing may be answered; empty when it may. `decision`: what may be taken back, and until when.
    """

    exchanges: list[Receipt]
    other: Receipt | None
    refusal: str
    decision: Decision | None
    is_lead: bool

    @property
    def may_answer(self) -> bool:
        return not self.refusal


def read_link_standing(report: Report, version: Version, link: PrivateLink) -> LinkStanding:
    """Return what this link offers on the newest version of its report."""
    receipts = list(receipts_of(report).filter(funder=link.funder_id))
    given = [row for row in without_taken_back(receipts) if row.state in Receipt.DECISIONS]
    here = [row for row in given if row.version_id == version.pk]
    other = next((row for row in here if not _is_by(row, link)), None)
    return LinkStanding(
        exchanges=[row for row in receipts if _is_by(row, link) or row.state == Receipt.State.ANSWERED],
        other=other,
        refusal=_refusal(report, link, here, other, receipts),
        decision=decision_by_link(report, link) if link.is_sent else None,
        is_lead=report.funded_agreement.signatures.filter(funder=link.funder_id, is_lead=True).exists(),
    )


def _is_by(receipt: Receipt, link: PrivateLink) -> bool:
    return receipt.signer is not None and receipt.signer.link_id == link.pk


def _refusal(
    report: Report, link: PrivateLink, here: list[Receipt], other: Receipt | None, receipts: list[Receipt]
) -> str:
    if not link.is_sent:
        return READING
    if report.state not in (Report.State.ISSUED, Report.State.ASKED) or report.excused_at:
        return SETTLED
    if other or any(row.state in Receipt.ACCEPTANCES for row in here):
        return ANSWERED
    return WAITING if waiting_among(receipts) else ""
