"""What a line of a draft becomes at every organism that would owe it: filled, or asked and why. Counts, few names."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from agreements.models import Deliverable
from organisms.models import Organism, User
from reporting.engine.figures import Ask, AskReason, Figure
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.engine.household_lines import COUNTING_HOUSEHOLDS
from reporting.engine.many_reports import evaluate_line
from reporting.engine.report_context import ReportContext, contexts_of
from reporting.form_editor.preview import unsaved_annual, unsaved_report
from reporting.models import Campaign, Line, Report, TemplateVersion
from services.households.totals import HOUSEHOLD_CODES

# Named where they are the exception: so many of them at most, and fewer than the others
MOST_NAMED = 3
FILLED, ASKED = "rempli", "demandé"
NO_PLACE = "l’entente ne nomme pas ce lieu"
WHY = {
    AskReason.DISTINCT: "pas encore déclaré",
    AskReason.BANDS: "dépenses hors des parts",
    AskReason.PARTNERS: "partenaires non nommés",
    AskReason.NO_RECORD: "aucune fiche",
    AskReason.NO_HOUSEHOLD: "aucun ménage",
    AskReason.OTHER_LINES: "d’après d’autres lignes",
    AskReason.SHARED: "entente partagée",
    AskReason.LESS_THAN_A_YEAR: "moins d’une année",
    AskReason.ASKED: "question",
}
HOUSEHOLDS = "Ce que les ménages comptent se lit dans l’aperçu, organisme par organisme."
COMPUTED = "Elle se calcule partout, dès que les lignes qu’elle lit ont leur réponse."
UNCOUNTED: dict[str, str] = {Line.Source.LINES: COMPUTED, Line.Source.HOUSEHOLDS: HOUSEHOLDS}
WORDED = "Elle se demande partout\u00a0: rien ne la remplit."


@dataclass(frozen=True)
class Part:
    """How many organisms a line becomes so at; `names`: which ones, where they are the exception."""

    what: str
    why: str
    number: int
    is_filled: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Everywhere:
    """`owing`: how many reports would hold the line, one an agreement or an organism; `note`: what is not counted."""

    owing: int
    parts: tuple[Part, ...] = ()
    note: str = ""


def line_everywhere(version: TemplateVersion, line: Line, user: User) -> Everywhere:
    """Return what a saved line would be in the newest report of every organism that owes it.

    The newest period that has begun, of each agreement or in the network's campaign. Some twelve statements, whatever
    the number of organisms.
    """
    form = read_form_spec(version)
    spec = form.by_key[line.key]
    reports = [report for report in _reports(version, user) if _is_asked(report, form, spec)]
    if not reports or not spec.is_number:
        return Everywhere(len(reports), note=WORDED if reports and spec.kind != Line.Kind.HEADING else "")
    if spec.source in UNCOUNTED:
        return Everywhere(len(reports), note=UNCOUNTED[spec.source])
    contexts = contexts_of(reports)
    evaluated = list(zip(contexts, evaluate_line(contexts, form, spec), strict=True))
    return Everywhere(len(reports), (*_numbers(evaluated, spec), *_axes(evaluated, spec)), _note(spec))


def _reports(version: TemplateVersion, user: User) -> list[Report]:
    """Return one report for each who would owe the form, never saved: three statements at most."""
    if not version.template.programme_id:
        campaign = Campaign.objects.first()
        members = Organism.objects.visible_to(user).members_on(timezone.localdate()).order_by("sort_name")
        return [unsaved_annual(version, campaign, organism) for organism in members] if campaign else []
    owed = Deliverable.objects.visible_to(user).filter(
        requirement__agreement__programme=version.template.programme_id,
        requirement__kind=version.template.kind,
        period__startswith__lte=timezone.localdate(),
        skipped_at__isnull=True,
    )
    newest = owed.order_by("requirement__agreement_id", "-period", "-pk").distinct("requirement__agreement_id")
    rows = newest.select_related("requirement__agreement__organism")
    return [unsaved_report(version, row) for row in rows]


def _is_asked(report: Report, form: FormSpec, line: LineSpec) -> bool:
    component = form.component_of(line.section)
    return report.kind == Report.Kind.FUNDER or component is None or component in report.components


def _numbers(evaluated: Sequence[tuple[ReportContext, Figure | Ask]], line: LineSpec) -> list[Part]:
    by_why: dict[str, list[str]] = defaultdict(list)
    for context, computed in evaluated:
        by_why[_why(context, line, computed)].append(context.report.organism.name)
    parts = [Part(f"Nombre {FILLED}", "", len(by_why.get("", [])), True, _named(by_why.get("", []), len(evaluated)))]
    asked = sorted((pair for pair in by_why.items() if pair[0]), key=lambda pair: (-len(pair[1]), pair[0]))
    return parts + [
        Part(f"Nombre {ASKED}", why, len(names), False, _named(names, len(evaluated))) for why, names in asked
    ]


def _why(context: ReportContext, line: LineSpec, computed: Figure | Ask) -> str:
    if isinstance(computed, Figure):
        return ""
    return NO_PLACE if context.places(line) is None else WHY[computed.reason]


def _axes(evaluated: Sequence[tuple[ReportContext, Figure | Ask]], line: LineSpec) -> list[Part]:
    """Of the numbers that fill themselves, where each breakdown is asked all the same."""
    figures = [(context, computed) for context, computed in evaluated if isinstance(computed, Figure)]
    parts = []
    for key, words in line.dimensions().items():
        names = [context.report.organism.name for context, figure in figures if key in figure.asked]
        if names:
            which = _named(names, len(figures))
            parts.append(Part(f"{words}, {ASKED}", "tranches à remplir", len(names), False, which))
    return parts


def _named(names: Sequence[str], among: int) -> tuple[str, ...]:
    unique = sorted(set(names))
    return tuple(unique) if 0 < len(unique) <= MOST_NAMED and len(names) * 2 < among else ()


def _note(line: LineSpec) -> str:
    counted = line.source in COUNTING_HOUSEHOLDS and set(line.codes) <= HOUSEHOLD_CODES
    return HOUSEHOLDS if counted and line.terms else ""
