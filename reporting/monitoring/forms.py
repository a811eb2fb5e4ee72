"""Filters of the pages of stability: what is asked of which days, typed in the address."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms

from agreements.form_fields import EARLIEST, day_field, dress
from agreements.stability.queries import Ledger
from agreements.stability.signature_days import Term
from organisms.form_controls import choice_field
from roriq_portal.fiscal_year import format_state_year, state_year_of, state_year_start

GROUPS = [("organisme", "Organisme"), ("region", "Région"), ("bailleur", "Bailleur")]
SINCE_THE_START = "tout"


@dataclass(frozen=True)
class Window:
    """The days counted: from `since` to `until`, excluded, which never passes the day chosen."""

    day: date
    since: date
    until: date
    words: str

    def holds(self, term: Term) -> bool:
        """Whether an agreement runs on one of these days at least."""
        return term.starts_on < self.until and term.ends_before > self.since


class StabilityForm(forms.Form):
    """Each field is cleaned alone: a refusal shows beside it, and the other filters still apply."""

    q = forms.CharField(
        label="Organisme ou référence", required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"})
    )
    par = forms.ChoiceField(label="Par", choices=GROUPS, required=False)
    annee = forms.ChoiceField(label="Année financière", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    bailleur = forms.ChoiceField(label="Bailleur", required=False)
    jour = day_field("Au jour", required=False)

    def __init__(self, data, *, ledger: Ledger, today: date):
        super().__init__(data)
        self.today = today
        first = min([term.starts_on for term in ledger.all_terms], default=today)
        years = range(state_year_of(today), state_year_of(first) - 1, -1)
        choice_field(self, "annee").choices = [
            ("", "En cours"),
            *((str(year), format_state_year(year)) for year in years),
            (SINCE_THE_START, "Depuis le début"),
        ]
        for name, offered in (("region", ledger.regions), ("bailleur", ledger.funders)):
            named = sorted(offered.values(), key=lambda choice: choice.sort)
            choice_field(self, name).choices = [
                ("", "Toutes" if name == "region" else "Tous"),
                *((str(n.id), n.name) for n in named),
            ]
        dress(self)
        self.is_valid()

    @property
    def day_fields(self) -> list[forms.BoundField]:
        """The boxes that say for which days."""
        return [self["annee"], self["jour"]]

    def chosen(self, name: str):
        """Return what was chosen, else nothing: a box that was refused is one that was left."""
        return getattr(self, "cleaned_data", {}).get(name) or ""

    @property
    def window(self) -> Window:
        day = self.chosen("jour") or self.today
        if self.chosen("annee") == SINCE_THE_START:
            return Window(day, EARLIEST, day + timedelta(days=1), "depuis la première entente")
        year = int(self.chosen("annee") or state_year_of(day))
        since, end = state_year_start(year), state_year_start(year + 1)
        return Window(day, since, min(end, day + timedelta(days=1)), f"en {format_state_year(year)}")


class RenewalForm(StabilityForm):
    """What narrows the agreements to renew: twelve months from a day, whatever the year."""

    def __init__(self, data, *, ledger: Ledger, today: date):
        super().__init__(data, ledger=ledger, today=today)
        for name in ("par", "annee"):
            del self.fields[name]
        self.full_clean()
