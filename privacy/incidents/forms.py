"""The forms of an incident: one to declare it, one for each step."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from organisms.form_controls import dress, row_field, say_optional
from organisms.models import Organism, User
from privacy.incidents.steps import FACTS, Step
from privacy.models import Incident
from privacy.models.incident import DAYS, YEARS
from privacy.permissions import led_organisms
from roriq_portal.edits.marked_forms import MarkedForm
from roriq_portal.formats.fields import TypedDayField, TypedWholeField
from roriq_portal.formats.phrases import counted
from roriq_portal.rendering import PlainSelect
from search.guidance.written_words import spaced
from services.forms.fields import readable
from services.households.lifecycle import anniversary
from services.text.spelling import personal_data_in

LONGEST, MOST = 4000, 10_000_000
CHOOSE = "Faites un choix."
LABELS = {
    "nature": "Genre d’incident",
    "circumstances": "Circonstances",
    "cause": "Cause, si elle est connue",
    "touches_portal": "L’incident touche le portail : le réseau doit le voir",
    "data": "Renseignements visés",
    "data_unknown_why": "S’ils ne sont pas connus, pourquoi",
    "occurred_from": "Arrivé le, ou à compter du",
    "occurred_to": "Jusqu’au",
    "when_words": "Si le jour n’est pas connu, à peu près quand",
    "known_on": "Connu de l’organisation le",
    "people": "Personnes touchées",
    "people_quebec": "Dont au Québec",
    "is_people_approximate": "Ces nombres sont approximatifs",
    "sensitivity": "Sensibilité des renseignements",
    "misuse": "Utilisations malveillantes possibles",
    "consequences": "Conséquences appréhendées de leur utilisation",
    "likelihood": "Probabilité qu’ils servent à nuire",
    "officer_consulted_on": "Personne responsable consultée le",
    "serious": "Un préjudice sérieux est-il à craindre ?",
    "measures": "Mesures prises pour diminuer le risque",
    "prevention": "Mesures pour que cela n’arrive plus, et quand",
    "advice": "Ce que les personnes touchées peuvent faire",
    "contact_name": "Nom de qui répond aux questions",
    "contact_details": "Ses coordonnées",
    "commission_told_on": "Avis à la Commission d’accès à l’information le",
    "people_told_on": "Avis aux personnes touchées le",
    "people_told_how": "Comment et quand elles sont ou seront averties",
    "others_told": "Autres organisations averties, et leur rôle",
    "public_notice_on": "Avis public donné le",
    "public_notice_why": "Pourquoi un avis public",
}
HINTS = {
    "circumstances": "En quelques phrases : ce qui s’est passé, où, comment on l’a su.",
    "data": "Par exemple : noms et courriels de l’équipe ; tailles et catégories de ménages.",
    "when_words": "Par exemple : au cours du mois de mars 2026.",
    "known_on": f"Les {counted(YEARS, 'an', 'ans')} de garde courent de ce jour.",
    "people": "Une approximation suffit, dites-le plus bas.",
    "contact_details": "Courriel ou téléphone, tels qu’ils paraîtront dans les avis.",
    "public_notice_why": "Par exemple : coordonnées inconnues, ou avis direct qui nuirait aux personnes.",
}
REQUIRED = {
    "nature": CHOOSE,
    "circumstances": "Décrivez les circonstances.",
    "known_on": "Donnez le jour où l’organisation l’a su.",
}
PUBLIC = {"contact_name", "contact_details", "others_told"}


def _field(name: str) -> forms.Field:
    column: Any = Incident._meta.get_field(name)
    given: dict[str, Any] = {"label": spaced(LABELS[name]), "required": name in REQUIRED}
    given["help_text"] = spaced(HINTS.get(name, ""))
    if name in REQUIRED:
        given["error_messages"] = {"required": REQUIRED[name], "invalid_choice": CHOOSE}
    kind = column.get_internal_type()
    if kind == "DateField":
        return TypedDayField(**given)
    if kind == "BooleanField":
        return forms.BooleanField(**given)
    if kind == "PositiveIntegerField":
        words = "Inscrivez un nombre entier, par exemple 12."
        too_many = f"Inscrivez {MOST} ou moins."
        messages = {"invalid": words, "min_value": "Inscrivez 0 ou plus.", "max_value": too_many}
        return TypedWholeField(min_value=0, max_value=MOST, error_messages=messages, **given)
    if column.choices:
        return forms.ChoiceField(choices=_choices(name), widget=PlainSelect(), **given)
    most = column.max_length or LONGEST
    messages = {**given.pop("error_messages", {}), "max_length": f"Écrivez {most} signes au plus."}
    widget = forms.TextInput() if column.max_length else forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=most, widget=widget, validators=[readable], error_messages=messages, **given)


def _choices(name: str) -> list[tuple[str, str]]:
    if name == "serious":
        return list(Incident.Serious.choices)
    return [("", "Choisir"), *Incident.Nature.choices]


class StepForm(MarkedForm):
    """The form of one step. `instance`: the incident as it stands."""

    def __init__(self, data: Any = None, *, step: Step, instance: Incident | None = None, **kwargs: Any):
        self.instance, self.step = instance, step
        fields = {"seen": self.declared_fields["seen"]} | {name: _field(name) for name in step.names}
        self.base_fields = fields  # type: ignore[misc]  # the fields of this step, for Django to copy
        initial = {name: getattr(instance, name) for name in step.names} if instance else {}
        super().__init__(data, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        dress(self)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(words, [self[name] for name in names]) for words, names in self.step.groups]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.step.names:
            self._judge(name, data.get(name))
        for judge in (_judge_facts, _judge_assessment, _judge_notices):
            judge(self, data)
        return data

    def _judge(self, name: str, value: Any) -> None:
        if isinstance(value, date) and name in DAYS and value > timezone.localdate():
            self.add_error(name, "Ce jour n’est pas encore venu.")
        if isinstance(value, str) and name not in PUBLIC and (kinds := personal_data_in(value)):
            self.add_error(name, f"Ce texte semble contenir {kinds}. Décrivez sans nommer personne.")

    def values(self) -> dict[str, Any]:
        """Return the columns of the step, as typed."""
        return {name: self.cleaned_data[name] for name in self.step.names}


class DeclareForm(StepForm):
    """The first step of an incident that is not declared yet, with the organism that declares it."""

    def __init__(self, data: Any = None, *, by: User, **kwargs: Any):
        super().__init__(data, step=FACTS, initial={"submit_key": uuid.uuid4()}, **kwargs)
        self.fields["submit_key"] = forms.UUIDField(widget=forms.HiddenInput, required=False)
        led = Organism.objects.filter(pk__in=[organism.pk for organism in led_organisms(by)])
        own = by.coordinates_network
        self.fields["organism"] = forms.ModelChoiceField(
            led, label="Organisation", required=not own, widget=PlainSelect(),
            empty_label="Le réseau" if own else "Choisir",
            error_messages={"required": "Choisissez votre organisme.", "invalid_choice": CHOOSE},
        )  # fmt: skip
        if not own and len(led) == 1:
            self.fields["organism"].initial = led[0]
        row_field(self, "organism").label_from_instance = lambda row: row.name  # type: ignore[method-assign, assignment]
        if own:
            say_optional(self.fields["organism"], "")
        dress(self)


def _judge_facts(form: StepForm, data: dict[str, Any]) -> None:
    if form.step is not FACTS:
        return
    first, last, known = data.get("occurred_from"), data.get("occurred_to"), data.get("known_on")
    if not data.get("data") and not data.get("data_unknown_why"):
        form.add_error("data", "Décrivez les renseignements visés, ou dites dessous pourquoi ils ne sont pas connus.")
    if not first and not data.get("when_words") and "occurred_from" not in form.errors:
        form.add_error("occurred_from", "Donnez le jour, ou dites dessous à peu près quand.")
    if last and not first:
        form.add_error("occurred_from", "Donnez le premier jour de cette période.")
    if first and last and last < first:
        form.add_error("occurred_to", "Ce jour vient avant le premier.")
    if first and known and known < first:
        form.add_error("known_on", "L’incident n’a pas pu être connu avant d’arriver.")
    # What the register already holds stays in it, and its day can be corrected
    if form.instance is None and known and known < anniversary(timezone.localdate(), -12 * YEARS):
        years = counted(YEARS, "an", "ans")
        form.add_error("known_on", f"Le registre garde {years}\u00a0: cet incident n’y entre plus.")
    people, here = data.get("people"), data.get("people_quebec")
    if here is not None and (people is None or here > people):
        form.add_error("people_quebec", "Ce nombre ne peut pas dépasser celui des personnes touchées.")


def _judge_assessment(form: StepForm, data: dict[str, Any]) -> None:
    if not data.get("serious"):
        return
    for name in ("sensitivity", "consequences", "likelihood"):
        if not data.get(name) and name not in form.errors:
            form.add_error(name, "La loi demande d’en tenir compte avant de conclure.")
    if not data.get("officer_consulted_on") and "officer_consulted_on" not in form.errors:
        form.add_error("officer_consulted_on", "Donnez le jour où cette personne a été consultée.")


def _judge_notices(form: StepForm, data: dict[str, Any]) -> None:
    if data.get("public_notice_on") and not data.get("public_notice_why"):
        form.add_error("public_notice_why", "Dites pourquoi l’avis a été public.")
