"""Works of the portal, for the network: read by all its seats, tried again by its coordination."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms.models import Letter
from organisms.outbox.delivery import resend_failed, resend_letter
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.papers.making.sealing.certificate import trouble_with_seal
from reporting.works.actions import retry_job
from reporting.works.forms import WorkFilterForm
from reporting.works.heartbeat import heartbeat
from reporting.works.listing import WORKS, works
from reporting.works.standing import read_standing
from roriq_portal.files.antivirus import state_of_scanner
from roriq_portal.formats.phrases import agree, counted

NOT_NETWORK = "Les travaux du portail se voient à la coordination du réseau."
SOON = "Le résultat paraîtra ici dans la minute."
GONE = "C’était déjà fait."


@require_safe
def work_list(request: UserRequest) -> HttpResponseBase:
    allow(request.user.is_network, NOT_NETWORK)
    form, now = WorkFilterForm(request.GET), timezone.now()
    kind, state = form.chosen()
    rows, standing = works(kind, state), read_standing()
    context = {
        "standing": standing,
        "is_old": standing.is_old(now),
        "may_retry": request.user.coordinates_network,
        "heartbeat": heartbeat(now),
        "scanner": state_of_scanner().value,
        "seal_trouble": trouble_with_seal(now),
        "breadcrumb": [("À faire", reverse("home")), ("Travaux et courriels", "")],
    }
    return answer_list(request, WORKS, rows, "reporting/works/work_list.html", context, form=form)


@require_POST
def letter_resend(request: UserRequest, letter_id: int) -> HttpResponse:
    allow(request.user.coordinates_network, NOT_NETWORK)
    letter = get_object_or_404(Letter, pk=letter_id)
    is_under_way = resend_letter(letter=letter, by=request.user)
    _say(request, f"Le courriel «\u00a0{letter.subject}\u00a0» repart vers {letter.address}." if is_under_way else "")
    return redirect("reporting:work-list")


@require_POST
def letters_resend(request: UserRequest) -> HttpResponse:
    allow(request.user.coordinates_network, NOT_NETWORK)
    number = resend_failed(by=request.user)
    _say(request, f"{counted(number, 'courriel')} {agree(number, 'repart', 'repartent')}." if number else "")
    return redirect("reporting:work-list")


@require_POST
def job_retry(request: UserRequest, job_id: int) -> HttpResponse:
    allow(request.user.coordinates_network, NOT_NETWORK)
    job = get_object_or_404(ProcrastinateJob, pk=job_id)
    _say(request, "Le travail est repris." if retry_job(job=job, by=request.user) else "")
    return redirect("reporting:work-list")


def _say(request: UserRequest, under_way: str) -> None:
    """Say what is under way, or that somebody did it before when nothing is."""
    messages.success(request, f"{under_way} {SOON}") if under_way else messages.info(request, GONE)
