"""What becomes of each line of a report when its form changes: it follows, it means something else, it is gone."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import BandSpec, FormSpec, LineSpec
from reporting.engine.repetition import repeated_parts
from reporting.engine.report_context import context_of
from reporting.form_editor.versions.comparison import Change, changes_of
from reporting.models import Answer, Attachment, Line, Report, TemplateVersion
from reporting.reports.form_change.said import Said, said_of

# What says which number, text or file is meant; the rest of a line, its bands aside, is how it is asked
MEANING = ("réponse", "source", "unité", "portée", "lieu", "jours comptés", "répétition", "calcul")
BANDS = ("tranches", "contenu des tranches")
GONE = "Cette version ne la demande plus."
NOT_OFFERED = "Elle passe à un volet que votre organisme n’offre pas."
WORDED = (Line.Kind.TEXT, Line.Kind.FILE)


@dataclass(frozen=True)
class Fate:
    """One line as it was. `stays` and `goes`: what was answered on it; `why` says what goes, where something does."""

    line: LineSpec
    section: str
    changes: list[Change] = field(default_factory=list)
    stays: list[Said] = field(default_factory=list)
    goes: list[Said] = field(default_factory=list)
    files_stay: list[Attachment] = field(default_factory=list)
    files_go: list[Attachment] = field(default_factory=list)
    remarks: int = 0
    why: str = ""
    bands_gone: list[str] = field(default_factory=list)
    bands_new: list[str] = field(default_factory=list)

    @property
    def is_gone(self) -> bool:
        return self.why in (GONE, NOT_OFFERED)

    @property
    def meanings(self) -> list[Change]:
        return [change for change in self.changes if change.what in MEANING]

    @property
    def rewordings(self) -> list[Change]:
        hidden = (*MEANING, *BANDS) if self.has_other_bands else MEANING
        return [change for change in self.changes if change.what not in hidden]

    @property
    def has_other_bands(self) -> bool:
        return bool(self.bands_gone or self.bands_new)

    @property
    def means_otherwise(self) -> bool:
        return bool(self.meanings or self.has_other_bands or self.loses)

    @property
    def loses(self) -> bool:
        return bool(self.goes or self.files_go)

    @property
    def is_answered(self) -> bool:
        return bool(self.stays or self.files_stay or self.remarks)


@dataclass(frozen=True)
class Move:
    """A report on its way from a version of its form to a later one; `added`: the lines that are new, with sections."""

    before: TemplateVersion
    after: TemplateVersion
    fates: list[Fate]
    added: list[tuple[LineSpec, str]]

    @property
    def gone(self) -> list[Fate]:
        return [fate for fate in self.fates if fate.is_gone]

    @property
    def changed(self) -> list[Fate]:
        return [fate for fate in self.fates if not fate.is_gone and fate.means_otherwise]

    @property
    def following(self) -> list[Fate]:
        """The other lines that hold something, or are worded otherwise."""
        others = (fate for fate in self.fates if not fate.is_gone and not fate.means_otherwise)
        return [fate for fate in others if fate.is_answered or fate.rewordings]

    @property
    def losing(self) -> list[Fate]:
        return [fate for fate in self.fates if fate.loses]

    @property
    def unmoved(self) -> int:
        """How many lines follow as they are, with nothing answered on them."""
        return len(self.fates) - len(self.gone) - len(self.changed) - len(self.following)

    @property
    def mark(self) -> str:
        """A digest of where the report goes and of all that would be set aside: other answers give another one."""
        seen = (self.before.pk, self.after.pk, rows_set_aside(self))
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def rows_set_aside(move: Move) -> list[dict[str, Any]]:
    """Return what a change of form writes down of the lines that lose something, as plain values."""
    return [
        {
            "key": fate.line.key,
            "number": fate.line.number,
            "words": fate.line.words,
            "section": fate.section,
            "why": fate.why,
            "answers": [said.plain() for said in fate.goes],
            "files": [{"id": file.pk, "name": file.name} for file in fate.files_go],
        }
        for fate in move.losing
    ]


def read_move(report: Report, after: TemplateVersion) -> Move:
    """Return what a report would be on a later version of its form. Writes nothing; some ten queries at most."""
    before = report.template_version
    old, new = read_form_spec(before), read_form_spec(after)
    parts = repeated_parts(context_of(report), old.lines)
    saved = _Saved(report)
    fates = [
        saved.fate_of(line, new.by_key.get(line.key), old, new, parts.get(line.for_each, line.bands))
        for line in old.lines
        if line.kind != Line.Kind.HEADING
    ]
    asked = {line.key for line in old.lines if line.kind != Line.Kind.HEADING}
    added = [line for line in new.lines if line.key not in asked and line.kind != Line.Kind.HEADING]
    offered = [(line, new.title_of(line.section)) for line in added if _is_offered(report, new, line)]
    return Move(before, after, fates, offered)


class _Saved:
    """What a report holds, by line: read once."""

    def __init__(self, report: Report):
        self.report = report
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        for answer in report.answers.order_by("line_key", "pk"):
            self.answers[answer.line_key].append(answer)
        self.files: dict[str, list[Attachment]] = defaultdict(list)
        for file in report.attachments.filter(removed_at__isnull=True):
            self.files[file.line_key].append(file)
        self.remarks: dict[str, int] = defaultdict(int)
        for key in report.comments.values_list("line_key", flat=True):
            self.remarks[key] += 1

    def fate_of(
        self,
        line: LineSpec,
        later: LineSpec | None,
        old: FormSpec,
        new: FormSpec,
        parts: tuple[BandSpec, ...],
    ) -> Fate:
        why = self._why(line, later, new)
        names = {part.key: part.words for part in parts}
        ranks = {part.key: rank for rank, part in enumerate(parts)}
        answers = sorted(self.answers[line.key], key=lambda row: ranks.get(row.band_key, -1))
        fitting = _fitting(line, later)
        stays = [row for row in answers if not why and _fits(row, line, fitting)]
        goes = [row for row in answers if row not in stays]
        files = self.files[line.key]
        return Fate(
            line=line,
            section=old.title_of(line.section),
            changes=changes_of(later, line, old, new) if later else [],
            stays=[said_of(line, row, names) for row in stays],
            goes=[said_of(line, row, names) for row in goes],
            files_stay=[] if why else files,
            files_go=files if why else [],
            remarks=self.remarks[line.key],
            why=why or (BANDS_GONE if goes else ""),
            bands_gone=[band.words for band in line.bands if later and band.key not in fitting],
            bands_new=[band.words for band in (later.bands if later else ()) if band.key not in fitting],
        )

    def _why(self, line: LineSpec, later: LineSpec | None, new: FormSpec) -> str:
        if later is None or later.kind == Line.Kind.HEADING:
            return GONE
        if not _is_offered(self.report, new, later):
            return NOT_OFFERED
        return "" if _counted(line) == _counted(later) else OTHER_MEANING


OTHER_MEANING = "Cette version demande autre chose sous la même ligne."
BANDS_GONE = "Cette version découpe la ligne autrement."


def _is_offered(report: Report, form: FormSpec, line: LineSpec) -> bool:
    component = form.component_of(line.section)
    return report.kind == Report.Kind.FUNDER or component is None or component in report.components


def _counted(line: LineSpec) -> tuple:
    """What an answer of a line is about; of words and files, nothing but that."""
    if line.kind in WORDED:
        return (line.kind,)
    terms = sorted((term.part, term.code, sorted(term.categories)) for term in line.terms)
    read = [(term.part, term.line_key, term.sign, term.reading) for term in line.line_terms]
    return line.kind, line.unit, line.source, line.scope, line.place, line.window, line.for_each, terms, read


def _fitting(line: LineSpec, later: LineSpec | None) -> set[str]:
    """Return the keys of the bands that are the same in both versions, whatever their words."""
    return {band.key for band in line.bands} & {
        key for key, content in _contents(later).items() if content == _contents(line).get(key)
    }


def _contents(line: LineSpec | None) -> Mapping[str, tuple]:
    bands = line.bands if line else ()
    return {band.key: (band.dimension, band.age_from, band.age_to, band.categories) for band in bands}


def _fits(answer: Answer, line: LineSpec, fitting: set[str]) -> bool:
    return not answer.band_key or bool(line.for_each) or answer.band_key in fitting


def leaving(report: Report, move: Move) -> Iterator[Answer]:
    """Yield the saved answers that do not follow, as `move` says."""
    boxes = {(fate.line.key, said.band_key) for fate in move.losing for said in fate.goes}
    for answer in report.answers.all():
        if (answer.line_key, answer.band_key) in boxes:
            yield answer
