"""All the agreements of a programme in one sheet: who, until when, how much, targets and results."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.text import slugify

from agreements.models import Agreement, AgreementYear, Amendment, Deliverable, Programme, Target
from organisms.models import User
from organisms.names import sort_name
from reporting.models import Report
from reporting.monitoring.reported.issued_results import Issued, issued_results
from roriq_portal.files.spreadsheets import Cell
from roriq_portal.formats.numbers import round_number

FIRST = (
    "Organisme", "Région", "Référence", "Dossier du bailleur", "Titre", "Volet du programme", "Bailleurs", "Nature",
    "Début", "Fin",
    "Durée", "Signée le", "Montant total",
)  # fmt: skip
STATES = (
    "Avenants signés",
    "Rapports reçus",
    "Rapports en retard",
    "Rapports acceptés",
    "dont avec réserve",
    "Dernier rapport transmis, jusqu’au",
)


def agreements_of(user: User, programme: Programme) -> QuerySet[Agreement]:
    """Return the agreements of a programme a user reads: the network all, an agent those of their funder or office."""
    seen = Agreement.objects.visible_to(user) if user.is_network else Agreement.objects.signed_by_seats_of(user)
    return seen.filter(programme=programme)


def read_programme_rows(user: User, programme: Programme, today) -> tuple[list[str], list[list[Cell]]]:
    """Return the head and the rows of the sheet, one row an agreement. Eight queries, whatever their number.

    Targets and results stand side by side, by indicator, as in the last issued report; where none was issued,
    the targets are those of the year that runs.
    """
    ids = agreements_of(user, programme).order_by().values("pk")
    linked = ("organism__region", "stream")
    rows = Agreement.objects.filter(pk__in=ids).select_related(*linked).prefetch_related("signatures__funder")
    of_them = {"agreement__in": ids}
    deliverables = Deliverable.objects.filter(requirement__agreement__in=ids).select_related("requirement", "report")
    agreements = list(rows.order_by("organism__sort_name", "reference"))
    tables = {
        "agreements": agreements,
        "years": list(AgreementYear.objects.filter(**of_them).order_by("agreement", "number")),
        "targets": list(Target.objects.filter(year__agreement__in=ids).select_related("indicator", "year")),
        "amendments": list(Amendment.objects.filter(**of_them, signed_at__isnull=False).order_by()),
        "deliverables": list(deliverables),
    }
    issued = issued_results(user, [agreement.pk for agreement in agreements])
    return _ProgrammeSheet(tables, issued, today).sheet()


class _ProgrammeSheet:
    """The rows of a programme's agreements, gathered by agreement."""

    def __init__(self, tables: dict, issued: list[Issued], today):
        self.today, self.agreements = today, tables["agreements"]
        self.years = _by(tables["years"], lambda row: row.agreement_id)
        self.targets = _by(tables["targets"], lambda row: row.year.agreement_id)
        self.amendments = _by(tables["amendments"], lambda row: row.agreement_id)
        self.deliverables = _by(tables["deliverables"], lambda row: row.requirement.agreement_id)
        self.issued = _by(issued, lambda row: row.agreement_id)
        figures = [pair for report in issued for pair in report.results.items()]
        codes = {target.indicator.code for target in tables["targets"]}
        self.codes = sorted(codes | {code for code, figure in figures if figure.target is not None})
        self.ratios = {target.indicator.code for target in tables["targets"] if target.indicator.is_ratio}
        self.ratios |= {code for code, figure in figures if figure.denominator}
        self.most_years = max((len(years) for years in self.years.values()), default=0)

    def sheet(self) -> tuple[list[str], list[list[Cell]]]:
        years = [f"An {number}" for number in range(1, self.most_years + 1)]
        results = [words for code in self.codes for words in self._heads(code)]
        return [*FIRST, *years, *STATES, *results], [self._row(agreement) for agreement in self.agreements]

    def _row(self, agreement: Agreement) -> list[Cell]:
        years = self.years.get(agreement.pk, [])
        amounts: list[Cell] = [year.amount for year in years]
        issued = self.issued.get(agreement.pk, [])
        return [
            *_identity(agreement),
            sum((year.amount for year in years), Decimal(0)),
            *amounts, *[None] * (self.most_years - len(years)),
            *self._states(agreement, issued),
            *(cell for code in self.codes for cell in self._results(agreement.pk, code, issued)),
        ]  # fmt: skip

    def _states(self, agreement: Agreement, issued: list[Issued]) -> list[Cell]:
        deliverables = self.deliverables.get(agreement.pk, [])
        received = [row for row in deliverables if row.done_on]
        late = [row for row in deliverables if row.is_late_on(self.today)]
        reports = [row.report for row in received if not row.handed_on]
        accepted = sum(1 for report in reports if report.is_accepted)
        reserved = sum(1 for report in reports if report.state == Report.State.RESERVED)
        last_day = issued[-1].last_day if issued else None
        return [len(self.amendments.get(agreement.pk, [])), len(received), len(late), accepted, reserved, last_day]

    def _heads(self, code: str) -> list[str]:
        """A ratio has its rate in per cent and its two terms."""
        unit = ", %" if code in self.ratios else ""
        terms = [f"{code}, numérateur", f"{code}, dénominateur"] if code in self.ratios else []
        return [f"{code}, cible{unit}", f"{code}, résultat transmis{unit}", *terms]

    def _results(self, agreement_id: int, code: str, issued: list[Issued]) -> list[Cell]:
        figure = next((row.results[code] for row in reversed(issued) if code in row.results), None)
        if figure is None:
            cells: list[Cell] = [self._promised(agreement_id, code), None]
        else:
            cells = [_to_the_cent(figure.target), figure.number]
        terms = [figure.numerator, figure.denominator] if figure else [None, None]
        return [*cells, *(terms if code in self.ratios else [])]

    def _promised(self, agreement_id: int, code: str) -> Decimal | None:
        wanted = [row for row in self.targets.get(agreement_id, []) if row.indicator.code == code]
        return next((row.value for row in wanted if self.today in row.year.during), None)


def _to_the_cent(target: Decimal | None) -> Decimal | None:
    """The share of a year's target may have more decimals than a person reads."""
    return target if target is None or target == (short := round_number(target, 2)) else short


def _identity(agreement: Agreement) -> list[Cell]:
    signed = sorted(agreement.signatures.all(), key=lambda row: (not row.is_lead, row.funder.sort_name))
    return [
        agreement.organism.name, agreement.organism.region.name, agreement.reference, agreement.funder_reference,
        agreement.title, agreement.stream.name if agreement.stream else "",
        ", ".join(row.funder.name for row in signed), agreement.get_kind_display(), agreement.starts_on,
        agreement.last_day, agreement.term_words, agreement.signed_on,
    ]  # fmt: skip


def _by(rows: Iterable, key) -> dict[int, list]:
    groups: dict[int, list] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def workbook_name(programme: Programme) -> str:
    """Return the stem of the file: plain letters only."""
    return "ententes-" + (slugify(sort_name(programme.name))[:60] or str(programme.pk))
