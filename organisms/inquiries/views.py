"""Writing to the network from any page; its list, where each is read and answered."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.inquiries.actions import InquiryRefused, answer_inquiry, mark_read, write_to_network
from organisms.inquiries.forms import AnswerForm, InquiryForm
from organisms.models import Inquiry
from organisms.user_request import UserRequest
from roriq_portal.lists.paging import page_number, pager
from roriq_portal.navigation.context import words_of_page
from roriq_portal.navigation.seats import seat_here, seats_of

LEFT = "Votre question est partie. La réponse arrivera par courriel ; elle se lira aussi à la page d’aide."
NOT_NETWORK = "Les questions se lisent et se répondent au réseau."
A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_add(request: UserRequest) -> HttpResponse:
    form = InquiryForm(request.POST or None, page=request.GET.get("de", ""))
    if request.htmx:  # it comes into the panel of a page: one writes at once
        form.fields["text"].widget.attrs["autofocus"] = True
    if request.method == "POST" and form.is_valid() and _wrote(request, form):
        if request.htmx:
            return render(request, "organisms/inquiries/_inquiry_left.html", {"words": LEFT})
        messages.success(request, LEFT)
        return redirect(form.cleaned_data["page"] or "search:help")
    whole, part = "organisms/inquiries/inquiry_add.html", "organisms/inquiries/_inquiry_add_form.html"
    context = {"form": form, "page_words": words_of_page(form["page"].value() or "")}
    return render(request, part if request.htmx else whole, context)


def _wrote(request: UserRequest, form: InquiryForm) -> bool:
    seat = seat_here(request, seats_of(request.user))
    try:
        write_to_network(by=request.user, seat=seat.words if seat else "", **form.cleaned_data)
    except InquiryRefused as refusal:
        form.add_error("text", str(refusal))
    return form.is_valid()


@require_safe
def inquiry_list(request: UserRequest) -> HttpResponse:
    _allow(request.user.is_network)
    number = page_number(request.GET)
    rows = list(Inquiry.objects.visible_to(request.user).select_related("by")[(number - 1) * A_PAGE :][: A_PAGE + 1])
    context = {"inquiries": rows[:A_PAGE], "pages": pager(number, len(rows) > A_PAGE)}
    return render(request, "organisms/inquiries/inquiry_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_detail(request: UserRequest, inquiry_id: int) -> HttpResponse:
    _allow(request.user.is_network if request.method != "POST" else request.user.coordinates_network)
    rows = Inquiry.objects.visible_to(request.user).select_related("by", "read_by", "answered_by")
    inquiry = get_object_or_404(rows, pk=inquiry_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_inquiry(inquiry=inquiry, by=request.user, **form.cleaned_data)
        except InquiryRefused as refusal:
            inquiry.refresh_from_db()
            form.add_error("answer", str(refusal))
        else:
            messages.success(request, f"Réponse en route vers {inquiry.by.email}.")
            return redirect("organisms:inquiry-detail", inquiry.pk)
    context = {
        "inquiry": inquiry,
        "page_words": words_of_page(inquiry.page),
        "form": form,
        "may_answer": request.user.coordinates_network,
    }
    return render(request, "organisms/inquiries/inquiry_detail.html", context)


@require_POST
def inquiry_read(request: UserRequest, inquiry_id: int) -> HttpResponse:
    _allow(request.user.coordinates_network)
    inquiry = get_object_or_404(Inquiry.objects.visible_to(request.user), pk=inquiry_id)
    mark_read(inquiry=inquiry, by=request.user)
    messages.success(request, "Question marquée comme lue.")
    return redirect("organisms:inquiry-list")


def _allow(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(NOT_NETWORK)
