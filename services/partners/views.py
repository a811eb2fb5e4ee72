"""Partners and employers: their list, their card, the activities that name them, and merging two rows of one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.models import Organism
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.edits.unchanged import saved_words
from services.access import led_by, organism_for
from services.forms.revisions import differences
from services.models import Activity, Partner
from services.partners.editing import NameTaken, change_partner
from services.partners.forms import MergeForm, PartnerFilter, PartnerForm, initial_of_partner
from services.partners.listing import PARTNERS, partners_of
from services.partners.merging import MergeRefused, find_duplicates, merge_partners, undo_merge
from services.partners.suggestions import names_to_choose
from services.permissions import can_write_records, leads

MOST_SHOWN = 25


@require_safe
def partner_list(request: UserRequest, organism_id: int) -> HttpResponseBase:
    organism = organism_for(request, organism_id)
    chosen = PartnerFilter(request.GET, queryset=partners_of(organism))
    context = {"organism": organism, "can_merge": leads(request.user, organism)}
    return answer_list(request, PARTNERS, chosen.qs, "services/partners/partner_list.html", context, form=chosen.form)


@require_safe
def partner_detail(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    partner = _partner(request, organism, pk)
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
    partner = _unmerged_partner(request, organism, pk)
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


@require_safe
def partner_duplicates(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    pairs = find_duplicates(partners_of(organism))
    return render(request, "services/partners/partner_duplicates.html", {"organism": organism, "pairs": pairs})


@require_http_methods(["GET", "HEAD", "POST"])
def partner_merge(request: UserRequest, organism_id: int, pk: int, other_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    first, second = (_unmerged_partner(request, organism, key) for key in (pk, other_id))
    form = MergeForm(request.POST or None, first=first, second=second, organism=organism)
    if request.method == "POST" and form.is_valid():
        survivor = form.cleaned_data["kept"]
        try:
            merge_partners(survivor=survivor, gone=form.gone, by=request.user)
        except MergeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"«\xa0{form.gone.name}\xa0» est fusionné avec «\xa0{survivor.name}\xa0».")
            return redirect("services:partner-detail", organism.pk, survivor.pk)
    context = {"organism": organism, "pair": partners_of(organism).filter(pk__in=[pk, other_id]), "form": form}
    return render(request, "services/partners/partner_merge.html", context)


@require_POST
def partner_unmerge(request: UserRequest, organism_id: int, pk: int, merge_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    partner = _partner(request, organism, pk)
    merge = get_object_or_404(partner.merges.select_related("kept", "gone"), pk=merge_id)
    try:
        undo_merge(merge=merge, by=request.user)
        messages.success(request, f"«\xa0{merge.gone.name}\xa0» est de nouveau une ligne à part, avec ses activités.")
    except MergeRefused as refused:
        messages.warning(request, str(refused))
    return redirect("services:partner-detail", organism.pk, partner.pk)


def _partner(request, organism: Organism, pk: int) -> Partner:
    rows = Partner.objects.visible_to(request.user).filter(organism=organism)
    return get_object_or_404(rows.select_related("municipality", "merged_into"), pk=pk)


def _unmerged_partner(request, organism: Organism, pk: int) -> Partner:
    partner = _partner(request, organism, pk)
    if partner.merged_into_id:
        raise Http404
    return partner
