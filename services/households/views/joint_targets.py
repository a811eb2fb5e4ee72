"""Joint targets: the list of one organism, one target with its revisions, and the answer of each side."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from services.households.forms import TargetAnswerForm, TargetProposeForm
from services.households.joint_targets import TargetRefused, acts_of, answer_target, propose_target
from services.households.rows import target_rows
from services.households.views.access import target_for, target_organism
from services.models import JointTarget
from services.permissions import leads

ACT_WORDS = {
    "accepted": ("Accepter ce nombre", "Cible acceptée."),
    "countered": ("Proposer un autre nombre", "Contre-proposition envoyée."),
    "proposed": ("Proposer une révision", "Révision proposée."),
    "ended": ("Mettre fin à la cible", "Cible terminée."),
}


@require_safe
def joint_target_list(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = target_organism(request, organism_id)
    targets = JointTarget.objects.visible_to(request.user).of(organism.pk)
    context = {
        "organism": organism,
        "rows": target_rows(organism.pk, targets, timezone.localdate()),
        "can_write": leads(request.user, organism),
    }
    return render(request, "services/households/joint_targets/joint_target_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def joint_target_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = target_organism(request, organism_id, write=True)
    form = TargetProposeForm(request.POST or None, organism=organism)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["submit_key"]
            target = propose_target(organism=organism, proposal=form.proposal(), submit_key=key, by=request.user)
        except TargetRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Cible proposée. {target.other_side_of(organism.pk)} peut maintenant répondre.")
            return redirect("services:joint-target-detail", organism.pk, target.pk)
    return render(
        request, "services/households/joint_targets/joint_target_form.html", {"organism": organism, "form": form}
    )


@require_safe
def joint_target_detail(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = target_organism(request, organism_id)
    return _page(request, organism, target_for(request, organism, pk))


@require_POST
def joint_target_answer(request: UserRequest, organism_id: int, pk: int, act: str) -> HttpResponse:
    organism = target_organism(request, organism_id, write=True)
    target = target_for(request, organism, pk)
    if act not in ACT_WORDS:
        raise Http404
    form = TargetAnswerForm(request.POST, organism=organism, act=act)
    if not form.is_valid():
        return _page(request, organism, target, form)
    try:
        answer_target(target=target, organism=organism, act=act, by=request.user, **form.answer())
    except TargetRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, organism, target, form)
    messages.success(request, ACT_WORDS[act][1])
    return redirect("services:joint-target-detail", organism.pk, target.pk)


def _page(request, organism, target: JointTarget, bound: TargetAnswerForm | None = None) -> HttpResponse:
    revisions = list(target.revisions.select_related("by"))
    may = leads(request.user, organism)
    initial = {"seen": revisions[-1].number}
    forms = {
        act: TargetAnswerForm(organism=organism, act=act, initial=initial)
        for act in acts_of(target, organism.pk, revisions[-1])
    }
    if bound is not None:
        forms[str(bound.prefix)] = bound
    (row,) = target_rows(
        organism.pk, JointTarget.objects.visible_to(request.user).filter(pk=target.pk), timezone.localdate()
    )
    context = {
        "organism": organism,
        "row": row,
        "target": target,
        "revisions": revisions[::-1],
        "forms": [(act, ACT_WORDS[act][0], form) for act, form in forms.items()] if may else [],
        "refused": bound,
        "waits_for": target.receiver if revisions[-1].side == "sender" else target.sender,
        "is_member": bool(request.user.role_at(organism.pk)),
        "can_write": may,
    }
    return render(request, "services/households/joint_targets/joint_target_detail.html", context)
