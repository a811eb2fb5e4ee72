"""The texts of an organism's annual report that a line of a funder's report may take, by component."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import FormSpec
from reporting.models import Answer, DrawnText, Line, Report
from roriq_portal.formats.days import format_day

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    DrawnAnswer = WithAnnotations[Answer, "Taken"]


class Drawn(TypedDict):
    """Where a text was taken: the line, the text as it was, the moment."""

    line: str
    digest: str
    at: str


class Taken(TypedDict):
    """The lines that took the text of a row, read in its query."""

    drawn: list[Drawn]


IN_PROGRESS = "en cours"
STATE_WORDS: dict[str, str] = {
    Report.State.SUBMITTED: "déposé",
    Report.State.ENDORSED: "endossé",
    Report.State.APPROVED: "approuvé",
}


@dataclass(frozen=True)
class SourceText:
    """A text of the annual report: `name` is the report, `standing` how far it is, `words` the line that it answers.

    `drawn_digest`, `drawn_on`: the text as it was when it was taken into the line, and the day; empty before.
    """

    report_id: int
    key: str
    name: str
    standing: str
    words: str
    text: str
    saved_at: datetime
    drawn_digest: str = ""
    drawn_on: date | None = None

    @property
    def digest(self) -> str:
        return digest_of(self.text)

    @property
    def mark(self) -> str:
        """What a page sends back of a text that it took: which one, and as it was."""
        return f"{self.report_id}:{self.key}:{self.digest}"

    @property
    def is_drawn(self) -> bool:
        return bool(self.drawn_digest)

    @property
    def has_changed(self) -> bool:
        """Whether it is no longer the text that was taken."""
        return self.is_drawn and self.drawn_digest != self.digest

    @property
    def source_words(self) -> str:
        """« Rapport annuel unifié 2025-2026, approuvé ; texte du 3 mai 2026 »."""
        return f"{self.name}, {self.standing}\u00a0; texte du {format_day(self.saved_at)}"

    @property
    def changed_words(self) -> str:
        return f"Le texte source a changé le {format_day(self.saved_at)}." if self.has_changed else ""


def digest_of(text: str) -> str:
    return sha256(text.strip().encode()).hexdigest()


def source_texts(report: Report, form_spec: FormSpec) -> dict[str, list[SourceText]]:
    """Return, by line key, the texts that a line may take: those of its component in the annual report of the period.

    Of two annual reports, the one that shares the most days. One query, none for a form without such a line.
    """
    lines = {line.key: form_spec.component_of(line.section) for line in form_spec.lines if line.kind == Line.Kind.TEXT}
    if report.kind != Report.Kind.FUNDER or not any(lines.values()):
        return {}
    by_component = _by_component(_texts_of_the_year(report))
    return {
        key: [replace(text, **_drawn(drawn, key)) for text, drawn in by_component[component]]
        for key, component in lines.items()
        if component in by_component
    }


def _texts_of_the_year(report: Report) -> list["DrawnAnswer"]:
    drawn = DrawnText.objects.filter(report=report, source=OuterRef("report"), source_key=OuterRef("line_key"))
    rows = Answer.objects.filter(
        report__organism=report.organism_id, report__kind=Report.Kind.ANNUAL, report__period__overlap=report.period
    ).exclude(text="")
    rows = rows.annotate(
        drawn=ArraySubquery(drawn.values(row=JSONObject(line="line_key", digest="digest", at="drawn_at")))
    )
    answers = list(rows.select_related("report__template_version__template").order_by("report"))
    best = max((answer.report for answer in answers), key=lambda annual: _shared_days(annual, report), default=None)
    return [answer for answer in answers if answer.report == best]


def _shared_days(annual: Report, report: Report) -> tuple[timedelta, date]:
    first, end = (max(annual.period.lower, report.period.lower), min(annual.period.upper, report.period.upper))
    return end - first, annual.period.upper


def _by_component(answers: Iterable["DrawnAnswer"]) -> dict[int | None, list[tuple[SourceText, list[Drawn]]]]:
    """In the order of the annual form, each with where it was taken; what is outside the components is no line's."""
    texts: dict[int | None, list[tuple[SourceText, list[Drawn]]]] = {}
    by_key = {answer.line_key: answer for answer in answers if answer.text.strip()}
    if not by_key:
        return texts
    form_spec = read_form_spec(next(iter(by_key.values())).report.template_version)
    for line in form_spec.lines:
        answer, component = by_key.get(line.key), form_spec.component_of(line.section)
        if answer and component and line.kind == Line.Kind.TEXT:
            texts.setdefault(component, []).append((_source(answer, line.words), answer.drawn))
    return texts


def _source(answer: Answer, words: str) -> SourceText:
    annual = answer.report
    standing = STATE_WORDS.get(annual.state, IN_PROGRESS)
    return SourceText(annual.pk, answer.line_key, str(annual), standing, words, answer.text, answer.saved_at)


def _drawn(rows: Iterable[Drawn], line_key: str) -> dict:
    """Return what is remembered of a text that this line took; nothing of one that it did not."""
    mine = next((row for row in rows if row["line"] == line_key), None)
    if mine is None:
        return {}
    return {"drawn_digest": mine["digest"], "drawn_on": timezone.localdate(datetime.fromisoformat(mine["at"]))}
