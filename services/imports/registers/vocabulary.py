"""Vocabulary: the words a register may use, handed in by the caller; no database here."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Literal

from organisms.names import KnownNames
from services.text.spelling import fold, mrc_key, place_key

Source = Literal["one", "immigrants", "host_society", "quantity"]


@dataclass(frozen=True)
class CountRule:
    """One count of a recipe: the indicator, the column it is drawn from, and whether it may have decimals."""

    indicator: str
    source: Source
    unit: str = ""
    decimal_allowed: bool = False


@dataclass(frozen=True)
class Recipe:
    """What one row of an activity type counts."""

    key: str
    name: str
    component: int
    counts: tuple[CountRule, ...]

    def draws_on(self, source: str) -> bool:
        return any(rule.source == source for rule in self.counts)


@dataclass(frozen=True)
class Place:
    """A municipality. mrc_code and mrc_name are those of the MRC or of the equivalent territory, if known."""

    code: str
    name: str
    designation: str = ""
    mrc_code: str | None = None
    mrc_name: str | None = None


@dataclass(frozen=True)
class AgreementTerm:
    """An agreement of the organism and its days, both included; `end` is None when it is open.

    components: those that it names; none takes them all.
    """

    id: int
    reference: str
    start: date
    end: date | None
    components: tuple[int, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Everything a row is judged against.

    activity_names: names mapped by hand earlier -> key of a recipe. agreement_names: references mapped by hand ->
    id of an agreement, None to import without charge. mandated_cities: municipality code ->
    day since which it receives state-sponsored refugees, None when always. components: those that the organism offers.
    """

    recipes: tuple[Recipe, ...]
    places: tuple[Place, ...]
    agreements: tuple[AgreementTerm, ...]
    today: date
    activity_names: Mapping[str, str] = field(default_factory=dict)
    agreement_names: Mapping[str, int | None] = field(default_factory=dict)
    mandated_cities: Mapping[str, date | None] = field(default_factory=dict)
    components: tuple[int, ...] = (1, 2, 3, 4, 5)

    @cached_property
    def recipe_by_name(self) -> KnownNames[Recipe]:
        by_key = {recipe.key: recipe for recipe in self.recipes}
        taught = ((name, by_key[key]) for name, key in self.activity_names.items() if key in by_key)
        return KnownNames([*((recipe.name, recipe) for recipe in self.recipes), *taught], fold)

    @cached_property
    def places_by_key(self) -> Mapping[str, tuple[Place, ...]]:
        return _places_by_key(self.places)

    @cached_property
    def mrc_by_key(self) -> Mapping[str, tuple[str, str]]:
        pairs = dict.fromkeys((place.mrc_code, place.mrc_name) for place in self.places)
        return {mrc_key(name): (code, name) for code, name in pairs if code and name}

    @cached_property
    def agreement_by_reference(self) -> KnownNames[AgreementTerm]:
        return KnownNames(((agreement.reference, agreement) for agreement in self.agreements), fold)

    @cached_property
    def agreement_by_id(self) -> Mapping[int, AgreementTerm]:
        return {agreement.id: agreement for agreement in self.agreements}

    @cached_property
    def _agreement_by_taught_name(self) -> KnownNames[AgreementTerm | None]:
        by_id = self.agreement_by_id
        taught = ((name, by_id.get(key) if key else None) for name, key in self.agreement_names.items())
        return KnownNames(taught, fold)

    def agreement_named(self, reference: str) -> AgreementTerm | None:
        """The agreement of this reference, else the one that people mapped it to."""
        return self.agreement_by_reference.get(reference) or self._agreement_by_taught_name.get(reference)

    def goes_uncharged(self, reference: str) -> bool:
        """Whether people said to import the rows of this unknown reference without charging them."""
        return reference in self._agreement_by_taught_name and self.agreement_named(reference) is None

    @cached_property
    def nearest_activity(self) -> Callable[[str], str | None]:
        return _nearest({fold(recipe.name): recipe.name for recipe in self.recipes})

    @cached_property
    def nearest_place(self) -> Callable[[str], str | None]:
        return _nearest({place_key(place.name): place.name for place in self.places})

    @cached_property
    def nearest_mrc(self) -> Callable[[str], str | None]:
        return _nearest({key: name for key, (_, name) in self.mrc_by_key.items()})


@lru_cache(maxsize=2)
def _places_by_key(places: tuple[Place, ...]) -> Mapping[str, tuple[Place, ...]]:
    """The same municipalities serve every register: their names are folded once for a process."""
    by_key: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_key[place_key(place.name)].append(place)
        if place.designation:
            by_key[place_key(f"{place.name} {place.designation}")].append(place)
    return {key: tuple(namesakes) for key, namesakes in by_key.items()}


SUGGESTIONS = 100


def _nearest(names: Mapping[str, str]) -> Callable[[str], str | None]:
    """A search for the nearest name. Past SUGGESTIONS different words it says None: each search is slow."""
    memory: dict[str, str | None] = {}

    def search(key: str) -> str | None:
        if key not in memory:
            if len(memory) >= SUGGESTIONS or len(key) > 80:
                return None
            close = get_close_matches(key, names, n=1, cutoff=0.75)
            memory[key] = names[close[0]] if close else None
        return memory[key]

    return search
