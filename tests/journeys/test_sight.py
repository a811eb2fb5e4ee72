"""What the eye meets: a word of two hundred letters stays in its box, heads of the large table stay over it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from agreements.models import Agreement, Funder
from organisms.models import Organism, User
from services.models import Activity, ActivityTemplate, ConcertationBody, Partner
from tests.journeys import stage
from tests.journeys.axe import SIDEWAYS

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

WIDTHS = (390, 768, 1280)
PICTURES = os.environ.get("PICTURES", "")  # a folder that keeps what the tests saw
LONG = "anticonstitutionnellement" * 8
PAGES = [
    ("coordinator", "/"),
    ("coordinator", "/o/{own}/activites/"),
    ("coordinator", "/o/{own}/activites/{activity}/"),
    ("coordinator", "/o/{own}/activites/ajouter/"),
    ("coordinator", "/o/{own}/activites/jour/"),
    ("coordinator", "/o/{own}/modeles/"),
    ("coordinator", "/o/{own}/partenaires/"),
    ("coordinator", "/o/{own}/partenaires/{partner}/"),
    ("coordinator", "/o/{own}/instances/"),
    ("coordinator", "/o/{own}/suivi/"),
    ("coordinator", "/o/{own}/passation/"),
    ("coordinator", "/o/{own}/cibles-conjointes/"),
    ("coordinator", "/o/{own}/menages/"),
    ("coordinator", "/o/{own}/mesures/?du=2025-04-01&au=2026-03-31"),
    ("coordinator", "/o/{own}/offre/"),
    ("coordinator", "/rapports/"),
    ("coordinator", "/rapports/{annual_main}/"),
    ("coordinator", "/rapports/{annual_main}/section/v4/"),
    ("coordinator", "/rapports/{annual_last}/versions/1/"),
    ("coordinator", "/ententes/"),
    ("coordinator", "/ententes/{agreement}/"),
    ("coordinator", "/ententes/{agreement}/argent/"),
    ("coordinator", "/stabilite/?annee=tout"),
    ("network", "/depots/"),
    ("network", "/organismes/"),
    ("network", "/regions/"),
    ("network", "/continuum/?jour=2026-11-23"),
    ("network", "/bailleurs/"),
    ("network", "/stabilite/?annee=tout"),
    ("agent", "/suivi/"),
    ("agent", "/rapports/{issued}/lecture/"),
]


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[stage.Stage]:
    """The stage of the other stories, where names are one long word each; restored after."""
    kept = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), kept:
        built = stage.build()
        for model in (Organism, Funder, Partner, ConcertationBody, ActivityTemplate, User):
            most = model._meta.get_field("name").max_length
            for row in model.objects.all():
                model.objects.filter(pk=row.pk).update(name=f"{row.pk}{LONG}"[:most])
        Agreement.objects.update(title=LONG[: Agreement._meta.get_field("title").max_length])
        Activity.objects.update(note=LONG)
        yield built
        django_db_setup.restore()


@pytest.fixture(autouse=True)
def _private_storage(standing) -> None:
    """The stage keeps its own files for the whole module."""


@pytest.fixture(scope="module")
def show(chromium, standing) -> Iterator[Callable[..., Page]]:
    """Open a page in its reader's own window, this wide."""
    server, windows = LiveServer("localhost"), {}
    for person in ("coordinator", "network", "agent"):
        client = Client()
        client.force_login(standing.people[person])
        name = settings.SESSION_COOKIE_NAME
        context = chromium.new_context(base_url=server.url)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
        windows[person] = context.new_page()

    def open_page(person: str, path: str, width: int = 1280) -> Page:
        page = windows[person]
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path.format(**standing.places))
        return page

    yield open_page
    for page in windows.values():
        page.context.close()
    server.stop()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_long_word_leaves_no_page_sideways(show, person, path):
    page, found = show(person, path), []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(SIDEWAYS)
        if over > 0:
            picture(page, f"long-{width}-{path.strip('/').replace('/', '-')[:30]}")
            found.append(f"{width}: {over} px sideways")
    assert found == []


BOX = "element => { const box = element.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; }"


def test_heads_of_the_filing_matrix_stay_over_their_columns(show):
    page = show("network", "/depots/", 800)
    page.set_viewport_size({"width": 800, "height": 420})
    frame = page.locator(".matrix-wide")
    frame.evaluate("frame => { frame.scrollTop = 10000; frame.scrollLeft = 10000; }")
    picture(page, "depots-scrolled")

    left, top, _, bottom = frame.evaluate(BOX)
    assert bottom - top <= 420
    assert frame.evaluate("frame => frame.scrollTop") > 0
    assert abs(page.locator(".filing thead th").last.evaluate(BOX)[1] - top) <= 2
    assert abs(page.locator(".filing tbody th").last.evaluate(BOX)[0] - left) <= 2


def test_outlines_of_regions_have_shades_and_names(show):
    page = show("network", "/continuum/?vue=contours&jour=2026-11-23")
    picture(page, "contours")

    strokes = page.locator(".regions-outlines path").evaluate_all(
        "paths => paths.map((path) => getComputedStyle(path).stroke != getComputedStyle(path).fill)"
    )
    assert len(strokes) == 17
    assert all(strokes)
    assert page.locator(".regions-outlines text").count() == 10
