"""Every file that a row names: it stands on the disk, with the hash that the row says, where it says one."""

from collections.abc import Iterator
from datetime import date

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import DateTimeField, FileField, Model
from django.utils import timezone

from hosting.chain.faults import Fault
from roriq_portal.files.storage import FileDamaged, open_stored

ABSENT, ALTERED = "son fichier manque", "son fichier n’a plus son empreinte"


def files_altered() -> Iterator[Fault]:
    """Yield a fault for each file that is lost, or has another hash than its row says."""
    for model, field in _stored_fields():
        yield from _of(model, field)


def count_files() -> int:
    """Return how many rows name a file."""
    return sum(model._base_manager.exclude(**{field.name: ""}).count() for model, field in _stored_fields())


def _stored_fields() -> Iterator[tuple[type[Model], FileField]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                yield model, field


def _of(model: type[Model], field: FileField) -> Iterator[Fault]:
    names = {field.name for field in model._meta.concrete_fields}
    has_hash = field.name == "file" and "sha256" in names
    written = next(field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField))
    wanted = ("pk", field.name, written, *(["sha256"] if has_hash else []))
    for row in model._base_manager.exclude(**{field.name: ""}).only(*wanted).order_by("pk").iterator():
        file = getattr(row, field.name)
        if trouble := _altered(file, row.sha256 if has_hash else ""):  # type: ignore[attr-defined]  # where it has one
            day: date = timezone.localdate(getattr(row, written))
            yield Fault(day, f"{model._meta.db_table} nº {row.pk} ({file.name})", trouble)


def _altered(file, sha256: str) -> str:
    if not default_storage.exists(file.name):
        return ABSENT
    if sha256:
        try:
            open_stored(file, sha256).close()
        except FileDamaged:
            return ALTERED
    return ""
