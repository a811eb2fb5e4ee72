"""Lists paged by key or by number: every row once, whatever the order and wherever one begins."""

from datetime import date, timedelta

import pytest

from roriq_portal.lists.paging import format_bounded, numbered_page, page_number, page_urls, rows_after, rows_of_page
from services.models import Activity
from tests import factories

pytestmark = pytest.mark.django_db
ORDERS = [("-day", "-pk"), ("day", "pk"), ("pk",), ("-pk",)]


@pytest.fixture
def seven(organism):
    return [
        factories.make_activity(organism, day=date(2025, 6, 1) + timedelta(days=number // 3)) for number in range(7)
    ]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10])
def test_pages_by_key_hold_every_row_once_in_order(seven, order, size):
    found, key = [], ""
    for _ in range(20):
        page = rows_after(Activity.objects.all(), order, key, size)
        assert page.has_before == bool(found)
        found += page.rows
        key = page.next_key(*(getattr(page.rows[-1], name.lstrip("-")) for name in order))
        if not key:
            break
    assert found == list(Activity.objects.order_by(*order))


@pytest.mark.parametrize(
    "key", ["x", "2025-06-01", "2025-06-01.0", "2025-06-01.-3", "2025-06-01." + "9" * 30, "5", "a.b.c", "²"]
)
def test_a_key_that_does_not_read_starts_over(seven, key):
    page = rows_after(Activity.objects.all(), ("day", "pk"), key)
    assert (len(page.rows), page.has_before, page.has_more) == (7, False, False)


def test_a_page_by_key_is_one_query(seven, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows_after(Activity.objects.all(), ("day", "pk"), "2025-06-02.1", 2)


def test_pages_by_number_hold_every_row_once(seven):
    rows = Activity.objects.order_by("pk")
    pages = [rows_of_page(rows, number, 3) for number in (1, 2, 3)]
    assert [row for page in pages for row in page.rows] == seven
    assert [(page.has_before, page.has_more) for page in pages] == [(False, True), (True, True), (True, False)]
    assert [row for number in "123" for row in numbered_page(rows, {"page": number}, 3)] == seven
    assert numbered_page(rows, {"page": "x"}, 3).number == 1


@pytest.mark.parametrize(("typed", "number"), [("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("9999999", 1), ("", 1)])
def test_a_number_that_does_not_read_is_the_first_page(typed, number):
    assert page_number({"page": typed}) == number


def test_addresses_keep_the_choices():
    assert page_urls(2, True, [("q", "été")]) == {
        "previous_url": "?q=%C3%A9t%C3%A9&page=1",
        "next_url": "?q=%C3%A9t%C3%A9&page=3",
    }
    assert page_urls(1, False) == {"previous_url": "", "next_url": ""}


def test_a_count_stops_where_nobody_reads_on():
    counts = [format_bounded(number, "fiche", "fiches") for number in (0, 1, 2748, 10_001)]
    assert [words.replace("\u00a0", " ") for words in counts] == [
        "0 fiche",
        "1 fiche",
        "2 748 fiches",
        "plus de 10 000 fiches",
    ]
