"""What an indicator means from a day on, and where a change of its meaning breaks a series."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisms.models import Indicator, IndicatorDefinition, User
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import quoted
from roriq_portal.logs import log_action

RULES = {
    Indicator.Source.RECORDS: "Chaque activité en vigueur compte une fois, au jour où elle a eu lieu, "
    "quelles que soient ses ententes.",
    Indicator.Source.PARTNERS: "Chaque partenaire nommé dans une activité compte une fois. "
    "Une fiche qui n’en nomme aucun fait du nombre un minimum.",
    Indicator.Source.HOUSEHOLDS: "Compté depuis les ménages, chacun une fois.",
    Indicator.Source.POSITIONS: "Compté depuis les postes de l’organisme.",
    Indicator.Source.AGREEMENTS: "Compté depuis les ententes et leurs dates.",
    Indicator.Source.DECLARED: "Déclaré une fois pour une population (période, entente ou organisme, lieu), "
    "repris partout où la même est demandée.",
}
NATURES = {
    Indicator.Nature.FLOW: "Flux\u00a0: ses nombres s’additionnent d’un mois à l’autre.",
    Indicator.Nature.STOCK: "État à un jour\u00a0: deux jours ne s’additionnent pas.",
    Indicator.Nature.RATIO: "Rapport\u00a0: on garde le numérateur et le dénominateur, "
    "jamais une moyenne de pourcentages.",
}
DISTINCT = "Unités distinctes\u00a0: jamais additionnées d’un mois, d’un organisme ou d’un volet à l’autre."


class DefinitionRefused(Exception):
    """A sentence that says why the definition cannot change so; `field` is where it belongs."""

    def __init__(self, words: str, field: str):
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Break:
    """The day from which a code means something else, with the words of both sides."""

    day: date
    before: str
    after: str

    @property
    def words(self) -> str:
        renamed = gettext("{}, auparavant {}").format(quoted(self.after), quoted(self.before))
        what = renamed if self.before != self.after else gettext("même nom, autre définition")
        return gettext("Rupture au {}\u00a0: {}.").format(format_day(self.day), what)


class Meanings:
    """All that was ever meant by each code, read once for a page."""

    def __init__(self, rows: Iterable[IndicatorDefinition]):
        self._by_indicator: dict[int, list[IndicatorDefinition]] = {}
        for row in sorted(rows, key=lambda definition: definition.valid_from):
            self._by_indicator.setdefault(row.indicator_id, []).append(row)

    def on(self, indicator: Indicator, day: date) -> str:
        """Return the words valid on a day, the first ones before their time, the code when there are none."""
        rows = self._by_indicator.get(indicator.pk, [])
        valid = [row for row in rows if row.valid_from <= day] or rows[:1]
        return valid[-1].words if valid else indicator.code

    def today(self, indicator: Indicator) -> str:
        return self.on(indicator, timezone.localdate())

    def breaks(self, indicator: Indicator, start: date, end: date) -> list[Break]:
        """Return the changes of meaning after the first day of a period, up to its last: a series breaks there."""
        rows = self._by_indicator.get(indicator.pk, [])
        pairs = itertools.pairwise(rows)
        return [Break(new.valid_from, old.words, new.words) for old, new in pairs if start < new.valid_from <= end]


@log_action
@transaction.atomic
def change_definition(
    *, indicator: Indicator, words: str, definition: str, valid_from: date, by: User
) -> IndicatorDefinition:
    """Give a code another meaning from a day on; what it meant before is kept, and its series break that day.

    Refuses (DefinitionRefused) a day not after the newest definition's, and words that change nothing.
    """
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    newest = IndicatorDefinition.objects.filter(indicator=indicator).order_by("-valid_from").first()
    if newest and valid_from <= newest.valid_from:
        raise DefinitionRefused(
            f"La définition précédente vaut depuis le {format_day(newest.valid_from)}\u00a0: "
            "choisissez un jour plus tard.",
            "valid_from",
        )
    if newest and (newest.words, newest.definition) == (words, definition):
        raise DefinitionRefused("Rien ne change\u00a0: c’est la définition d’aujourd’hui.", "definition")
    try:
        return IndicatorDefinition.objects.create(
            indicator=indicator, words=words, definition=definition, valid_from=valid_from,
            written_at=timezone.now(), written_by=by,
        )  # fmt: skip
    except IntegrityError as refused:
        raise DefinitionRefused("Inscrivez une date de 1990 à 2100.", "valid_from") from refused


def rule_of(indicator: Indicator) -> str:
    """Return what counts in it, in a sentence."""
    return RULES[Indicator.Source(indicator.source)]


def nature_of(indicator: Indicator) -> str:
    """Return which of its numbers add up, in a sentence."""
    return DISTINCT if indicator.is_distinct else NATURES[Indicator.Nature(indicator.nature)]
