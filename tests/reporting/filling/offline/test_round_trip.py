import pytest

from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import answer
from tests.reporting.filling.offline.books import download, opened, send, take, words_of

pytestmark = pytest.mark.built_once("report")


@pytest.fixture
def report(organism, network):
    return make_annual(organism, network)


def said(report) -> dict:
    rows = report.answers.order_by("line_key", "band_key")
    return {(row.line_key, row.band_key): (row.state, row.value, row.denominator, row.text) for row in rows}


def test_a_workbook_sent_back_untouched_brings_nothing(report, organism, coordinator, client_for):
    make_activity(organism, "Premier accueil", immigrants=5)
    answer(report, "v4-03", coordinator, "301")
    client = client_for(coordinator)
    page = send(client, report, download(client, report))
    assert "Rien de nouveau" in words_of(page)
    comparison = page.context["comparison"]
    assert (comparison.changes, comparison.faults, comparison.remarks) == ([], [], [])


def test_what_is_filled_is_shown_then_written_as_the_page_writes_it(report, coordinator, client_for):
    answer(report, "v4-03", coordinator, "301")
    client = client_for(coordinator)
    book = opened(download(client, report))
    book.fill("v4-03", 302).fill("v4-04", answer="0 confirmé").fill("v4-08", answer="s. o.").fill("v4-09", "nd")
    book.fill("v2-04", "12", over=40).fill("v4-faits-saillants", text="- Une année pleine.\nÀ suivre.")

    page = send(client, report, book.bytes())
    assert {row.name: (row.before, row.in_file) for row in page.context["comparison"].changes} == {
        "q-v2-04": ("–", "12 sur 40"),
        "q-v4-03": ("301", "302"),
        "q-v4-04": ("–", "0"),
        "q-v4-08": ("–", "s.\xa0o."),
        "q-v4-09": ("–", "n.\xa0d."),
        "q-v4-faits-saillants": ("–", "- Une année pleine.\nÀ suivre."),
    }
    assert set(said(report)) == {("v4-03", "")}

    done = take(client, page)
    assert "6 réponses inscrites" in words_of(done)
    assert said(report) == {
        ("v2-04", ""): ("value", 12, 40, ""),
        ("v4-03", ""): ("value", 302, None, ""),
        ("v4-04", ""): ("zero", 0, None, ""),
        ("v4-08", ""): ("na", None, None, ""),
        ("v4-09", ""): ("nd", None, None, ""),
        ("v4-faits-saillants", ""): ("blank", None, None, "- Une année pleine.\nÀ suivre."),
    }
