"""Public pages where anyone checks that a paper is genuine and current."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from reporting.funder_reports.forms import CodeForm, PaperForm
from reporting.funder_reports.verification.other_papers import address_elsewhere, address_of_code
from reporting.funder_reports.verification.seals import FileTrouble, trouble_of
from reporting.funder_reports.verification.verdicts import Verdict, plain_code, print_of, verify, verify_file, whole
from reporting.papers.languages import ASKED
from roriq_portal.formats.language import FRENCH, in_language
from roriq_portal.formats.numbers import group_digits


@require_safe
@login_not_required
def verify_form(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and plain_code(form.cleaned_data["code"]):
        return redirect("reporting:verify-code", code=plain_code(form.cleaned_data["code"]))
    if form.is_bound and form.is_valid():
        form.add_error("code", "Ce code n’a ni lettre ni chiffre. Recopiez celui du document.")
    return render(
        request, "reporting/funder_reports/verification/verify_form.html", {"form": form, "paper_form": PaperForm()}
    )


@require_safe
@login_not_required
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    # Both are asked of every code: how long an answer takes says of none whether it exists
    verdict, elsewhere = verify(code, request.GET.get(ASKED, "")), address_of_code(code)
    if verdict is None and elsewhere:
        return redirect(elsewhere)
    return _show(request, verdict, code=group_digits(verdict.code, 4, "-") if verdict else plain_code(code))


@require_POST
@login_not_required
def verify_paper(request: HttpRequest) -> HttpResponse:
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"form": CodeForm(), "paper_form": form}
        return render(request, "reporting/funder_reports/verification/verify_form.html", context)
    sha256 = print_of(form.cleaned_data["paper"])
    verdict = verify_file(sha256)
    if verdict is None and (address := address_elsewhere(sha256)):
        return redirect(address)
    code, compared = (group_digits(verdict.code, 4, "-") if verdict else ""), group_digits(sha256, 4)
    trouble = None if verdict else trouble_of(whole(form.cleaned_data["paper"]))
    return _show(request, verdict, code=code, compared=compared, trouble=trouble)


def _show(request: HttpRequest, verdict: Verdict | None, **shown: str | FileTrouble | None) -> HttpResponse:
    with in_language(verdict.language if verdict else FRENCH):
        return _render(request, verdict, shown)


def _render(request: HttpRequest, verdict: Verdict | None, shown: dict) -> HttpResponse:
    context = {
        **shown,
        "verdict": verdict,
        "sha256": group_digits(verdict.sha256, 4) if verdict else "",
        "files": [(name, group_digits(sha256, 4)) for name, sha256 in verdict.files] if verdict else [],
        "form": CodeForm(),
        "paper_form": PaperForm(),
    }
    return render(
        request, "reporting/funder_reports/verification/verify_code.html", context, status=200 if verdict else 404
    )
