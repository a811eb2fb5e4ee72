"""The PDF of a version: frozen content in, PDF/UA-1 bytes out. Called by jobs, never by views; reads no row."""

import contextlib
import functools
import gc
import io
import mimetypes
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reporting.papers.languages import content_in, languages_of
from reporting.papers.reading.version import Reading, read_content
from reporting.papers.rendering import faces, pdf_parts, target_chart
from reporting.papers.rendering.pdf_parts import Entry, Part
from reporting.papers.rendering.tagged_languages import mark_languages
from roriq_portal.formats.language import FRENCH, TAGS, current_language, in_language, is_english

# A reserved name that no resolver answers: our own static files, and only they, live under it
STATIC_URL = "https://static.invalid/"
PAPER, ENGLISH_MARGINS = "css/paper/paper.css", "css/paper/english.css"
INNER_SHEETS = ("css/tokens.css", PAPER, "css/paper/unnumbered.css")
FRONT_SHEETS = ("css/tokens.css", PAPER, "css/paper/cover.css", "css/paper/unnumbered.css")
FOOTER_SHEETS = ("css/tokens.css", PAPER, "css/paper/cover.css", "css/paper/numbers.css")
STYLESHEETS = ("css/tokens.css", PAPER, "css/paper/cover.css")
DATA_LIMIT = 200_000
# The paper has no screen to prefer anything: WeasyPrint only warns of these rules
SCREEN_ONLY = re.compile(r"@media \(prefers-[^{]*\{(?:[^{}]|\{[^{}]*\})*\}")
# A bar is the ground of an empty box, so that it is no mark to describe; a width of its own is no inline style
BARS = "".join(f".w-{share}::before{{width:{share}%}}" for share in range(101))
HEAD = pikepdf.Name.THead
PRINT_FLAG = 4  # ISO 32000-1, table 165: an annotation hidden in print fails PDF/UA
ESSENTIALS_MOST = 12


mark_languages()


class ResourceRefused(ValueError):
    """The paper asked for something that is not one of our own files."""


def render_paper(content: dict, *, sha256: str, draft: bool = False, language: str = FRENCH) -> bytes:
    """The paper of one frozen version, tagged PDF/UA-1; the same content gives the same bytes.

    `content` is `Version.content` as a dict (decimals as strings, words in the languages of its form, of which
    `language` is printed); `sha256` its 64 hexadecimal digits, computed by the caller on the canonical JSON. A draft
    has ÉBAUCHE across each page and cannot be verified.
    Nothing is fetched: an address outside our static files stops the rendering (FatalURLFetchingError).
    """
    with in_language(language):
        paper = _paper(printable(content_in(content, language)), sha256, draft)
        entries = [Entry(section.anchor, section.title) for section in paper["reading"].sections]
        entries += [Entry("notes", gettext("Comment on a compté")), Entry("signatures", gettext("Attestation"))]
        html = _html(paper, Part(paper["reading"].sections, tuple(entries)))
        return laid_out(html) if len(html) <= pdf_parts.LONG else _in_parts(paper, entries)


def _html(paper: dict, part: Part) -> str:
    return render_to_string("reporting/papers/rendering/report.html", {"paper": paper, "part": part})


def laid_out(html: str, *sheets: str) -> bytes:
    """Return the PDF/UA-1 of a document of ours: one layout, tagged and mended. Of papers, and of consolidated ones."""
    styles = [*_style(*(sheets or STYLESHEETS)), *map(_face_sheet, faces.sheets_for(html))]
    with _collector_paused():
        raw = _document(html).write_pdf(stylesheets=styles, font_config=_fonts(), pdf_variant="pdf/ua-1")
    return _accessible(raw)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause garbage collection: a layout keeps all it makes until its end, and the search costs a tenth of the work."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _document(html: str) -> HTML:
    return HTML(string=html, base_url=STATIC_URL, url_fetcher=PaperFetcher())


def _in_parts(paper: dict, entries: list[Entry]) -> bytes:
    """Render a long paper: sections, then the contents with their pages, then the footers with the page count."""
    groups = pdf_parts.split(
        paper["reading"].sections, lambda section: len(_html(paper, Part((section,), is_first=False)))
    )
    inner = [laid_out(_html(paper, group), *INNER_SHEETS) for group in groups]
    count, pages = pdf_parts.pages_of(inner)
    known = [replace(entry, page=pages[entry.anchor]) for entry in entries]
    front = laid_out(_html(paper, Part((), tuple(known), is_last=False)), *FRONT_SHEETS)
    before, _ = pdf_parts.pages_of([front])
    known = [replace(entry, page=pages[entry.anchor] + before) for entry in entries]
    front = laid_out(_html(paper, Part((), tuple(known), is_last=False)), *FRONT_SHEETS)
    blank = _document(f'<html lang="{paper["lang"]}"><title>-</title>' + '<p class="blank"></p>' * (before + count))
    footers = blank.write_pdf(stylesheets=_style(*FOOTER_SHEETS), font_config=_fonts())
    return pdf_parts.join([front, *inner], _accessible(footers))


