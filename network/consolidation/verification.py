"""Is a consolidated paper genuine and current? Answers with names, dates and hashes; never a figure."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from network.consolidation.outdated import moved_since
from network.consolidation.steps import cancelled_numbers
from network.models import ConsolidatedVersion
from reporting.funder_reports.verification.verdicts import LOOKALIKES, plain_code


@dataclass(frozen=True)
class Verdict:
    """`standing`: what the paper is worth today, in a sentence."""

    title: str
    author: str
    period: str
    number: int
    as_of: datetime
    sha256: str
    files: tuple[tuple[str, str], ...]
    standing: str
    is_in_force: bool


def verify_consolidated(typed: str) -> Verdict | None:
    """Find the consolidated version that bears this code, and say what it is worth today."""
    version = version_of(typed)
    if version is None:
        return None
    content = json.loads(version.content)
    standing, is_in_force = _standing(version)
    return Verdict(
        title=content["title"],
        author=content["author"],
        period=content["period"]["words"],
        number=version.number,
        as_of=version.as_of,
        sha256=version.sha256,
        files=tuple((row.get_format_display(), row.sha256) for row in version.documents.order_by("format")),
        standing=standing,
        is_in_force=is_in_force,
    )


def version_of(typed: str) -> ConsolidatedVersion | None:
    """Return the consolidated version that bears this code, however it is typed."""
    plain = plain_code(typed)
    codes = {plain.translate(table) for table in LOOKALIKES}
    return ConsolidatedVersion.objects.filter(code__in=codes).select_related("report__current").first()


def page_of_code(typed: str) -> str:
    """Return the address that verifies the consolidated version of a code; blank when there is none."""
    version = version_of(typed)
    return reverse("network:consolidated-verify", args=[version.code]) if version else ""


def _standing(version: ConsolidatedVersion) -> tuple[str, bool]:
    report = version.report
    newest = report.current.number if report.current else 0
    if version.number in cancelled_numbers(report):
        return "Cette version a été annulée le jour où elle a été figée\u00a0: elle ne vaut pas.", False
    if version.number < newest:
        return f"Remplacée par la version {newest}.", False
    if version.audience == ConsolidatedVersion.Audience.FUNDERS and report.published_id != version.pk:
        return "Le réseau l’a retirée des pages des bailleurs.", False
    if report.current and moved_since(report, report.current):
        return (
            "C’est la dernière version, mais un rapport qu’elle compte a bougé depuis\u00a0: une autre viendra.",
            False,
        )
    return "C’est la version en vigueur.", True
