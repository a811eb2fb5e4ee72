"""Who reads the rules of reminders and may not change them finds no link to a page that refuses them."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("person", "may"), [("network", True), ("analyst", False)])
def test_only_who_changes_a_rule_is_led_to_it(request, client_for, funder, person, may):
    page = client_for(request.getfixturevalue(person)).get(reverse("reporting:reminder-rules")).content.decode()

    assert "Tous les bailleurs" in page
    assert (reverse("reporting:reminder-rule-all") in page) is may
