"""Places: the municipality and the MRC of a row, checked against each other."""

from datetime import date

from services.activities.rules import OUTSIDE_MANDATE, is_outside_mandate
from services.imports.registers.facts import Reason
from services.imports.registers.row_reading import Reading
from services.imports.registers.vocabulary import Place, Recipe, Vocabulary
from services.text.spelling import mrc_key, place_key, quoted


def read_place(reading: Reading, vocabulary: Vocabulary) -> str | None:
    """The code of the municipality; None online. Notes what does not hold, its MRC included."""
    mrc_code = _read_mrc(reading, vocabulary)
    place = _read_municipality(reading, vocabulary, mrc_code)
    if place is None:
        return None
    if mrc_code and place.mrc_code and place.mrc_code != mrc_code:
        reading.refuse("mrc", f"{place.name} est dans la MRC {place.mrc_name}, pas dans celle-ci.")
    return place.code


def warn_outside_mandate(
    reading: Reading, vocabulary: Vocabulary, recipe: Recipe, municipality: str | None, day: date
) -> None:
    """Warn when state-sponsored refugees arrive elsewhere than in a city mandated that day."""
    cities = vocabulary.mandated_cities
    since = (cities[municipality] or date.min) if municipality and municipality in cities else None
    if is_outside_mandate([rule.indicator for rule in recipe.counts], day, since):
        reading.warn("municipality", OUTSIDE_MANDATE, Reason.NOT_MANDATED)


def _read_mrc(reading: Reading, vocabulary: Vocabulary) -> str | None:
    typed = reading.text("mrc")
    if not typed:
        return None
    key = mrc_key(typed)
    mrc = vocabulary.mrc_by_key.get(key)
    if mrc is None:
        reading.refuse("mrc", f"Aucune MRC ne s’appelle {_proposal(typed, vocabulary.nearest_mrc(key))}")
        return None
    return mrc[0]


def _read_municipality(reading: Reading, vocabulary: Vocabulary, mrc_code: str | None) -> Place | None:
    typed = reading.text("municipality")
    if not typed:
        return None
    key = place_key(typed)
    namesakes = vocabulary.places_by_key.get(key, ())
    if not namesakes:
        proposal = _proposal(typed, vocabulary.nearest_place(key))
        reading.refuse("municipality", f"Aucune municipalité ne s’appelle {proposal}")
        return None
    near = [place for place in namesakes if mrc_code and place.mrc_code == mrc_code]
    if len(near) == 1 or len(namesakes) == 1:
        return (near or namesakes)[0]
    # A refused MRC cell already says what to do.
    if not reading.is_refused("mrc"):
        reading.refuse("municipality", _which_one(near or list(namesakes)))
    return None


def _which_one(places: list[Place]) -> str:
    name = places[0].name
    if len({place.mrc_code for place in places}) > 1:
        where = ", ".join(sorted({place.mrc_name or "hors MRC" for place in places}))
        return f"Plusieurs municipalités s’appellent {name}. Indiquez la MRC\u00a0: {where}."
    kinds = " ou ".join(f"«\u00a0{name} ({place.designation})\u00a0»" for place in places)
    return f"Plusieurs municipalités de cette MRC s’appellent {name}. Écrivez {kinds}."


def _proposal(typed: str, nearest: str | None) -> str:
    ending = f" Vouliez-vous dire {nearest}\u00a0?" if nearest else ""
    return f"{quoted(typed)}.{ending}"
