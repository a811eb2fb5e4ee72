"""A content filled in a funder's file: which files serve a version, what each says, the bytes of the copy."""

import json
from collections.abc import Sequence
from datetime import datetime

from reporting.engine.form.reading import read_form_spec
from reporting.models import FileTie, FunderFile, Line, TemplateVersion, Version
from reporting.papers.filled_files.rows import Column, RowsFormat, fill_rows
from reporting.papers.filled_files.targets import Target, target_of, words_by_target, words_of
from reporting.papers.filled_files.values import Content, Sayer
from reporting.papers.filled_files.workbook import CellTie, FilledFile, fill_workbook
from roriq_portal.files.blank_books.cells import Place
from roriq_portal.files.storage import open_stored


def files_serving(version: TemplateVersion) -> list[FunderFile]:
    """Return the files offered for reports of a version of a form, the one that applies of each kind first. One query.

    Those that it replaced come after: what was given from them can be made again.
    """
    return list(FunderFile.objects.serving(version))


def current_among(files: Sequence[FunderFile]) -> list[FunderFile]:
    """Return the one that applies of each kind."""
    return list({file.kind: file for file in reversed(files)}.values())


def content_of(version: Version) -> Content:
    """Return a frozen version as its cells are read. One query."""
    return read_content(json.loads(version.content), version.report.template_version)


def read_content(content: dict, form: TemplateVersion) -> Content:
    """Return a content, frozen or of today, with the words of its lines. One query."""
    return Content(content, dict(Line.objects.filter(version=form.pk).values_list("key", "words")))


def fill_file(file: FunderFile, content: Sayer, *, made_at: datetime) -> FilledFile:
    """Return the filled copy of a funder's file: of the same content and day, the same bytes.

    Raises UnreadableFile (FileDamaged among others) where the blank workbook is lost or no longer opens.
    """
    ties, words = list(file.ties.all()), words_by_target(read_form_spec(file.from_version))
    if not file.is_workbook:
        return fill_rows(_columns(file, ties, words), content, rows_format(file))
    cells = [CellTie(place_of(tie), target_of(tie), words_of(target_of(tie), words)) for tie in ties]
    return fill_workbook(blank_bytes(file), cells, content, made_at=made_at, adds_notes=file.adds_notes)


def place_of(tie: FileTie) -> Place:
    return Place(tie.sheet, tie.cell, tie.cell_name)


def blank_bytes(file: FunderFile) -> bytes:
    """Return the blank workbook as it came. Raises FileDamaged."""
    with open_stored(file.file, file.sha256) as opened:
        return opened.read()


def rows_format(file: FunderFile) -> RowsFormat:
    return RowsFormat(file.separator, file.decimal_mark, file.day_format, file.encoding, bool(file.repeats))


def _columns(file: FunderFile, ties: Sequence[FileTie], words: dict[Target, str]) -> list[Column]:
    """A column of a repeated line says its parts in turn, where the file has a row for each."""
    repeated = set()
    if file.repeats:
        lines = Line.objects.filter(version=file.from_version_id, for_each=file.repeats)
        repeated = set(lines.values_list("key", flat=True))
    return [
        Column(
            tie.heading,
            target_of(tie),
            words_of(target_of(tie), words),
            follows=tie.item is not None and tie.line_key in repeated,
        )
        for tie in ties
    ]
