"""A programme: its names, streams, priorities, and what it usually asks of its agreements."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.double_claims import set_programme_rule
from agreements.deliverables.wording import requirement_words
from agreements.funders.actions import create_programme, name_programme, period_words, remove_part
from agreements.funders.forms import ProgrammeForm, RenameForm
from agreements.funders.programme_parts import PARTS, Part, part_words
from agreements.funders.views import NOT_YOURS, answer, funder_for
from agreements.models import Agreement, Funder, Programme
from agreements.permissions import can_write_funders
from organisms.removals.actions import RemovalRefused
from organisms.removals.views import say_removed
from organisms.user_request import UserRequest
from roriq_portal.edits.marked_forms import under_lock


def _programme(request: UserRequest, programme_id: int, *, write: bool = False) -> Programme:
    rows = Programme.objects.filter(funder__in=Funder.objects.visible_to(request.user)).select_related("funder")
    programme = get_object_or_404(rows, pk=programme_id)
    if write and not can_write_funders(request.user):
        raise PermissionDenied(NOT_YOURS)
    return programme


def _page(programme: Programme, title: str, send: str, lead: str = "") -> dict:
    breadcrumb = [
        ("Bailleurs", "agreements:funder-list"),
        (programme.funder.name, programme.funder),
        (programme.name, programme),
    ]
    return {
        "title": title,
        "send": send,
        "lead": lead,
        "back": programme,
        "kicker": programme.name,
        "breadcrumb": breadcrumb,
    }


@require_safe
def programme_detail(request: UserRequest, programme_id: int) -> HttpResponse:
    programme = _programme(request, programme_id)
    seen = Agreement.objects.visible_to(request.user).filter(programme=programme)
    context = {
        "programme": programme,
        "names": [(row, period_words(row.during)) for row in programme.names.all()],
        "streams": programme.streams.all(),
        "priorities": programme.priorities.all(),
        "usual": [(row, requirement_words(row)) for row in programme.default_requirements.all()],
        "agreements": seen.count(),
        "may_write": can_write_funders(request.user),
    }
    return render(request, "agreements/funders/programme_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_add(request: UserRequest, funder_id: int) -> HttpResponse:
    funder = funder_for(request, funder_id, write=True)

    def act(data: dict) -> str:
        page["then"] = programme = create_programme(funder=funder, **data, by=request.user)
        return f"Programme inscrit\u00a0: {programme}."

    breadcrumb = [("Bailleurs", "agreements:funder-list"), (funder.name, funder)]
    page = {"title": "Inscrire un programme", "send": "Inscrire le programme", "back": funder, "breadcrumb": breadcrumb}
    page["kicker"] = funder.name
    return answer(request, ProgrammeForm(request.POST or None), act, page)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_rename(request: UserRequest, programme_id: int) -> HttpResponse:
    programme = _programme(request, programme_id, write=True)

    def act(data: dict) -> str:
        name_programme(programme=programme, **data, by=request.user)
        return f"Nom inscrit\u00a0: {data['name']}."

    page = _page(programme, "Dater un nom", "Inscrire le nom", "Un rapport porte le nom de la fin de sa période.")
    return answer(request, RenameForm(request.POST or None), act, page)


def _part(key: str) -> Part:
    if key not in PARTS:
        raise Http404
    return PARTS[key]


@require_http_methods(["GET", "HEAD", "POST"])
def part_add(request: UserRequest, programme_id: int, part: str) -> HttpResponse:
    kind = _part(part)
    programme = _programme(request, programme_id, write=True)
    form = kind.form_for(request.POST, kind.model(programme=programme))
    page = _page(programme, kind.add, "Ajouter")
    return answer(request, form, lambda data: f"Ajouté\u00a0: {part_words(form.save())}.", page)


@require_http_methods(["GET", "HEAD", "POST"])
def part_edit(request: UserRequest, programme_id: int, part: str, row_id: int) -> HttpResponse:
    kind = _part(part)
    programme = _programme(request, programme_id, write=True)
    row = get_object_or_404(under_lock(request, kind.model._default_manager.filter(programme=programme)), pk=row_id)
    form = kind.form_for(request.POST, row)
    page = {
        **_page(programme, f"Modifier\u00a0: {part_words(row)}", "Enregistrer"),
        "remove": (part, row.pk, programme.pk),
    }
    return answer(request, form, lambda data: f"Enregistré\u00a0: {part_words(form.save())}.", page)


@require_POST
def part_remove(request: UserRequest, programme_id: int, part: str, row_id: int) -> HttpResponse:
    kind = _part(part)
    programme = _programme(request, programme_id, write=True)
    row = get_object_or_404(kind.model, pk=row_id, programme=programme)
    try:
        say_removed(
            request, remove_part(row=row, words=part_words(row), back=programme.get_absolute_url(), by=request.user)
        )
    except RemovalRefused:
        messages.error(request, f"{kind.stays}\u00a0: {row} reste.")
    return redirect(programme)


@require_POST
def programme_claims(request: UserRequest, programme_id: int) -> HttpResponse:
    programme = _programme(request, programme_id, write=True)
    forbids = request.POST.get("forbids") == "1"
    set_programme_rule(programme=programme, forbids_double_claims=forbids)
    messages.success(request, f"Double déclaration\u00a0: {'interdite' if forbids else 'permise'}.")
    return redirect(programme)
