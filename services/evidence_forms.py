"""What is asked to join a file to a record."""

from django import forms

from services.fields import EvidenceField


class EvidenceForm(forms.Form):
    file = EvidenceField(label="Ajouter une pièce", required=True)
