"""A backup as a file: a tar of all that was kept, its manifest last; read back, each file is compared with it."""

import hashlib
import io
import json
import tarfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from hosting.backups.programs import decrypted

MANIFEST, DUMP, SETTINGS, MEDIA = "manifest.json", "database.dump", "settings.json", "media"
DIGESTS = "digests.json"
FORMAT = 1


class ArchiveDamaged(Exception):
    """A backup is not whole, or not what its manifest says; the message is a sentence."""


@dataclass
class Manifest:
    """What a backup holds. `files`: the size and the SHA-256 of each; `migrations`: those that its tables had."""

    version: str
    made_at: str
    migrations: list[str]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT


class _Hashed:
    """A file that is read once, with the hash of what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


class _Counted:
    """A stream that says how much was written to it: a tar asks, and a pipe does not know."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.size = stream, 0

    def tell(self) -> int:
        return self.size

    def write(self, data: bytes) -> None:
        self.stream.write(data)
        self.size += len(data)


class ArchiveWriter:
    """Writes the files of a backup one after the other, to a stream that need not be a file."""

    def __init__(self, stream: IO[bytes], manifest: Manifest) -> None:
        self.tar = tarfile.TarFile(fileobj=_Counted(stream), mode="w", format=tarfile.PAX_FORMAT)  # type: ignore[arg-type]
        self.manifest = manifest

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self._write(name, file, path.stat().st_size)

    def add_stream(self, name: str, file: IO[bytes], size: int) -> None:
        self._write(name, file, size)

    def add_json(self, name: str, value: Any) -> None:
        data = json.dumps(value, ensure_ascii=False, indent=1).encode()
        self._write(name, io.BytesIO(data), len(data))

    def close(self) -> None:
        """Write the manifest, and end the archive."""
        self.add_json(MANIFEST, asdict(self.manifest))
        self.tar.close()

    def _write(self, name: str, file: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time())
        read = _Hashed(file)
        self.tar.addfile(info, read)
        self.manifest.files[name] = (read.size, read.digest.hexdigest())


def unpack(archive: Path, folder: Path, identity: str = "") -> Manifest:
    """Write the files of a backup below an empty folder and return its manifest, once each is what it says.

    Raises ArchiveDamaged, and ProgramFailed where it cannot be decrypted.
    """
    try:
        with decrypted(archive, identity) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            files = {member.name: _extract(tar, member, folder) for member in tar}
    except (tarfile.TarError, EOFError) as failure:
        raise ArchiveDamaged(f"{archive.name} n’est pas une sauvegarde, ou n’est pas entière.") from failure
    return _compared(archive.name, folder, files)


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> tuple[int, str]:
    """Write one file where its name says, never outside the folder; return its size and its hash."""
    name = PurePosixPath(member.name)
    source = tar.extractfile(member)
    if source is None or name.is_absolute() or ".." in name.parts:
        raise ArchiveDamaged(f"Une sauvegarde ne contient pas « {member.name} ».")
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    read = _Hashed(source)
    with place.open("xb") as file:
        place.chmod(0o600)
        while data := read.read(1024 * 1024):
            file.write(data)
    return read.size, read.digest.hexdigest()


def _compared(name: str, folder: Path, files: dict[str, tuple[int, str]]) -> Manifest:
    """Return the manifest of an unpacked backup once it agrees with the files that were found."""
    if files.pop(MANIFEST, None) is None:
        raise ArchiveDamaged(f"{name} n’est pas entière\u00a0: son manifeste, qui en est la fin, manque.")
    values = json.loads((folder / MANIFEST).read_text())
    if values.get("format") != FORMAT:
        raise ArchiveDamaged(f"{name} vient d’une version plus récente du portail.")
    manifest = Manifest(**values)
    manifest.files = {path: (size, sha256) for path, (size, sha256) in manifest.files.items()}
    apart = sorted(path for path in files.keys() | manifest.files if files.get(path) != manifest.files.get(path))
    if apart:
        raise ArchiveDamaged(f"{name} n’est pas ce que dit son manifeste\u00a0: {', '.join(apart[:5])}.")
    return manifest
