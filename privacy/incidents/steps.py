"""The three steps of an incident, each saved by itself: what happened, what is feared, what was done and told."""

from dataclasses import dataclass

from privacy.models import Incident


@dataclass(frozen=True)
class Step:
    """`key`: its place in the address; `groups`: the fields of its form, under their headings."""

    key: str
    words: str
    lead: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _, names in self.groups for name in names)


FACTS = Step(
    "faits",
    "Ce qui est arrivé",
    "Ne nommez aucune personne touchée\u00a0: décrivez le genre de renseignements.",
    (
        ("L’incident", ("nature", "circumstances", "cause", "touches_portal")),
        ("Les renseignements visés", ("data", "data_unknown_why")),
        ("Les dates", ("occurred_from", "occurred_to", "when_words", "known_on")),
        ("Les personnes touchées", ("people", "people_quebec", "is_people_approximate")),
    ),
)
ASSESSMENT = Step(
    "evaluation",
    "Évaluation du préjudice",
    "La loi demande de peser trois choses, et de consulter la personne responsable des renseignements personnels.",
    (
        ("Ce qu’il faut peser", ("sensitivity", "misuse", "consequences", "likelihood")),
        ("La conclusion", ("officer_consulted_on", "serious")),
    ),
)
ANSWERS = Step(
    "suites",
    "Mesures et avis",
    "Ce qui a été fait pour diminuer le risque, et qui a été averti.",
    (
        ("Les mesures", ("measures", "prevention", "advice")),
        ("À qui s’adresser", ("contact_name", "contact_details")),
        ("Les avis", ("commission_told_on", "people_told_on", "people_told_how", "others_told")),
        ("L’avis public, s’il y en a un", ("public_notice_on", "public_notice_why")),
    ),
)
STEPS = {step.key: step for step in (FACTS, ASSESSMENT, ANSWERS)}


def missing(incident: Incident) -> dict[str, list[str]]:
    """Return what the register still asks, in words, by the key of the step that says it."""
    asked = {
        FACTS.key: {"le nombre de personnes": incident.people is not None},
        ASSESSMENT.key: {"la conclusion": bool(incident.serious)},
        ANSWERS.key: {"les mesures prises": bool(incident.measures)},
    }
    if incident.is_serious:
        asked[ANSWERS.key] |= {
            "l’avis à la Commission d’accès à l’information": incident.commission_told_on is not None,
            "l’avis aux personnes touchées": bool(
                incident.people_told_on or incident.people_told_how or incident.public_notice_on
            ),
            "à qui s’adresser": bool(incident.contact_name and incident.contact_details),
        }
    return {key: [words for words, is_said in each.items() if not is_said] for key, each in asked.items()}
