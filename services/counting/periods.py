"""The days that a page of results counts: a month, a year of the State, civil or of an agreement, or two days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django import forms

from agreements.models import AgreementYear
from organisms.form_controls import choice_field
from roriq_portal.fiscal_year import format_state_year, state_year_of, state_year_start
from roriq_portal.formats.days import format_month, format_period
from roriq_portal.formats.phrases import capital
from services.forms.fields import DayField

YEARS, MONTHS = 5, 13
LONGEST_DAYS = 3660


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included. `key` is its address, empty for two days that were typed.

    `lived`: the last day that was lived, when it still runs and is compared with as many days of the period before.
    `is_unequal`: it still runs and stands beside a whole one, with which nothing is compared.
    """

    key: str
    words: str
    start: date
    end: date
    lived: date | None = field(default=None, compare=False)
    is_unequal: bool = field(default=False, compare=False)

    @property
    def query(self) -> str:
        return f"periode={self.key}" if self.key else f"du={self.start.isoformat()}&au={self.end.isoformat()}"

    @property
    def months(self) -> int:
        """Return how many months it holds; 0 when it cuts one."""
        after = self.end + timedelta(days=1)
        whole = self.start.day == after.day == 1
        return (after.year - self.start.year) * 12 + after.month - self.start.month if whole else 0

    @property
    def before(self) -> "Period":
        """Return the period of the same length just before: the month before, the year before, as many days before.

        Of a period that still runs, only up to the same day: half a year beside a whole one says nothing.
        """
        first = _back(self.start, self.end)
        last = self.start - timedelta(days=1)
        if self.lived:
            last = min(last, _moved(self.lived, self.start, first))
        return Period("", format_period(first, last), first, last)


def _back(start: date, end: date) -> date:
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if after.day != start.day or start.day > 28:
        return start - timedelta(days=(after - start).days)
    return _first_of(start, -months).replace(day=start.day)


def _moved(day: date, start: date, first: date) -> date:
    """Return the day that lies in the period before as `day` does in this one: 29 February as the 28th."""
    if start.day != first.day:
        return day - (start - first)
    month = _first_of(day, -((start.year - first.year) * 12 + start.month - first.month))
    return min(month + timedelta(days=day.day - 1), _first_of(month, 1) - timedelta(days=1))


