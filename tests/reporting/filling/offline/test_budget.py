"""A filled workbook is compared in few statements, as many for a full one as for one cell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.filling.offline.books import download, opened, send

pytestmark = pytest.mark.built_once("report")
MOST = 30 - 1


@pytest.fixture
def report(organism, network):
    return make_annual(organism, network)


def statements(client, page) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page.request["PATH_INFO"]).status_code == 200
    return len(captured)


def test_the_page_of_changes_asks_as_much_for_every_cell_as_for_one(report, organism, coordinator, client_for):
    client = client_for(coordinator)
    small = send(client, report, opened(download(client, report)).fill("v4-03", 3).bytes())
    book = opened(download(client, report))
    marks = [mark for mark in book.marks() if not book.cell(mark).protection.locked]
    for mark in marks:
        book.fill(mark, 1 if "/" in mark else 90)
    book.fill("v4-faits-saillants", text="Texte.")
    full = send(client, report, book.bytes())
    assert len(full.context["comparison"].changes) > 100
    before = statements(client, small), statements(client, full)
    for _ in range(12):
        make_activity(organism, "Premier accueil", immigrants=3)
    assert before == (statements(client, small), statements(client, full))
    assert before[0] == before[1] <= MOST
