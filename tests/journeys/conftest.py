"""Debian's Chromium on the live server, as a named person, with or without scripts."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, sync_playwright

# Debian’s Chromium without its windows: the same pages for a third of the work
CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (320, 768, 1280)
PATIENCE = 15_000


def _until_read(click: Callable, page_of: Callable) -> Callable:
    """The click, then the page it leads to read to its end.

    Playwright waits until the next page begins to arrive: what a test counts at once could be half a page.
    """

    def click_and_wait(target, *args, **kwargs) -> None:
        click(target, *args, **kwargs)
        page_of(target).wait_for_load_state("domcontentloaded")

    return click_and_wait


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the stories of a module; each test opens windows of its own in it."""
    # Inside Playwright's loop Django opens another connection: neither is left to be cut off when rows are restored
    connection.close()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop lives in this thread until the module ends; the database is queried
        # between its calls, never inside
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        patch.setattr(Page, "click", _until_read(Page.click, lambda page: page))
        patch.setattr(Locator, "click", _until_read(Locator.click, lambda locator: locator.page))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        connection.close()


@pytest.fixture
def page_for(chromium, live_server, committed_reference) -> Iterator[Callable[..., Page]]:
    """A page for a person: `page_for(user, width=320, scripts=False)`; nobody's without a user."""
    contexts = []

    def open_page(user=None, *, width=1280, scripts=True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            base_url=live_server.url,
            bypass_csp=False,
        )
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield open_page
    for context in contexts:
        context.close()
