"""The forms of the network: listed, begun, their next version prepared, retired and brought back."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.form_editor.access import may_read, may_write, template_for
from reporting.form_editor.forms import BeginForm
from reporting.form_editor.listing import FORMS, agreements_asking, forms_listed
from reporting.form_editor.versions.drafts import begin_form, open_reports, prepare_next
from reporting.form_editor.versions.retiring import bring_back, retire_form
from reporting.form_editor.wording import breadcrumb_to, retiring_lead
from reporting.models import TemplateVersion
from reporting.workflow.posted_steps import act_or_warn, attempt, attempt_to_make

HOME = "reporting:form-list"


@require_safe
def form_list(request: UserRequest) -> HttpResponseBase:
    may_read(request)
    context = {
        "may_write": request.user.coordinates_network,
        "breadcrumb": [("Dépôts", reverse("reporting:report-list")), ("Gabarits", "")],
    }
    return answer_list(request, FORMS, forms_listed(), "reporting/form_editor/form_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def form_begin(request: UserRequest) -> HttpResponse:
    may_write(request)
    asked = request.GET.get("depuis", "")
    versions = TemplateVersion.objects.published().select_related("template")
    source = versions.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    form = BeginForm(request.POST or None, source=source, programme=request.GET.get("programme", ""))
    if request.method == "POST" and form.is_valid():
        act = partial(begin_form, **form.cleaned_data, by=request.user)
        if draft := attempt_to_make(act, partial(form.add_error, None)):
            messages.success(request, f"Brouillon commencé\u00a0: {draft.template.name}.")
            return redirect("reporting:form-version", draft.pk)
    context = {"form": form, "breadcrumb": breadcrumb_to("Faire un gabarit")}
    return render(request, "reporting/form_editor/form_begin.html", context)


@require_POST
def form_prepare(request: UserRequest, template_id: int) -> HttpResponse:
    template = template_for(request, template_id)
    draft = attempt_to_make(
        partial(prepare_next, template=template, by=request.user), partial(messages.warning, request)
    )
    return redirect("reporting:form-version", draft.pk) if draft else redirect(HOME)


@require_http_methods(["GET", "HEAD", "POST"])
def form_retire(request: UserRequest, template_id: int) -> HttpResponse:
    template = template_for(request, template_id)
    if request.method == "POST":
        act = partial(retire_form, template=template, by=request.user)
        if attempt(act, partial(messages.warning, request)):
            messages.success(request, f"Retiré\u00a0: {template.name}.")
        return redirect(HOME)
    context = {
        "title": "Retirer ce gabarit",
        "kicker": template.name,
        "lead": retiring_lead(open_reports(template), agreements_asking(template)),
        "act": "Retirer le gabarit",
        "back": reverse(HOME),
        "breadcrumb": breadcrumb_to("Retirer"),
    }
    return render(request, "reporting/form_editor/form_confirm.html", context)


@require_POST
def form_bring_back(request: UserRequest, template_id: int) -> HttpResponse:
    template = template_for(request, template_id)
    done = f"Remis en usage\u00a0: {template.name}."
    act_or_warn(request, partial(bring_back, template=template, by=request.user), done)
    return redirect(HOME)
