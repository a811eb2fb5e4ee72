"""What the page of one version shows."""

from typing import Any

from reporting.engine.form.faults import Fault
from reporting.engine.form.publishing import faults_of
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import LineSpec
from reporting.form_editor.listing import agreements_asking
from reporting.form_editor.outline import Outline, read_outline
from reporting.form_editor.versions.comparison import compare, source_words
from reporting.form_editor.versions.drafts import open_reports
from reporting.form_editor.versions.warnings import warnings_of
from reporting.form_editor.wording import breadcrumb_to, version_title
from reporting.models import Line, TemplateVersion

NamedFault = tuple[str, str, str]


def version_page(version: TemplateVersion) -> dict[str, Any]:
    """Return the context of a version's page: lines, faults, warnings, what changed. Some thirty queries at most."""
    faults = faults_of(version) if version.is_draft else []
    outline, form = read_outline(version, faults), read_form_spec(version)
    begun = open_reports(version.template)
    names = {line.key: line.number or line.words for line in form.lines}
    return {
        "version": version,
        "title": version_title(version),
        "outline": outline,
        "sections": _described(outline, form.by_key),
        "stops": _named(faults, names),
        "warnings": _named(warnings_of(form, outline, begun), names) if version.is_draft else [],
        "comparison": compare(version),
        "depends": {"agreements": agreements_asking(version.template), "open_reports": begun, "stops": len(faults)},
        "others": list(version.template.versions.exclude(pk=version.pk).order_by("-number")),
        "breadcrumb": breadcrumb_to(version=version),
    }


def draft_outline(version: TemplateVersion) -> Outline:
    """Return the lines beside the one that is open, those that stop the publication marked."""
    return read_outline(version, faults_of(version))


def _named(faults: list[Fault], names: dict[str, str]) -> list[NamedFault]:
    return [(fault.line_key, names.get(fault.line_key, ""), fault.words) for fault in faults]


def _described(outline: Outline, by_key: dict[str, LineSpec]) -> list[dict[str, Any]]:
    return [
        {
            "section": row.section,
            "lines": [
                {"row": line, "source": _source(by_key[line.line.key]), "bands": _bands(by_key[line.line.key])}
                for line in row.lines
            ],
        }
        for row in outline.sections
    ]


def _source(line: LineSpec) -> str:
    return "" if line.kind == Line.Kind.HEADING else source_words(line)


def _bands(line: LineSpec) -> str:
    return ", ".join(band.words for band in line.bands)
