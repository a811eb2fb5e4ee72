"""How pages of consolidated reports reach a row, a version and a file, each by who reads."""

import json
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from network.consolidation.reading.tables import Reading, read_in
from network.consolidation.steps import cancelled_numbers
from network.models import ConsolidatedDocument, ConsolidatedReport, ConsolidatedVersion
from network.permissions import reads_from_inside
from organisms.models import User
from roriq_portal.formats.language import FRENCH

Audience = ConsolidatedVersion.Audience
# As an address says them
AUDIENCES = {"reseau": Audience.NETWORK, "bailleurs": Audience.FUNDERS}
WORDS = {audience: words for words, audience in AUDIENCES.items()}
NOT_YOURS = "Votre siège permet de lire ce rapport, pas d’y faire ce geste."


@dataclass(frozen=True)
class Shown:
    """A version and what it says. `is_current`: of its audience, the one in force."""

    version: ConsolidatedVersion
    reading: Reading
    is_current: bool
    is_cancelled: bool
    audience: str


def consolidated_or_404(user: User, report_id: int) -> ConsolidatedReport:
    rows = ConsolidatedReport.objects.visible_to(user).with_names()
    return get_object_or_404(rows, pk=report_id)


def version_or_404(user: User, report: ConsolidatedReport, number: int, audience: str) -> ConsolidatedVersion:
    """Return a version that this person reads: inside, all; a funder, the one that is published."""
    wanted = AUDIENCES.get(audience)
    rows = report.versions.filter(number=number, audience=wanted).select_related("frozen_by")
    if not reads_from_inside(user, report):
        rows = rows.filter(pk=report.published_id or 0)
    return get_object_or_404(rows)


def shown_version(report: ConsolidatedReport, version: ConsolidatedVersion, language: str = "") -> Shown:
    """Return what a page shows of a version, in the language that is asked for where its papers have it."""
    current = report.current_id if version.audience == Audience.NETWORK else report.published_id
    reading = read_in(json.loads(version.content), language, version.sha256)
    is_cancelled = version.number in cancelled_numbers(report)
    return Shown(version, reading, version.pk == current, is_cancelled, WORDS[Audience(version.audience)])


def in_force(user: User, report: ConsolidatedReport) -> ConsolidatedVersion:
    """Return the version that a page about the report opens: inside the frozen one, for a funder the published one."""
    key = report.current_id if reads_from_inside(user, report) else report.published_id
    if key is None:
        raise Http404
    return ConsolidatedVersion.objects.select_related("frozen_by").get(pk=key)


def document_in(version: ConsolidatedVersion, format: str, language: str) -> ConsolidatedDocument | None:
    """Return the file of a version in this format and language; without a language, or in one it has not, the first.

    French comes first where there are both. One query.
    """
    documents = {row.language: row for row in version.documents.filter(format=format)}
    return documents.get(language) or documents.get(FRENCH) or next(iter(documents.values()), None)


def breadcrumb_of(report: ConsolidatedReport, *last: str) -> list[tuple[str, str]]:
    """Return the breadcrumb: the list, the report, then the words of this page."""
    start = [("Rapports consolidés", reverse("network:consolidated-list"))]
    if not last:
        return [*start, (str(report), "")]
    here = (str(report), reverse("network:consolidated-detail", args=[report.pk]))
    return [*start, here, *[(words, "") for words in last]]
