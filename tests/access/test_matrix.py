"""Every door tried by every role; every door of the resolver has its row; refusals change nothing and leak nothing."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.access import matrix, world

APPS = ("organisms", "agreements", "services", "reporting")
OUTSIDE = {"admin"}


@pytest.fixture
def here(staff, coordinator, director, neighbour, pivot, network, analyst, funder_agent, other_funder_agent, auditor, organism, neighbour_organism, funder):
    people = {
        "anonymous": None, "staff": staff, "coordinator": coordinator, "director": director, "neighbour": neighbour,
        "pivot": pivot, "network": network, "analyst": analyst, "funder": funder_agent,
        "other_funder": other_funder_agent, "auditor": auditor,
    }  # fmt: skip
    return world.build(people, organism, neighbour_organism, funder)


def walk(patterns, prefix=""):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry
        else:
            space = f"{entry.namespace}:" if entry.namespace else ""
            yield from walk(entry.url_patterns, prefix + space)


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


def counts() -> Counter:
    return Counter({model._meta.label: model.objects.count() for app in APPS for model in apps.get_app_config(app).get_models()})


ROWS = matrix.rows()


@pytest.mark.parametrize(("route", "method", "relation", "signs"), ROWS, ids=[f"{r[0]}-{r[1]}-{r[2]}" for r in ROWS])
def test_door(route, method, relation, signs, here):
    url = reverse(route, kwargs=arguments(route, relation, here))
    found = {}
    for role in sorted(matrix.ROLES, key=lambda role: signs[role] == "+"):
        client = Client()
        if here.people[role]:
            client.force_login(here.people[role])
        before = counts() if signs[role] in "FNLM" else None
        response = client.get(url) if method == "GET" else client.post(url, {})
        found[role] = sign_of(response)
        if before is not None and found[role] == signs[role]:
            assert counts() == before, (role, "a refused request changed rows")
            body = response.content.decode(errors="ignore") + str(response.headers)
            assert [canary for canary in (*world.CANARIES, world.FOREIGN) if canary in body] == []
        if "reporting:" in route and method == "POST" and signs[role] == "+":
            break
    assert {role: (signs[role], sign) for role, sign in found.items() if sign != signs[role]} == {}


def test_the_table_is_large():
    tried = sum(len(row[3]) for row in ROWS)
    assert tried >= 1000


@pytest.mark.parametrize("bad", ["abc", "-1", "0", "9" * 40, "1;--", "%00", "%ED%A0%80"])
def test_odd_ids_are_not_found(client_for, coordinator, bad):
    client = client_for(coordinator)
    for prefix in ("/o/{}/activites/", "/rapports/{}/", "/ententes/{}/", "/organismes/{}/", "/verifier/{}/"):
        assert client.get(prefix.format(bad)).status_code in (200, 400, 404), prefix
