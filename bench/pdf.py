"""P1: our accessible paper ÷ plain WeasyPrint of the same HTML, and sealed ÷ not. P6: cost per page, peak memory."""

import contextlib
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

import pikepdf
from django.test import override_settings
from django.utils import timezone
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.rounds import ratio, report
from hosting.setup.trial_certificate import make_trial
from reporting.papers.making.sealing.certificate import opened_key
from reporting.papers.making.sealing.signing import seal
from reporting.papers.rendering import pdf
from tests.papers import SHA256, funder_content


def content_of(pages: int) -> dict:
    """Repeat the sections of a real paper until it fills about that many pages."""
    content = funder_content()
    sections = content["sections"]
    per_round = max(1, page_count(pdf.render_paper(content, sha256=SHA256)) - 2)
    rounds = max(1, round((pages - 2) / per_round))
    content["sections"] = [
        {**json.loads(json.dumps(section)), "key": f"{section['key']}-{number}"}
        for number in range(rounds)
        for section in sections
    ]
    return content


def page_count(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as document:
        return len(document.pages)


def is_tagged(data: bytes) -> bool:
    with pikepdf.open(io.BytesIO(data)) as document:
        return "/StructTreeRoot" in document.Root


def html_of(content: dict) -> str:
    """The very HTML that the paper renders."""
    with mock.patch.object(pdf, "HTML", side_effect=_Caught) as caught, contextlib.suppress(_Caught):
        pdf.render_paper(content, sha256=SHA256)
    return caught.call_args.kwargs["string"]


class _Caught(Exception):
    def __init__(self, **kwargs):
        super().__init__()


def plain(html: str) -> bytes:
    """What one writes first: the sheets parsed each time, no tags; the same fonts, so that it fills the same pages."""
    fonts, fetcher = FontConfiguration(), pdf.PaperFetcher()
    given = {"url_fetcher": fetcher, "font_config": fonts}
    sheets = [CSS(url=pdf.STATIC_URL + name, **given) for name in pdf.STYLESHEETS]
    sheets.append(CSS(string=pdf.BARS, **given))
    document = HTML(string=html, base_url=pdf.STATIC_URL, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=sheets, font_config=fonts)


def p1(pages: int) -> bool:
    content = content_of(pages)
    html = html_of(content)
    ours = pdf.render_paper(content, sha256=SHA256)
    count = page_count(ours)
    assert is_tagged(ours)
    assert abs(page_count(plain(html)) - count) <= 1
    cost = ratio(lambda: pdf.render_paper(content, sha256=SHA256), lambda: plain(html), rounds=5 if pages < 30 else 3)
    return report("P1", f"PDF/UA ÷ WeasyPrint ordinaire, {count} pages (processeur)", cost.cpu, 1.00)


def sealed(pages: int) -> bool:
    """A paper with its seal beside the same without: what the network's signature costs."""
    content, now = content_of(pages), timezone.now()
    with tempfile.TemporaryDirectory() as folder:
        trial = make_trial(Path(folder), "RORIQ", now)
        with override_settings(SEAL_KEY=str(trial.key), SEAL_PASSPHRASE=trial.passphrase), opened_key(now) as key:
            cost = ratio(
                lambda: seal(pdf.render_paper(content, sha256=SHA256), key, at=now),
                lambda: pdf.render_paper(content, sha256=SHA256),
                rounds=5,
            )
    return report("P1", f"document scellé ÷ sans sceau, {pages} pages (processeur)", cost.cpu, 1.10)


def measured(pages: int) -> list:
    """CPU seconds a page, peak MB and pages, in a process of its own so that peaks do not mix."""
    command = [sys.executable, "-m", "bench.peak", str(pages)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=900).stdout)


def run() -> bool:
    met = [p1(12), p1(60), sealed(12)]
    small, large = measured(60), measured(200)
    met.append(report("P6", f"processeur par page, {large[2]} ÷ {small[2]} pages", large[0] / small[0], 1.10))
    met.append(report("P6", f"mémoire de pointe, {large[1]:.0f} ÷ {small[1]:.0f} Mo", large[1] / small[1], 1.15))
    return all(met)
