"""The files of a portrait: tables of its sections, and a drawing that stands alone."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse

from network.drawing.files import svg_response
from network.portrait.section import Section
from roriq_portal.files.spreadsheets import table_response
from services.counting.masking import signs_table


def tables_response(kind: str, stem: str, sections: Sequence[Section]) -> HttpResponse:
    """Return the answer that saves the tables of these sections, and what their signs say, as `stem.kind`."""
    signs = dict(sign for section in sections for sign in section.signs)
    legend = [signs_table(list(signs.items()))] if signs else []
    return table_response(kind, stem, *(table for section in sections for table in section.tables), *legend)


def drawing_response(stem: str, section: Section, today: date) -> HttpResponse:
    """Return the answer that saves the drawing of a section as `stem.svg`."""
    return svg_response(
        stem,
        title=section.title,
        description=f"{section.said} Source\u00a0: {section.source}".strip(),
        drawing=section.svg,
        context={"section": section, "drawn": section.drawn},
        today=today,
        size=section.svg_size,
    )
