"""The form of a document that goes with an agreement."""

from django import forms

from agreements.form_fields import PlainForm


class DocumentForm(PlainForm):
    title = forms.CharField(
        label="Ce que c’est", max_length=120, help_text="Par exemple\u00a0: entente signée.",
        error_messages={"required": "Dites ce que c’est, par exemple : entente signée."},
    )  # fmt: skip
    file = forms.FileField(
        label="Fichier", help_text="PDF, PNG, JPEG, DOCX ou XLSX, de 10\u00a0Mo au plus.", max_length=200,
        error_messages={
            "required": "Choisissez un fichier.", "empty": "Ce fichier est vide. Choisissez-en un autre.",
            "max_length": "Le nom de ce fichier est trop long.",
        },
    )  # fmt: skip
