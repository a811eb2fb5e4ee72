"""What the page of one line shows beside its form: the other lines, how its bands nest, its preview."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import transaction

from organisms.models import User
from reporting.engine.form.reading import read_form_spec
from reporting.form_editor.lines.age_tracks import age_tracks
from reporting.form_editor.lines.everywhere import line_everywhere
from reporting.form_editor.lines.form import LineForm
from reporting.form_editor.lines.nesting import nestings
from reporting.form_editor.lines.saving import write_line
from reporting.form_editor.preview import preview_choices, preview_line, preview_report
from reporting.form_editor.versions.drafts import draft_of
from reporting.form_editor.versions.version_page import draft_outline
from reporting.form_editor.wording import breadcrumb_to, version_title
from reporting.models import Line, TemplateVersion
from roriq_portal.rendering import PlainSelect


class PreviewForm(forms.Form):
    """Which report the preview is of; what is not offered previews the first one."""

    apercu = forms.ChoiceField(label="Chez qui, pour quel rapport", widget=PlainSelect())


def line_page(version: TemplateVersion, line: Line | None, user: User, chosen: str) -> dict[str, Any]:
    """Return the context of a line's page; `line` is None for a new one, which has no preview yet."""
    outline = draft_outline(version)
    title = str(line) if line else "Ajouter une ligne"
    context: dict[str, Any] = {
        "version": version,
        "version_title": version_title(version),
        "line": line,
        "title": title,
        "outline": outline,
        "breadcrumb": breadcrumb_to(title, version=version),
    }
    if line is None:
        return context
    before, after = outline.around(line.key)
    context |= {"before": before, "after": after, "rank": outline.rank(line.key)}
    everywhere = line_everywhere(version, line, user)
    return context | {"everywhere": everywhere} | _preview(version, line, user, chosen)


def show_bands(form: LineForm, version: TemplateVersion, line: Line) -> None:
    """Give the form of a saved line how its bands take what records carry, and the drawing of its ages."""
    read = read_form_spec(version)
    form.nestings = {row.band.key: row for row in nestings(read.by_key[line.key], read)}
    form.tracks = age_tracks(read.by_key[line.key], read)


def preview_typed(version: TemplateVersion, form: LineForm, user: User, chosen: str) -> dict[str, Any]:
    """Return the preview of a line as its valid form says it, and what it would be everywhere. Leaves nothing written:
    it is saved as it would be, read, and rolled back.
    """
    with transaction.atomic():
        line = write_line(draft_of(version), form)
        shown = _preview(version, line, user, chosen) | {"everywhere": line_everywhere(version, line, user)}
        transaction.set_rollback(True)
    return shown


def _preview(version: TemplateVersion, line: Line, user: User, chosen: str) -> dict[str, Any]:
    offered = preview_choices(version, user)
    if not offered:
        return {"preview_form": None, "preview": None, "shown": ""}
    shown = chosen if chosen in dict(offered) else offered[0][0]
    form = PreviewForm(initial={"apercu": shown})
    form.fields["apercu"].choices = offered  # type: ignore[attr-defined]  # a choice field
    report = preview_report(version, user, shown)
    return {"preview_form": form, "preview": preview_line(report, line.key) if report else None, "shown": shown}


def shown_query(chosen: str) -> str:
    """Return the query that shows the same preview again."""
    return f"?{urlencode({'apercu': chosen})}" if chosen else ""
