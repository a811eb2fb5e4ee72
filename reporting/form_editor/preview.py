"""A line of a draft as it would stand in a real report today: its figure and its terms, or the question and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from agreements.models import Deliverable
from organisms.models import Component, Organism, User
from reporting.engine.bands import lies_inside
from reporting.engine.evaluate import evaluate_report, records_of_line
from reporting.engine.figures import Ask, AskReason, Figure
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import BandSpec, FormSpec, LineSpec
from reporting.engine.repetition import repeated_parts
from reporting.engine.report_context import context_of
from reporting.models import Campaign, Line, Report, TemplateVersion
from roriq_portal.formats.days import format_short_period
from roriq_portal.formats.numbers import format_number
from services.counting.activity_totals import Scope, counts

MOST_OFFERED, MOST_DIGITS = 200, 12
COMPUTED = "Elle se calcule d’après d’autres lignes du rapport."
WHY = {
    AskReason.DISTINCT: "Des personnes ou des familles distinctes ne se comptent pas d’après les fiches\u00a0: "
    "elles se déclarent, une fois pour la même période.",
    AskReason.BANDS: "Une dépense n’entre dans aucune des parts de la ligne.",
    AskReason.PARTNERS: "Des fiches ne nomment pas leurs partenaires\u00a0: il peut y en avoir d’autres.",
    AskReason.NO_RECORD: "Aucune fiche de cette période ne la compte\u00a0: l’absence n’est pas zéro.",
    AskReason.NO_HOUSEHOLD: "Aucun ménage de cette période n’y répond\u00a0: l’absence n’est pas zéro.",
    AskReason.OTHER_LINES: COMPUTED,
    AskReason.SHARED: "L’entente est partagée\u00a0: deux organismes peuvent nommer le même partenaire.",
    AskReason.LESS_THAN_A_YEAR: "Cette rétention se mesure sur une année entière.",
    AskReason.ASKED: "Rien de ce que le portail tient n’y répond.",
}
NO_PLACE = "L’entente ne nomme pas ce lieu\u00a0: on ne sait pas quoi compter."
TWO_PLACES = "L’entente nomme plusieurs lieux\u00a0: on ne déclare que pour un seul."
WORDED = "Une question\u00a0: elle se remplit à la main."


@dataclass(frozen=True)
class PreviewTerm:
    code: str
    value: str


@dataclass(frozen=True)
class PreviewBand:
    """`value` is empty where the band is a question."""

    words: str
    value: str


@dataclass(frozen=True)
class Preview:
    """`figure` is empty where the line is a question, `why` where nothing is asked."""

    line: LineSpec
    first: date
    last: date
    figure: str
    unit: str
    terms: list[PreviewTerm]
    records: int
    bands: list[PreviewBand]
    why: str


def preview_choices(version: TemplateVersion, user: User) -> list[tuple[str, str]]:
    """Return the reports that a form can be previewed with, as (key, words): what is owed, or a year of an organism."""
    if version.template.programme_id:
        return [(f"livrable-{row.pk}", _owed_words(row)) for row in _owed(version, user)[:MOST_OFFERED]]
    campaign = Campaign.objects.first()
    members = Organism.objects.visible_to(user).order_by("sort_name") if campaign else []
    return [(f"organisme-{row.pk}", f"{row.name}, {campaign}") for row in members]


def preview_report(version: TemplateVersion, user: User, chosen: str) -> Report | None:
    """Return the report of a choice, never saved; None of one that is not offered."""
    kind, _, number = chosen.partition("-")
    if not number.isdecimal() or len(number) > MOST_DIGITS:
        return None
    if kind == "livrable" and version.template.programme_id:
        row = _owed(version, user).filter(pk=int(number)).first()
        return unsaved_report(version, row) if row else None
    campaign = Campaign.objects.first()
    organism = Organism.objects.visible_to(user).filter(pk=int(number)).first()
    if kind != "organisme" or version.template.programme_id or campaign is None or organism is None:
        return None
    return unsaved_annual(version, campaign, organism)


def _owed(version: TemplateVersion, user: User) -> QuerySet[Deliverable]:
    template = version.template
    owed = Deliverable.objects.visible_to(user).filter(
        requirement__agreement__programme=template.programme_id, requirement__kind=template.kind
    )
    linked = owed.select_related("requirement__agreement__organism")
    return linked.order_by("requirement__agreement__organism__sort_name", "-period")


def _owed_words(row: Deliverable) -> str:
    agreement = row.requirement.agreement
    days = format_short_period(row.period.lower, row.last_day)
    return f"{agreement.organism.name}, {agreement.reference}, {days}"


def unsaved_report(version: TemplateVersion, deliverable: Deliverable) -> Report:
    """Return the report that would answer a deliverable on this version; nothing is written."""
    organism = deliverable.requirement.agreement.organism
    return Report(
        kind=Report.Kind.FUNDER,
        organism=organism,
        template_version=version,
        period=deliverable.period,
        deliverable=deliverable,
        region_id=organism.region_id,
        components=list(Component.values),
        due_on=deliverable.due_on,
    )


def unsaved_annual(version: TemplateVersion, campaign: Campaign, organism: Organism) -> Report:
    """Return the annual report of an organism in a campaign on this version; nothing is written."""
    return Report(
        kind=Report.Kind.ANNUAL,
        organism=organism,
        template_version=version,
        period=campaign.period,
        campaign=campaign,
        region_id=organism.region_id,
        components=organism.components,
        due_on=campaign.due_on,
    )


def preview_line(report: Report, line_key: str) -> Preview | None:
    """Return a line as the report would hold it now; None where the version has no such line. Writes nothing."""
    form = read_form_spec(report.template_version)
    line = form.by_key.get(line_key)
    if line is None:
        return None
    computed = evaluate_report(report, form).get(line_key)
    figure = computed if isinstance(computed, Figure) else None
    return Preview(
        line=line,
        first=report.period.lower,
        last=report.last_day,
        figure=_number(figure) if figure and not figure.least else "",
        unit=line.unit_plural if figure and (figure.value or 0) >= 2 else line.unit,
        terms=_terms(report, line),
        records=records_of_line(report, line).count(),
        bands=[PreviewBand(band.words, _band(figure, band.key)) for band in _parts(report, line)],
        why=_why(report, line, form, computed),
    )


def _parts(report: Report, line: LineSpec) -> Sequence[BandSpec]:
    """The bands of a line or, of a repeated one, what it is repeated for."""
    return repeated_parts(context_of(report), [line])[line.for_each] if line.for_each else line.bands


def _number(figure: Figure) -> str:
    if figure.value is None:
        return "n.\u00a0d."
    number = format_number(figure.value)
    return f"{number} / {format_number(figure.denominator)}" if figure.denominator is not None else number


def _band(figure: Figure | None, key: str) -> str:
    value = figure.bands.get(key) if figure else None
    return "" if value is None else format_number(Decimal(value))


def _terms(report: Report, line: LineSpec) -> list[PreviewTerm]:
    """What each indicator of a sum adds to it; none where there is one only."""
    scope = _scope(report, line)
    if scope is None or line.source != Line.Source.RECORDS or len(line.terms) < 2:
        return []
    results = counts(scope, sorted(set(line.codes)), with_parts=False)
    return [
        PreviewTerm(code, format_number(results[code].value) if code in results else "–")
        for code in dict.fromkeys(line.codes)
    ]


def _scope(report: Report, line: LineSpec) -> Scope | None:
    return context_of(report).scope(line)


def _why(report: Report, line: LineSpec, form: FormSpec, computed: Figure | Ask | None) -> str:
    if computed is None:
        return "" if line.kind == Line.Kind.HEADING else WORDED
    if isinstance(computed, Figure):
        return _why_bands(report, line, form, computed)
    context = context_of(report)
    places = context.places(line)
    if places is None:
        return NO_PLACE
    if line.source == Line.Source.DECLARED and max(map(len, places)) > 1:
        return TWO_PLACES
    return COMPUTED if line.source == Line.Source.LINES else WHY[computed.reason]


def _why_bands(report: Report, line: LineSpec, form: FormSpec, figure: Figure) -> str:
    """Name the recorded categories that no band of an asked axis holds whole."""
    if not figure.asked:
        return ""
    scope, ages = _scope(report, line), form.ages()
    results = counts(scope, line.codes) if scope and line.source == Line.Source.RECORDS else {}
    recorded = {pair: number for result in results.values() for pair, number in result.breakdown.items() if number}
    words = {(row.dimension, row.key): row.words for row in form.categories.values()}
    outside = [
        f"«\u00a0{words[dimension, key]}\u00a0» ({format_number(number)})"
        for (dimension, key), number in recorded.items()
        if dimension in figure.asked and sum(lies_inside(key, band, ages) for band in line.bands_of(dimension)) != 1
    ]
    axes = ", ".join(line.dimensions()[key] for key in sorted(figure.asked)).lower()
    if not outside:
        return f"Rien n’est ventilé selon cet axe ({axes})\u00a0: il est demandé."
    return f"Ses fiches portent {', '.join(outside)}. Une ventilation se remplit toute, ou se demande toute."
