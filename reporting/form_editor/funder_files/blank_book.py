"""A blank workbook as it was received: read, seen to be safe, with what a copy of it would lose."""

import hashlib
import unicodedata
from dataclasses import dataclass

from openpyxl.workbook import Workbook

from roriq_portal.files.blank_books.losses import losses_of
from roriq_portal.files.blank_books.opening import open_blank_book
from roriq_portal.files.table_reader import refuse_infected

MOST_NAME = 200


@dataclass(frozen=True)
class BlankBook:
    data: bytes
    name: str
    book: Workbook
    losses: list[str]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read_blank_book(data: bytes, name: str) -> BlankBook:
    """Return a received workbook, as it may be stored. Raises UnreadableFile, a sentence, for what is none."""
    book = open_blank_book(data)
    refuse_infected(data)
    return BlankBook(data, _readable_name(name), book, losses_of(data, book))


def _readable_name(name: str) -> str:
    shown = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    return shown[:MOST_NAME].strip() or "classeur.xlsx"
