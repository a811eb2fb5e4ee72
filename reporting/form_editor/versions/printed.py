"""A whole version on paper: its lines as the funder will see them, with what answers each in the margin."""

from dataclasses import dataclass
from typing import Any

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.form_editor.versions.comparison import rule_words, source_words
from reporting.form_editor.wording import breadcrumb_to, version_title
from reporting.models import Line, TemplateVersion

USUAL = (Line.Scope.CHARGED, Line.Place.ANYWHERE, Line.Window.PERIOD)


@dataclass(frozen=True)
class PrintedLine:
    """`margin`: what answers the line, in short sentences; `axes`: its bands by breakdown, money's under no name."""

    line: LineSpec
    margin: tuple[str, ...]
    axes: tuple[tuple[str, list[str]], ...]

    @property
    def is_part(self) -> bool:
        return bool(self.line.parent_key)


def printed_form(version: TemplateVersion) -> dict[str, Any]:
    """Return the context of a version's paper. Seven queries of a draft, none of a published one read before."""
    form = read_form_spec(version)
    sections = [
        {"words": form.section_specs[key], "lines": [_printed(line, form) for line in form.lines_of(key)]}
        for key in form.sections()
    ]
    return {
        "version": version,
        "title": version_title(version),
        "sections": sections,
        "is_bilingual": version.language != TemplateVersion.Language.FRENCH,
        "breadcrumb": breadcrumb_to("Imprimer", version=version),
    }


def _printed(line: LineSpec, form: FormSpec) -> PrintedLine:
    axes = [(words, [band.words for band in line.bands_of(key)]) for key, words in line.dimensions().items()]
    loose = [band.words for band in line.bands if not band.dimension]
    return PrintedLine(line, tuple(_margin(line, form)), tuple([("", loose), *axes] if loose else axes))


def _margin(line: LineSpec, form: FormSpec) -> list[str]:
    if line.kind == Line.Kind.HEADING:
        return []
    said = [source_words(line)]
    if line.source != Line.Source.ASKED:
        limits = (Line.Scope(line.scope), Line.Place(line.place), Line.Window(line.window))
        said += [str(limit.label) for limit in limits if limit not in USUAL]
    said += [Line.Repetition(line.for_each).label] if line.for_each else []
    said += [line.priority] if line.priority else []
    said += [rule_words(rule, form) for rule in form.rules if rule.line_key == line.key]
    return said if line.required else [*said, "facultative"]
