"""The forms that add a file to a report, and answer a comment."""

from django import forms

from reporting.models import Comment

BOX = {"class": "form-control"}


class AttachmentForm(forms.Form):
    file = forms.FileField(
        label="Ajouter une pièce",
        help_text="PDF, PNG, JPEG, DOCX ou XLSX, au plus 10\u00a0Mo.",
        widget=forms.ClearableFileInput(attrs=BOX),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide. Choisissez-en un autre.",
            "missing": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier.",
        },
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="Votre réponse",
        max_length=Comment.MOST_SIGNS,
        error_messages={"required": "Écrivez une réponse avant de fermer."},
    )
