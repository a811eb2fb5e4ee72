"""One's own data; and those of somebody who asked the network, once the request is written down."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.models import User
from organisms.user_request import UserRequest
from privacy.leavers.actions import StillHere, forget_person
from privacy.models import DataRequest
from privacy.own_data.actions import mend_name, write_request
from privacy.own_data.collecting import as_json, collect
from privacy.own_data.forms import NameForm, RequestForm
from privacy.own_data.shown import shown
from privacy.readings.actions import note_person_read
from reporting.access import allow
from roriq_portal.edits.marked_forms import under_lock
from roriq_portal.edits.unchanged import NOTHING_CHANGED

NOT_NETWORK = "Les renseignements d’une autre personne se demandent à la coordination du réseau."
SAME_ALWAYS = {"ensure_ascii": False, "indent": 2}


@require_safe
def own_data(request: UserRequest) -> HttpResponse:
    return render(request, "privacy/own_data/own_data.html", {"data": shown(collect(request.user))})


@require_safe
def own_data_file(request: UserRequest) -> HttpResponse:
    return _file(request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def own_name_edit(request: UserRequest) -> HttpResponse:
    person = under_lock(request, User.objects.filter(pk=request.user.pk)).get()
    form = NameForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        before = person.name
        mended = mend_name(person=person, name=form.cleaned_data["name"])
        messages.success(request, NOTHING_CHANGED if mended.name == before else "Votre nom est changé.")
        return redirect("privacy:own-data")
    return render(request, "privacy/own_data/own_name.html", {"form": form, "differences": form.differences})


@require_http_methods(["GET", "HEAD", "POST"])
def request_add(request: UserRequest) -> HttpResponse:
    allow(request.user.coordinates_network, NOT_NETWORK)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.person:
        given = {name: form.cleaned_data[name] for name in ("received_on", "proof")}
        written = write_request(person=form.person, by=request.user, **given)
        return redirect("privacy:request-detail", written.pk)
    rows = DataRequest.objects.visible_to(request.user).select_related("person", "by")[:30]
    return render(request, "privacy/own_data/request_form.html", {"form": form, "requests": rows})


@require_safe
def request_detail(request: UserRequest, request_id: int) -> HttpResponse:
    asked = _request(request, request_id)
    note_person_read(person=asked.person, by=request.user)
    context: dict[str, Any] = {"asked": asked, "data": shown(collect(asked.person)), "today": timezone.localdate()}
    context["departure"] = getattr(asked.person, "departure", None)
    return render(request, "privacy/own_data/request_detail.html", context)


@require_safe
def request_file(request: UserRequest, request_id: int) -> HttpResponse:
    asked = _request(request, request_id)
    note_person_read(person=asked.person, by=request.user)
    return _file(asked.person)


@require_POST
def person_forget(request: UserRequest, request_id: int) -> HttpResponse:
    asked = _request(request, request_id)
    try:
        left = forget_person(person=asked.person, by=request.user)
    except StillHere as refusal:
        messages.error(request, str(refusal))
    else:
        name_words = "Le nom reste sur ce qui a été signé." if left.is_name_kept else "Le nom aussi."
        messages.success(request, f"Le courriel est retiré, et le compte fermé. {name_words}")
    return redirect("privacy:request-detail", asked.pk)


def _request(request: UserRequest, request_id: int) -> DataRequest:
    allow(request.user.coordinates_network, NOT_NETWORK)
    rows = DataRequest.objects.visible_to(request.user).select_related("person__departure", "by")
    return get_object_or_404(rows, pk=request_id)


def _file(person: User) -> HttpResponse:
    answer = JsonResponse(as_json(collect(person)), json_dumps_params=SAME_ALWAYS)
    answer["Content-Disposition"] = f'attachment; filename="renseignements-{timezone.localdate():%Y-%m-%d}.json"'
    return answer
