"""Forms of the common statement: its text, and the day of a board."""

from django import forms
from django.utils import timezone

from network.common_statement.adoption import not_published_on
from network.models import StatementVersion
from organisms.form_controls import dress
from roriq_portal.formats.fields import TypedDayField
from services.forms.revisions import SeenForm

MOST_SIGNS = 12_000
DAY = "Écrivez la date ainsi\u00a0: 2026-05-19."


class StatementForm(SeenForm):
    title = forms.CharField(
        label="Titre",
        max_length=160,
        error_messages={"required": "Écrivez un titre.", "max_length": "Au plus 160\u00a0signes."},
    )
    text = forms.CharField(
        label="Texte",
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 16, "maxlength": MOST_SIGNS}),
        help_text=(
            "Un paragraphe par article\u00a0; une ligne vide les sépare. Commencez par «\u00a0-\u00a0» chaque ligne "
            "d’une liste\u00a0: les autres lignes se suivent."
        ),
        error_messages={"required": "Écrivez le texte.", "max_length": "Au plus 12\u00a0000 signes."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class AdoptForm(forms.Form):
    """`version`: the number of the version that was read; `current`: the version in force, if there is one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)
    board_on = TypedDayField(
        label="Jour où le conseil d’administration l’a adopté",
        error_messages={"required": DAY, "invalid": DAY},
    )

    def __init__(self, *args, current: StatementVersion | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.current = current

    def clean_board_on(self):
        day = self.cleaned_data["board_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                "Ce jour n’est pas venu\u00a0: inscrivez celui où le conseil a adopté le texte."
            )
        # Of a version that is no more in force, the action says so
        version = self.current if self.current and self.current.number == self.cleaned_data.get("version") else None
        if version and (refusal := not_published_on(version, day)):
            raise forms.ValidationError(refusal)
        return day
