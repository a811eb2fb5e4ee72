"""Public pages where anyone checks that a paper is genuine and current."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from reporting.funder_reports.forms import CodeForm
from reporting.funder_reports.verification import plain_code, verify
from roriq_portal.formats.numbers import group_digits


@require_safe
@login_not_required
def verify_form(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and plain_code(form.cleaned_data["code"]):
        return redirect("reporting:verify-code", code=plain_code(form.cleaned_data["code"]))
    if form.is_bound and form.is_valid():
        form.add_error("code", "Ce code n’a ni lettre ni chiffre. Recopiez celui du document.")
    return render(request, "reporting/funder_reports/verification/verify_form.html", {"form": form})


@require_safe
@login_not_required
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    verdict = verify(code)
    context = {
        "verdict": verdict,
        "code": group_digits(verdict.code, 4, "-") if verdict else plain_code(code),
        "sha256": group_digits(verdict.sha256, 4) if verdict else "",
        "files": [(name, group_digits(sha256, 4)) for name, sha256 in verdict.files] if verdict else [],
        "form": CodeForm(),
    }
    return render(
        request, "reporting/funder_reports/verification/verify_code.html", context, status=200 if verdict else 404
    )
