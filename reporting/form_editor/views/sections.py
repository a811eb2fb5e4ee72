"""Sections of a draft: added, changed, removed."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organisms.user_request import UserRequest
from reporting.form_editor.access import published_stays, section_of, version_written
from reporting.form_editor.forms import SectionForm
from reporting.form_editor.sections import remove_section, save_section
from reporting.form_editor.wording import breadcrumb_to
from reporting.models import Section, TemplateVersion
from reporting.workflow.posted_steps import act_or_warn, attempt
from roriq_portal.edits.unchanged import NOTHING_CHANGED

PAGE = "reporting:form-version"


@require_http_methods(["GET", "HEAD", "POST"])
def form_section_add(request: UserRequest, version_id: int) -> HttpResponse:
    return _write(request, version_written(request, version_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def form_section_edit(request: UserRequest, version_id: int, section_key: str) -> HttpResponse:
    version = version_written(request, version_id)
    return _write(request, version, section_of(version, section_key))


def _write(request: UserRequest, version: TemplateVersion, section: Section | None) -> HttpResponse:
    if not version.is_draft:
        return published_stays(request, version)
    sections = list(version.sections.order_by("order", "pk"))
    is_english = version.language == TemplateVersion.Language.ENGLISH
    form = SectionForm(request.POST or None, sections=sections, section=section, is_english=is_english)
    if request.method == "POST" and form.is_valid():
        act = partial(save_section, version=version, section=section, **form.values(), by=request.user)
        if attempt(act, partial(form.add_error, None)):
            changed = section is None or set(form.changed_data) - {"seen"}
            words = f"Section enregistrée\u00a0: {form.cleaned_data['words']}."
            messages.success(request, words if changed else NOTHING_CHANGED)
            return redirect(PAGE, version.pk)
    title = "Changer la section" if section else "Ajouter une section"
    context = {
        "form": form,
        "title": title,
        "kicker": str(version),
        "send": "Enregistrer" if section else "Ajouter la section",
        "back": reverse(PAGE, args=[version.pk]),
        "remove": reverse("reporting:form-section-remove", args=[version.pk, section.key]) if section else "",
        "breadcrumb": breadcrumb_to(title, version=version),
    }
    return render(request, "reporting/form_editor/form_part.html", context)


@require_POST
def form_section_remove(request: UserRequest, version_id: int, section_key: str) -> HttpResponse:
    version = version_written(request, version_id)
    act = partial(remove_section, version=version, section_key=section_key, by=request.user)
    act_or_warn(request, act, "Section retirée.")
    return redirect(PAGE, version.pk)
