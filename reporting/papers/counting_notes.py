"""What a paper says of how it counted: printed at its end, only what applies to it."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, gettext_noop

from organisms.models import IndicatorDefinition
from reporting.engine.form.reading import read_form_spec
from reporting.engine.line_sums import formula
from reporting.lines.presenters import LineView, SectionView
from reporting.models import Line, Report
from roriq_portal.formats.days import format_day
from roriq_portal.formats.language import said
from roriq_portal.formats.phrases import colon
from services.counting.masking import threshold_of
from services.masking.audiences import Audience

DISTINCT = (
    gettext_noop("Personnes et familles distinctes"),
    gettext_noop(
        "Chacune est comptée une fois dans la période. Ces nombres ne s’additionnent ni d’un mois à l’autre, "
        "ni d’un volet à l’autre."
    ),
)
CHARGED = (
    gettext_noop("Activités imputées"),
    gettext_noop(
        "Les chiffres tirés des activités comptent celles qui sont imputées à l’entente. "
        "Une activité peut l’être à plusieurs."
    ),
)
WHOLE = (
    gettext_noop("Tout l’organisme"),
    gettext_noop("Les chiffres tirés des activités comptent celles de tout l’organisme, chacune une fois."),
)
NAMED = (
    gettext_noop("Employeurs et partenaires distincts"),
    gettext_noop("Chacun est compté une fois, d’après les noms inscrits aux activités."),
)
BREAKDOWN = (
    gettext_noop("Ventilations"),
    gettext_noop(
        "Une ventilation peut être partielle\u00a0: le reste est dit non ventilé. Deux ventilations ne se croisent pas."
    ),
)
SEVERAL = (
    "Parts qui se recoupent",
    "Une activité imputée à plusieurs ententes compte dans la part de chacune, et une fois au total.",
)
PERIOD_TARGETS = (
    gettext_noop("Cibles de la période"),
    gettext_noop(
        "La période est mesurée à ce que l’entente donne pour elle, sinon à la part de l’année qu’elle dure, "
        "un taux à sa cible entière\u00a0; la cible de l’année est à côté."
    ),
)
ACCOUNTS = (
    gettext_noop("Sommes de l’entente"),
    gettext_noop(
        "Calculées d’après les dépenses payées et les contributions inscrites dans la période\u00a0; "
        "une correction dit son motif."
    ),
)
MASKS = (
    gettext_noop("Petits nombres"),
    gettext_noop("Les nombres de 1 à {} personnes sont masqués, et avec eux ceux qui permettraient de les retrouver."),
)
FROM_HOMES = gettext_noop("{}\u00a0: compté d’après les ménages depuis le {}, déclaré avant.")
READS_SO = gettext_noop("Depuis le {}, {} se lit ainsi\u00a0: {}.")
BREAK = gettext_noop("Bris de série")


def counting_notes(report: Report, sections: list[SectionView]) -> list[dict]:
    """Return the notes that apply: titles and texts, then the breaks of series of the period."""
    lines = [line for section in sections for line in section.lines]
    notes = [note for note, applies in _candidates(lines) if applies]
    notes = [(said(title), said(text)) for title, text in notes]
    if report.template_version.masks_small_counts:
        title, text = MASKS
        notes.append((said(title), said(text).format(threshold_of(Audience.FUNDER) - 1)))
    notes += [*_sums(report, lines), *_breaks(report, lines), *_new_sources(lines)]
    return [{"title": title, "text": text} for title, text in notes]


def _sums(report: Report, lines: list[LineView]) -> list[tuple[str, str]]:
    """How the lines computed from others are."""
    computed = [line for line in lines if line.figure and line.figure.origin.words]
    form_spec = read_form_spec(report.template_version) if computed else None
    return [
        (gettext("Ligne calculée"), f"{line.number or line.words}{colon()}{formula(line.line, form_spec)}.")
        for line in computed
        if form_spec
    ]


def _candidates(lines: list[LineView]) -> list[tuple[tuple[str, str], bool]]:
    records = [line.line for line in lines if line.line.source == Line.Source.RECORDS]
    return [
        (DISTINCT, any("distinct" in line.line.unit for line in lines)),
        (CHARGED, any(line.scope == Line.Scope.CHARGED for line in records)),
        (WHOLE, any(line.scope == Line.Scope.ORGANISM for line in records)),
        (SEVERAL, any(not line.parts_add and "distinct" not in line.unit for line in records)),
        (NAMED, any(line.line.source == Line.Source.PARTNERS for line in lines)),
        (PERIOD_TARGETS, any(line.target and line.target.of_year is not None for line in lines)),
        (ACCOUNTS, any(line.figure and line.line.source == Line.Source.AGREEMENTS for line in lines)),
        (BREAKDOWN, any(line.axes for line in lines)),
    ]


def _breaks(report: Report, lines: list[LineView]) -> list[tuple[str, str]]:
    """A definition that changed in the period, of an indicator the form asks: both readings, and a break in series."""
    codes = {code for line in lines for code in line.line.codes}
    older = IndicatorDefinition.objects.filter(indicator=OuterRef("indicator"), valid_from__lt=OuterRef("valid_from"))
    changed = IndicatorDefinition.objects.filter(
        Exists(older),
        indicator__code__in=codes,
        valid_from__gte=report.period.lower,
        valid_from__lt=report.period.upper,
    ).select_related("indicator")
    return [
        (said(BREAK), said(READS_SO).format(format_day(row.valid_from), row.indicator.code, row.words))
        for row in changed
    ]


def _new_sources(lines: list[LineView]) -> list[tuple[str, str]]:
    """Lines that households answer since a day: what was declared before and what is counted since are two series."""
    codes: dict[date, set[str]] = {}
    for line in lines:
        if line.figure and line.figure.origin.since:
            codes.setdefault(line.figure.origin.since, set()).update(line.line.codes)
    return [
        (said(BREAK), said(FROM_HOMES).format(", ".join(sorted(line_codes)), format_day(day)))
        for day, line_codes in codes.items()
    ]
