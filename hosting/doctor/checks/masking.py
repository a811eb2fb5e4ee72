"""Under which numbers counts are hidden (decision 64), and whether papers that are out were masked more strictly."""

import json
from itertools import chain

from hosting.doctor.findings import Asked, Finding, Group, attention, check, good
from network.models import BarometerVersion, ConsolidatedVersion
from services.counting.masking import threshold_of
from services.masking.audiences import USUAL, Audience
from services.masking.signs import small_words

NEWEST = 20
READERS = {
    Audience.NETWORK: "le réseau et les pivots",
    Audience.ORGANISM: "un autre organisme",
    Audience.FUNDER: "les bailleurs",
    Audience.PUBLIC: "tout le monde",
}
LOWERED = (
    "Ce qui y est masqué peut donc s’imprimer ailleurs. Remettez le nombre d’avant dans MASKING_THRESHOLDS, ou gardez "
    "celui-ci si le réseau l’a décidé."
)


@check("masking", Group.RECORDS, "Petits nombres", asks_database=True)
def counts_are_hidden_as_before(asked: Asked) -> Finding:
    published = ConsolidatedVersion.objects.filter(audience=ConsolidatedVersion.Audience.FUNDERS)
    before = {Audience.FUNDER: _strictest(published), Audience.PUBLIC: _strictest(BarometerVersion.objects.all())}
    for audience, threshold in before.items():
        if threshold > threshold_of(audience):
            return attention(
                f"Des documents ont masqué les nombres {small_words(threshold)}\u00a0; aujourd’hui ceux "
                f"{small_words(threshold_of(audience))} seulement, pour {READERS[audience]}.",
                LOWERED,
            )
    words = ", ".join(f"{small_words(threshold_of(audience))} pour {name}" for audience, name in READERS.items())
    return good(f"Masqués\u00a0: {words}.")


def _strictest(versions) -> int:
    """Return the largest threshold of the newest versions."""
    contents = versions.order_by("-pk").values_list("content", flat=True)[:NEWEST]
    return max(chain([USUAL], (json.loads(content).get("masked_under", USUAL) for content in contents)))
