"""Every door tried by every role; every door of the resolver has its row; refusals write nothing and leak nothing.

Each page that opens is read as its reader does (`reading.py`): it is drawn once for all that is asked of it.
"""

import io
import re
import zipfile
from functools import cache

import pytest
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from organisms.models import User
from tests.access import matrix, world
from tests.access.reading import DOORS_OF, FRENCH_OF, Reader
from tests.access.writes import seen_writes

pytestmark = pytest.mark.built_once("here", "named")

OUTSIDE = {"admin"}


@pytest.fixture
def here(
    staff,
    coordinator,
    director,
    neighbour,
    pivot,
    network,
    analyst,
    funder_agent,
    other_funder_agent,
    auditor,
    organism,
    neighbour_organism,
    funder,
):
    people = {
        "anonymous": None, "staff": staff, "coordinator": coordinator, "director": director, "neighbour": neighbour,
        "pivot": pivot, "network": network, "analyst": analyst, "funder": funder_agent,
        "other_funder": other_funder_agent, "auditor": auditor,
    }  # fmt: skip
    return world.build(people, organism, neighbour_organism, funder)


@pytest.fixture
def named(here, organism, neighbour_organism, funder):
    """The same world; its people's names begin with a vowel, those of its organisms and its funder with an article."""
    User.objects.update(name=Concat(Value("Ana "), F("name")))
    for row, name in ((organism, "Le Filon"), (neighbour_organism, "Les Voisins"), (funder, "Le Comptoir")):
        type(row).objects.filter(pk=row.pk).update(name=name)
    return here


def walk(patterns, prefix=""):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry
        else:
            space = f"{entry.namespace}:" if entry.namespace else ""
            yield from walk(entry.url_patterns, prefix + space)


@cache
def doors() -> dict:
    found = dict(walk(get_resolver().url_patterns))
    return {name: entry for name, entry in found.items() if not name.startswith(("admin:", "mfa_"))}


def test_every_door_has_its_row():
    named = {route for route, *_ in matrix.rows()} | matrix.OPEN_TO_ALL
    assert set(doors()) - named == set()
    assert named - set(doors()) == set()


def arguments(route, relation, here):
    wanted = doors()[route].pattern.regex.groupindex
    names = set(wanted) | set(re.findall(r"<(?:\w+:)?(\w+)>", full_route(route)))
    return {name: here.places[relation][name] for name in names}


def full_route(route):
    space, _, name = route.rpartition(":")
    possible = get_resolver().reverse_dict if not space else get_resolver().namespace_dict[space][1].reverse_dict
    return "".join(f"<{key}>" for key in possible.getlist(name)[0][0][0][1])


def sign_of(response) -> str:
    if response.status_code in (301, 302) and "/compte/login/" in response.headers["Location"]:
        return "L"
    return {403: "F", 404: "N", 405: "M"}.get(response.status_code, "+" if response.status_code < 500 else "!")


ROWS = matrix.rows()


def answered(client, method, url, body=None):
    """The answer to one request, its effects undone; the tables that it sent writes to; all the words that it holds."""
    point = transaction.savepoint()
    try:
        with seen_writes() as writes:
            response = client.get(url) if method == "GET" else client.post(url, body or {})
            sent = response.getvalue() if response.streaming else response.content
    finally:
        transaction.savepoint_rollback(point)
    return response, writes, words_of(sent) + str(response.headers)


def tried(client, method, url, body=None):
    """The sign of the answer, the tables that the request wrote in, and all the words of the answer."""
    response, writes, words = answered(client, method, url, body)
    return sign_of(response), writes, words


def words_of(body: bytes) -> str:
    """The text of an answer; of a workbook, the text of its sheets."""
    if not body.startswith(b"PK"):
        return body.decode(errors="ignore")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode(errors="ignore") for name in book.namelist())


def faults_of(row, here, clients, readers=None):
    """What is wrong in one row: another answer, a change on refusal, a canary; to `readers`, a page read badly."""
    route, method, relation, signs = row
    url = reverse(route, kwargs=arguments(route, relation, here))
    for role, client in clients.items():
        response, writes, body = answered(client or Client(), method, url)
        sign = sign_of(response)
        if readers and sign == signs[role] == "+" and method == "GET":
            read = readers[role].faults(route, response)
            yield from (f"{route} {relation} as {role}: {fault}" for fault in read)
        if sign != signs[role]:
            yield f"{route} {method} {relation}: {role} {signs[role]} expected, {sign} found"
        elif sign != "+" and writes:
            yield f"{route} {method} {relation}: {role} refused, yet wrote in {writes}"
        hidden = world.HIDDEN_FROM[role] if sign == "+" else set().union(*world.HIDDEN_FROM.values())
        for canary in sorted(hidden):
            if canary in body:
                yield f"{route} {method} {relation}: {canary} shows to {role}"


APPS = ["organisms", "agreements", "services", "reporting", "network", "privacy", "search", "hosting", ""]
PAGES_FOR_ALL = {"organisms", "agreements", "reporting", "network"}


# A walk through the whole table, with the making of the world before it
@pytest.mark.timeout(900)
@pytest.mark.parametrize("app", APPS)
def test_doors(app, named, client_for):
    clients = {role: client_for(person) if person else None for role, person in named.people.items()}
    readers = {role: Reader(role) for role in clients}
    rows = [row for row in ROWS if row[0].rpartition(":")[0] == app]
    assert rows
    faults = [fault for row in rows for fault in faults_of(row, named, clients, readers)]
    assert not faults, "\n".join(faults)
    # Each side that reads has read pages, of every app that has some for it
    if app in PAGES_FOR_ALL:
        assert {role for role, reader in readers.items() if reader.read["french"]} == FRENCH_OF
        assert {role for role, reader in readers.items() if reader.read["doors"]} == DOORS_OF


@pytest.mark.parametrize("role", ["director", "pivot", "network", "funder"])
def test_no_door_opens_without_the_second_step(role, here, client_for, settings):
    """Whoever decides is led to the second step by every door that wants a login, and changes nothing on their way."""
    settings.MFA_REQUIRED = True
    client, page = client_for(here.people[role]), reverse("organisms:second-step")
    faults = []
    for route, method, relation, signs in ROWS:
        if signs["anonymous"] == "L" and route != "organisms:second-step":
            url = reverse(route, kwargs=arguments(route, relation, here))
            with seen_writes() as writes:
                response = client.get(url) if method == "GET" else client.post(url, {})
            if response.headers.get("Location") != page or writes:
                faults.append(f"{route} {method} {relation}: {response.status_code} {writes}")
    assert faults == []


def test_the_table_is_large():
    assert sum(len(row[3]) for row in ROWS) >= 1000


@pytest.mark.parametrize("bad", ["abc", "-1", "0", "9" * 40, "1;--", "%00", "%ED%A0%80"])
def test_odd_ids_are_not_found(client_for, coordinator, bad):
    client = client_for(coordinator)
    for prefix in ("/o/{}/activites/", "/rapports/{}/", "/ententes/{}/", "/organismes/{}/", "/verifier/{}/"):
        assert client.get(prefix.format(bad)).status_code in (200, 400, 404), prefix
