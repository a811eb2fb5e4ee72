"""The forms of one's own name, and of a request of access that came otherwise than by the portal."""

from typing import Any

from django import forms
from django.utils import timezone

from organisms.form_controls import dress
from organisms.models import User
from organisms.names import refuse_addresses
from privacy.models.readings import LONGEST
from roriq_portal.edits.marked_forms import MarkedForm
from roriq_portal.formats.fields import TypedDayField
from services.forms.fields import readable


class NameForm(MarkedForm):
    name = forms.CharField(
        label="Prénom et nom",
        max_length=120,
        validators=[refuse_addresses, readable],
        help_text="Il signe ce que vous inscrivez. Les documents déjà transmis gardent le nom de leur jour.",
        error_messages={"required": "Inscrivez votre nom.", "max_length": "Écrivez 120 signes au plus."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any):
        self.instance = person
        super().__init__(data, initial={"name": person.name}, **kwargs)
        dress(self)


class RequestForm(forms.Form):
    address = forms.EmailField(
        label="Courriel du compte",
        error_messages={"required": "Inscrivez le courriel du compte.", "invalid": "Écrivez un courriel complet."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    received_on = TypedDayField(
        label="Demande reçue le", error_messages={"required": "Donnez le jour où la demande est arrivée."}
    )
    proof = forms.CharField(
        label="Comment vous avez reconnu la personne",
        max_length=LONGEST,
        validators=[readable],
        help_text="Par exemple\u00a0: rappelée au numéro de son organisme.",
        error_messages={
            "required": "Dites comment vous savez que c’est bien cette personne.",
            "max_length": f"Écrivez {LONGEST} signes au plus.",
        },
    )

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.person: User | None = None
        dress(self)

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        self.person = User.objects.filter(email__iexact=address).first()
        if self.person is None:
            raise forms.ValidationError("Aucun compte n’a ce courriel\u00a0: le portail ne garde rien à ce nom.")
        return address

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas encore venu.")
        return day
