"""What the pages of a funder's file show: its files by form, what is tied of each section, what stays untied."""

from collections import Counter
from dataclasses import dataclass

from openpyxl.workbook import Workbook

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.form_editor.funder_files.proposals import Proposals
from reporting.form_editor.funder_files.ties_form import Box, BoxGroup, box_standing
from reporting.models import FileTie, FunderFile, Section, Template
from reporting.papers.filled_files.targets import (
    Offered,
    facts_offered,
    line_name,
    lines_offered,
    target_of,
    words_by_target,
    words_of,
)
from roriq_portal.files.blank_books.cells import cells_by_name

FACTS = ""
FACTS_TITLE = "Le rapport lui-même"


@dataclass(frozen=True)
class FileRow:
    """`replaced_by`: the number of the file that took its place; 0 of one that applies, was retired or is a draft."""

    file: FunderFile
    ties: int
    replaced_by: int = 0

    @property
    def state(self) -> str:
        if self.file.retired_at:
            return "Retiré"
        if self.file.is_draft:
            return "En préparation"
        return f"Remplacé par le fichier {self.replaced_by}" if self.replaced_by else "En usage"


def files_of(template: Template) -> list[FileRow]:
    """Return the files of a form, newest first, each with how much it says. Two queries."""
    files = list(template.funder_files.select_related("from_version", "created_by", "adopted_by").order_by("-number"))
    said = FileTie.objects.filter(funder_file__template=template).exclude(fact="", line_key="")
    ties = Counter(said.order_by().values_list("funder_file", flat=True))
    return [FileRow(file, ties[file.pk], _replaced_by(file, files)) for file in files]


def _replaced_by(file: FunderFile, files: list[FunderFile]) -> int:
    """The newest in use of its kind that serves the same versions of the form, and comes after it."""
    if file.is_draft or file.retired_at:
        return 0
    after = (
        other.number
        for other in files
        if other.kind == file.kind and other.number > file.number and other.adopted_at and not other.retired_at
        and other.from_version.number <= file.from_version.number
    )  # fmt: skip
    return next(after, 0)


@dataclass(frozen=True)
class PartRow:
    """A page of ties: the facts (`key` is empty) or a section; how many of its boxes are tied."""

    key: str
    title: str
    tied: int
    offered: int


@dataclass(frozen=True)
class FileOverview:
    """`untied`: the lines that nothing of the file says."""

    parts: list[PartRow]
    untied: list[str]
    sheets: list[tuple[str, int]]
    names: int


def overview(file: FunderFile, ties: list[FileTie], book: Workbook | None) -> FileOverview:
    """Return what the page of a file shows. `book`: its blank workbook; None of a CSV."""
    form = read_form_spec(file.from_version)
    offered = lines_offered(form)
    tied_lines = {tie.line_key for tie in ties}
    sheets = Counter(tie.sheet for tie in ties)
    return FileOverview(
        parts=_parts(form, ties) if book else [],
        untied=[line_name(line) for line, _ in offered if line.key not in tied_lines],
        sheets=[(sheet.title, sheets[sheet.title]) for sheet in book.worksheets] if book else [],
        names=len(cells_by_name(book)) if book else 0,
    )


def _parts(form: FormSpec, ties: list[FileTie]) -> list[PartRow]:
    tied = {target_of(tie) for tie in ties}
    facts = facts_offered()
    rows = [PartRow(FACTS, FACTS_TITLE, sum(row.target in tied for row in facts), len(facts))]
    for section in form.sections():
        lines = lines_offered(form, section)
        if lines:
            says = sum(any(row.target in tied for row in offered) for _, offered in lines)
            rows.append(PartRow(section, form.title_of(section), says, len(lines)))
    return rows


def box_groups(file: FunderFile, section: Section | None, ties: list[FileTie], book: Workbook) -> list[BoxGroup]:
    """Return the boxes of a page: of the facts where there is no section. What is tied has no proposal."""
    proposals = Proposals(book)
    if section is None:
        boxes = [_box(offered, ties, lambda row: proposals.of_fact(row)) for offered in facts_offered()]
        return [BoxGroup("", "", boxes)]
    lines = lines_offered(read_form_spec(file.from_version), section.key)
    return [_line_group(line, offered, ties, proposals) for line, offered in lines]


def _line_group(line: LineSpec, offered: list[Offered], ties: list[FileTie], proposals: Proposals) -> BoxGroup:
    boxes = [_box(row, ties, lambda row: proposals.of_line(line, row)) for row in offered]
    return BoxGroup(line_name(line), line.unit, boxes)


def _box(offered: Offered, ties: list[FileTie], propose) -> Box:
    standing = box_standing(offered, ties)
    return Box(offered, None if standing else propose(offered), standing)


def said_elsewhere(file: FunderFile, ties: list[FileTie], groups: list[BoxGroup]) -> dict[tuple[str, str], str]:
    """Return what cells say that other pages tie: (sheet, address) → words."""
    here = {tie.pk for group in groups for box in group.boxes for tie in box.standing}
    words = words_by_target(read_form_spec(file.from_version))
    return {(tie.sheet, tie.cell): words_of(target_of(tie), words) for tie in ties if tie.pk not in here}
