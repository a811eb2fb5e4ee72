"""The people of the portal, and the two acts of the network on the way one of them enters."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.accounts.issuer.ties import untie_account
from organisms.accounts.people.forms import PeopleFilter, StepResetForm
from organisms.accounts.people.history import way_in_history
from organisms.accounts.people.listing import PEOPLE, people_rows
from organisms.accounts.second_step.recovery import ResetRefused, reset_second_step
from organisms.models import IssuerTie, User
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest


def _check(request: UserRequest) -> None:
    """404 outside the network, 403 for its analysts."""
    if not request.user.is_network:
        raise Http404
    if not request.user.coordinates_network:
        raise PermissionDenied("La façon dont chaque personne entre se lit à la coordination du réseau.")


@require_safe
def person_list(request: UserRequest) -> HttpResponseBase:
    _check(request)
    chosen = PeopleFilter(request.GET, queryset=User.objects.order_by("name", "pk"))
    rows = people_rows(chosen.qs)
    return answer_list(request, PEOPLE, rows, "organisms/accounts/people/person_list.html", {}, form=chosen.form)


@require_http_methods(["GET", "HEAD", "POST"])
def person_detail(request: UserRequest, person_id: int) -> HttpResponse:
    _check(request)
    person = get_object_or_404(User, pk=person_id)
    form = StepResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reset_second_step(person=person, by=request.user, **form.cleaned_data)
        except ResetRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Deuxième étape retirée : {person.name}. Un courriel le lui dit, et au réseau.")
            return redirect("organisms:person-detail", person.pk)
    (row,) = people_rows(User.objects.filter(pk=person.pk))
    context = {
        "row": row,
        "form": form,
        "is_self": person.pk == request.user.pk,
        "ties": person.issuer_ties.order_by("tied_at"),
        "history": way_in_history(person),
    }
    return render(request, "organisms/accounts/people/person_detail.html", context)


@require_POST
def tie_remove(request: UserRequest, person_id: int, tie_id: int) -> HttpResponse:
    _check(request)
    tie = get_object_or_404(IssuerTie.objects.select_related("user"), pk=tie_id, user=person_id)
    untie_account(tie=tie)
    messages.success(request, f"Compte délié : {tie.user.name}. Un courriel le lui dit.")
    return redirect("organisms:person-detail", person_id)
