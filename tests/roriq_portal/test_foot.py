"""Who reads invented figures beside programmes that exist is told so, on every page."""

import pytest

from tests import factories

SAID = "Démonstration\xa0: organismes, personnes, montants et résultats sont inventés."


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [True, False])
@pytest.mark.parametrize("url", ["/", "/regions/", "/stabilite/", "/aide/", "/verifier/", "/nulle-part/"])
def test_every_page_of_a_demonstration_says_that_it_is_one(client, settings, url, is_demo):
    settings.DEMO = is_demo
    client.force_login(factories.make_network_user("Samuel Ouellet-Pinto"))
    text = client.get(url, follow=True).content.decode()
    assert "Renseignements personnels" in text
    assert (SAID in text) == is_demo
