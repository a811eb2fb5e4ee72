"""The form that sends a filled workbook."""

from django import forms

from roriq_portal.files.uploads import LIMIT
from roriq_portal.formats.numbers import format_size


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label="Le classeur rempli",
        help_text=(
            "XLSX, ou le même enregistré en ODS, XLS ou XLSB, au plus 10\u00a0Mo. "
            "Rien n’est inscrit avant que vous ayez vu ce qui change."
        ),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.xlsm,.ods,.xls,.xlsb"}),
        error_messages={
            "required": "Choisissez le classeur rempli.",
            "empty": "Ce fichier est vide. Choisissez-en un autre.",
            "missing": "Choisissez le classeur rempli.",
            "invalid": "Choisissez le classeur rempli.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LIMIT:
            raise forms.ValidationError(f"Ce fichier fait {format_size(file.size)}\u00a0; la limite est de 10\u00a0Mo.")
        return file
