"""What a funder's portrait shows: a State year, and one programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count

from network.portrait.filters import Filters, PortraitForm
from organisms.form_controls import dress
from organisms.models import User
from reporting.funder_reports.year_archive import reports_sent

PROGRAMME = "programme"


@dataclass(frozen=True)
class OfferedProgramme:
    """A programme of which a report at least was sent to them."""

    programme_id: int
    words: str

    @property
    def key(self) -> str:
        return str(self.programme_id)


@dataclass(frozen=True)
class FunderFilters(Filters):
    """`programme`: what is shown, None while nothing was sent; `usual_programme`: what an address without one shows."""

    programme: OfferedProgramme | None = None
    usual_programme: str = ""

    @property
    def _own(self) -> dict[str, str]:
        key = self.programme.key if self.programme else ""
        year = "" if self.year == self.usual_year else str(self.year)
        return {"annee": year, PROGRAMME: "" if key == self.usual_programme else key}

    def query(self, **changed: str) -> str:
        said = {name: value for name, value in {**self._own, **self.choices, **changed}.items() if value}
        return f"?{urlencode(said)}" if said else ""

    @property
    def shared(self) -> str:
        programme = {PROGRAMME: self.programme.key} if self.programme else {}
        return self.query(annee=str(self.year), **programme)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self._own.items() if value]


def programmes_received(user: User) -> list[OfferedProgramme]:
    """Return the programmes of the reports that were sent to them, the most reports first. One query."""
    programme = "deliverable__requirement__agreement__programme"
    rows = reports_sent(user).order_by().values_list(programme, f"{programme}__name").annotate(n=Count("pk"))
    return [OfferedProgramme(key, name) for key, name, _ in rows.order_by("-n", f"{programme}__name")]


class FunderPortraitForm(PortraitForm):
    volet = None  # type: ignore[assignment]  # as Django takes a field away
    region = None  # type: ignore[assignment]
    programme = forms.ChoiceField(label="Programme", required=False)

    def __init__(
        self, data: Mapping[str, Any], *, today: date, offered: Sequence[OfferedProgramme], names: tuple[str, ...] = ()
    ):
        super().__init__(data, today=today, names=names)
        self.data = {**self.data, PROGRAMME: data.get(PROGRAMME) or (offered[0].key if offered else "")}
        self.offered = {programme.key: programme for programme in offered}
        if not offered:
            del self.fields[PROGRAMME]
        self._offer(
            PROGRAMME, [(programme.key, programme.words) for programme in offered], offered[0].words if offered else ""
        )
        dress(self)
        self.full_clean()

    @property
    def filters(self) -> FunderFilters:
        whole = super().filters
        usual = next(iter(self.offered), "")
        shown = self.offered.get(getattr(self, "cleaned_data", {}).get(PROGRAMME) or usual)
        return FunderFilters(
            year=whole.year,
            usual_year=whole.usual_year,
            today=whole.today,
            choices=whole.choices,
            programme=shown,
            usual_programme=usual,
        )
