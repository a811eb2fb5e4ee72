"""Two people who open one edit form: the second to save is shown both versions, and the first loses nothing."""

import pytest
from django.urls import NoReverseMatch

from agreements.models import DefaultRequirement, FunderOffice, Priority, Programme, Stream
from tests import factories
from tests.access.test_matrix import here  # noqa: F401
from tests.attack.doors import address, openers, posting_routes, same_address
from tests.attack.form_filler import Filled, forms_of
from tests.attack.test_two_clicks import form_at, post

pytestmark = pytest.mark.django_db
MARKS = {"seen", "revision", "seen_first"}
USUAL = {"kind": "final", "period_from_month": 4, "due_month": 6, "due_day": 30}


def edit_routes() -> list[str]:
    return [route for route in posting_routes() if route.endswith("-edit")]


def places_of(here) -> dict:  # noqa: F811
    """The places of the table of rights, and one of each part of a programme."""
    programme = here.places["programme"]["programme_id"]
    rows = parts_of(Programme.objects.get(pk=programme))
    return here.places | {
        part: {"programme_id": programme, "part": part, "row_id": row.pk} for part, row in rows.items()
    }


def parts_of(programme: Programme) -> dict:
    return {
        "volets": Stream.objects.create(programme=programme, name="Volet"),
        "priorites": Priority.objects.create(programme=programme, code="P9", words="Priorité"),
        "exigences": DefaultRequirement.objects.create(programme=programme, **USUAL),
    }


def test_every_edit_form_says_what_its_page_showed(here, client_for):  # noqa: F811
    places, served, bare = places_of(here), openers(), []
    for route in edit_routes():
        pairs = served.get(route, [])
        if route == "agreements:part-edit":
            pairs = [(part, "network") for part in ("volets", "priorites", "exigences")]
        forms = []
        for relation, role in pairs:
            try:
                forms.append(form_at(client_for(here.people[role]), address(route, places[relation])))
            except NoReverseMatch:
                continue
        marked = [form for form in forms if any(MARKS & {name.rpartition("-")[2]} for name in form.data)]
        if len(marked) < len(forms) or not forms:
            bare.append(route)
    assert bare == []


def changed(form: Filled, words: str, field: str) -> Filled:
    return Filled(form.action, {**form.data, field: [words]}, form.files)


def two_saves(client, url, field, first, second):
    """Two pages are opened, then saved one after the other; return the answer to the second."""
    one, other = form_at(client, url), form_at(client, url)
    assert post(client, "", url, changed(one, first, field)).status_code == 302
    return post(client, "", url, changed(other, second, field))


CASES = {
    "funder": ("email", "un@example.org", "deux@example.org"),
    "office": ("name", "Bureau premier", "Bureau second"),
    "volets": ("name", "Volet premier", "Volet second"),
    "priorites": ("words", "Premiers mots", "Seconds mots"),
    "exigences": ("due_day", "11", "12"),
    # Other days would be shown first: nothing is written before its days are read
    "requirement": ("kind", "financial", "interim"),
}


@pytest.fixture
def rows(funder, agreement):
    programme = agreement.programme
    parts = parts_of(programme)
    need = agreement.requirements.create(**USUAL)
    addresses = {
        part: ("agreements:part-edit", {"programme_id": programme.pk, "part": part, "row_id": row.pk})
        for part, row in parts.items()
    }
    office = FunderOffice.objects.create(funder=funder, name="Bureau")
    addresses |= {
        "funder": ("agreements:funder-edit", {"funder_id": funder.pk}),
        "office": ("agreements:office-edit", {"funder_id": funder.pk, "office_id": office.pk}),
        "requirement": ("agreements:requirement-edit", {"agreement_id": agreement.pk, "requirement_id": need.pk}),
    }
    return {"office": office, "funder": funder, "requirement": need, **parts}, addresses


@pytest.mark.parametrize("kind", CASES)
def test_a_second_save_undoes_nothing_until_both_versions_were_shown(kind, rows, organism, network, client_for):
    row, (route, place) = rows[0][kind], rows[1][kind]
    field, first, second = CASES[kind]
    by = factories.make_seated_user("Coordination", organism, "coordinator") if kind == "requirement" else network
    client = client_for(by)

    url = address(route, place)
    answer = two_saves(client, url, field, first, second)

    row.refresh_from_db()
    assert str(getattr(row, field)) == first
    body = answer.content.decode()
    assert "voici les deux versions" in body
    assert first in body
    assert second in body
    again = next(form for form in forms_of(body) if same_address(form.action, url))
    assert post(client, "", url, again).status_code == 302
    row.refresh_from_db()
    assert str(getattr(row, field)) == second
