"""What is written of pages names pages, words and parts of guides that are there; a panel follows page and seat."""

import re

import pytest
from django.urls import get_resolver, reverse

from search.guidance.glossary import glossary
from search.guidance.guides import guides
from search.guidance.page_help import GUIDES_OF_ROLE, help_of_pages

pytestmark = pytest.mark.django_db
MOST_SENTENCES = 5
ADDRESS = re.compile(r'<section class="help-panel".*?href="(/aide/[^"]+)"', re.S)


def test_what_is_written_of_pages_names_what_is_there():
    anchors = {guide.slug: {block.anchor for block in guide.blocks if block.lead} for guide in guides()}
    routes = set(_routes(get_resolver()))
    for route, page in help_of_pages().items():
        assert not route or route in routes, route
        assert 1 <= len(page.said) <= MOST_SENTENCES
        assert all(sentence.endswith((".", "!", "?")) for sentence in page.said), route
        assert [(slug, anchor) for slug, anchor in page.parts if anchor not in anchors[slug]] == [], route
    led = {slug for slugs in GUIDES_OF_ROLE.values() for slug in slugs} | {"pivot"}
    assert led == set(anchors) == set(dict(help_of_pages()[""].parts))
    assert len({word.term for word in glossary().values()}) == len(glossary()) >= 48


def _routes(resolver, space=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def test_a_panel_follows_the_page_and_the_seat(
    client_for, organism, coordinator, director, pivot, network, funder_agent
):
    def part(person, url):
        return ADDRESS.search(client_for(person).get(url).content.decode())[1]

    stability, region = reverse("reporting:stability"), reverse("organisms:region-detail", args=[organism.region.code])
    assert part(coordinator, stability) == "/aide/coordination/#ou-vous-en-etes"
    assert part(network, stability) == "/aide/reseau/#ententes-stabilite"
    assert part(funder_agent, stability) == "/aide/bailleur/#stabilite"
    assert part(pivot, region) == "/aide/pivot/#ce-que-vous-lisez"
    # A guide that says nothing of a page gives way to the next one, and a page that is not there has help still
    assert part(director, reverse("services:position-list", args=[organism.pk])) == "/aide/coordination/#postes"
    assert part(network, "/nulle-part/") == "/aide/reseau/#organismes"
    text = client_for(coordinator).get(reverse("services:activity-list", args=[organism.pk])).content.decode()
    panel = text[text.index('id="aide-ici"') : text.index("</section>")]
    assert "<kbd>n</kbd> inscrire une activité" in panel
    assert f"?de=%2Fo%2F{organism.pk}%2Factivites%2F" in panel
    assert 'popovertarget="aide-ici" data-shortcut="?"' in text
