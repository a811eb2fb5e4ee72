"""Templates of entry: everyone uses them, coordination and direction keep them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.models import Organism
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.edits.unchanged import saved_words
from services.access import led_by, organism_for
from services.activities.entry.prefill import agreements_in_force
from services.activities.entry.template_actions import archive_template, save_template
from services.activities.entry.template_forms import TemplateForm
from services.forms.revisions import differences
from services.models import ActivityTemplate
from services.partners.suggestions import names_to_choose
from services.permissions import leads
from services.text.sentences import archived_words


@require_safe
def template_list(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    rows = _templates(request, organism).select_related("activity_type", "municipality").prefetch_related("agreements")
    today = timezone.localdate()
    context = {
        "organism": organism,
        "rows": [
            (row, agreements_in_force(row.agreements.all(), today)[1]) for row in rows.order_by("archived", "sort_name")
        ],
        "can_manage": leads(request.user, organism),
    }
    return render(request, "services/activities/entry/templates/template_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_add(request: UserRequest, organism_id: int) -> HttpResponse:
    return _write(request, led_by(request, organism_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    return _write(request, organism, get_object_or_404(_templates(request, organism), pk=pk))


@require_POST
def template_archive(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    template = get_object_or_404(_templates(request, organism), pk=pk)
    archive_template(template=template, archived=not template.archived)
    messages.success(request, archived_words(template.name, archived=not template.archived))
    return redirect("services:template-list", organism.pk)


def _templates(request, organism: Organism):
    return ActivityTemplate.objects.visible_to(request.user).filter(organism=organism)


def _write(request, organism: Organism, template: ActivityTemplate | None) -> HttpResponse:
    form = TemplateForm(request.POST or None, organism=organism, template=template)
    context = {"organism": organism, "form": form, "template": template}
    if request.method == "POST" and form.is_valid():
        named = {"partner_names": form.partner_names(), "agreements": form.cleaned_data["agreements"]}
        try:
            saved = save_template(organism=organism, values=form.fact(), template=template, seen=form.seen, **named)
        except StaleRevision as stale:
            context["differences"] = differences(form, TemplateForm(organism=organism, template=stale.current))
            form.shows(stale.current.revision)
        else:
            words = f"Modèle «\xa0{saved.name}\xa0» enregistré\xa0: toute l’équipe peut s’en servir."
            messages.success(request, saved_words(words, seen=form.seen, revision=saved.revision))
            return redirect("services:template-list", organism.pk)
    return render(
        request, "services/activities/entry/templates/template_form.html", context | names_to_choose(organism)
    )
