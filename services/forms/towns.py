"""Municipalities by the words people type."""

from difflib import get_close_matches

from organisms.models import Municipality
from organisms.names import sort_name
from roriq_portal.formats.phrases import to_place


class TownUnknown(Exception):
    """A sentence that proposes the nearest name, or asks which of several."""


def town_words(town: Municipality | None) -> str:
    """Return the name as the form shows it: with its place where another municipality has the same name."""
    if town is None:
        return ""
    return _label(town, list(Municipality.objects.filter(sort_name=town.sort_name).select_related("mrc", "region")))


def find_town(words: str) -> Municipality | None:
    """Return the municipality named, None for nothing typed; raise TownUnknown otherwise."""
    name, _, where = words.partition("(")
    if not any(sign.isalnum() for sign in name):
        return None
    key = sort_name(name)
    towns = list(Municipality.objects.filter(sort_name=key).select_related("mrc", "region"))
    if where:
        asked = _place_key(where)
        towns = [
            town
            for town in towns
            if asked in (_place_key(_where(town)), _place_key(f"{_where(town)}, {town.designation}"))
        ]
    if len(towns) == 1:
        return towns[0]
    if towns:
        choices = ", ".join(_label(town, towns) for town in towns)
        raise TownUnknown(f"Plusieurs municipalités portent ce nom. Écrivez l’une de celles-ci\xa0: {choices}.")
    raise TownUnknown(_proposal(key))


def _place_key(words: str) -> str:
    """Without brackets: some territories have them in their own name."""
    return sort_name(words.replace("(", " ").replace(")", " "))


def _label(town: Municipality, namesakes: list[Municipality]) -> str:
    if len(namesakes) < 2:
        return town.name
    neighbours = [namesake for namesake in namesakes if _where(namesake) == _where(town)]
    place = _where(town) if len(neighbours) < 2 else f"{_where(town)}, {town.designation}"
    return f"{town.name} ({place})"


def _where(town: Municipality) -> str:
    return town.mrc.name if town.mrc else town.region.name


def _proposal(key: str) -> str:
    names = dict(Municipality.objects.values_list("sort_name", "name"))
    near = get_close_matches(key, names, n=1, cutoff=0.75)
    if near:
        return f"Aucune municipalité de ce nom. Pensez-vous {to_place(names[near[0]])}\xa0?"
    return "Aucune municipalité de ce nom au Québec. Laissez vide si c’était en ligne."
