"""Drafts of forms: kept by a button or as one writes, taken up again, thrown away."""

import json

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from organisms.models import TypedDraft
from organisms.typed_drafts.actions import PAGE, SENT_TO, fields_of, forget_draft, keep_draft
from organisms.user_request import UserRequest
from roriq_portal.formats.days import format_moment
from roriq_portal.formats.typed import read_digits
from roriq_portal.typed_forms.keeping import is_beside_the_page, resume
from roriq_portal.typed_forms.own_pages import own_address

TOO_LONG = "Trop long pour être gardé\u00a0: enregistrez, ou copiez votre texte ailleurs."


@require_POST
def draft_keep(request: UserRequest) -> HttpResponse:
    page, sent_to = request.POST.get(PAGE, ""), request.POST.get(SENT_TO, "")
    fields = fields_of(request.POST)
    draft = keep_draft(user=request.user, page=page, sent_to=sent_to, fields=fields)
    if not fields:
        forget_draft(user=request.user, page=page, sent_to=sent_to)
    said = f"Gardé pour plus tard, {format_moment(timezone.now())}." if draft else TOO_LONG if fields else ""
    if is_beside_the_page(request):
        return JsonResponse({"said": said})
    if said:
        messages.add_message(request, messages.SUCCESS if draft else messages.WARNING, said)
    return redirect(own_address(page) or "home")


@require_POST
def draft_resume(request: UserRequest) -> HttpResponse:
    draft = _draft(request)
    resume(request, page=draft.page, sent_to=draft.sent_to, fields=json.loads(draft.fields))
    return redirect(draft.page)


@require_POST
def draft_discard(request: UserRequest) -> HttpResponse:
    draft = _draft(request)
    forget_draft(user=request.user, page=draft.page, sent_to=draft.sent_to)
    messages.success(request, "Brouillon jeté.")
    return redirect(draft.page)


def _draft(request: UserRequest) -> TypedDraft:
    drafts = TypedDraft.objects.visible_to(request.user)
    return get_object_or_404(drafts, pk=read_digits(request.POST.get("draft")))
