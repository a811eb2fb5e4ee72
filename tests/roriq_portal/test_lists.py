"""Every list of the portal, walked from one table: brothers keep the same promises."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from organisms.models import SavedFilter
from roriq_portal.lists.declared import DECLARED
from tests.lists import csv_rows, every_column, sheet_of, shown, walk
from tests.roriq_portal.list_worlds import WORLDS, made

# Lists that hold few rows by nature, or are drawn otherwise than as a table: why they stay as they are
SIMPLE = {
    "organisms:inquiry-list": "des questions, celles qui attendent d’abord",
    "organisms:removal-list": "ce qu’une personne a retiré depuis un jour",
    "reporting:news-list": "des phrases, les plus récentes d’abord",
    "organisms:region-list": "dix-sept régions",
    "reporting:campaign-list": "une campagne par an",
    "reporting:link-list": "les liens d’un seul rapport",
    "reporting:funder-file-list": "les fichiers d’un seul gabarit",
    "services:template-list": "les modèles d’un seul organisme",
    "services:joint-target-list": "les cibles d’un seul organisme, chacune avec ses barres",
    "services:body-list": "les instances d’un seul organisme",
    "services:measure-list": "douze mesures d’emploi",
}
PEOPLE = ("staff", "coordinator", "director", "network", "funder_agent")
MOST_QUERIES = 15


def read_addresses() -> None:
    """With the addresses their views are read, and with those the lists."""
    assert get_resolver().reverse_dict


def names_of_lists() -> set[str]:
    """Every address whose name ends in « -list », with its app."""
    found = set()
    for resolver in get_resolver().url_patterns:
        app = getattr(resolver, "namespace", None)
        names = resolver.reverse_dict if app else {}
        found |= {f"{app}:{name}" for name in names if isinstance(name, str) and name.endswith("-list")}
    return found


def test_every_list_is_declared_or_says_why_not():
    read_addresses()
    assert len(DECLARED) >= 21
    assert names_of_lists() - set(DECLARED) == set(SIMPLE)
    assert set(WORLDS) == set(DECLARED)


@pytest.fixture
def short_pages():
    """Three rows a page: seven make three pages."""
    read_addresses()
    sizes = {key: listing.size for key, listing in DECLARED.items()}
    for listing in DECLARED.values():
        object.__setattr__(listing, "size", 3)
    yield
    for key, size in sizes.items():
        object.__setattr__(DECLARED[key], "size", size)


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in PEOPLE}


def plain(cell) -> str:
    """What a cell of either file says, whatever its type."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if cell is None or isinstance(cell, date):
        return str(cell or "")
    try:
        return str(Decimal(str(cell).replace(",", ".").replace("\xa0", "")).normalize())
    except InvalidOperation:
        return str(cell)


def written(listing, page) -> list[list[str]]:
    def value(column, source):
        cell = column.written(source)
        return plain(getattr(cell, "value", cell))

    return [[value(column, source) for column in listing.columns] for source in page.sources]


def one_after_another(client, address, listing, order, *, is_back=True) -> list[list[str]]:
    """The rows in an order, the same on the way on and on the way back."""
    pages = walk(client, address, tri=order, col=every_column(listing))
    assert len(pages) > 2
    assert not pages[0].previous_url
    back = pages[-1]
    for page in reversed(pages[:-1] if is_back else []):
        back = shown(client, address, back.previous_url)
        assert written(listing, back) == written(listing, page), order
    assert [head.sort for head in pages[1].heads if head.sort][:1] in (
        [],
        ["descending" if "-" in order else "ascending"],
    )
    return [row for page in pages for row in written(listing, page)]


def check_orders(client, address, listing):
    whole = sorted(one_after_another(client, address, listing, listing.order))
    for column in [column for column in listing.columns if column.order]:
        rank = listing.columns.index(column)
        up = one_after_another(client, address, listing, column.key)
        down = one_after_another(client, address, listing, f"-{column.key}", is_back=False)
        assert sorted(up) == sorted(down) == whole
        said = [row[rank] for row in up if row[rank]]
        assert said == [row[rank] for row in down if row[rank]][::-1], column.key
    return whole


