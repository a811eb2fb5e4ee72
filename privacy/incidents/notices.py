"""The two notices that an incident with a serious injury asks, in the words of its register.

To the persons: RLRQ, c. A-2.1, r. 3.1, art. 5. To the Commission: the same and what the register holds (art. 7), with
the number of those who live in Québec, whom to ask, and how the persons are told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from privacy.incidents.listing import elements_of, owner_of, when_words
from privacy.models import Incident
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import format_number

COMMISSION, PERSONS = "commission", "personnes"
BLANK = "(à compléter)"
TITLES = {
    COMMISSION: "Avis à la Commission d’accès à l’information",
    PERSONS: "Avis aux personnes touchées",
}


@dataclass(frozen=True)
class Notice:
    """`parts`: each heading and its text; `blanks`: the headings that still have none."""

    title: str
    parts: list[tuple[str, str]]

    @property
    def blanks(self) -> list[str]:
        return [words for words, text in self.parts if BLANK in text]

    @property
    def text(self) -> str:
        """The whole notice, to be copied into a letter."""
        body = "\n\n".join(f"{words}\n{text}" for words, text in self.parts)
        return f"{self.title}\n\n{body}\n"

    @property
    def rows(self) -> int:
        return len(self.parts) * 3 + 4


def notice(incident: Incident, kind: str) -> Notice:
    """Return the notice of this kind, with « à compléter » where nothing is written yet."""
    parts = _to_commission(incident) if kind == COMMISSION else _to_persons(incident)
    return Notice(TITLES[kind], [(words, text.strip() or BLANK) for words, text in parts])


def _to_persons(incident: Incident) -> Iterator[tuple[str, str]]:
    yield "Organisation", owner_of(incident)
    yield "Renseignements visés", _data(incident)
    yield "Ce qui est arrivé", incident.circumstances
    yield "Quand", when_words(incident)
    yield "Ce que nous avons fait, ou ferons", _joined(incident.measures, incident.prevention)
    yield "Ce que vous pouvez faire", incident.advice
    yield "Pour en savoir plus", _contact(incident)


def _to_commission(incident: Incident) -> Iterator[tuple[str, str]]:
    neq = incident.organism.neq if incident.organism else ""
    yield "Organisation touchée par l’incident", _joined(owner_of(incident), f"NEQ\u00a0: {neq}" if neq else "")
    yield "Personne à contacter", _contact(incident)
    yield "Renseignements visés", _data(incident)
    yield "Circonstances", incident.circumstances
    yield "Cause", incident.cause or "Elle n’est pas connue."
    yield "Date ou période de l’incident", when_words(incident)
    yield "Date à laquelle l’organisation l’a connu", format_day(incident.known_on)
    yield "Nombre de personnes touchées", _people(incident)
    yield "Éléments qui font conclure à un risque de préjudice sérieux", elements_of(incident)
    yield "Avis aux personnes touchées", _people_notified(incident)
    yield "Mesures prises ou prévues", _joined(incident.measures, incident.prevention)
    yield "Autres organisations averties", incident.others_told or "Aucune."


def _data(incident: Incident) -> str:
    if incident.data:
        return incident.data
    return f"Ils ne sont pas connus. {incident.data_unknown_why}"


def _contact(incident: Incident) -> str:
    return _joined(incident.contact_name, incident.contact_details)


def _people(incident: Incident) -> str:
    if incident.people is None:
        return ""
    about = "Environ " if incident.is_people_approximate else ""
    words = f"{about}{format_number(incident.people)}"
    if incident.people_quebec is None:
        return words
    return f"{words}, dont {format_number(incident.people_quebec)} au Québec"


def _people_notified(incident: Incident) -> str:
    notice_day = f"Le {format_day(incident.people_told_on)}." if incident.people_told_on else ""
    public = ""
    if incident.public_notice_on:
        public = f"Avis public le {format_day(incident.public_notice_on)}\u00a0: {incident.public_notice_why}"
    return _joined(notice_day, incident.people_told_how, public)


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
