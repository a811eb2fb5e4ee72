"""A form given as a file, and taken in from one."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from organisms.user_request import UserRequest
from reporting.engine.form.files.form_file import FormFile
from reporting.form_editor.access import may_write, version_read
from reporting.form_editor.forms import FormFileForm
from reporting.form_editor.versions.files import form_bytes, take_form
from reporting.form_editor.wording import breadcrumb_to, taken_words, version_title
from reporting.workflow.posted_steps import attempt_to_make


@require_safe
def form_file(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_read(request, version_id)
    name = f"gabarit-{slugify(version_title(version))}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(form_bytes(version), content_type="application/json", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def form_take_in(request: UserRequest) -> HttpResponse:
    may_write(request)
    form = FormFileForm(request.POST, request.FILES) if request.method == "POST" else FormFileForm()
    if request.method == "POST" and form.is_valid():
        asked: FormFile = form.cleaned_data["file"]
        act = partial(take_form, form=asked, by=request.user)
        if drafts := attempt_to_make(act, partial(form.add_error, "file")):
            messages.success(request, taken_words(drafts))
            return redirect("reporting:form-version", drafts[0].pk)
    context = {"form": form, "breadcrumb": breadcrumb_to("Prendre un fichier")}
    page = "reporting/form_editor/form_take_in.html"
    return render(request, page, context, status=422 if form.errors else 200)
