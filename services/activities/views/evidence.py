"""Files joined to a record: put in, given back as they came, withdrawn with a reason."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from roriq_portal.files.quota import room_words
from roriq_portal.files.storage import open_stored
from roriq_portal.files.uploads import FileRefused
from services.access import activity_for, organism_for
from services.activities.evidence import add_evidence, withdraw_evidence
from services.activities.forms import EvidenceForm, WithdrawForm


@require_POST
def evidence_add(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    activity = activity_for(request, organism, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, str(form.errors["file"][0]))
        return redirect("services:activity-detail", organism.pk, activity.pk)
    file = form.cleaned_data["file"]
    try:
        add_evidence(activity=activity, file=file, by=request.user)
        messages.success(request, f"«\xa0{file.name}\xa0» est ajouté.")
        messages.info(request, room_words(organism.pk))
    except FileRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("services:activity-detail", organism.pk, activity.pk)


@require_safe
def evidence_download(request: UserRequest, organism_id: int, pk: int, evidence_id: int) -> FileResponse:
    organism = organism_for(request, organism_id)
    rows = activity_for(request, organism, pk).evidence.filter(withdrawn_at__isnull=True)
    evidence = get_object_or_404(rows, pk=evidence_id)
    response = FileResponse(open_stored(evidence.file, evidence.sha256), as_attachment=True, filename=evidence.name)
    # No browser opens it in place
    response.headers["Content-Type"] = "application/octet-stream"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_withdraw(request: UserRequest, organism_id: int, pk: int, evidence_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    activity = activity_for(request, organism, pk)
    evidence = get_object_or_404(activity.evidence.filter(withdrawn_at__isnull=True), pk=evidence_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_evidence(evidence=evidence, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"«\xa0{evidence.name}\xa0» est retiré.")
        return redirect("services:activity-detail", organism.pk, activity.pk)
    context = {"organism": organism, "activity": activity, "evidence": evidence, "form": form}
    return render(request, "services/activities/evidence_withdraw.html", context)
