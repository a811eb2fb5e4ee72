"""What the page of one line shows beside its form: the other lines, how its bands nest, its preview."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from organisms.models import User
from reporting.engine.form.reading import read_form_spec
from reporting.form_editor.lines.nesting import Nesting, nestings
from reporting.form_editor.preview import preview_choices, preview_line, preview_report
from reporting.form_editor.version_page import draft_outline
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
    return context | _preview(version, line, user, chosen)


def nesting_of(version: TemplateVersion, line: Line) -> dict[str, Nesting]:
    """Return how the bands of a saved line take what records carry, by band key."""
    form = read_form_spec(version)
    return {row.band.key: row for row in nestings(form.by_key[line.key], form)}


def _preview(version: TemplateVersion, line: Line, user: User, chosen: str) -> dict[str, Any]:
    offered = preview_choices(version, user)
    if not offered:
        return {"preview_form": None, "preview": None}
    shown = chosen if chosen in dict(offered) else offered[0][0]
    form = PreviewForm(initial={"apercu": shown})
    form.fields["apercu"].choices = offered  # type: ignore[attr-defined]  # a choice field
    report = preview_report(version, user, shown)
    return {"preview_form": form, "preview": preview_line(report, line.key) if report else None, "shown": shown}


def shown_query(chosen: str) -> str:
    """Return the query that shows the same preview again."""
    return f"?{urlencode({'apercu': chosen})}" if chosen else ""
