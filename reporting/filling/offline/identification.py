"""The hidden sheet of a workbook: whose report it is, and what each box said when it was made. Sealed as a whole."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from django.core.signing import BadSignature, Signer

from reporting.filling.offline.boxes import OfflineBox
from reporting.filling.offline.written import Written, text_words
from reporting.models import Report
from roriq_portal.files.form_books import FormCell, FormSheet, Look
from roriq_portal.files.table_reader import Cell, UnreadableFile

SHEET, KNOWN_BY = "Repères", "Repères du Portail RORIQ, à laisser tels quels"
FACTS = ("rapport", "formulaire", "organisme", "titre", "nom de l’organisme", "fait")
HEAD = ("Repère", "Question", "Révision", "Ouverte", "Nombre", "Sur", "Réponse", "Texte")
SEAL = "sceau"
BROKEN = (
    "Les repères cachés de ce classeur ne sont plus ceux que le portail a écrits\u00a0: rien n’en est lu. "
    "Téléchargez un classeur neuf et recopiez-y vos réponses."
)
_SIGNER = Signer(salt="reporting.filling.offline")


@dataclass(frozen=True)
class Made:
    """What one box was when the workbook was made."""

    mark: str
    question: str
    revision: int
    is_open: bool
    written: Written


@dataclass(frozen=True)
class Identity:
    """The report of a workbook, by its numbers and in words; `made_at`: when, as the page says it."""

    report_id: str
    version_id: str
    organism_id: str
    title: str
    organism: str
    made_at: str


def identity_of(report: Report, made_at: str) -> Identity:
    ids = str(report.pk), str(report.template_version_id), str(report.organism_id)
    return Identity(*ids, text_words(str(report)), text_words(report.organism.name), made_at)


def hidden_sheet(identity: Identity, boxes: Iterable[OfflineBox], *, may_write: bool) -> FormSheet:
    """Return the sheet that says it all, as plain text."""
    facts = list(zip(FACTS, astuple(identity), strict=True))
    rows = [_row(box, may_write) for box in boxes]
    seal = _SIGNER.signature(_sealed(facts, rows))
    lines: list[Sequence[str]] = [(KNOWN_BY,), *facts, (SEAL, seal), HEAD, *rows]
    cells = [[FormCell(words, Look.QUIET) for words in line] for line in lines]
    return FormSheet(SHEET, (30, 60, 10, 10, 12, 12, 12, 60), cells, is_hidden=True)


def _row(box: OfflineBox, may_write: bool) -> tuple[str, ...]:
    said = box.written
    is_open = "oui" if box.is_open and may_write else "non"
    return (box.mark, box.question, str(box.revision), is_open, said.number, said.over, said.answer, said.text)


def _sealed(facts: Iterable[Sequence[str]], rows: Iterable[Sequence[str]]) -> str:
    return json.dumps([[list(fact) for fact in facts], [list(row) for row in rows]], ensure_ascii=False)


def is_hidden_sheet(first: Sequence[Cell]) -> bool:
    """Whether a sheet that begins with this row is the hidden one."""
    return bool(first) and text_words(first[0]) == KNOWN_BY


def read_identification(rows: Sequence[Sequence[Cell]]) -> tuple[Identity, dict[str, Made]]:
    """Return whose workbook it is, and by its mark what each box was. Refuses (UnreadableFile) a broken seal."""
    words = [[text_words(cell) for cell in row] for row in rows]
    count = len(FACTS)
    facts = [_as_wide(row, 2) for row in words[1 : count + 1]]
    seal = dict(_as_wide(row, 2) for row in words[count + 1 : count + 2]).get(SEAL, "")
    table = [_as_wide(row, len(HEAD)) for row in words[count + 3 :] if any(row)]
    try:
        _SIGNER.unsign(f"{_sealed(facts, table)}{_SIGNER.sep}{seal}")
    except BadSignature as broken:
        raise UnreadableFile(BROKEN) from broken
    made = (
        Made(mark, question, int(revision), is_open == "oui", Written(*said))
        for mark, question, revision, is_open, *said in table
    )
    return Identity(*(words for _, words in facts)), {each.mark: each for each in made}


def _as_wide(row: list[str], count: int) -> list[str]:
    return [*row, *[""] * count][:count]
