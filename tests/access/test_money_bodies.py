"""Every form of money, posted with all that it asks for, by every role; and with the rows of another agreement."""

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, BudgetLine
from agreements.permissions import can_read_money
from tests.access import matrix, paid
from tests.access.test_matrix import arguments, here, tried  # noqa: F401 (a fixture)

pytestmark = pytest.mark.built_once("here")

ROUTES = {
    "money-rules", "budget-edit", "instalments-edit", "transfer-add", "transfer-cancel", "payment-add",
    "payment-receive", "payment-correct", "contribution-add", "contribution-remove", "expense-add", "expense-edit",
    "expense-remove", "expense-import", "expense-batch",
}  # fmt: skip
POSTS = [
    row for row in matrix.rows() if row[1] == "POST" and row[0].removeprefix("agreements:") in ROUTES
]  # of the organism's own agreement, and of the one that it is a partner of
OWNERS = {"own": "coordinator", "shared": "neighbour"}
# Money is written beside the journal
MONEY = {
    "agreements_moneyrules", "agreements_budgetline", "agreements_instalment", "agreements_payment",
    "agreements_transfer", "agreements_contribution", "agreements_expense", "agreements_expensebatch",
}  # fmt: skip


def body_of(client, route, url, agreement_id) -> dict:
    """What the form holds for who may open it, and what this test types over it."""
    page = client.get(url)
    form = page.context["form"] if page.status_code == 200 and "form" in (page.context or {}) else ()
    filled = {box.html_name: box.value() for box in form if box.value() is not None}
    return filled | paid.full_body(route, agreement_id)


def test_rows_of_money_are_read_by_those_alone_who_read_the_money(here):  # noqa: F811
    """In SQL as in Python, for everybody, of one's own agreement, of a partner's and of a stranger's."""
    agreements = list(Agreement.objects.all())
    for role, person in here.people.items():
        if person is not None:
            seen = set(Agreement.objects.visible_to(person))
            may = {agreement for agreement in seen if can_read_money(person, agreement)}
            assert set(Agreement.objects.money_read_by(person)) == may, role
            rows = {
                row.year.agreement for row in BudgetLine.objects.visible_to(person).select_related("year__agreement")
            }
            assert rows <= may, role
    assert len(agreements) > 3


def test_every_form_of_money_is_posted_for_both_relations():
    assert {(row[0].removeprefix("agreements:"), row[2].partition("_")[0]) for row in POSTS} == {
        (route, side) for route in ROUTES for side in OWNERS
    }


def test_full_bodies_change_money_for_those_alone_who_may(here, client_for):  # noqa: F811
    faults = []
    for route, _, relation, signs in POSTS:
        place = arguments(route, relation, here)
        url = reverse(route, kwargs=place)
        owner = client_for(here.people[OWNERS[relation.partition("_")[0]]])
        for role, person in here.people.items():
            body = body_of(owner, route, url, place["agreement_id"])
            sign, writes, _ = tried(client_for(person) if person else Client(), "POST", url, body)
            if sign != signs[role] or bool(MONEY & set(writes)) != (sign == "+"):
                faults.append(
                    f"{route} {relation}: {role} {signs[role]} expected, {sign} found, wrote in {set(writes)}"
                )
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("side", OWNERS)
def test_rows_of_another_agreement_are_refused_whatever_the_body(side, here, client_for):  # noqa: F811
    """The organism is a partner of the other agreement: it sees it, and still moves none of its money."""
    other = {"own": "shared", "shared": "own"}[side]
    foreign_id = here.places[f"{other}_year"]["agreement_id"]
    client = client_for(here.people[OWNERS[side]])
    faults = []
    for route in ("budget-edit", "instalments-edit", "transfer-add", "contribution-add", "expense-add", "expense-edit"):
        [relation] = {row[2] for row in POSTS if row[0] == f"agreements:{route}" and row[2].partition("_")[0] == side}
        url = reverse(f"agreements:{route}", kwargs=arguments(f"agreements:{route}", relation, here))
        body = body_of(client, f"agreements:{route}", url, foreign_id)
        _, writes, _ = tried(client, "POST", url, body)
        if MONEY & set(writes):
            faults.append(f"{route} {relation}: wrote in {set(writes)}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("side", OWNERS)
def test_rows_of_another_agreement_have_no_address_in_this_one(side, here, client_for):  # noqa: F811
    other = {"own": "shared", "shared": "own"}[side]
    client = client_for(here.people[OWNERS[side]])
    mine = here.places[f"{side}_year"]["agreement_id"]
    for route, _, relation, _ in POSTS:
        place = arguments(route, relation, here) | {"agreement_id": mine}
        if relation.partition("_")[0] == other and len(place) > 1 and "number" not in place:
            url = reverse(route, kwargs=place)
            sign, writes, _ = tried(client, "POST", url, paid.full_body(route, mine))
            assert (sign, MONEY & set(writes)) == ("N", set()), (route, relation)