def check_files(client, address, listing, whole):
    columns = every_column(listing)
    lines = csv_rows(client, address, col=columns)
    sheet = sheet_of(client, address, col=columns)
    heads = [column.head for column in listing.columns]
    assert lines[0] == [cell.value for cell in sheet[1]] == heads
    rows = [[plain(cell) for cell in line] for line in lines[1:]]
    assert rows == [[plain(cell) for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    pages = walk(client, address, col=columns)
    assert rows == [row for page in pages for row in written(listing, page)]
    assert sorted(rows) == whole
    usual = [column.head for column in listing.chosen([])]
    assert csv_rows(client, address)[0] == usual == [head.words for head in shown(client, address).heads]


def check_columns(client, address, listing):
    last = listing.columns[-1]
    page = shown(client, address, col=[last.key])
    heads = [listing.columns[0].head, last.head]
    assert [head.words for head in page.heads] == [cell["head"] for cell in page.rows[0]["cells"]] == heads
    assert csv_rows(client, address, col=[last.key])[0] == heads
    assert [head.words for head in shown(client, address, col=["x"]).heads] == [c.head for c in listing.chosen([])]


def check_filters(client, address, page):
    fields = {field.name for field in [*page.filters.first, *page.filters.more]}
    if {"du", "au"} <= fields:
        response = client.get(address, {"du": "2025-05-02", "au": "2025-05-01"})
        assert re.search(r"Ce jour vient avant .*choisissez le 2 mai 2025 ou après", response.text)
        assert response.context["list"].is_filtered
    name = "cle" if "cle" in fields else "q" if "q" in fields else None
    if name:
        response = client.get(address, {name: "zzz", "tri": page.listing.order})
        (chip,) = response.context["list"].filters.chips
        assert "zzz" in chip.words
        assert "Rien ne répond à ces choix" in response.text
        assert "Effacer les filtres" in response.text
        assert shown(client, address, chip.url).total == page.total


def check_saved(client, address, listing, user):
    query = f"?tri={listing.ways_to_sort[-1][0]}&col={listing.columns[-1].key}"
    client.post(reverse("organisms:saved-filter-keep"), {"name": "À moi", "back": f"{address}{query}&page=2&apres=5"})
    kept = SavedFilter.objects.get(user=user, list_key=listing.address)
    page = shown(client, address, f"?{kept.query}")
    assert page.asked.order == listing.ways_to_sort[-1][0]
    assert page.columns[-1] == listing.columns[-1]
    assert "À moi" in client.get(address).text


@pytest.mark.parametrize("key", sorted(WORLDS))
def test_a_list_keeps_its_promises(client, client_for, people, organism, funder, short_pages, key):
    listing = DECLARED[key]
    user, address = made(key, people, organism, funder)
    assert client.get(address, {"fichier": "csv"}).status_code == 302
    client = client_for(user)
    page = shown(client, address)
    with CaptureQueriesContext(connection) as asked:
        shown(client, address)
    assert len(asked) <= MOST_QUERIES
    whole = check_orders(client, address, listing)
    check_files(client, address, listing, whole)
    check_columns(client, address, listing)
    if page.filters:
        check_filters(client, address, page)
    check_saved(client, address, listing, user)
    assert len(shown(client, address, imprimer="1").sources) == page.total


def test_a_key_that_does_not_read_starts_over(client_for, people, organism, funder, short_pages):
    user, address = made("services:activity-list", people, organism, funder)
    client = client_for(user)
    for order in ("-jour", "lieu", "quantite", "saisie"):
        for odd in ("x", "2025-06-01", "%00", "~.~", "9" * 700, "9999-99-99.1", "1.2.3", "a%2Eb.5", "0." + "9" * 30,
                    "2025-06-01T00:00.1"):  # fmt: skip
            for side in ("apres", "avant"):
                assert client.get(address, {side: odd, "tri": order}).status_code == 200, (order, odd, side)
    assert shown(client, address, apres="x").sources[0].pk == shown(client, address).sources[0].pk
