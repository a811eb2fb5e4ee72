"""One version of a form: its lines, what stops it, what it changes; its settings; published or thrown away."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from reporting.form_editor.access import published_stays, version_read, version_written
from reporting.form_editor.forms import PublishForm, SettingsForm
from reporting.form_editor.versions.drafts import change_settings, discard_draft
from reporting.form_editor.versions.printed import printed_form
from reporting.form_editor.versions.publication import publish_draft
from reporting.form_editor.versions.removals import put_back, removal_of
from reporting.form_editor.versions.version_page import version_page
from reporting.form_editor.wording import breadcrumb_to, discard_lead
from reporting.models import TemplateVersion
from reporting.workflow.posted_steps import act_or_warn, attempt
from roriq_portal.edits.unchanged import NOTHING_CHANGED

PAGE = "reporting:form-version"


@require_safe
def form_version(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_read(request, version_id)
    return _page(request, version, PublishForm(version=version))


def _page(request: UserRequest, version: TemplateVersion, form: PublishForm) -> HttpResponse:
    context = version_page(version) | {
        "form": form,
        "may_write": request.user.coordinates_network,
        "removal": removal_of(version, request.user),
    }
    return render(request, "reporting/form_editor/versions/form_version.html", context)


@require_safe
def form_print(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_read(request, version_id)
    return render(request, "reporting/form_editor/print/form_print.html", printed_form(version))


@require_POST
def form_put_back(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_written(request, version_id)
    act = partial(put_back, version=version, by=request.user)
    act_or_warn(request, act, "C’est remis, comme avant.")
    return redirect(PAGE, version.pk)


@require_POST
def form_publish(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_written(request, version_id)
    form = PublishForm(request.POST, version=version)
    if form.is_valid():
        begins_on = form.cleaned_data["begins_on"]
        act = partial(publish_draft, version=version, begins_on=begins_on, seen=form.seen, by=request.user)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, f"Version {version.number} publiée.")
            return redirect(PAGE, version.pk)
        form.shows(version.revision)
    return _page(request, version, form)


@require_http_methods(["GET", "HEAD", "POST"])
def form_settings_edit(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_written(request, version_id)
    if not version.is_draft:
        return published_stays(request, version)
    form = SettingsForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        act = partial(change_settings, version=version, **form.cleaned_data, by=request.user)
        if attempt(act, partial(form.add_error, None)):
            changed = set(form.changed_data) - {"seen"}
            messages.success(request, "Réglages enregistrés." if changed else NOTHING_CHANGED)
            return redirect(PAGE, version.pk)
    context = {
        "form": form,
        "title": "Réglages",
        "kicker": str(version),
        "send": "Enregistrer",
        "back": reverse(PAGE, args=[version.pk]),
        "breadcrumb": breadcrumb_to("Réglages", version=version),
    }
    return render(request, "reporting/form_editor/form_part.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def form_discard(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_written(request, version_id)
    if not version.is_draft:
        return published_stays(request, version)
    if request.method == "POST":
        act = partial(discard_draft, version=version, by=request.user)
        if attempt(act, partial(messages.warning, request)):
            messages.success(request, "Brouillon abandonné.")
        return redirect("reporting:form-list")
    context = {
        "title": "Abandonner ce brouillon",
        "kicker": str(version),
        "lead": discard_lead(version, version.lines.count()),
        "act": "Abandonner le brouillon",
        "back": reverse(PAGE, args=[version.pk]),
        "breadcrumb": breadcrumb_to("Abandonner", version=version),
    }
    return render(request, "reporting/form_editor/form_confirm.html", context)
