"""Papers of an agreement: added and taken off by those who may change it, read by all its parties."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.document_form import DocumentForm
from agreements.agreement.documents import add_document, remove_document, restore_document
from agreements.models import Agreement, AgreementDocument
from agreements.permissions import can_change_agreement
from organisms.user_request import UserRequest
from roriq_portal.edits.undo import say_undoable
from roriq_portal.files.quota import room_words
from roriq_portal.files.storage import open_stored
from roriq_portal.files.uploads import FileRefused, examine

NOT_YOURS = "Votre siège ne permet pas de changer les documents de l’entente. La coordination ou la direction le peut."


def _changeable(request: UserRequest, agreement_id: int) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    if not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_YOURS)
    return agreement


def _document(request: UserRequest, agreement_id: int, document_id: int) -> AgreementDocument:
    rows = AgreementDocument.objects.visible_to(request.user).filter(agreement=agreement_id)
    return get_object_or_404(rows, pk=document_id)


@require_http_methods(["GET", "HEAD", "POST"])
def document_add(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = examine(upload, upload.name)
            add_document(agreement=agreement, title=form.cleaned_data["title"], file=file, by=request.user)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"Document ajouté\u00a0: {form.cleaned_data['title']}.")
            messages.info(request, room_words(agreement.organism_id))
            return redirect("agreements:agreement-detail", agreement.pk)
    return render(request, "agreements/agreement/document_form.html", {"form": form, "agreement": agreement})


@require_safe
def document_download(request: UserRequest, agreement_id: int, document_id: int) -> FileResponse:
    document = _document(request, agreement_id, document_id)
    response = FileResponse(open_stored(document.file, document.sha256), as_attachment=True, filename=document.name)
    response.headers["Content-Type"] = "application/octet-stream"
    return response


@require_POST
def document_remove(request: UserRequest, agreement_id: int, document_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    document = _document(request, agreement_id, document_id)
    remove_document(document=document, by=request.user)
    undo = reverse("agreements:document-restore", args=[agreement.pk, document.pk])
    say_undoable(request, f"Document retiré\u00a0: {document.title}.", undo)
    return redirect("agreements:agreement-detail", agreement.pk)


@require_POST
def document_restore(request: UserRequest, agreement_id: int, document_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    document = get_object_or_404(agreement.documents, pk=document_id)
    try:
        restore_document(document=document, by=request.user)
        messages.success(request, f"Document remis\u00a0: {document.title}.")
    except FileRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("agreements:agreement-detail", agreement.pk)
