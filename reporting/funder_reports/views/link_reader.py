"""Private links on the funder's side: read, answered and taken back by somebody without account."""

import uuid
from collections.abc import Callable
from functools import partial, wraps
from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.accounts.origins import origin_of
from reporting.access import latest_version
from reporting.funder_reports.actions.link_answers import answer_by_link, count_sending, take_back_answer
from reporting.funder_reports.actions.private_links import open_link
from reporting.funder_reports.actions.receipts import record_reading
from reporting.funder_reports.links.forms import LinkAnswerForm
from reporting.funder_reports.links.standing import LinkReading, LinkStanding, open_reading, read_link_standing
from reporting.funder_reports.signatories import has_read
from reporting.funder_reports.views.receipts import REPLACED, warn_personal
from reporting.lines.asked_lines import asked_lines
from reporting.lines.page_parts import line_links
from reporting.models import PrivateLink, Receipt, Version
from reporting.models.version import receipts_of, without_taken_back
from reporting.papers.attached_files import address_files, find_attachment
from reporting.papers.languages import ASKED, mark_of
from reporting.papers.making.progress import papers_of
from reporting.papers.reading.version import explained, read_version
from reporting.papers.views.attached_files import send_attachment
from reporting.papers.views.versions import CONTENT_TYPES, find_document, without_file
from reporting.reports.forms import ReasonForm
from reporting.reports.wording import take_back_lead
from reporting.workflow.posted_steps import attempt, attempt_to_make, sent_key, was_sent
from reporting.workflow.taking_back import GONE
from roriq_portal.files.storage import open_stored
from roriq_portal.formats.language import FRENCH, in_language
from roriq_portal.formats.numbers import format_size

TAKEN_BACK = gettext_noop("Votre réponse est annulée. Ceux qui en étaient avertis le sont de nouveau.")
AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)
# No address of ours leaves with a click: « strict-origin » names the site alone. « no-referrer » would take from the
# answer the Origin by which Django knows that it comes from this very page
DISCREET = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "strict-origin", "Cache-Control": "no-store"}


def _opened(request: HttpRequest, token: str) -> LinkReading | None:
    """Find the link and the newest version of its report; nothing when it is unknown, past its day or revoked."""
    link = open_link(token, origin_of(request))
    version = latest_version(link.report) if link else None
    if link is None or version is None:
        return None
    return open_reading(link, version, request.GET.get(ASKED, ""))


