"""The page of help: one's guide, what is new, the glossary; words explained where they stand."""

import re
from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from organisms.models import HelpVisit
from search.guidance.glossary import glossary
from search.guidance.news import LAST, Novelty, news_for, novelties

pytestmark = pytest.mark.django_db
HELP = reverse("search:help")
NEW = '<span class="status">depuis votre visite'


def test_help_begins_with_ones_own_guide_and_says_what_is_new(client_for, client, coordinator, funder_agent, organism):
    person = client_for(coordinator)
    text = person.get(HELP).content.decode()
    main = text[text.index("<main") :]
    assert 'href="/aide/coordination/#verifier-et-attester"' in main
    assert reverse("organisms:organism-detail", args=[organism.pk]) in main
    assert NEW not in main
    assert main.count("<time") == LAST
    for word in glossary().values():
        assert f'<div id="{word.anchor}"><dt>{word.term}</dt><dd>{word.said}</dd>' in main
        assert f'href="#{word.anchor}"' in main or word.letter in {other.letter for other in glossary().values()}
    HelpVisit.objects.update(read_on=timezone.localdate() - timedelta(days=1), before=None)
    theirs = [line for line in novelties() if line.day and (not line.roles or "coordination" in line.roles)]
    newest = max(line.day for line in theirs)
    HelpVisit.objects.update(read_on=newest - timedelta(days=1))
    assert NEW in person.get(HELP).content.decode()
    assert 'href="/aide/bailleur/#suivi"' in client_for(funder_agent).get(HELP).content.decode()
    open_to_all = client.get("/page/aide/", follow=True)
    assert open_to_all.redirect_chain == [(HELP, 301)]
    assert 'id="perdu"' in open_to_all.content.decode()
    assert "Écrivez au réseau" not in open_to_all.content.decode()


def test_news_are_those_of_a_role_since_a_day(monkeypatch, client_for, network):
    lines = (
        Novelty("Demain", date(2026, 3, 2), frozenset()),
        Novelty("Pour le réseau", date(2026, 3, 2), frozenset({"reseau"})),
        Novelty("Hier", date(2026, 3, 1), frozenset()),
        Novelty("Sans jour", None, frozenset()),
    )
    monkeypatch.setattr("search.guidance.news.novelties", lambda: lines)
    said = lambda slugs, since: [line.words for line in news_for(slugs, since)[0]]  # noqa: E731
    assert said(("bailleur",), date(2026, 3, 1)) == ["Demain"]
    assert said(("reseau",), date(2026, 2, 1)) == ["Demain", "Pour le réseau", "Hier"]
    assert said(("bailleur",), date(2026, 3, 2)) == said(("bailleur",), None) == ["Demain", "Hier", "Sans jour"]
    assert news_for(("bailleur",), date(2026, 3, 2))[1] == 0
    monkeypatch.undo()
    text = client_for(network).get(reverse("search:news")).content.decode()
    assert "Le réseau lit ce qu’on lui écrit" in text
    assert "<!--" not in text[text.index("<main") :]


def test_a_word_is_explained_where_it_first_stands(client_for, coordinator, organism):
    text = client_for(coordinator).get(reverse("services:partner-list", args=[organism.pk])).content.decode()
    said = glossary()["employeur-distinct"].said
    button = '<button type="button" class="term" popovertarget="mot-employeur-distinct">employeurs</button>'
    assert f'{button}<span class="term-said" id="mot-employeur-distinct" popover><b>' in text
    assert said in text[text.index("term-said") :]

    class Request:
        htmx = False

    context = Context({})
    context.request = Request()
    twice = Template('{% term "entente" %} {% term "entente" "ententes" %}').render(context)
    assert re.sub("<[^>]+>", "", twice).startswith("Entente")
    assert (twice.count("<button"), twice[-8:]) == (1, "ententes")
    assert Template('{% term "entente" "ententes" %}').render(Context({})) == "ententes"


def test_search_finds_words_before_points(client_for, coordinator):
    groups = client_for(coordinator).get(reverse("search:search"), {"q": "rupture de serie"}).context["groups"]
    [hits] = [group.hits for group in groups if group.kind.key == "aide"]
    assert hits[0].url == f"{HELP}#rupture-de-serie"
