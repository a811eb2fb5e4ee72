"""Two rows of one partner: proposed or chosen, merged, taken apart, or said to be two."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from roriq_portal.formats.typed import read_digits
from services.access import led_by
from services.models import PartnersApart
from services.partners.apart import apart_in, say_apart, take_back_apart
from services.partners.forms import MergeForm, PartnerFilter
from services.partners.listing import partners_of
from services.partners.merging import MergeRefused, find_duplicates, in_order, merge_partners, undo_merge
from services.partners.views import partner_for, unmerged_partner_for

MOST_OFFERED = 25


@require_safe
def partner_duplicates(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    apart = apart_in(organism)
    pairs = find_duplicates(partners_of(organism), {(row.first_id, row.second_id) for row in apart})
    context = {"organism": organism, "pairs": pairs, "apart": apart}
    return render(request, "services/partners/partner_duplicates.html", context)


@require_safe
def partner_pair(request: UserRequest, organism_id: int) -> HttpResponse:
    """Two rows ticked in the list lead to their merge; one, to a list where the other is chosen."""
    organism = led_by(request, organism_id)
    keys = {key for typed in request.GET.getlist("ligne") if (key := read_digits(typed)) is not None}
    rows = list(partners_of(organism).filter(pk__in=list(keys)[:3]))
    if len(rows) == 2:
        return redirect("services:partner-merge", organism.pk, *(row.pk for row in rows))
    if len(rows) != 1:
        messages.warning(request, "Cochez deux lignes à fusionner, ou une seule pour chercher l’autre.")
        return redirect("services:partner-list", organism.pk)
    [first] = rows
    others = partners_of(organism).filter(kind=first.kind).exclude(pk=first.pk)
    chosen = PartnerFilter(request.GET, queryset=others)
    context = {"organism": organism, "partner": first, "form": chosen.form, "rows": chosen.qs[:MOST_OFFERED]}
    return render(request, "services/partners/partner_pair.html", context | {"most": MOST_OFFERED})


@require_http_methods(["GET", "HEAD", "POST"])
def partner_merge(request: UserRequest, organism_id: int, pk: int, other_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    first, second = (unmerged_partner_for(request, organism, key) for key in (pk, other_id))
    form = MergeForm(request.POST or None, first=first, second=second, organism=organism)
    if request.method == "POST" and form.is_valid():
        survivor = form.cleaned_data["survivor"]
        try:
            merge_partners(survivor=survivor, gone=form.gone, took=form.took, by=request.user)
        except MergeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"«\xa0{form.gone.name}\xa0» est fusionné avec «\xa0{survivor.name}\xa0».")
            return redirect("services:partner-detail", organism.pk, survivor.pk)
    pair = partners_of(organism).filter(pk__in=[pk, other_id])
    said = [row for row in apart_in(organism) if (row.first_id, row.second_id) == in_order(pk, other_id)]
    context = {"organism": organism, "pair": pair, "form": form, "said": said, "first": first, "second": second}
    return render(request, "services/partners/partner_merge.html", context)


@require_POST
def partner_unmerge(request: UserRequest, organism_id: int, pk: int, merge_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    partner = partner_for(request, organism, pk)
    merge = get_object_or_404(partner.merges.select_related("survivor", "gone"), pk=merge_id)
    try:
        undo_merge(merge=merge, by=request.user)
        messages.success(request, f"«\xa0{merge.gone.name}\xa0» est de nouveau une ligne à part, avec ses activités.")
    except MergeRefused as refused:
        messages.warning(request, str(refused))
    return redirect("services:partner-detail", organism.pk, partner.pk)


@require_POST
def partner_apart(request: UserRequest, organism_id: int, pk: int, other_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    first, second = (unmerged_partner_for(request, organism, key) for key in (pk, other_id))
    if first != second:
        say_apart(first=first, second=second, by=request.user)
        words = f"«\xa0{first.name}\xa0» et «\xa0{second.name}\xa0» ne sont plus proposés comme doublons."
        messages.success(request, words)
    return redirect("services:partner-duplicates", organism.pk)


@require_POST
def partner_apart_undo(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    apart = get_object_or_404(PartnersApart.objects.filter(first__organism=organism), pk=pk)
    if take_back_apart(apart=apart, by=request.user):
        messages.success(request, "La paire peut de nouveau être proposée.")
    return redirect("services:partner-duplicates", organism.pk)
