"""The forms by which a person chooses their mail: every kind, or those of one letter."""

from collections.abc import Mapping
from typing import Any

from django import forms

from organisms.form_controls import dress
from organisms.mail_choices.choices import WITHOUT_LETTER
from organisms.models import CHOSEN_KINDS, NewsKind, Rhythm

PICK = "Choisissez un des rythmes de la liste."
ERRORS = dict.fromkeys(("required", "invalid_choice"), PICK)
HINTS = {
    NewsKind.TURN: "Attestation demandée, dépôt, endossement, transmission\u00a0: ce qui attend votre geste.",
    NewsKind.ANSWERS: "Rapport retourné, approuvé, rouvert ou accepté, remarques, décisions annulées.",
    NewsKind.QUESTIONS: "Précisions demandées, avec leur jour, et réponses écrites.",
    NewsKind.HOUSEHOLDS: "Cibles proposées ou répondues, ménages référés, reçus ou refusés. Aucun ménage n’est nommé.",
    NewsKind.FILES: "Importations finies ou arrêtées, documents prêts.",
    NewsKind.CAMPAIGNS: "Campagnes du rapport annuel, versions de gabarits.",
    NewsKind.DEADLINES: "Rappels de ce qui est dû. Une fois par jour ou le lundi s’y ajoutent les échéances reportées, "
    "les livrables et les avenants.",
}
SOON = [(Rhythm.AT_ONCE.value, "Dans l’heure"), *Rhythm.choices[1:]]


class MailForm(forms.Form):
    """One rhythm for each kind."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, standing: Mapping[str, str], **kwargs):
        super().__init__(data, initial=dict(standing), **kwargs)
        for kind in CHOSEN_KINDS:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                help_text=HINTS[kind],
                choices=SOON if kind in WITHOUT_LETTER else Rhythm.choices,
                error_messages=ERRORS,
            )
        dress(self)


class StopForm(forms.Form):
    rythme = forms.ChoiceField(
        label="Quand ces courriels viennent", choices=Rhythm.choices, widget=forms.RadioSelect, error_messages=ERRORS
    )
