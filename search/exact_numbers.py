"""A number that names one thing opens its page at once: a report, a paper, an indicator, an agreement."""

import re

from django.db.models import Q
from django.urls import reverse

from agreements.models import Agreement
from organisms.models import Indicator, User
from reporting.access import readable_reports
from reporting.funder_reports.verification.verdicts import CODE_SIZE, plain_code
from reporting.models import Version

REPORT = re.compile(r"R[AB]-\d{4}-\d{1,9}", re.IGNORECASE)
INDICATOR = re.compile(r"[A-Z]\d{0,2}\.\d{1,3}", re.IGNORECASE)
CODE = re.compile(r"[\s-]*(?:[0-9A-Z][\s-]*){16}", re.IGNORECASE)


def exact_address(user: User, typed: str) -> str:
    """Return the address of the only thing that this person may read and that bears this number; empty for none.

    At most three queries, none for words without a digit.
    """
    if not any(sign.isdecimal() for sign in typed) and not CODE.fullmatch(typed):
        return ""
    return _report(user, typed) or _indicator(user, typed) or _paper(user, typed) or _agreement(user, typed)


def _report(user: User, typed: str) -> str:
    if not REPORT.fullmatch(typed):
        return ""
    pk = readable_reports(user).filter(number=typed.upper()).values_list("pk", flat=True).first()
    return reverse("reporting:report-detail", args=[pk]) if pk else ""


def _indicator(user: User, typed: str) -> str:
    if not INDICATOR.fullmatch(typed) or not user.has_any_seat:
        return ""
    is_known = Indicator.objects.filter(code=typed.upper()).exists()
    return reverse("reporting:indicator-detail", args=[typed.upper()]) if is_known else ""


def _paper(user: User, typed: str) -> str:
    """The version of a report one may read; of another, what everybody reads of it at « Vérifier un document »."""
    code = plain_code(typed)
    if not CODE.fullmatch(typed) or len(code) != CODE_SIZE:
        return ""
    version = Version.objects.filter(code=code).values("report", "number").first()
    if version is None:
        return ""
    if readable_reports(user).filter(pk=version["report"]).exists():
        return reverse("reporting:version-detail", args=[version["report"], version["number"]])
    return reverse("reporting:verify-code", args=[code])


def _agreement(user: User, typed: str) -> str:
    named = Q(reference__identity=typed) | Q(funder_reference__identity=typed)
    keys = list(Agreement.objects.visible_to(user).filter(named).order_by().values_list("pk", flat=True)[:2])
    return reverse("agreements:agreement-detail", args=keys) if len(keys) == 1 else ""
