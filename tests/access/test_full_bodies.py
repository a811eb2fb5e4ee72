"""Every form, posted with all that its page fills: by those who may not, and by those who may with rows of others."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django import forms
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Value
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils import timezone

from agreements.models import Agreement
from services.forms.agreement_fields import AgreementsField
from tests import factories
from tests.access import matrix
from tests.access.test_matrix import here, tried  # noqa: F401
from tests.access.writes import seen_writes
from tests.attack.doors import address, same_address
from tests.attack.form_filler import ELSEWHERE, FILES, TOKEN, Filled, file_for, forms_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.built_once("here")]
# Remembers that a page was sent; undone with what is refused
SENT = "organisms_sentform"
# Where a form stands that is sent to an address with no page of its own, unless on the page above that address
PAGES = {
    "agreements:agent-invite": "agreements:agent-list",
    "organisms:network-invitation-add": "organisms:network-team",
    "organisms:invitation-add": "organisms:team",
    "organisms:tie-remove": "organisms:person-detail",
    "reporting:report-submit": "reporting:report-check",
    "reporting:report-ask": "reporting:report-check",
    "reporting:report-issue": "reporting:report-check",
    "reporting:receipt-add": "reporting:funder-report-version",
    "services:activity-bulk": "services:activity-list",
}
POSTS = [row for row in matrix.rows() if row[1] == "POST"]
# Of another organism, of a funder; the third sat where the owner sits, until yesterday
REFUSED = ("neighbour", "funder")
ENDED = DateRange(date(2020, 4, 1), timezone.localdate() - timedelta(days=1))
ABSENT = "987654"


@dataclass
class Door:
    """One address that takes a form: who may send it, and the form as their page filled it."""

    route: str
    relation: str
    url: str
    role: str
    signs: dict[str, str]
    form: Filled
    boxes: dict[str, forms.Field] = field(default_factory=dict)

    def body(self, **changes) -> dict:
        """What is sent; files are made anew, since each sending reads them."""
        return self.form.data | {name: file_for(self.route) for name in self.form.files} | changes


class Doors:
    """Each address of the table, with its form; `pages`: those that were opened, each once for a role."""

    def __init__(self, here, client_for, pages: dict) -> None:  # noqa: F811
        self.here, self.pages = here, pages
        self.clients = {role: client_for(person) for role, person in here.people.items() if person}
        for client in self.clients.values():
            client.raise_request_exception = False

    def all(self, only: str = "") -> Iterator[Door]:
        for route, _, relation, signs in POSTS:
            if only not in ("", route):
                continue
            role = next((role for role, sign in signs.items() if sign == "+" and role != "anonymous"), None)
            try:
                url = address(route, self.here.places[relation])
            except NoReverseMatch:
                continue
            if role and signs["anonymous"] != "+":
                yield self.door(route, relation, url, role, signs)

    def door(self, route: str, relation: str, url: str, role: str, signs: dict[str, str]) -> Door:
        door = Door(route, relation, url, role, signs, Filled(url, {TOKEN: [f"page-{url}".ljust(64, "0")]}))
        for place in self.places_of(route, relation, url):
            shown, boxes = self.page(role, place)
            own = next((form for form in shown if same_address(form.action or place, url)), None)
            if own:
                door.form = Filled(url, dict(own.data), list(own.files))
                door.boxes = next((form for form in boxes if own.data.keys() & form.keys()), {})
                break
        door.form.data |= {name: [words] for name, words in ELSEWHERE.get(route, {}).items()}
        door.form.files = door.form.files or FILES.get(route, [])
        return door

    def places_of(self, route: str, relation: str, url: str) -> Iterator[str]:
        """The address itself, the page where its form is known to stand, then the pages above it."""
        yield url
        if route in PAGES:
            yield address(PAGES[route], {"number": 1} | self.here.places[relation])
        parts = url.strip("/").split("/")
        for length in range(len(parts) - 1, 1, -1):
            yield f"/{'/'.join(parts[:length])}/"

    def page(self, role: str, url: str) -> tuple[list[Filled], list[dict[str, forms.Field]]]:
        if (role, url) not in self.pages:
            self.pages[role, url] = self._open(role, url)
        return self.pages[role, url]

    def _open(self, role: str, url: str) -> tuple[list[Filled], list[dict[str, forms.Field]]]:
        try:
            resolve(url)
        except Resolver404:
            return [], []
        page = self.clients[role].get(url)
        if page.streaming:
            page.getvalue()
        if page.status_code != 200 or page.streaming:
            return [], []
        return forms_of(page.text), [dict(boxes_of(form)) for form in forms_in(page.context)]


def forms_in(context) -> Iterator[forms.BaseForm]:
    """Every form that a page was drawn with."""
    values = [value for part in context or () for layer in part.dicts for value in layer.values()]
    for value in values:
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(each, forms.BaseForm):
                yield each


def boxes_of(form: forms.BaseForm) -> Iterator[tuple[str, forms.Field]]:
    return ((box.html_name, box.field) for box in form)


@pytest.fixture(scope="module")
def pages() -> dict:
    """The rows of the module are the same for each of its tests, and so are its pages."""
    return {}


def ended_people(here) -> dict:  # noqa: F811
    """Those who sat where the owners of the world sit, until yesterday."""
    organism = here.people["coordinator"].memberships.get().organism
    seats = {
        "coordinator": factories.make_seated_user("Coordination d’avant", organism, "coordinator", during=ENDED),
        "network": factories.make_network_user("Réseau d’avant"),
        "funder": factories.make_funder_user("Agente d’avant", here.people["funder"].funder_seats.get().funder),
    }
    seats["network"].network_seats.update(during=ENDED)
    seats["funder"].funder_seats.update(during=ENDED)
    return {f"ended {role}": user for role, user in seats.items()}


def written(writes: list[str]) -> set[str]:
    return set(writes) - {SENT}


def test_full_bodies_are_refused_to_those_who_may_not(here, client_for, pages):  # noqa: F811
    """That the same bodies do something for those who may is seen by `tests/attack/test_two_clicks.py`."""
    doors, faults, tries = Doors(here, client_for, pages), [], 0
    ended = {role: client_for(person) for role, person in ended_people(here).items()}
    for door in doors.all():
        for_all = set(door.signs.values()) <= {"L", "+"}
        before = f"ended {door.role if door.role in ('network', 'funder') else 'coordinator'}"
        for role in (*REFUSED, before):
            wanted = door.signs.get(role, "+" if for_all else "FN")
            if wanted == "+":
                continue
            tries += 1
            client = ended.get(role) or doors.clients[role]
            sign, writes, _ = tried(client, "POST", door.url, door.body())
            if sign not in wanted or written(writes):
                faults.append(f"{door.route} {door.relation}: {role} {wanted} expected, {sign}, {written(writes)}")
    assert not faults, "\n".join(faults)
    assert tries > 300


def strange_ids(box: forms.Field) -> list[str]:
    """Rows that a choice does not offer, the first and the last; of a list of words, one that is not there."""
    if not isinstance(box, forms.ModelChoiceField):
        return [ABSENT] if isinstance(box, forms.ChoiceField) else []
    offered = box.queryset.order_by().values("pk")
    rows = box.queryset.model._base_manager.exclude(pk__in=offered).order_by("pk")
    keys = list(rows.values_list(box.to_field_name or "pk", flat=True))
    return [str(key) for key in {*keys[:1], *keys[-1:]}]


def answer(client, url: str, body: dict):
    """The answer to a form, its effects undone, and the tables that it wrote in."""
    point = transaction.savepoint()
    try:
        with seen_writes() as writes:
            response = client.post(url, body)
    finally:
        transaction.savepoint_rollback(point)
    return response, written(writes)


def says_no(response, name: str) -> bool:
    """Whether the page that came back says something beside this box; what leads away says it in a message."""
    if response.status_code == 302:
        return True
    return any(form.add_prefix(key) == name for form in forms_in(response.context) for key in form.errors)


def faults_of(doors: Doors, door: Door, tries: Counter) -> Iterator[str]:
    """What one form lets through when it is sent with rows that it does not offer.

    All its boxes at once, of which each must say no; one box at a time where that is not seen on one page.
    """
    strange = {name: strange_ids(box) for name, box in door.boxes.items()}
    for rank in range(max(map(len, strange.values()), default=0)):
        sent = {name: [keys[rank]] for name, keys in strange.items() if rank < len(keys)}
        tries[door.route] += sum(isinstance(door.boxes[name], forms.ModelChoiceField) for name in sent)
        response, writes = answer(doors.clients[door.role], door.url, door.body(**sent))
        if response.status_code == 200 and not writes and all(says_no(response, name) for name in sent):
            continue
        for name, keys in sent.items():
            response, writes = answer(doors.clients[door.role], door.url, door.body(**{name: keys}))
            if writes or response.status_code >= 500 or not says_no(response, name):
                yield f"{door.route} {door.relation}: {name}={keys[0]} {response.status_code} {writes}"


def test_rows_of_others_are_refused_beside_their_box(here, client_for, pages):  # noqa: F811
    doors, tries = Doors(here, client_for, pages), Counter()
    faults = [fault for door in doors.all() for fault in faults_of(doors, door, tries)]
    assert not faults, "\n".join(faults)
    assert len(+tries) >= 20, tries
    assert tries.total() >= 60, tries


def test_a_form_that_takes_any_row_is_seen(here, client_for, pages, monkeypatch):  # noqa: F811
    doors = Doors(here, client_for, pages)
    [door, *_] = [door for door in doors.all(only="services:activity-add") if door.relation == "own"]
    everybodys = Agreement.objects.annotate(is_strict=Value(False))
    monkeypatch.setattr(AgreementsField, "clean", lambda field, given: everybodys.filter(pk__in=given))
    faults = list(faults_of(doors, door, Counter()))
    # The database refuses the charge: without the form, nobody is told in words
    assert faults
    assert all("agreements=" in fault and " 500 " in fault for fault in faults)
