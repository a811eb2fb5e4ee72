"""Sentences of the files of funders, and where their pages stand."""

from django.urls import reverse

from reporting.form_editor.funder_files.actions import Added
from reporting.form_editor.wording import Place, breadcrumb_to
from reporting.models import FunderFile, TemplateVersion
from roriq_portal.formats.phrases import counted

FILES = "Fichiers du bailleur"


def place_of_file(version: TemplateVersion, *last: str, file: FunderFile | None = None) -> list[Place]:
    """Return the breadcrumb: the form, its files, the file where the page is below it, then the words of the page."""
    start = breadcrumb_to("", version=version)[:-1]
    start.append((FILES, reverse("reporting:funder-file-list", args=[version.template_id])))
    places = [(words, "") for words in last]
    if file:
        places[0] = (last[0], reverse("reporting:funder-file", args=[file.pk]))
    return [*start, *places]


def added_words(added: Added) -> str:
    """Say that a file was added, and what of the one before it has no place in it."""
    words = f"Ajouté, en préparation\u00a0: {added.file.name}."
    if not added.left:
        return words
    left = counted(added.left, "lien n’a", "liens n’ont")
    return f"{words} {left} pas de case ou de ligne ici, et n’y sont pas."


def repetitions_of(version: TemplateVersion) -> list[str]:
    """Return how the lines of a form are repeated, each way once. One query."""
    return list(version.lines.exclude(for_each="").order_by("for_each").values_list("for_each", flat=True).distinct())
