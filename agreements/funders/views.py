"""Funders: who they are, under which names, what replaced them, their offices."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agreements.agreement.terms.facts import YEAR_STARTS
from agreements.exceptions import AgreementRefused
from agreements.funders.actions import (
    add_office,
    change_office,
    create_funder,
    name_funder,
    period_words,
    replace_funder,
)
from agreements.funders.forms import FunderFilterForm, FunderForm, OfficeForm, RenameForm, SuccessionForm
from agreements.funders.listing import FUNDERS, funders_listed_for
from agreements.models import Agreement, Funder, FunderOffice
from agreements.permissions import can_write_funders
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.edits.marked_forms import under_lock

NOT_YOURS = "Les bailleurs et leurs programmes sont tenus par la coordination du réseau."


def funder_for(request: UserRequest, funder_id: int, *, write: bool = False) -> Funder:
    """Return the funder, for who has a seat; with `write`, for the network's coordination."""
    rows = Funder.objects.visible_to(request.user)
    funder = get_object_or_404(under_lock(request, rows) if write else rows, pk=funder_id)
    if write and not can_write_funders(request.user):
        raise PermissionDenied(NOT_YOURS)
    return funder


def answer(request: UserRequest, form: forms.BaseForm, act: Callable[[dict], str], page: dict) -> HttpResponse:
    """Show a form and run `act`, which returns the sentence of success; `page`: title, lead, send, back.

    `then`, which `act` may give the page: where success leads, when it is not back.
    """
    if request.method == "POST" and form.is_valid():
        try:
            words = act(form.cleaned_data)
        except AgreementRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, words)
            return redirect(page.get("then", page["back"]))
    breadcrumb = [
        (words, resolve_url(place))
        for words, place in page.get("breadcrumb", [("Bailleurs", "agreements:funder-list")])
    ]
    shown = {**page, "back": resolve_url(page["back"]), "breadcrumb": [*breadcrumb, (page["title"], "")]}
    return render(request, "agreements/funders/entry_form.html", {"form": form, **shown})


@require_safe
def funder_list(request: UserRequest) -> HttpResponseBase:
    form = FunderFilterForm(request.GET)
    rows = funders_listed_for(request.user, form.cleaned_data if form.is_valid() else {})
    context = {"may_write": can_write_funders(request.user)}
    return answer_list(request, FUNDERS, rows, "agreements/funders/funder_list.html", context, form=form)


@require_safe
def funder_detail(request: UserRequest, funder_id: int) -> HttpResponse:
    funder, user = funder_for(request, funder_id), request.user
    seen = Agreement.objects.visible_to(user).filter(signatures__funder=funder).distinct()
    may_write = can_write_funders(user)
    context = {
        "funder": funder,
        "year_starts": f"le {YEAR_STARTS[funder.year_starts]}",
        "names": [(row, period_words(row.during)) for row in funder.names.all()],
        "after": funder.successions.select_related("successor"),
        "before": funder.precessions.select_related("funder"),
        "offices": [
            (row, bool(row.closed_on and row.closed_on <= timezone.localdate())) for row in funder.offices.all()
        ],
        "programmes": funder.programmes.annotate(n=Count("agreements", filter=Q(agreements__in=seen), distinct=True)),
        "agreements": seen.filter(during__contains=timezone.localdate()).count(),
        "agents": funder.seats.running().select_related("user", "office") if may_write else [],
        "may_write": may_write,
        "reads_all": user.is_network,
    }
    return render(request, "agreements/funders/funder_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def funder_add(request: UserRequest) -> HttpResponse:
    if not can_write_funders(request.user):
        raise PermissionDenied(NOT_YOURS)
    page: dict = {"title": "Inscrire un bailleur", "send": "Inscrire le bailleur", "back": "agreements:funder-list"}
    form = FunderForm(request.POST or None)

    def act(data: dict) -> str:
        page["then"] = funder = create_funder(**data, by=request.user)
        return (
            f"Bailleur inscrit\u00a0: {funder}. Une entente se signe sous un de ses programmes\u00a0: inscrivez-le ici."
        )

    return answer(request, form, act, page)


def _page(funder: Funder, title: str, send: str, lead: str = "") -> dict:
    breadcrumb = [("Bailleurs", "agreements:funder-list"), (funder.name, funder)]
    return {"title": title, "send": send, "lead": lead, "back": funder, "kicker": funder.name, "breadcrumb": breadcrumb}


@require_http_methods(["GET", "HEAD", "POST"])
def funder_edit(request: UserRequest, funder_id: int) -> HttpResponse:
    funder = funder_for(request, funder_id, write=True)
    names = ("kind", "year_starts", "email")
    form = FunderForm(request.POST or None, funder=funder, initial={name: getattr(funder, name) for name in names})

    def act(data: dict) -> str:
        for name in names:
            setattr(funder, name, data[name])
        funder.save(update_fields=names)
        return "Bailleur enregistré."

    return answer(request, form, act, _page(funder, "Modifier le bailleur", "Enregistrer"))


@require_http_methods(["GET", "HEAD", "POST"])
def funder_rename(request: UserRequest, funder_id: int) -> HttpResponse:
    funder = funder_for(request, funder_id, write=True)

    def act(data: dict) -> str:
        name_funder(funder=funder, **data, by=request.user)
        return f"Nom inscrit\u00a0: {data['name']}."

    lead = "Un rapport porte le nom que le bailleur avait à la fin de sa période."
    return answer(
        request, RenameForm(request.POST or None), act, _page(funder, "Dater un nom", "Inscrire le nom", lead)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def funder_replace(request: UserRequest, funder_id: int) -> HttpResponse:
    funder = funder_for(request, funder_id, write=True)

    def act(data: dict) -> str:
        replace_funder(funder=funder, **data, by=request.user)
        return f"{funder} est remplacé par {data['successor']}."

    lead = "Les ententes signées gardent leur signataire. La page de chacun renvoie à l’autre."
    form = SuccessionForm(request.POST or None, funder=funder)
    return answer(request, form, act, _page(funder, "Inscrire qui le remplace", "Inscrire", lead))


@require_http_methods(["GET", "HEAD", "POST"])
def office_add(request: UserRequest, funder_id: int) -> HttpResponse:
    funder = funder_for(request, funder_id, write=True)

    def act(data: dict) -> str:
        return f"Bureau ajouté\u00a0: {add_office(funder=funder, name=data['name'], by=request.user)}."

    return answer(
        request, OfficeForm(request.POST or None), act, _page(funder, "Ajouter un bureau", "Ajouter le bureau")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def office_edit(request: UserRequest, funder_id: int, office_id: int) -> HttpResponse:
    funder = funder_for(request, funder_id, write=True)
    office = get_object_or_404(under_lock(request, FunderOffice.objects.filter(funder=funder)), pk=office_id)

    def act(data: dict) -> str:
        change_office(office=office, **data, by=request.user)
        return f"Bureau enregistré\u00a0: {office}."

    form = OfficeForm(request.POST or None, office=office)
    return answer(request, form, act, _page(funder, f"Modifier {office}", "Enregistrer"))
