"""Partners and employers: their list, their card, the activities that name them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organisms.models import Organism
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.edits.unchanged import saved_words
from services.access import organism_for
from services.forms.revisions import differences
from services.models import Activity, Partner
from services.partners.editing import NameTaken, change_partner
from services.partners.forms import PartnerFilter, PartnerForm, initial_of_partner
from services.partners.listing import PARTNERS, partners_of
from services.partners.suggestions import names_to_choose
from services.permissions import can_write_records, leads

MOST_SHOWN = 25


@require_safe
def partner_list(request: UserRequest, organism_id: int) -> HttpResponseBase:
    organism = organism_for(request, organism_id)
    chosen = PartnerFilter(request.GET, queryset=partners_of(organism))
    may_merge = leads(request.user, organism)
    context = {
        "organism": organism,
        "can_write": can_write_records(request.user, organism),
        "can_merge": may_merge,
        "merge_acts": "services/partners/_tick.html" if may_merge else "",
        "merge_button": "services/partners/_merge_button.html" if may_merge else "",
    }
    return answer_list(request, PARTNERS, chosen.qs, "services/partners/partner_list.html", context, form=chosen.form)


@require_safe
def partner_detail(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    partner = partner_for(request, organism, pk)
    named = Activity.objects.visible_to(request.user).filter(organism=organism, partners=partner).live()
    merges = partner.merges.filter(undone_at__isnull=True).select_related("gone", "merged_by")
    context = {
        "organism": organism,
        "partner": partner,
        "number": named.count(),
        "activities": named.select_related("activity_type", "municipality")[:MOST_SHOWN],
        "bodies": partner.bodies.all(),
        "merges": merges,
        "can_write": can_write_records(request.user, organism),
        "can_merge": leads(request.user, organism),
    }
    return render(request, "services/partners/partner_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    partner = unmerged_partner_for(request, organism, pk)
    form = PartnerForm(request.POST or None, initial=initial_of_partner(partner))
    context = {"organism": organism, "partner": partner, "form": form}
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "kind", "neq")}
        try:
            saved = change_partner(partner=partner, seen=form.seen, municipality=form.municipality, **values)
        except NameTaken as refused:
            form.add_error("name", str(refused))
            context["other"] = refused.other
        except StaleRevision as stale:
            context["differences"] = differences(form, PartnerForm(initial=initial_of_partner(stale.current)))
            form.shows(stale.current.revision)
        else:
            messages.success(request, saved_words("Fiche enregistrée.", seen=form.seen, revision=saved.revision))
            return redirect("services:partner-detail", organism.pk, partner.pk)
    return render(request, "services/partners/partner_edit.html", context | names_to_choose(organism))


def partner_for(request, organism: Organism, pk: int) -> Partner:
    rows = Partner.objects.visible_to(request.user).filter(organism=organism)
    return get_object_or_404(rows.select_related("municipality", "merged_into"), pk=pk)


def unmerged_partner_for(request, organism: Organism, pk: int) -> Partner:
    partner = partner_for(request, organism, pk)
    if partner.merged_into_id:
        raise Http404
    return partner
