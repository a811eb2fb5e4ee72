"""A portrait as its addresses answer: its sections in their frames, their tables and drawings as files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.http import Http404, HttpResponse

from network.drawing.files import svg_response
from network.portrait.filters import Filters, PortraitForm
from network.portrait.frame import Frame
from network.portrait.section import Section
from roriq_portal.files.spreadsheets import TYPES, Table, table_response
from services.counting.masking import signs_table

R = TypeVar("R")
Builders = Sequence[tuple[str, Callable[[R], Section | None]]]


def build_all(builders: Builders[R], reader: R) -> list[Section]:
    """Return every section that the filters leave in."""
    return [section for _, build in builders if (section := build(reader))]


def build_one(builders: Builders[R], slug: str, reader: R) -> list[Section]:
    """Return the section of an address, none where a filter leaves it out; 404 where no section has it."""
    build = dict(builders).get(slug)
    if build is None:
        raise Http404
    section = build(reader)
    return [section] if section else []


@dataclass(frozen=True)
class PortraitPage:
    """`address`: that of the whole portrait; `stem`: how its files begin; `slug`: of the section alone on it."""

    form: PortraitForm
    address: str
    stem: str
    sections: Sequence[Section]
    slug: str = ""

    @property
    def filters(self) -> Filters:
        return self.form.filters

    @property
    def frames(self) -> list[Frame]:
        is_alone = bool(self.slug)
        return [
            Frame(section, self.filters, self.address, f"{self.address}{section.slug}/", is_alone)
            for section in self.sections
        ]

    @property
    def context(self) -> dict[str, Any]:
        """What its templates read of it."""
        filters = self.filters
        return {
            "form": self.form,
            "filters": filters,
            "frames": self.frames,
            "is_alone": bool(self.slug),
            "title": self.sections[0].title if self.slug and self.sections else "",
            "page": f"{self.address}{filters.query()}",
            "all_files": f"{self.address}{filters.query(sortie='xlsx')}",
        }

    def file(self, asked: Mapping[str, str]) -> HttpResponse | None:
        """Return the answer that saves what `sortie` asks for, None where a page is asked."""
        kind, filters = asked.get("sortie", ""), self.filters
        stem = "-".join(filter(None, (self.stem, self.slug, filters.year_words)))
        if not self.sections:
            return None
        if kind in TYPES:
            return tables_response(kind, stem, self.sections)
        drawing = self.sections[0]
        if self.slug and kind == "svg" and drawing.svg and not drawing.empty:
            return drawing_response(stem, drawing, filters.today)
        return None


def tables_response(kind: str, stem: str, sections: Sequence[Section]) -> HttpResponse:
    """Return the answer that saves the tables of these sections, and what their signs say, as `stem.kind`.

    An empty section says what will come, in place of them.
    """
    tables = [table for section in sections for table in ([_awaited(section)] if section.empty else section.tables)]
    signs = dict(sign for section in sections for sign in section.signs)
    legend = [signs_table(list(signs.items()))] if signs else []
    return table_response(kind, stem, *tables, *legend)


def _awaited(section: Section) -> Table:
    return Table(section.title, (section.title,), [[section.empty]])


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
