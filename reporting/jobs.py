"""Jobs on reports: papers rendered from frozen content, then letters. Each may run twice without harm."""

import hashlib
import logging
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from organisms.models import User
from reporting.deadlines.news.actions import forget_news
from reporting.filling.offline.actions import forget_workbooks as forget
from reporting.funder_reports.actions.private_links import LINKED, forget_recipients, hash_token, token_for
from reporting.funder_reports.year_archive import keep_bundle
from reporting.lines.page_parts import line_links
from reporting.models import CampaignDate, PrivateLink, Receipt, Report, Transition, Version
from reporting.monitoring.burden.drafts import count_drafts
from reporting.papers import content as paper_content
from reporting.papers.languages import languages_of
from reporting.papers.making.documents import make_documents
from reporting.papers.making.drafts import keep_draft
from reporting.papers.rendering.pdf import render_paper
from reporting.reminders import digests, emails, network_messages, sending
from reporting.works.grouped.actions import carry_out
from reporting.works.grouped.archive import keep_archive
from roriq_portal.database.purge_proofs import note_purge
from roriq_portal.jobs import defer, hourly, job

log = logging.getLogger(__name__)


@job("make_papers")
def make_papers(version_id: int) -> None:
    """Make the PDF and the XLSX of a version, once in each of its languages, then defer the letters to its funders."""
    version = Version.objects.select_related("report").get(pk=version_id)
    make_documents(version)
    with transaction.atomic():
        # One that is read before its funder is issued under this lock, and announced there once its papers are made
        Report.objects.select_for_update(of=("self",)).get(pk=version.report_id)
        if version.receipts.filter(state=Receipt.State.SENT).exists():
            defer("portal:announce_version", version_id=version.pk)


@job("announce_version")
def announce_version(version_id: int) -> None:
    """Tell each signatory that a version waits for it."""
    version = Version.objects.select_related("report__deliverable__requirement__agreement").get(pk=version_id)
    sent = version.receipts.filter(state=Receipt.State.SENT).select_related("funder")
    for receipt in sent:
        addresses = emails.agents_of(version, receipt.funder)
        emails.send("issue", version.report, addresses, version=version, funder=receipt.funder)
    if version.number > 1:
        emails.send_link_news(version.report, "version")


@job("announce_step")
def announce_step(transition_id: int) -> None:
    """Tell those whose turn it is that a report came to them, and which funder the step is of."""
    linked = ("report__organism", "report__template_version__template", "report__deliverable__requirement__agreement")
    step = Transition.objects.select_related(*linked, "by", "signer").get(pk=transition_id)
    answer = Receipt.objects.filter(idempotency_key=step.idempotency_key).select_related("funder").first()
    asked = line_links(step.report, [answer] if answer else [])
    said = {"funder": answer.funder if answer else None, "question": asked[0] if asked else None}
    then = emails.next_words(step) if step.name in ("submit", "endorse", "approve") else ""
    emails.send(step.name, step.report, emails.readers_of(step), step=step, next_words=then, **said)
    if step.name == "reply" or (step.name == "take_back" and step.from_state == Report.State.ISSUED):
        emails.send_link_news(step.report, step.name)


@job("announce_letter")
def announce_letter(receipt_id: int) -> None:
    """Tell a funder what a letter that was written down says in its name, and how to answer it."""
    linked = ("version__report__organism", "version__report__deliverable__requirement__agreement", "recorded_by")
    receipt = Receipt.objects.select_related(*linked, "funder").get(pk=receipt_id)
    addresses = emails.agents_of(receipt.version, receipt.funder)
    emails.send("letter", receipt.version.report, addresses, receipt=receipt)


@job("send_link")
def send_link(link_id: int, nonce: str) -> None:
    """Mail the address of a private link, unless it was closed or sent anew while the job waited."""
    link = PrivateLink.objects.select_related(*LINKED, "sent_by").get(pk=link_id)
    token = token_for(UUID(nonce))
    if link.is_open and link.recipient_email and link.token_hash == hash_token(token):
        emails.send_link(link, settings.SITE_URL + reverse("reporting:private-link", args=[token]))


@job("announce_link_answer")
def announce_link_answer(receipt_id: int) -> None:
    """Tell the funder's own address, the network and, with its number, who answered that a link was answered by.

    The organism reads it in the letter of the step; an acceptance without a step is told to it here.
    """
    linked = ("version__report__organism", "version__report__deliverable__requirement__agreement", "signer__link")
    receipt = Receipt.objects.select_related(*linked, "funder").get(pk=receipt_id)
    report, link = receipt.version.report, receipt.signer.link if receipt.signer else None
    addresses = emails.agents_of(receipt.version, receipt.funder)
    key = receipt.idempotency_key
    if key is None or not Transition.objects.filter(idempotency_key=key).exists():
        people = emails.people_or_network(report.organism_id) | emails.network_people()
        addresses += people.values_list("email", flat=True)
    emails.send("link_answer", report, addresses, receipt=receipt)
    emails.send("link_receipt", report, [link.recipient_email] if link else [], receipt=receipt)


