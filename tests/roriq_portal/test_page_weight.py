"""What a browser receives for a page: at most 120 kB the first time, at most 20 kB once it has styles and letters."""

import re
from functools import cache
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from agreements.models import Target
from organisms.models import Indicator
from tests import factories
from tests.reporting.builders.annual_reports import fill, make_annual

COLD, WARM = 120_000, 20_000
ASKED = re.compile(r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="/static/([^"#]+)')
IN_STYLES = re.compile(r"@font-face\s*{[^}]*}|url\(\"?(?!data:)([^\")]+)")
IN_SCRIPTS = re.compile(r'^import\b[^"]*"([^"]+)"', re.M)
SQUEEZED = {".css", ".js", ".svg"}
# Letters of the second font: the Latin alphabets that are neither French nor of the West
OTHER_LETTERS = re.compile("[Ā-İĲ-őŔ-ʺḀ-ẟ₠-₫]")


@cache
def weight(name: str) -> int:
    """Bytes of one file as WhiteNoise sends it to a browser over HTTPS."""
    content = (settings.BASE_DIR / "static" / name).read_bytes()
    return len(brotli.compress(content)) if Path(name).suffix in SQUEEZED else len(content)


@cache
def brought(name: str) -> frozenset[str]:
    """This file and what it brings with it: images of styles, whether shown or not, and modules of scripts."""
    path = settings.BASE_DIR / "static" / name
    pattern = {".css": IN_STYLES, ".js": IN_SCRIPTS}.get(path.suffix)
    places = pattern.findall(path.read_text()) if pattern else []
    files = [(path.parent / place).resolve() for place in filter(None, places)]
    names = [str(file.relative_to(settings.BASE_DIR / "static")) for file in files]
    return frozenset({name}.union(*map(brought, names)))


def files_of(page: str) -> set[str]:
    fonts = {"fonts/source-sans-3-latin-wght-normal.woff2"}
    if OTHER_LETTERS.search(page):
        fonts.add("fonts/source-sans-3-latin-ext-wght-normal.woff2")
    return fonts.union(*map(brought, ASKED.findall(page)))


@pytest.fixture
def places(organism, coordinator, director, pivot, network, funder, agreement) -> dict[str, int]:
    """Lists that fill their page, an agreement of many targets, a report whose every line is answered."""
    for number in range(30):
        factories.make_activity(organism, immigrants=number + 1, note="Accueil à la gare, puis visite de la ville.")
        factories.make_organism(f"Accueil numéro {number} de la région")
    year = agreement.years.get(number=1)
    counted = Indicator.objects.filter(code__startswith="V").order_by("code")[:24]
    Target.objects.bulk_create(Target(year=year, indicator=indicator, value=24) for indicator in counted)
    report = fill(make_annual(organism, network), director)
    return {"own": organism.pk, "agreement": agreement.pk, "report": report.pk, "region": organism.region.code}


PAGES = {
    None: ("/compte/login/",),
    "staff": ("/", "/o/{own}/activites/", "/o/{own}/activites/ajouter/", "/o/{own}/activites/seances/"),
    "coordinator": (
        "/", "/rapports/{report}/", "/rapports/{report}/section/v2/", "/o/{own}/resultats/", "/ententes/ajouter/",
        "/ententes/{agreement}/", "/ententes/{agreement}/cibles/", "/ententes/{agreement}/avenants/preparer/",
    ),
    "director": ("/", "/rapports/{report}/verifier-attester/"),
    "pivot": ("/", "/regions/{region}/resultats/", "/continuum/"),
    "network": (
        "/", "/depots/", "/organismes/", "/regions/?vue=contours", "/indicateurs/", "/fardeau/", "/reseau/resultats/",
    ),
    "funder_agent": ("/", "/suivi/"),
    "auditor": ("/", "/rapports/{report}/"),
}  # fmt: skip


def test_pages_weigh_little(request, places, client, client_for):
    found = {}
    for role, addresses in PAGES.items():
        reader = client_for(request.getfixturevalue(role)) if role else client
        for address in addresses:
            url = address.format(**places)
            answer = reader.get(url, headers={"accept-encoding": "gzip, br"})
            assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip"), url
            warm = int(answer.headers["Content-Length"])
            page = reader.get(url).text
            found[url, role] = (warm, warm + sum(map(weight, files_of(page))))

    assert [seen for seen in found.items() if seen[1][0] > WARM or seen[1][1] > COLD] == []
    assert len(found) == sum(map(len, PAGES.values()))


def test_what_a_page_brings_is_seen():
    """Styles, modules and what these bring are counted; a font only when the page has its letters."""
    page = (settings.BASE_DIR / "templates/base.html").read_text()
    page = re.sub(r"{% static '([^']+)' %}", r"/static/\1", page)
    names = files_of(page)
    assert {"css/pages.css", "vendor/htmx-2.0.11.min.js", "js/autosave.js", "img/arrow.svg", "img/icons.svg"} <= names
    assert len([name for name in names if name.startswith("fonts/")]) == 1
    assert len(files_of(f"{page}Ş") - names) == 1
    assert sum(map(weight, names)) > COLD / 2
