"""Stored files are whole or absent: written beside their place, synced, compared, and given their name last."""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models.fields.files import FieldFile
from django.http import Http404

from roriq_portal.files.full_disk import NO_ROOM
from roriq_portal.files.table_reader import UnreadableFile
from roriq_portal.files.uploads import FileRefused

DAMAGED = (
    "Ce fichier n’est plus celui qui a été reçu\u00a0: il est abîmé ou incomplet, et le portail ne le donne pas. "
    "Téléversez-le de nouveau, ou écrivez à la coordination du réseau."
)
UNWRITTEN = "Ce fichier n’a pas pu être écrit en entier. Rien n’est gardé\u00a0; réessayez dans un moment."
PART = ".part-"
PART_HOURS = 24
log = logging.getLogger(__name__)


class FileDamaged(UnreadableFile, Http404):
    """A stored file is lost, or its bytes are no longer those that came; the message is a sentence for the page."""


class FileUnwritten(FileRefused, UnreadableFile, OSError):
    """A file found no room on the disk, or came back other than it was written; nothing of it stays.

    The message is a sentence, which every form that takes a file already shows beside it.
    """


class FilesAway(OSError):
    """What keeps the files does not answer. A page then says when to come back, as while the database is away."""


class WholeFileStorage(FileSystemStorage):
    """Files on a disk. One that was cut, by a full disk or by a kill, never has a name that anybody reads."""

    def _save(self, name: str, content: File) -> str:
        try:
            return self._save_whole(name, content)
        except OSError as failure:
            if failure.errno not in NO_ROOM:
                raise
            log.error("no room for a file: %s", failure)
            raise FileUnwritten(UNWRITTEN) from failure

    def _save_whole(self, name: str, content: File) -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        with _written_beside(place, content) as part:
            while True:
                try:
                    os.link(part, self.path(name))  # refuses a name that is taken, which a rename would replace
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
        _sync(place.parent)
        return name.replace("\\", "/")

    def walk(self) -> Iterator[str]:
        """Yield the name of each file, in order; not what is still being written."""
        root = Path(self.location)
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.name.startswith(PART):
                yield path.relative_to(root).as_posix()


def stored_names() -> Iterator[str]:
    """Yield the name of each stored file, wherever files are kept."""
    yield from default_storage.walk()  # type: ignore[attr-defined]  # each of our storages has it


@contextmanager
def _written_beside(place: Path, content: File) -> Iterator[str]:
    """Write all the bytes to the disk under a name of their own, read them back, and take that name away after."""
    digest = hashlib.sha256()
    handle, part = tempfile.mkstemp(prefix=PART, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in content.chunks():
                data = chunk.encode() if isinstance(chunk, str) else chunk
                digest.update(data)
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if _digest_of(Path(part)) != digest.hexdigest():
            raise FileUnwritten(UNWRITTEN)
        os.chmod(part, settings.FILE_UPLOAD_PERMISSIONS)
        yield part
    finally:
        os.unlink(part)


def remove_parts(root: Path) -> int:
    """Remove what a killed process had begun to write below a folder more than a day ago; return how many files.

    A part never had a name that anybody reads, and no writing lasts a day.
    """
    oldest = time.time() - PART_HOURS * 3600
    removed = 0
    for part in root.rglob(f"{PART}*"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < oldest:
                part.unlink()
                removed += 1
    return removed


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_stored(file: FieldFile, sha256: str) -> Any:
    """Return a stored file, open at its first byte. Raises FileDamaged when it is lost, or has another hash."""
    try:
        opened = file.open("rb")
    except FileNotFoundError as lost:
        log.error("stored file lost: %s", file.name)
        raise FileDamaged(DAMAGED) from lost
    if hashlib.file_digest(opened, "sha256").hexdigest() != sha256:
        opened.close()
        log.error("stored file damaged: %s", file.name)
        raise FileDamaged(DAMAGED)
    opened.seek(0)
    return opened


def store_by_hash(path: str, file: File, sha256: str) -> str:
    """Store a file whose path says its hash, and return its name. One that stands there already is taken only if it
    has that hash: another, cut in its writing, makes room.
    """
    if default_storage.exists(path):
        with default_storage.open(path) as standing:
            if hashlib.file_digest(standing, "sha256").hexdigest() == sha256:
                return path
        log.error("stored file replaced: %s", path)
        default_storage.delete(path)
    file.seek(0)
    return default_storage.save(path, file)