@hourly("forget_recipients", minute=55)
def forget_link_recipients(timestamp: int) -> None:
    """Forget who received the links that ended three months ago."""
    gone = note_purge("link_recipients", forget_recipients(timezone.now()))
    log.info("recipients of private links forgotten: %s", gone)


@job("announce_campaign")
def announce_campaign(campaign_id: int, report_id: int | None = None) -> None:
    """Tell each organism of a campaign, or the one just added, that its report waits."""
    reports = Report.objects.filter(campaign=campaign_id).select_related("organism", "campaign", "template_version")
    for report in reports.filter(pk=report_id) if report_id else reports:
        emails.send("campaign", report, emails.people_or_network(report.organism_id).values_list("email", flat=True))


@job("announce_campaign_undone")
def announce_campaign_undone(organism_ids: list[int], period: str, reason: str, is_cut: bool = False) -> None:
    """Tell the organisms that had a report in a campaign whose opening was undone, or that nobody there had begun."""
    emails.send_campaign_undone(organism_ids, period, reason, is_cut=is_cut)


@job("announce_campaign_date")
def announce_campaign_date(change_id: int) -> None:
    """Tell each organism of a campaign that did not file yet which day its report is due now, and why."""
    change = CampaignDate.objects.get(pk=change_id)
    waiting = Report.objects.outstanding().filter(campaign=change.campaign_id)
    for report in waiting.select_related("organism", "campaign", "template_version"):
        people = emails.people_or_network(report.organism_id)
        emails.send("campaign_date", report, people.values_list("email", flat=True), change=change)


@job("make_draft")
def make_draft(report_id: int, key: str) -> None:
    """Render the paper marked ÉBAUCHE of a report as it stands, and keep it where the page that asked waits for it."""
    report = Report.objects.select_related("organism", "region", "template_version__template").get(pk=report_id)
    content = paper_content.build(report, now=timezone.now())
    digest = hashlib.sha256(paper_content.canonical(content).encode()).hexdigest()
    language = languages_of(content)[0]
    keep_draft(report_id, key, render_paper(content, sha256=digest, draft=True, language=language))


@job("carry_out_grouped")
def carry_out_grouped(act_id: int) -> None:
    """Do what waits of an act on many reports, for a while; the rest comes again behind the other jobs."""
    carry_out(act_id)


@job("pack_grouped")
def pack_grouped(act_id: int) -> None:
    """Put the papers of many reports in one file, where the page of the act offers it for an hour."""
    keep_archive(act_id)


@hourly("forget_workbooks", minute=50)
def forget_workbooks(timestamp: int) -> None:
    """Erase the workbooks that came a month ago, taken or not."""
    note_purge("workbooks", forget(timezone.now()))


@hourly("count_questions", minute=10)
def count_questions(timestamp: int) -> None:
    """Count the questions of the drafts that moved since they were counted."""
    log.info("drafts whose questions were counted: %s", count_drafts(timezone.now()))


@hourly("remind", minute=15)
def remind(timestamp: int) -> None:
    """Find the reminders of the day; the first run after six in the morning does it, the others find it done."""
    sending.remind(timezone.now())


@job("send_reminders")
def send_reminders(ids: list[int]) -> None:
    """Send the letter of these reminders, which are one person's."""
    sending.send_queued(ids)


@hourly("write_news", minute=20)
def write_news(timestamp: int) -> None:
    """Write down the letters of gathered news whose hour, day or week has come, and defer each."""
    log.info("letters of news: %s", digests.write_digests(timezone.now()))


@job("send_news")
def send_news(letter_id: int) -> None:
    """Send one letter of gathered news, if there is any for its reader."""
    digests.send_digest(letter_id)


@hourly("forget_news", minute=5)
def forget_marks_of_news(timestamp: int) -> None:
    """Erase the marks of news that is shown no more."""
    log.info("marks and letters of news forgotten: %s", note_purge("news", forget_news()))


@job("send_message")
def send_message(copy_id: int) -> None:
    """Send one copy of a message of the network."""
    network_messages.send_copy(copy_id)


@job("make_bundle")
def make_bundle(user_id: int, key: str, year: int) -> None:
    """Gather the papers of a year for the agent who asked, with the rights that they have when the work is done."""
    keep_bundle(User.objects.get(pk=user_id), key, year)
