"""Is a consolidated paper genuine and current? Answers with names, dates and hashes; never a figure."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from network.consolidation.outdated import moved_since
from network.consolidation.steps import cancelled_numbers
from network.models import ConsolidatedVersion
from reporting.funder_reports.verification.verdicts import LOOKALIKES, plain_code
from reporting.papers.languages import Languages, content_in, language_among, languages_of
from roriq_portal.formats.language import current_language, in_language

MOVED = gettext_noop(
    "C’est la dernière version, mais un rapport qu’elle compte a bougé depuis\u00a0: une autre viendra."
)


@dataclass(frozen=True)
class Verdict:
    """`standing`: what the paper is worth today, in a sentence.

    `languages`: those of its papers; `language`: that of these words.
    """

    title: str
    author: str
    period: str
    number: int
    as_of: datetime
    sha256: str
    files: tuple[tuple[str, str], ...]
    standing: str
    is_in_force: bool
    languages: Languages
    language: str


def verify_consolidated(typed: str, language: str = "") -> Verdict | None:
    """Find the consolidated version that bears this code, and say what it is worth today.

    In the language that is asked for where its papers have it, else in their first.
    """
    version = version_of(typed)
    if version is None:
        return None
    content = json.loads(version.content)
    chosen = language_among(languages_of(content), language)
    with in_language(chosen):
        return _verdict(version, content_in(content, chosen))


def _verdict(version: ConsolidatedVersion, content: dict) -> Verdict:
    standing, is_in_force = _standing(version)
    return Verdict(
        title=content["title"],
        author=content["author"],
        period=content["period"]["words"],
        number=version.number,
        as_of=_frozen_at(version, content),
        sha256=version.sha256,
        files=tuple((row.words, row.sha256) for row in version.documents.order_by("-language", "format")),
        standing=standing,
        is_in_force=is_in_force,
        languages=languages_of(content),
        language=current_language(),
    )


def _frozen_at(version: ConsolidatedVersion, content: dict) -> datetime:
    """Return the moment of its numbers, which its paper says: a published version is some time after it."""
    moment = content["version"]["as_of"]
    return datetime.fromisoformat(moment) if moment else version.as_of


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
        return gettext("Cette version a été annulée le jour où elle a été figée\u00a0: elle ne vaut pas."), False
    if version.number < newest:
        return gettext("Remplacée par la version {}.").format(newest), False
    if version.audience == ConsolidatedVersion.Audience.FUNDERS and report.published_id != version.pk:
        return gettext("Le réseau l’a retirée des pages des bailleurs."), False
    if report.current and moved_since(report, report.current):
        return gettext(MOVED), False
    return gettext("C’est la version en vigueur."), True
