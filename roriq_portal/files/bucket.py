"""Files of several hosts: in a private bucket that speaks S3, read through the portal alone (decision 58)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from roriq_portal.files.storage import UNWRITTEN, FilesAway, FileUnwritten

TAKEN, ABSENT = 412, 404
# Beyond these a bucket is away: somebody waits for a page
CONFIG = Config(connect_timeout=2, read_timeout=20, retries={"max_attempts": 2}, s3={"addressing_style": "path"})
log = logging.getLogger(__name__)


class WholeFileBucket(S3Storage):
    """A bucket where a file is whole or absent: S3 names bytes once all have come and their checksum is that of those
    which left. Two hosts that save under one name at once have two names.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=CONFIG, **options)

    def _save(self, name: str, content: File) -> str:
        name = clean_name(name)
        while True:
            try:
                self._put(name, content)
                return name
            except (BotoCoreError, ClientError) as failure:
                if _status(failure) == TAKEN:
                    name = self.get_available_name(name)
                    continue
                log.error("the bucket took no file: %s", failure)
                raise FileUnwritten(UNWRITTEN) from failure

    def _put(self, name: str, content: File) -> None:
        content.seek(0)
        self.connection.meta.client.put_object(
            Bucket=self.bucket_name,
            Key=self._normalize_name(name),
            Body=content.file if content.file is not None else content,
            ChecksumAlgorithm="SHA256",
            IfNoneMatch="*",
            ContentType=self.default_content_type,
        )

    def _open(self, name: str, mode: str = "rb") -> File:
        """The bytes come now: an absence of the bucket is known before anything is answered."""
        with _answering():
            opened = super()._open(name, mode)
            opened.file.seek(0)
            return opened

    def exists(self, name: str) -> bool:
        with _answering():
            return super().exists(name)

    def delete(self, name: str) -> None:
        with _answering():
            super().delete(name)

    def walk(self) -> Iterator[str]:
        """Yield the name of each file, in order."""
        # Of a folder, not of those whose names begin by its own
        folder = f"{self.location.rstrip('/')}/" if self.location else ""
        with _answering():
            for entry in self.bucket.objects.filter(Prefix=folder):
                yield entry.key.removeprefix(folder)

    def is_read_by_strangers(self, name: str) -> bool:
        """Return whether somebody without a key reads a file of ours."""
        try:
            key = self._normalize_name(clean_name(name))
            self.unsigned_connection.meta.client.head_object(Bucket=self.bucket_name, Key=key)
        except (BotoCoreError, ClientError):
            return False
        return True

    def url(self, *given: Any, **named: Any) -> NoReturn:
        """No file has an address of its own: rights are asked at each reading."""
        raise NotImplementedError("Files are read through the portal.")


@contextmanager
def _answering() -> Iterator[None]:
    """Raise FilesAway where the bucket cannot be reached, or refuses us."""
    try:
        yield
    except (BotoCoreError, ClientError) as failure:
        if _status(failure) == ABSENT:
            raise FileNotFoundError(str(failure)) from failure
        raise FilesAway(str(failure)) from failure


def _status(failure: Exception) -> int:
    said = failure.response if isinstance(failure, ClientError) else {}
    return said.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
