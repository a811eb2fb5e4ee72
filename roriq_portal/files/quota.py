"""How much room the files of one organism take, of what the portal gives each; said before it is full."""

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Sum

from roriq_portal.files.uploads import FileRefused
from roriq_portal.formats.numbers import format_size

# From this part of its room on, an organism reads how much is left
WARNED_FROM = 0.8


def room_used(organism_id: int) -> int:
    """Return the bytes of all files stored for an organism, removed ones too: their bytes stay.

    A model that stores files of an organism has a `size`, and says in `files_of` which path leads to the organism.
    """
    models: list[type[Model]] = [model for model in apps.get_models() if hasattr(model, "files_of")]
    sums = (
        # Only models that say whose files they hold are asked
        model._default_manager.filter(**{model.files_of: organism_id}).aggregate(sum=Sum("size"))["sum"]  # type: ignore[attr-defined]
        for model in models
    )
    return sum(filter(None, sums))


def refuse_beyond_room(organism_id: int, size: int) -> None:
    """Refuse (FileRefused) a file of `size` bytes that would pass the room of its organism."""
    most, used = settings.ORGANISM_FILES_MOST, room_used(organism_id)
    if used + size > most:
        raise FileRefused(
            f"Ce fichier fait {format_size(size)}, et il reste {format_size(max(most - used, 0))} à votre organisme "
            "pour ses fichiers. Joignez un fichier plus léger, ou écrivez à la coordination du réseau."
        )


def room_words(organism_id: int) -> str:
    """Return how much room is left, in a sentence, once four fifths are taken; nothing before."""
    most, used = settings.ORGANISM_FILES_MOST, room_used(organism_id)
    if used < most * WARNED_FROM:
        return ""
    left = format_size(max(most - used, 0))
    return f"Il reste {left} à votre organisme pour ses fichiers, sur {format_size(most)}."
