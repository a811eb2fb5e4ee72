"""What a line is asked for each of: agreements, components, MRCs, services, funders; one part each."""

from collections.abc import Callable, Iterable

from agreements.models import Funder
from organisms.models import Component, Mrc
from reporting.engine.form.spec import BandSpec, LineSpec
from reporting.engine.report_context import ReportContext
from reporting.models import Line
from services.models import Service

Parts = tuple[BandSpec, ...]


def repeated_parts(context: ReportContext, lines: Iterable[LineSpec]) -> dict[str, Parts]:
    """Return, by repetition that these lines use, their parts; one query each, none without any.

    Each has a key of its own, which is the same in the next report.
    """
    asked = dict.fromkeys(line.for_each for line in lines if line.for_each)
    return {name: tuple(READERS[name](context)) for name in asked}


def agreement_key(agreement_id: int) -> str:
    return f"agreement-{agreement_id}"


def _agreements(context: ReportContext) -> Iterable[BandSpec]:
    report = context.report
    running = report.organism.agreements.running_in(report.period.lower, report.period.upper)
    rows = [context.agreement] if context.agreement else running.order_by("reference")
    return [BandSpec(agreement_key(row.pk), f"{row.reference}, {row.title}") for row in rows]


def _components(context: ReportContext) -> Iterable[BandSpec]:
    return [BandSpec(f"component-{number}", Component(number).label) for number in sorted(context.report.components)]


def _mrcs(context: ReportContext) -> Iterable[BandSpec]:
    rows = Mrc.objects.filter(pk__in=context.mrc_ids).order_by("sort_name")
    return [BandSpec(f"mrc-{row.code}", row.name) for row in rows]


def _services(context: ReportContext) -> Iterable[BandSpec]:
    """The services that the organism offered on a day of the period, whatever the place."""
    offered = {"offerings__organism": context.report.organism_id, "offerings__during__overlap": context.report.period}
    rows = Service.objects.filter(**offered).distinct().order_by("pk")
    return [BandSpec(f"service-{row.pk}", str(row)) for row in rows]


def _funders(context: ReportContext) -> Iterable[BandSpec]:
    """The funders that signed an agreement of the organism that runs in the period."""
    report = context.report
    running = report.organism.agreements.running_in(report.period.lower, report.period.upper)
    rows = Funder.objects.filter(signatures__agreement__in=running).distinct().order_by("sort_name")
    return [BandSpec(f"funder-{row.pk}", row.name) for row in rows]


READERS: dict[str, Callable[[ReportContext], Iterable[BandSpec]]] = {
    Line.Repetition.AGREEMENT: _agreements,
    Line.Repetition.COMPONENT: _components,
    Line.Repetition.MRC: _mrcs,
    Line.Repetition.SERVICE: _services,
    Line.Repetition.FUNDER: _funders,
}