class PaperFetcher(URLFetcher):
    """Serves our static files and small `data:` pictures; refuses all the rest, loudly."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), fail_on_errors=True)

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        if url.startswith("data:") and len(url) < DATA_LIMIT:
            return super().fetch(url, headers)
        name = unquote(url.removeprefix(STATIC_URL)) if url.startswith(STATIC_URL) else ""
        path = finders.find(name) if name else None
        if not path:
            raise ResourceRefused(f"Not one of our static files: {url[:120]}")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


_fonts = functools.cache(FontConfiguration)


def _style(*names: str) -> list[CSS]:
    """The sheets of these names; in English, what the margins say follows the sheet that says it in French."""
    more = {PAPER: [PAPER, ENGLISH_MARGINS]} if is_english() else {}
    return [*(_parsed(sheet) for name in names for sheet in more.get(name, [name])), _bars()]


@functools.cache
def _parsed(name: str) -> CSS:
    return CSS(string=_sheet(name), base_url=STATIC_URL + name, url_fetcher=PaperFetcher(), font_config=_fonts())


@functools.cache
def _bars() -> CSS:
    return CSS(string=BARS, font_config=_fonts())


# Read once in a process: the face of Chinese weighs five megabytes
@functools.cache
def _face_sheet(rule: str) -> CSS:
    return CSS(string=rule, base_url=STATIC_URL, url_fetcher=PaperFetcher(), font_config=_fonts())


def _sheet(name: str) -> str:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return SCREEN_ONLY.sub("", Path(path).read_text(encoding="utf-8"))


def printable(value: Any) -> Any:
    """Return a content whose every letter has a face on paper."""
    if isinstance(value, str):
        return "".join(map(faces.printed, value))
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printable(item) for item in value]
    return value


def _paper(content: dict, sha256: str, draft: bool) -> dict:
    """The content plus what only the paper needs: addresses inside it, drawings, the hash in groups."""
    reading = read_content(content, sha256)
    version = content["version"]
    as_of = version["as_of"]
    # In which the organism writes what is its own: sentences, and the names of what it sends
    own = languages_of(content)[0]
    return {
        **content,
        "lang": TAGS[current_language()],
        "form": f"{content['template']['name']}, version {content['template']['number']}",
        "own_lang": "" if own == current_language() else TAGS[own],
        "reading": reading,
        "essentials": _essentials(reading),
        "document_title": _document_title(content),
        "foot_name": Truncator(content["organism"]["name"]).chars(80),
        "foot_title": Truncator(content["title"]).chars(60),
        "cover_size": _cover_size(max(len(content["title"]), len(content["organism"]["name"]))),
        "is_draft": draft,
        "dated": datetime.fromisoformat(as_of).isoformat(timespec="seconds") if as_of else "",
        "hash_short": f"{reading.sha256[:9]} … {reading.sha256[-9:]}",
        "qr": "" if draft or not version["verify_url"] else qr_picture(version["verify_url"]),
    }


def _document_title(content: dict) -> str:
    """What a reader's window says of the file: no layout of a template goes into it."""
    words = f"{content['title']} – {content['organism']['name']}"
    agreement = content["agreement"]
    return f"{words} – {gettext('entente {}').format(agreement['reference'])}" if agreement else words


def _cover_size(longest: int) -> str:
    """The class of a cover: long names are set smaller, so that they stay above what identifies the document."""
    return "is-long is-longest" if longest > 110 else "is-long" if longest > 44 else ""


def _essentials(reading: Reading) -> dict:
    """The figures a hurried reader needs: those with a target or, without any, two of each component.

    A table of them only without a drawing, and when it does not repeat most of what follows.
    """
    chosen = [row for row in reading.results if row.target]
    if not chosen:
        parts = [section.results for section in reading.sections if section.component]
        chosen = [row for rows in parts for row in [row for row in rows if not row.level][:2]]
    chosen = chosen[:ESSENTIALS_MOST]
    chart = target_chart.targets(gettext("Résultats par rapport aux cibles"), chosen)
    rows = chosen if chart is None and len(chosen) * 2 <= len(reading.results) else []
    return {
        "rows": rows,
        "gaps": reading.gaps,
        "chart": chart,
        "picture": _picture(chart) if chart else "",
        "says_nothing": not reading.results,
        "is_empty": bool(reading.results) and not (rows or chart or reading.gaps or reading.content["changes"]),
    }


def _picture(chart: target_chart.Chart) -> str:
    """The drawing as an address. It is a document of its own: it names the faces that its words need."""
    # WeasyPrint cuts this list at its commas, and takes a quote or a space for a letter of the name
    families = ",".join(faces.families_for(chart.description))
    return _data_uri(render_to_string("charts/targets.svg", {"chart": chart, "families": families}))


def qr_picture(address: str) -> str:
    """Return the drawing of an address, as a picture that a paper holds."""
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=0, dark="#1c2523", xmldecl=False)
    return _data_uri(drawing.getvalue().decode())


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _accessible(raw: bytes) -> bytes:
    """What WeasyPrint leaves out of PDF/UA-1 (Scope, Print flag), and what makes two renderings equal."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        for thing in pdf.objects:
            if not isinstance(thing, pikepdf.Dictionary):
                continue
            if thing.get("/S") == pikepdf.Name.TH:
                thing.A.Scope = pikepdf.Name.Column if _is_in_head(thing) else pikepdf.Name.Row
            elif thing.get("/Subtype") == pikepdf.Name.Link:
                thing.F = int(thing.get("/F", 0)) | PRINT_FLAG
            elif (font := thing.get("/FontFile2")) is not None:
                font.write(_undated(font.read_bytes()))
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _undated(font: bytes) -> bytes:
    """Subsetting writes the hour of the rendering into each font: two renderings would never be equal."""
    out = io.BytesIO()
    with TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False) as face:
        face["head"].modified = face["head"].created
        face.save(out, reorderTables=None)
    return out.getvalue()


def _is_in_head(cell: pikepdf.Dictionary) -> bool:
    parent = cell.P
    while parent.get("/S") not in (pikepdf.Name.Table, pikepdf.Name.Document, None):
        if parent.S == HEAD:
            return True
        parent = parent.P
    return False
