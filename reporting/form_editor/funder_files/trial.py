"""A copy made to see: filled from a report of the form, or with the name of each line in its cell."""

from dataclasses import dataclass
from datetime import UTC, datetime

from organisms.models import User
from reporting.engine.form.reading import read_form_spec
from reporting.models import FunderFile, Report, Version
from reporting.papers.filled_files.filling import content_of, fill_file
from reporting.papers.filled_files.targets import Target, words_by_target, words_of
from reporting.papers.filled_files.values import Said
from reporting.papers.filled_files.workbook import FilledFile

MARKS = "reperes"
MOST_OFFERED, MOST_DIGITS = 100, 12
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Marks:
    """A content that says at each target what it is called."""

    words: dict[Target, str]

    def said(self, target: Target) -> Said:
        return Said(words_of(target, self.words) or None)

    def items(self, line_key: str) -> list[dict]:
        """One part, so that a CSV with a row for each has one to show."""
        return [{}]


def trial_choices(file: FunderFile, user: User) -> list[tuple[str, str]]:
    """Return what a copy can be tried with: (key, words). One query."""
    reports = Report.objects.visible_to(user).filter(template_version__template=file.template_id)
    newest = Version.objects.filter(report__in=reports).order_by("report_id", "-number").distinct("report_id")
    rows = newest.select_related("report__organism").defer("content")[:MOST_OFFERED]
    named = [(str(row.pk), f"{row.report.organism.name}, {row.report}, version {row.number}") for row in rows]
    return [(MARKS, "Le nom de chaque ligne dans sa case"), *sorted(named, key=lambda choice: choice[1])]


def trial_copy(file: FunderFile, user: User, chosen: str) -> FilledFile | None:
    """Return a copy filled with what was chosen; None of what is not offered. Raises UnreadableFile."""
    if chosen == MARKS:
        return fill_file(file, Marks(words_by_target(read_form_spec(file.from_version))), made_at=NO_DAY)
    if not chosen.isdecimal() or len(chosen) > MOST_DIGITS:
        return None
    reports = Report.objects.visible_to(user).filter(template_version__template=file.template_id)
    version = Version.objects.filter(report__in=reports, pk=int(chosen)).select_related("report__template_version")
    row = version.first()
    return fill_file(file, content_of(row), made_at=row.as_of) if row else None
