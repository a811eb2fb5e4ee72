"""What a portrait shows: a State year, a component, a region; and what single sections ask beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms

from network.barometer.windows import Windows, last_ended, windows_until
from organisms.form_controls import choice_field, dress
from organisms.models import Component, Region
from roriq_portal.fiscal_year import format_state_year, state_year_of
from roriq_portal.formats.days import format_day

YEARS_OFFERED = 10
EVERY_COMPONENT, EVERY_REGION = "Les cinq", "Les 17"
# Short names of the components, as the list offers them
COMPONENTS = {
    Component.RECRUITMENT: "Recrutement",
    Component.EMPLOYMENT: "Insertion en emploi",
    Component.EMPLOYERS: "Employeurs",
    Component.SETTLEMENT: "Accueil et intégration",
    Component.DEVELOPMENT: "Développement",
}
OWN = ("annee", "volet", "region")
# As long as the longest key of a line, which an address of a funder's portrait may name
LONGEST_CHOICE = 40


def last_finished(today: date) -> date:
    """Return the last day of the month before this one."""
    return today.replace(day=1) - timedelta(days=1)


def month_end(day: date) -> date:
    """Return the last day of the month of a day."""
    return last_finished(day.replace(day=28) + timedelta(days=4))


@dataclass(frozen=True)
class Filters:
    """A State year; a component and a region, None for all of them. `usual_year`: what an address without a year shows.

    `choices`: what sections ask beside these, by the name of its field, as it came: nothing of it is checked.
    """

    year: int
    usual_year: int
    today: date
    component: int | None = None
    region: Region | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def windows(self) -> Windows:
        """The five State years that end with the one chosen, and what it is compared with.

        A year that runs is counted up to its last finished month, beside the same months of the year before: days that
        move each morning would tell small counts by their difference.
        """
        if not self.is_running:
            return windows_until(self.year, self.today)
        windows = windows_until(self.year, last_finished(self.today))
        before = replace(windows.before, last=month_end(windows.before.last))  # 29 February is of its month
        return replace(windows, before=before)

    @property
    def year_words(self) -> str:
        return format_state_year(self.year)

    @property
    def before_words(self) -> str:
        """What it is compared with: « 2024-2025 », « 2025-2026, mêmes mois »."""
        words = format_state_year(self.year - 1)
        return f"{words}, mêmes mois" if self.is_running else words

    @property
    def until_words(self) -> str:
        """The last day that is counted."""
        return format_day(self.windows.year.last)

    @property
    def is_running(self) -> bool:
        return self.year == state_year_of(self.today)

    @property
    def component_words(self) -> str:
        return COMPONENTS[Component(self.component)] if self.component else ""

    def query(self, **changed: str) -> str:
        """Return what follows the address of a page or file that shows the same, « ?annee=2024 »; empty of the usual.

        `changed`: choices of sections in place of those that came; an empty one goes away.
        """
        own = {
            "annee": "" if self.year == self.usual_year else str(self.year),
            "volet": str(self.component or ""),
            "region": self.region.code if self.region else "",
        }
        said = {name: value for name, value in {**own, **self.choices, **changed}.items() if value}
        return f"?{urlencode(said)}" if said else ""

    @property
    def shared(self) -> str:
        """What follows an address that is sent to others: the year always, since the usual one moves on."""
        return self.query(annee=str(self.year))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form of a section sends along: the three filters, where they are not the usual ones."""
        own = [("annee", str(self.year)), ("volet", str(self.component or ""))]
        own.append(("region", self.region.code if self.region else ""))
        return [(name, value) for name, value in own if value]


class PortraitForm(forms.Form):
    """The three filters. A value that no list offers is said beside its field, and the usual one is shown.

    A portrait that has not all of them takes the others away (`region = None`).
    """

    annee = forms.ChoiceField(label="Année", required=False)
    volet = forms.ChoiceField(label="Volet", required=False)
    region = forms.ChoiceField(label="Région", required=False)

    def __init__(self, data: Mapping[str, Any], *, today: date, names: tuple[str, ...] = ()):
        """`names`: the fields that sections ask beside these."""
        super().__init__({name: data.get(name, "") for name in OWN})
        self.today, self.usual, running = today, last_ended(today), state_year_of(today)
        newest = state_year_of(last_finished(today))  # the year that runs is offered once a month of it is over
        self.others = {name: data.get(name, "")[:LONGEST_CHOICE] for name in names if data.get(name)}
        self.regions = {row.code: row for row in Region.objects.order_by("code")} if "region" in self.fields else {}
        others = [year for year in range(newest, newest - YEARS_OFFERED, -1) if year != self.usual]
        years = {year: format_state_year(year) + ("", ", en cours")[year == running] for year in (self.usual, *others)}
        self._offer("annee", [(str(year), words) for year, words in years.items()], years[self.usual])
        self._offer(
            "volet",
            [
                ("", EVERY_COMPONENT),
                *((str(int(number)), f"{int(number)}. {words}") for number, words in COMPONENTS.items()),
            ],
            "les cinq volets",
        )
        self._offer(
            "region", [("", EVERY_REGION), *((code, row.name) for code, row in self.regions.items())], "tout le réseau"
        )
        dress(self)
        self.is_valid()

    def _offer(self, name: str, choices: list[tuple[str, str]], usual: str) -> None:
        if name not in self.fields:
            return
        choice = choice_field(self, name)
        choice.choices = choices
        choice.error_messages["invalid_choice"] = f"Ce choix n’est pas dans la liste\u00a0: voici {usual}."

    @property
    def filters(self) -> Filters:
        """What is shown: what was chosen, the usual in place of what no list offers."""
        data = getattr(self, "cleaned_data", {})
        year, component = data.get("annee"), data.get("volet")
        return Filters(
            year=int(year) if year else self.usual,
            usual_year=self.usual,
            today=self.today,
            component=int(component) if component else None,
            region=self.regions.get(data.get("region") or ""),
            choices=self.others,
        )