def _in_its_language(view: Callable[..., AnyResponse]) -> Callable[..., AnyResponse]:
    """Have a view receive what the token opens in its place, and answer in the language of who reads it."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **more) -> AnyResponse:
        opened = _opened(request, token)
        with in_language(opened.language if opened else FRENCH):
            return view(request, opened, token=token, **more)

    return answer


def _discreet(response: AnyResponse) -> AnyResponse:
    for name, value in DISCREET.items():
        response.headers[name] = value
    return response


def _closed(request: HttpRequest) -> HttpResponse:
    """The same page for all: what was typed is given back to who typed it."""
    typed = [request.POST.get(name, "").strip() for name in ("text", "reason")]
    context = {"typed": "\n".join(words for words in typed if words)}
    return _discreet(render(request, "reporting/funder_reports/links/link_closed.html", context, status=404))


@require_safe
@login_not_required
@_in_its_language
def private_link(request: HttpRequest, opened: LinkReading | None, token: str) -> HttpResponse:
    if opened is None:
        return _closed(request)
    link, version = opened.link, opened.version
    if request.method == "GET" and not has_read(version, link.funder):
        record_reading(version=version, funder=link.funder)
    return _show(request, token, opened)


def _show(request: HttpRequest, token: str, opened: LinkReading, form: LinkAnswerForm | None = None) -> HttpResponse:
    """Show the newest version and what the link offers. `form`: an answer that was refused."""
    link, version = opened.link, opened.version
    standing = read_link_standing(link.report, version, link)
    files = [
        (document, format_size(document.size), f"{_file_url(token, document.format)}?{ASKED}={document.language}")
        for document in version.documents.order_by("-language", "format")
    ]
    reading = address_files(read_version(version, language=opened.language), partial(_attachment_url, token))
    context = {
        "report": link.report,
        "version": version,
        "reading": explained(reading, link.report, has_sheets=False),
        "link": link,
        "files": files,
        "making": None if files else papers_of(version),
        "form": _form_of(standing, version, form),
        "standing": standing,
        "exchanges": line_links(link.report, standing.exchanges, reading=True),
        "urls": {
            "answer": opened.address("private-link-answer", token),
            "take_back": opened.address("private-link-take-back", token),
        },
    }
    return _discreet(render(request, "reporting/funder_reports/links/link_read.html", context))


def _form_of(standing: LinkStanding, version: Version, form: LinkAnswerForm | None) -> LinkAnswerForm | None:
    """A refused answer comes back whatever the link still offers: nothing of what was typed is lost."""
    if form is not None or not standing.may_answer:
        return form
    return LinkAnswerForm(lines=asked_lines(version), initial={"version": version.number, "key": uuid.uuid4()})


def _file_url(token: str, format: str) -> str:
    return reverse("reporting:private-document", args=[token, format])


def _attachment_url(token: str, sha256: str) -> str:
    return reverse("reporting:private-piece", args=[token, sha256])


def _to(request: HttpRequest, where: str) -> HttpResponse:
    """Lead to a page beside this one: by a relative address, since the token stands in no row (decision 34)."""
    return _discreet(redirect(where))


@require_POST
@login_not_required
@_in_its_language
def private_link_answer(request: HttpRequest, opened: LinkReading | None, token: str) -> HttpResponse:
    if opened is None:
        return _closed(request)
    link, version = opened.link, opened.version
    receipt = Receipt.objects.filter(signer__link=link, idempotency_key=sent_key(request)).first()
    form = LinkAnswerForm(request.POST, lines=asked_lines(version))
    if receipt is None and _may_go(request, form, link, version):
        act = partial(answer_by_link, version=version, link=link, said=form.answer, key=form.cleaned_data["key"])
        receipt = attempt_to_make(act, partial(form.add_error, None))
        if receipt:
            warn_personal(request, form.answer.text)
    if receipt:
        return _to(request, opened.in_language(f"../recu/{receipt.pk}/"))
    return _show(request, token, opened, form) if open_link(token) else _closed(request)


def _may_go(request: HttpRequest, form: LinkAnswerForm, link: PrivateLink, version: Version) -> bool:
    """Whether the answer is whole, of the newest version, and not one of too many; else the form says why not."""
    if form.is_valid() and form.cleaned_data["version"] != version.number:
        form.add_error(None, gettext(REPLACED))
        form.data = {**request.POST.dict(), "version": version.number}
    elif form.is_valid() and (refusal := count_sending(link)):
        form.add_error(None, refusal)
    return form.is_valid()


@require_safe
@login_not_required
@_in_its_language
def private_link_receipt(request: HttpRequest, opened: LinkReading | None, token: str, receipt_id: int) -> HttpResponse:
    rows = Receipt.objects.filter(pk=receipt_id).select_related("version__report", "funder", "signer")
    receipt = rows.filter(signer__link=opened.link).first() if opened else None
    if opened is None or receipt is None:
        return _closed(request)
    link, version = opened.link, opened.version
    standing = read_link_standing(link.report, version, link)
    context = {
        "report": link.report,
        "receipt": line_links(link.report, [receipt], reading=True)[0],
        "is_taken_back": receipt.pk not in {row.pk for row in without_taken_back(receipts_of(link.report))},
        "decision": standing.decision,
        "is_lead": standing.is_lead,
        "read_url": opened.address("private-link", token),
        "take_back_url": opened.address("private-link-take-back", token),
    }
    return _discreet(render(request, "reporting/funder_reports/links/link_receipt.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@_in_its_language
def private_link_take_back(request: HttpRequest, opened: LinkReading | None, token: str) -> HttpResponse:
    if opened is None:
        return _closed(request)
    link, version = opened.link, opened.version
    if was_sent(link.report.transitions.all(), sent_key(request)):
        return _to(request, opened.in_language("../"))
    decision = read_link_standing(link.report, version, link).decision
    if decision is None:
        messages.warning(request, gettext(GONE))
        return _to(request, opened.in_language("../"))
    form = ReasonForm(request.POST or None, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        act = partial(take_back_answer, link=link, **form.cleaned_data)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, gettext(TAKEN_BACK))
            return _to(request, opened.in_language("../"))
    context = {"report": link.report, "form": form, "decision": decision, "lead": take_back_lead(decision)}
    context["read_url"] = opened.address("private-link", token)
    return _discreet(render(request, "reporting/funder_reports/links/link_take_back.html", context))


@require_safe
@login_not_required
@_in_its_language
def private_attachment(request: HttpRequest, opened: LinkReading | None, token: str, sha256: str) -> HttpResponseBase:
    attachment = find_attachment(opened.version, sha256) if opened else None
    return _closed(request) if attachment is None else _discreet(send_attachment(attachment))


@require_safe
@login_not_required
@_in_its_language
def private_document(request: HttpRequest, opened: LinkReading | None, token: str, format: str) -> HttpResponseBase:
    if opened is None:
        return _closed(request)
    version = opened.version
    document = find_document(version, format, opened.language)
    if document is None:
        making, read_url = papers_of(version), opened.address("private-link", token)
        context = {"version": version, "format": format.upper(), "read_url": read_url, "making": making}
        waiting = "reporting/funder_reports/links/link_waiting.html"
        return _discreet(without_file(render(request, waiting, context), making))
    name = f"{gettext('rapport')}-v{version.number}{mark_of(document.language)}.{format}"
    response = FileResponse(
        open_stored(document.file, document.sha256),
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES[format],
    )
    return _discreet(response)
