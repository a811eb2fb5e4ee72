"""What is asked before records already written are changed, many at once, and to join a file to one."""

from django import forms

from agreements.models import Agreement
from organisms.form_controls import row_field, say_optional
from roriq_portal.rendering import PlainSelect
from services.activities.double_claims import HELD
from services.forms.agreement_fields import NOT_YOURS, AgreementField, agreements_of
from services.forms.fields import EvidenceField, readable
from services.models import Activity


class BulkForm(forms.Form):
    """What to do with the ticked records, or with `every` record of the list; `seen`: how many the user was shown.

    `anyway`: how many double claims, that a funder forbids, were said and are accepted."""

    act = forms.ChoiceField(
        label="Quoi faire",
        choices=[("charge", "Imputer à"), ("uncharge", "Retirer de l’entente"), ("withdraw", "Retirer des comptes")],
        widget=PlainSelect(),
        error_messages={"required": "Choisissez quoi faire.", "invalid_choice": "Choisissez quoi faire dans la liste."},
    )
    agreement = AgreementField(
        Agreement.objects.none(),
        label="Entente",
        required=False,
        empty_label="Choisissez",
        widget=PlainSelect(),
        error_messages={"invalid_choice": NOT_YOURS, "required": "Choisissez l’entente."},
    )
    reason = forms.CharField(
        label="Motif du retrait",
        required=False,
        max_length=300,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "Dites pourquoi\xa0: le motif reste avec les fiches."},
    )
    pk = forms.ModelMultipleChoiceField(
        Activity.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "Une de ces fiches n’est plus là.",
            "invalid_pk_value": "Une de ces fiches n’est plus là.",
        },
    )
    every = forms.BooleanField(required=False, widget=forms.HiddenInput)
    anyway = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args, organism, agreements: list[tuple[str, str]] | None = None, **kwargs):
        """`agreements`: the organism's agreements that the list has read already, by key; they are not read again."""
        super().__init__(*args, **kwargs)
        row_field(self, "pk").queryset = Activity.objects.filter(organism=organism)
        if agreements is None:
            row_field(self, "agreement").queryset = agreements_of(organism)
        else:
            row_field(self, "agreement").queryset = Agreement.objects.filter(pk__in=[key for key, _ in agreements])
            self.fields["agreement"].widget.choices = [("", "Choisissez"), *agreements]
        act = self["act"].value()
        self.fields["agreement"].required = act in ("charge", "uncharge")
        self.fields["reason"].required = act == "withdraw"
        say_optional(self.fields["agreement"], "(pour imputer ou retirer de l’entente)")
        say_optional(self.fields["reason"], "(pour retirer des comptes)")

    @property
    def has_only_double_claim(self) -> bool:
        """Whether a double claim is the only fault, which the user may accept."""
        return self.has_error("agreement", HELD)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        max_length=300,
        validators=[readable],
        help_text="Il reste avec la fiche\xa0; les personnes qui vérifient le liront.",
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "Dites pourquoi\xa0: le motif reste avec la fiche."},
    )


class EvidenceForm(forms.Form):
    file = EvidenceField(label="Ajouter une pièce", required=True)
