"""A line of a draft written from its form: its columns, its place, its terms, bands and rules; or removed."""

from typing import Any

from django.db import transaction

from organisms.models import User
from reporting.engine.form.faults import MOST_LINES
from reporting.form_editor.keys import free_key
from reporting.form_editor.lines.bands import write_bands
from reporting.form_editor.lines.form import LineForm
from reporting.form_editor.lines.placing import place_of, stand_after
from reporting.form_editor.lines.rows import COMPUTED, RULE, TERM
from reporting.form_editor.lines.values import COLUMNS
from reporting.form_editor.versions.drafts import FormRefused, draft_of, was_changed
from reporting.form_editor.versions.removals import remember, rows_of_line
from reporting.models import Line, LineTerm, Rule, TemplateVersion, Term
from roriq_portal.logs import log_action

DOLLARS = "$"


@log_action
@transaction.atomic
def save_line(*, version: TemplateVersion, form: LineForm, by: User) -> Line:
    """Write a line as its form, which is valid, says it. One that says so already is left as it is.

    Refuses (FormRefused) a published version, and a line too many.
    """
    draft = draft_of(version)
    if form.line and not form.says_something_new():
        return form.line
    if form.line is None and draft.lines.count() >= MOST_LINES:
        raise FormRefused(f"Un gabarit a {MOST_LINES} lignes au plus.")
    line = write_line(draft, form)
    was_changed(draft)
    return line


def write_line(draft: TemplateVersion, form: LineForm) -> Line:
    """Write a line of a locked draft as its valid form says it, and return it; the draft's changes are not counted."""
    section, before = place_of(draft, form.cleaned_data["stands"])
    line = form.line or Line(version=draft, key=_free_key(draft, form.cleaned_data), order=0)
    line.section = section
    _write_columns(line, form)
    if form.line is None or "stands" in form.changed_data:
        stand_after(line, before)
    _write_terms(line, form)
    _write_computed(line, form)
    write_bands(line, form)
    _write_rules(line, form)
    return line


def _free_key(draft: TemplateVersion, data: dict[str, Any]) -> str:
    """A key that no version of the form gave: answers of another line would be taken for those of this one."""
    taken = Line.objects.filter(version__template=draft.template_id).values_list("key", flat=True)
    return free_key(data["number"] or data["words"] or data["words_en"], taken, "ligne")


def _write_columns(line: Line, form: LineForm) -> None:
    data, vocabulary = form.cleaned_data, form.vocabulary
    for name in COLUMNS:
        setattr(line, name, data[name])
    line.component = int(data["component"]) if data["component"] else None
    line.priority = next((row for row in vocabulary.priorities if str(row.pk) == data["priority"]), None)
    line.parent = next((row for row in vocabulary.lines if row.key == data["parent"]), None)
    line.max_chars = data["max_chars"] if data["kind"] == Line.Kind.TEXT else None
    first = next((row["indicator"] for _, row in form.typed_rows(TERM)), None)
    if first:
        line.unit = vocabulary.indicators[first].unit
    elif data["kind"] == Line.Kind.MONEY and not data["unit"]:
        line.unit = DOLLARS
    line.save()


def _has_changed(form: LineForm, *names: str) -> bool:
    return form.line is None or any(changed.startswith(names) for changed in form.changed_data)


def _write_terms(line: Line, form: LineForm) -> None:
    """The terms are written again when one of them changed, or what narrows them."""
    if not _has_changed(form, TERM, "categories"):
        return
    own = {term.indicator.code: list(term.categories.all()) for term in line.terms.all()} if form.line else {}
    line.terms.all().delete()
    keys = form.cleaned_data.get("categories")
    chosen = None if keys is None else [form.vocabulary.categories[key] for key in keys]
    rows = ((row["indicator"], row["part"] or Term.Part.VALUE) for _, row in form.typed_rows(TERM))
    for code, part in dict.fromkeys(rows):
        term = Term.objects.create(line=line, part=part, indicator=form.vocabulary.indicators[code])
        term.categories.set(own.get(code, []) if chosen is None else chosen)


def _write_computed(line: Line, form: LineForm) -> None:
    if not _has_changed(form, COMPUTED):
        return
    lines = {row.key: row for row in form.vocabulary.lines}
    line.line_terms.all().delete()
    rows = {
        (row["other"], row["part"] or Term.Part.VALUE, row["reading"] or LineTerm.Reading.NOW): row["sign"]
        for _, row in form.typed_rows(COMPUTED)
    }
    LineTerm.objects.bulk_create(
        LineTerm(
            line=line,
            other=lines[other],
            part=part,
            reading=reading,
            is_subtracted=sign == "moins",
        )
        for (other, part, reading), sign in rows.items()
    )


def _write_rules(line: Line, form: LineForm) -> None:
    if not _has_changed(form, RULE):
        return
    lines = {row.key: row for row in form.vocabulary.lines}
    line.rules.all().delete()
    Rule.objects.bulk_create(
        Rule(
            version=line.version,
            line=line,
            op=row["op"],
            other=lines.get(row["other"]),
            band_key=row["band"],
            number=row["number"],
            level=row["level"] or Rule.Level.ERROR,
        )
        for _, row in form.typed_rows(RULE)
    )


@log_action
@transaction.atomic
def remove_line(*, version: TemplateVersion, line_key: str, by: User) -> str:
    """Remove a line of a draft, with the rules and the sums that name it; return its words. Gone already: « ».

    For a day, as long as the draft does not change, `put_back` gives it back to whoever removed it.
    """
    draft = draft_of(version)
    line = draft.lines.filter(key=line_key).first()
    if line is None:
        return ""
    words, children = str(line), list(line.children.values_list("pk", flat=True))
    remember(draft, words, rows_of_line(line), children, by)
    line.delete()
    return words


def named_by(line: Line) -> int:
    """Return how many rules and sums of other lines would go with it."""
    rules = Rule.objects.filter(other=line).exclude(line=line).count()
    return rules + LineTerm.objects.filter(other=line).count()
