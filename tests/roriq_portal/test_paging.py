"""Lists paged by key or by number: every row once, whatever the order and wherever one begins."""

import itertools
from datetime import date, timedelta

import pytest

from roriq_portal.lists.keys import in_order, page_by_key
from roriq_portal.lists.paging import Pager, format_bounded, numbered_page, page_number, pager, pager_of, rows_of_page
from services.models import Activity
from tests import factories

pytestmark = pytest.mark.django_db
ORDERS = [
    ("-day", "-pk"), ("day", "pk"), ("pk",), ("-pk",), ("activity_type__name", "pk"), ("-municipality__name", "-pk"),
    ("immigrants", "pk"),
]  # fmt: skip


@pytest.fixture
def seven(organism):
    return [
        factories.make_activity(organism, day=date(2025, 6, 1) + timedelta(days=number // 3)) for number in range(7)
    ]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10])
def test_pages_by_key_hold_every_row_once_in_order_on_and_back(seven, order, size):
    rows = Activity.objects.all()
    pages = [page_by_key(rows, order, size=size)]
    while pages[-1].after:
        pages.append(page_by_key(rows, order, after=pages[-1].after, size=size))
        assert len(pages) <= 7
    assert [row for page in pages for row in page.rows] == list(in_order(rows, order))
    assert not pages[0].before
    for before, page in itertools.pairwise(pages):
        assert page_by_key(rows, order, before=page.before, size=size) == before


def test_what_is_missing_stands_last_either_way(seven):
    Activity.objects.filter(pk__in=[row.pk for row in seven[:3]]).update(immigrants=4)
    rows = Activity.objects.all()
    for order in (("immigrants", "pk"), ("-immigrants", "-pk")):
        assert [row.immigrants for row in in_order(rows, order)] == [4] * 3 + [None] * 4


@pytest.mark.parametrize(
    "key", ["x", "2025-06-01", "2025-06-01.x", "2025-06-01." + "9" * 30, "5", "a.b.c", "²", "~.~", "2025-06-01.1\0"]
)
def test_a_key_that_does_not_read_starts_over(seven, key):
    page = page_by_key(Activity.objects.all(), ("day", "pk"), after=key)
    assert (len(page.rows), page.before, page.after) == (7, "", "")


def test_a_page_by_key_is_one_query(seven, django_assert_num_queries):
    with django_assert_num_queries(1):
        page_by_key(Activity.objects.all(), ("day", "pk"), after="2025-06-02.1", size=2)


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
    assert pager(2, True, [("q", "été")]) == Pager("?q=%C3%A9t%C3%A9&page=1", "?q=%C3%A9t%C3%A9&page=3")
    assert pager(1, False) == Pager()
    assert not Pager().is_needed
    assert pager(1, True, name="tombe", anchor="#c") == Pager(next_url="?tombe=2#c")
    last = pager_of(numbered_page("abcde", {"p": "3"}, 2, "p"), name="p")
    assert last == Pager("?p=2", where="Page\xa03 sur 3")


def test_a_count_stops_where_nobody_reads_on():
    counts = [format_bounded(number, "fiche", "fiches") for number in (0, 1, 2748, 10_001)]
    assert [words.replace("\u00a0", " ") for words in counts] == [
        "0 fiche",
        "1 fiche",
        "2 748 fiches",
        "plus de 10 000 fiches",
    ]
