"""How far a report has come: what is missing. One list for the page and for the refusal."""

from reporting.lines.assembly import build_sections
from reporting.lines.presenters import Missing, SectionView
from reporting.models import Report


def missing_items(report: Report, sections: list[SectionView] | None = None) -> list[Missing]:
    """Return what is missing or does not hold, in the form's order. An item of level `error` refuses the filing."""
    sections = build_sections(report) if sections is None else sections
    return [item for section in sections if section.is_offered for item in section.missing]