def _first_of(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def period_of_state_year(year: int) -> Period:
    words = f"Année de l’État {format_state_year(year)}"
    return _made(f"etat-{year}", words, state_year_start(year), state_year_start(year + 1))


def _made(key: str, words: str, start: date, end: date) -> Period:
    return Period(key, words, start, end - timedelta(days=1))


def offered(
    today: date, years: Sequence[AgreementYear] = (), *, whole: bool = False, since: date | None = None
) -> list[tuple[str, list[Period]]]:
    """Return the periods to choose among, by group, the nearest first; `years`: those of the agreement shown.

    `since`: a day of the first year offered, when it is farther than the usual ones: that of the first record.
    `whole`: totals over organisms, by State year only: two periods that differ by months would reveal small counts.
    """
    now, first = state_year_of(today), since or today
    of_state = [period_of_state_year(year) for year in _back_to(state_year_of(first), now)]
    civil = [] if whole else _back_to(first.year, today.year)
    of_civil = [_made(f"civile-{y}", f"Année civile {y}", date(y, 1, 1), date(y + 1, 1, 1)) for y in civil]
    firsts = [_first_of(today, -back) for back in range(0 if whole else MONTHS)]
    of_month = [_made(f"mois-{day:%Y-%m}", capital(format_month(day)), day, _first_of(day, 1)) for day in firsts]
    own = [_made(f"an-{y.number}", f"An {y.number} de l’entente", y.during.lower, y.during.upper) for y in years]
    groups = [("Entente", own), ("Année de l’État", of_state), ("Année civile", of_civil), ("Mois", of_month)]
    return [(words, periods) for words, periods in groups if periods]


def _back_to(first: int, last: int) -> list[int]:
    """Return the years from the last down to the first, never fewer than the usual ones."""
    return list(range(last, min(first, last - YEARS + 1) - 1, -1))


def _two_days(fields: Mapping[str, forms.Field], typed: Mapping[str, str]) -> tuple[date, date] | None:
    """Return the days of a period, in order; None when they cannot be read as one."""
    try:
        first, last = (field.clean(typed[name]) for name, field in fields.items())
    except forms.ValidationError:
        return None
    return (first, last) if first and last and first <= last else None


class PeriodForm(forms.Form):
    """Two typed days rule over the list; what cannot be read leaves the choice of the list, and says so.

    Of totals over organisms, which are read by State year, the year that holds the first of two typed days is shown,
    and `replaced` says why.
    """

    periode = forms.ChoiceField(
        label="Période",
        required=False,
        error_messages={"invalid_choice": "Choisissez une période de la liste."},
    )
    du = DayField(label="Ou du", required=False)
    au = DayField(label="Au", required=False)

    def __init__(
        self,
        *args,
        today: date,
        years: Sequence[AgreementYear] = (),
        whole: bool = False,
        since: date | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        groups = offered(today, years, whole=whole, since=since)
        self.known = {period.key: period for _, periods in groups for period in periods}
        self.today, self.years, self.whole = today, years, whole
        choice = choice_field(self, "periode")
        choice.choices = [(words, [(period.key, period.words) for period in periods]) for words, periods in groups]
        choice.widget.attrs["class"] = "form-select"
        choice.initial = self._usual().key
        self.replaced = ""
        if whole:
            self._take_typed_days()

    def _take_typed_days(self) -> None:
        """Put the State year of two typed days in their place, and say so beside the list."""
        fields = {name: self.fields.pop(name) for name in ("du", "au")}
        typed = {name: self.data.get(self.add_prefix(name), "") for name in fields}
        if not any(words.strip() for words in typed.values()):
            return
        days = _two_days(fields, typed)
        year = self.known.get(period_of_state_year(state_year_of(days[0])).key) if days else None
        shown = year or self._usual()
        self.data = {**dict(self.data.items()), self.add_prefix("periode"): shown.key}
        if days == (shown.start, shown.end):
            return
        asked = f"du {format_period(*days)}" if days else "les jours demandés, qui ne se lisent pas"
        self.replaced = (
            f"Un total d’organismes se lit par exercice\u00a0: celui du {format_period(shown.start, shown.end)} est "
            f"montré, et non {asked}. La différence de périodes qui se chevauchent serait un petit nombre."
        )
        self.fields["periode"].help_text = self.replaced

    def clean(self):
        super().clean()
        data = self.cleaned_data
        first, last = data.get("du"), data.get("au")
        if bool(first) != bool(last) and not self.errors.keys() & {"du", "au"}:
            self.add_error("au" if first else "du", "Donnez les deux jours, ou aucun.")
        elif first and last and last < first:
            self.add_error("au", "Ce jour vient avant «\u00a0du\u00a0».")
        elif first and last and (last - first).days > LONGEST_DAYS:
            self.add_error("au", "Dix ans au plus.")
        return data

    @property
    def is_as_asked(self) -> bool:
        """Whether the period is the one that was asked, or nothing was: a file of another one would deceive."""
        return not self.replaced and (not self.is_bound or self.is_valid())

    @property
    def period(self) -> Period:
        # Of a form that is refused, only what could be read
        data = self.cleaned_data if self.is_bound and self.errors is not None else {}
        first, last = data.get("du"), data.get("au")
        typed = Period("", format_period(first, last), first, last) if first and last else None
        period = typed or self.known.get(data.get("periode") or "", self._usual())
        if not period.start <= self.today < period.end:
            return period
        # Totals over organisms are by State year only: days that move each morning would reveal small counts
        return replace(period, is_unequal=True) if self.whole else replace(period, lived=self.today)

    def _usual(self) -> Period:
        """The year that runs: the agreement's own, else the State's."""
        running = [f"an-{year.number}" for year in self.years if self.today in year.during]
        last = [f"an-{year.number}" for year in self.years][-1:]
        return self.known[(running or last or [period_of_state_year(state_year_of(self.today)).key])[0]]
