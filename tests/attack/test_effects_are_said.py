"""What a click binds or destroys is said before it: on the page that carries the button."""

import pytest

from roriq_portal.edits.effects import EFFECTS
from tests.access.test_matrix import here  # noqa: F401
from tests.attack.doors import address, posting_routes
from tests.attack.effects import HARMLESS, route_of, unsaid

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("here")]
# Page, place, who, and the words beside the button
SAID = [
    ("agreements:expense-remove", "own_expense", "coordinator", "ne les compte plus"),
    ("agreements:contribution-remove", "own_brought", "coordinator", "ne les compte plus"),
    ("agreements:agent-list", "-", "network", "il faut une nouvelle invitation"),
    ("organisms:team", "own", "director", "il faut une nouvelle invitation"),
    ("organisms:network-team", "-", "network", "il faut une nouvelle invitation"),
    ("organisms:person-detail", "person", "network", "Son mot de passe ne change pas"),
    ("reporting:campaign-list", "-", "network", "s’annule pendant un jour, tant que personne n’a commencé"),
    ("reporting:form-version", "form_draft", "network", "Une version publiée ne change plus"),
    ("reporting:form-retire", "form_done", "network", "Aucun autre rapport ne se commence"),
    ("reporting:version-detail", "submitted_v1", "pivot", "Endosser l’envoie au réseau"),
    ("reporting:funder-report-version", "issued_v1", "funder", "ne se transmet plus de nouveau"),
]


@pytest.mark.parametrize(("route", "place", "role", "words"), SAID)
def test_the_effect_of_a_binding_click_is_said_first(here, client_for, route, place, role, words):  # noqa: F811
    page = client_for(here.people[role]).get(address(route, here.places[place]), follow=True)
    assert words in page.text
    assert not list(unsaid(page.text, page.request["PATH_INFO"]))


def test_each_address_that_takes_a_form_says_its_effect_or_is_declared_harmless():
    binding = {route_of(act) for act in EFFECTS}
    assert binding & HARMLESS == set()
    assert (binding | HARMLESS) ^ set(posting_routes()) == set()


def test_a_form_that_binds_without_a_word_is_seen():
    form = '<form action="{}" method="post"><p>{}</p></form>'
    route = "reporting:calendar-feed-revoke"
    path = address(route, {})
    assert list(unsaid(form.format(path, "Fermer"), "/")) == [route]
    assert list(unsaid(form.format("", "Fermer"), path)) == [route]
    assert not list(unsaid(form.format(path, EFFECTS[route]), "/"))
