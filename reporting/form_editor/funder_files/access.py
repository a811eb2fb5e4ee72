"""How pages of a funder's file reach it: the network reads, its coordination writes."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from organisms.user_request import UserRequest
from reporting.form_editor.access import may_read, may_write
from reporting.models import FunderFile
from roriq_portal.edits.marked_forms import under_lock


def _files() -> QuerySet[FunderFile]:
    linked = ("template__programme__funder", "from_version__template", "created_by", "adopted_by", "retired_by")
    return FunderFile.objects.select_related(*linked)


def file_read(request: UserRequest, file_id: int) -> FunderFile:
    may_read(request)
    return get_object_or_404(_files(), pk=file_id)


def file_written(request: UserRequest, file_id: int) -> FunderFile:
    """Return a file for who may change it, locked while a posted form is answered."""
    may_write(request)
    return get_object_or_404(under_lock(request, _files()), pk=file_id)


def file_in_use_stays(request: UserRequest, file: FunderFile) -> HttpResponse:
    """Lead back, with a sentence, from a page that changes a draft to a file that is in use."""
    messages.warning(request, "Un fichier en usage ne change plus. Ajoutez le suivant\u00a0: il en reprend les liens.")
    return redirect("reporting:funder-file", file.pk)
