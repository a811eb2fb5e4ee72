"""The content of a consolidated paper: plain values, from frozen versions alone; read by the page, the PDF, the XLSX.

That of a programme whose form is in English has under `english` what reads otherwise in it, as funders' papers do.

`organisms`: the exact versions that count; a figure's `cells` stand in their order. `missing`: who is not in it, why.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from network.common_statement.adoption import head_of_papers
from network.consolidation.figures.comparison import (
    ALL_WORK,
    Aim,
    aim_of,
    breaks_between,
    changes_of_meaning,
    compared,
    joint_targets_words,
    targets_of_agreements,
    targets_of_reports,
)
from network.consolidation.figures.lines import Book, ConsolidatedLine, read_book
from network.consolidation.figures.sources import (
    Missing,
    Scope,
    Source,
    missing_from,
    not_asked_words,
    other_periods,
    pivot_of,
    regions_without_pivot,
    reports_of,
    shared_activities,
    sources_of,
    year_earlier,
)
from network.models import ConsolidatedReport, ConsolidatedVersion
from organisms.models import Component, User
from reporting.models import Line
from reporting.papers.languages import ASKED, FRENCH_ALONE, Languages, languages_of_form, with_english
from roriq_portal.formats.days import format_day, format_moment, format_period
from roriq_portal.formats.language import ENGLISH, in_language, is_english, said
from roriq_portal.formats.numbers import plain
from roriq_portal.formats.phrases import agree, counted, of_place

SCHEMA = 1
KINDS = {
    Scope.REGION: "Rapport consolidé de la région",
    Scope.NETWORK: "Rapport consolidé du réseau",
    Scope.PROGRAMME: gettext_noop("Rapport consolidé au bailleur de fonds"),
}
NOBODY = gettext_noop("Aucun rapport de cette période n’est réglé\u00a0: rien ne se consolide encore.")


@dataclass(frozen=True)
class Issue:
    """Which version a content is; of one that is still prepared, nothing."""

    number: int = 0
    reason: str = ""
    now: datetime | None = None
    code: str = ""
    before: ConsolidatedVersion | None = None
    by: User | None = None


@dataclass(frozen=True)
class Built:
    """A content, and the sources that it counts, in its order."""

    content: dict[str, Any]
    sources: list[Source] = field(default_factory=list)


def build(whole: ConsolidatedReport, issue: Issue | None = None) -> Built:
    """Return the content of a consolidated report as its reports stand now, with the versions it counts.

    About twenty queries, as many for three organisms as for a hundred.
    """
    read = _Read.of(whole)
    languages, issue = _languages(whole, read.sources), issue or Issue()
    content = _content(whole, issue, read)
    if languages != FRENCH_ALONE:
        with in_language(ENGLISH):
            content = with_english(content, _content(whole, issue, read), languages)
    return Built(content, read.sources)


@dataclass(frozen=True)
class _Read:
    """The versions of a period and of the year before, read once; `shares`: whether two of them count an activity."""

    sources: list[Source]
    then_sources: list[Source]
    shares: bool
    then_shares: bool

    @classmethod
    def of(cls, whole: ConsolidatedReport) -> "_Read":
        sources, then_sources = sources_of(whole), sources_of(year_earlier(whole))
        shares = [_may_share(whole) and shared_activities(rows) for rows in (sources, then_sources)]
        return cls(sources, then_sources, *shares)


def _languages(whole: ConsolidatedReport, sources: list[Source]) -> Languages:
    """Those of the newest form of a programme that was filled in. A region's and the network's are in French."""
    newest = max((source.form for source in sources), key=lambda form: form.number, default=None)
    return languages_of_form(newest) if newest and whole.scope == Scope.PROGRAMME else FRENCH_ALONE


def _content(whole: ConsolidatedReport, issue: Issue, read: _Read) -> dict[str, Any]:
    """Return what a consolidated report says in the language of now."""
    book = read_book(read.sources, shares_activities=read.shares)
    then = read_book(read.then_sources, shares_activities=read.then_shares)
    breaks, missing = breaks_between(book, then), missing_from(whole)
    sections = _sections(whole, book, then, breaks)
    return {
        "schema": SCHEMA,
        "scope": whole.scope,
        "audience": ConsolidatedVersion.Audience.NETWORK.value,
        "title": whole.title,
        "kind_words": gettext(KINDS[Scope(whole.scope)]),
        "author": _author(whole),
        "period": {
            "start": whole.period.lower.isoformat(),
            "end": whole.last_day.isoformat(),
            "words": format_period(whole.period.lower, whole.last_day),
        },
        "period_short": whole.period_short,
        "before_short": year_earlier(whole).period_short if then.sources else "",
        "statement": head_of_papers(whole.region),
        "organisms": [_organism(source) for source in read.sources],
        "missing": [{"name": row.name, "region": row.region, "why": row.why} for row in missing],
        "breaks": breaks,
        "notes": [*_notes(whole, book, missing), *_target_notes(whole, sections)],
        "joint": joint_targets_words(whole, book) if whole.scope != Scope.PROGRAMME else "",
        "sections": sections,
        "words": _words(whole),
        "version": _version(issue),
        "signatures": _signatures(whole, issue),
    }


def _may_share(whole: ConsolidatedReport) -> bool:
    """Only reports of agreements can count one activity twice: that of an organism counts what is its own."""
    return whole.scope == Scope.PROGRAMME


def _author(whole: ConsolidatedReport) -> str:
    pivot = pivot_of(whole.region)
    return pivot.name if pivot else gettext("Réseau")


def _organism(source: Source) -> dict:
    return {
        "name": source.name,
        "region": source.region,
        "number": source.number,
        "report": source.report_id,
        "version": source.version_number,
        "as_of_words": format_day(source.as_of),
        "sha256": source.sha256,
        "form": source.form.number,
    }


def _notes(whole: ConsolidatedReport, book: Book, missing: list[Missing]) -> list[str]:
    """What every reader must know before the figures: no reports, no pivot, another period."""
    notes = [] if book.sources else _nothing_counted(whole, missing)
    if whole.region and pivot_of(whole.region) is None:
        notes.append(f"Aucun organisme n’est le pivot {of_place(whole.region.name)}\u00a0: le réseau la consolide.")
    if whole.scope == Scope.NETWORK:
        orphans = regions_without_pivot({source.region for source in book.sources} | {row.region for row in missing})
        notes += [f"Sans organisme-pivot\u00a0: {', '.join(orphans)}."] if orphans else []
    periods = other_periods(whole)
    if periods:
        notes.append(
            f"Des rapports approuvés portent sur une autre période, qui coupe celle-ci ({', '.join(periods)})\u00a0: "
            "ils ne sont pas comptés."
        )
    return notes


def _target_notes(whole: ConsolidatedReport, sections: list[dict]) -> list[str]:
    """What a target measures, where annual reports stand beside those of agreements; nothing without any target."""
    if whole.scope == Scope.PROGRAMME:
        return []
    has_target = any(figure["target"] for section in sections for figure in section["figures"])
    return [ALL_WORK] if has_target else []


def _nothing_counted(whole: ConsolidatedReport, missing: list[Missing]) -> list[str]:
    """Why nothing is counted: no report is settled, or none was asked for (said in the lead when nobody is missing)."""
    if reports_of(whole).exists():
        return [gettext(NOBODY)]
    return [not_asked_words(whole.scope)] if missing else []


def _sections(whole: ConsolidatedReport, book: Book, then: Book, breaks: list[str]) -> list[dict]:
    """The sections that hold a number of somebody, in the order of the form."""
    of_reports = whole.scope == Scope.PROGRAMME
    targets = targets_of_reports(book) if of_reports else targets_of_agreements(whole, book)
    meanings = changes_of_meaning(whole, book)
    rows: dict[str, list[dict]] = {}
    for key, line in book.lines.items():
        aim, before = aim_of(line, targets.get(key, [])), compared(line, then, breaks, meanings.get(key, []))
        rows.setdefault(line.line.section, []).append(
            {
                "line_key": key,
                "key": line.key,
                "words": line.words,
                "unit": "" if line.line.kind == Line.Kind.RATIO else said(line.line.unit),
                "cells": [{"state": c.state, "text": c.text, "number": plain(c.number)} for c in line.cells],
                "total": _total(line),
                "before": {"text": before.text, "number": plain(before.number)} if before else None,
                "difference": (before.difference or before.break_words) if before else "",
                "target": _target(aim) if aim else None,
                "rate": aim.rate if aim else "",
                "short": aim.is_short if aim else False,
                "breaks": meanings.get(key, []),
            }
        )
    return [
        {"key": key, "title": title, "component": component, "figures": rows[key]}
        for key, title, component in book.sections
        if key in rows
    ]


def _total(line: ConsolidatedLine) -> dict:
    total = line.total
    return {"text": total.text, "number": plain(total.number), "why": total.why, "left_out": total.left_out}


def _target(aim: Aim) -> dict:
    return {"text": aim.text, "number": plain(aim.number), "partial": aim.partial}


def _words(whole: ConsolidatedReport) -> list[dict]:
    """The words of the pivot or of the network: of the whole first, then by component."""
    if not whole.pk:
        return []
    written = {row.component: row.text for row in whole.words.all() if row.text.strip()}
    titles: dict[int | None, str] = {None: gettext_noop("L’ensemble"), **dict(Component.choices)}
    return [
        {"component": component, "title": gettext(title), "text": written[component]}
        for component, title in titles.items()
        if component in written
    ]


def _version(issue: Issue) -> dict:
    before = issue.before
    return {
        "number": issue.number,
        "as_of": issue.now.isoformat() if issue.now else "",
        "as_of_words": format_moment(issue.now) if issue.now else "",
        "reason": issue.reason,
        "replaces": gettext("version {} du {}").format(before.number, format_day(before.as_of)) if before else "",
        "code": issue.code,
        "verify_url": verify_url(issue.code) if issue.code else "",
    }


def verify_url(code: str) -> str:
    """Return the public address where anybody can check that a consolidated paper is genuine, in its language."""
    address = f"{settings.SITE_URL}{reverse('network:consolidated-verify', args=[code])}"
    return f"{address}?{ASKED}={ENGLISH}" if is_english() else address


def _signatures(whole: ConsolidatedReport, issue: Issue) -> list[dict]:
    if issue.by is None:
        return []
    now = issue.now or timezone.now()
    act = gettext("Consolidé et figé")
    return [{"act": act, "person": issue.by.name, "role": _author(whole), "when": format_moment(now)}]


def lead_words(content: dict) -> str:
    """« 8 rapports comptés, 2 manquent »; of a period that nobody had a report for, that."""
    there, gone = len(content["organisms"]), len(content["missing"])
    if not there and not gone:
        return not_asked_words(content["scope"])
    reports = counted(there, gettext_noop("rapport"), gettext_noop("rapports"))
    words = f"{reports} {agree(there, gettext_noop('compté'), gettext_noop('comptés'))}"
    if not gone:
        return f"{words}, {gettext('personne ne manque')}."
    return f"{words}, {gone} {agree(gone, gettext_noop('manque'), gettext_noop('manquent'))}."
