"""The register of incidents, as a list: what the regulation asks of each (RLRQ, c. A-2.1, r. 3.1, art. 7)."""

from django.urls import reverse

from privacy.models import Incident
from roriq_portal.formats.days import format_day, format_period
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare

NETWORK = "Le réseau"
TO_ASSESS, FEARED, NONE = "À évaluer", "Préjudice sérieux", "Sans préjudice sérieux"
SERIOUS_WORDS = {"": TO_ASSESS, "oui": FEARED, "non": NONE}
TURNS = {"": ("yours", "turn-yours"), "oui": ("late", "alert"), "non": ("settled", "check")}


def owner_of(row: Incident) -> str:
    return row.organism.name if row.organism else NETWORK


def when_words(row: Incident) -> str:
    """Return when it happened: a day, a period, or about when."""
    if row.occurred_from is None:
        return row.when_words
    if row.occurred_to is None or row.occurred_to == row.occurred_from:
        return format_day(row.occurred_from)
    return format_period(row.occurred_from, row.occurred_to)


def elements_of(row: Incident) -> str:
    """Return what led to the conclusion, in one text."""
    said = (
        ("Sensibilité", row.sensitivity), ("Utilisations malveillantes", row.misuse),
        ("Conséquences", row.consequences), ("Probabilité", row.likelihood),
    )  # fmt: skip
    return " ".join(f"{words}\u00a0: {text}" for words, text in said if text)


def _name(row: Incident) -> Shown:
    return Shown(row.number_words, reverse("privacy:incident-detail", args=[row.pk]), (Under(owner_of(row)),))


def _serious(row: Incident) -> Shown:
    turn, sign = TURNS[row.serious]
    return Shown(SERIOUS_WORDS[row.serious], turn=turn, sign=sign)


def _text(key: str, head: str, name: str) -> Column:
    return Column(key, head, lambda row: getattr(row, name), is_usual=False)


INCIDENTS = declare(
    Listing(
        address="privacy:incident-list",
        name="Registre des incidents de confidentialité",
        stem="incidents",
        nouns=("incident", "incidents"),
        columns=(
            Column("numero", "Incident", lambda row: row.number_words, ("pk",), show=_name),
            Column("organisation", "Organisation", owner_of, is_usual=False),
            Column("genre", "Genre", lambda row: row.get_nature_display(), ("nature",)),
            Column("connu", "Connu le", lambda row: row.known_on, ("known_on",), Kind.DAY),
            Column("personnes", "Personnes", lambda row: row.people, ("people",), Kind.NUMBER),
            Column("quebec", "Dont au Québec", lambda row: row.people_quebec, (), Kind.NUMBER, is_usual=False),
            Column("prejudice", "Évaluation", lambda row: SERIOUS_WORDS[row.serious], ("serious",), show=_serious),
            Column("commission", "Avis à la Commission", lambda row: row.commission_told_on, (), Kind.DAY),
            Column("avis", "Avis aux personnes", lambda row: row.people_told_on, (), Kind.DAY),
            Column("garde", "Gardé jusqu’au", lambda row: row.keep_until, (), Kind.DAY, is_usual=False),
            Column("arrive", "Arrivé", when_words, is_usual=False),
            Column("vises", "Renseignements visés", lambda row: row.data or row.data_unknown_why, is_usual=False),
            _text("circonstances", "Circonstances", "circumstances"),
            Column("elements", "Éléments de l’évaluation", elements_of, is_usual=False),
            _text("mesures", "Mesures", "measures"),
            Column("public", "Avis public", lambda row: row.public_notice_on, (), Kind.DAY, is_usual=False),
            _text("pourquoi", "Pourquoi un avis public", "public_notice_why"),
        ),
        order="-connu",
    )
)
# Whoever shows one of these reads what the pages of the incidents say, and it is noted
TEXT_COLUMNS = {"vises", "circonstances", "elements", "mesures", "pourquoi"}
EVERY_COLUMN = "&".join(f"col={column.key}" for column in INCIDENTS.columns)
