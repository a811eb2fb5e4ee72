"""The lines of number that the annual reports of some years ask, each with the indicator that it is. Queries only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.models import Line, Report, Term
from roriq_portal.fiscal_year import state_year_start

NUMBERS = (Line.Kind.FIGURE, Line.Kind.RATIO)


@dataclass(frozen=True)
class AskedLine:
    """A line of number of a form. `number`: as it is printed; `code`: the indicator that it counts whole, and alone."""

    version_id: int
    key: str
    number: str
    component: int
    code: str = ""


def year_range(year: int) -> DateRange:
    return DateRange(state_year_start(year), state_year_start(year + 1))


def read_asked_lines(years: Iterable[int]) -> list[AskedLine]:
    """Return the lines of the forms in which the annual reports of these State years are filled, the newest form first,
    each in its order. One query.
    """
    reports = Report.objects.annual().filter(period__in=[year_range(year) for year in years])
    rows = Line.objects.filter(
        version__in=reports.order_by().values("template_version"), kind__in=NUMBERS, section__component__isnull=False
    )
    own = ("pk", "version", "key", "number", "section__component")
    terms = ("terms__part", "terms__indicator__code", "terms__categories")
    return lines_of(rows.order_by("-version__number", "order").values_list(*own, *terms))


def lines_of(rows: Iterable[tuple]) -> list[AskedLine]:
    """Return the line of each key, from a row for each category of each of its terms."""
    lines: dict[int, tuple[int, str, str, int]] = {}
    codes: dict[int, list[str]] = {}
    for pk, version, key, number, component, part, code, category in rows:
        lines[pk] = version, key, number or key.upper().replace("-", "."), component
        codes.setdefault(pk, []).append("" if category or part in Term.SHARE_PARTS else code or "")
    return [AskedLine(*line, code=codes[pk][0] if len(codes[pk]) == 1 else "") for pk, line in lines.items()]
