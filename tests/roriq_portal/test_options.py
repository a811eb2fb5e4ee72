"""The options of a list are drawn once for all pages that offer the same ones, and only for these."""

import pytest
from django import forms

from roriq_portal.rendering import PlainSelect, attributes


def drawn(value, choices, **attrs) -> str:
    return " ".join(forms.Select(attrs=attrs, choices=choices).render("kind", value).split())


def test_the_choice_made_is_shown_each_time():
    choices = [("a", "Un"), ("b", "Deux")]
    assert 'value="b" selected' in drawn("b", choices)
    assert 'value="a" selected' in drawn("a", choices)
    assert 'value="b" selected' not in drawn("a", choices)


def test_words_of_choices_are_escaped_and_keep_their_groups():
    page = drawn("", [("Groupe", [("1", "Ville & <b>")])])
    assert '<optgroup label="Groupe">' in page
    assert "Ville &amp; &lt;b&gt;" in page


def test_one_and_true_are_two_attributes():
    class Marked(forms.Select):
        given: object = 1

        def create_option(self, *args, **kwargs):
            option = super().create_option(*args, **kwargs)
            option["attrs"]["data-mark"] = self.given
            return option

    class Flagged(Marked):
        given = True

    marked, flagged = (kind(choices=[("z", "Z")]).render("kind", "") for kind in (Marked, Flagged))
    assert 'data-mark="1"' in marked
    assert "data-mark=" not in flagged
    assert "data-mark" in flagged


@pytest.mark.parametrize("value", ["b", "", None, "gone", 2])
def test_a_plain_list_prints_what_djangos_own_prints(value):
    choices = [("", "Tous"), ("b", "Ville & <b>"), (2, "Deux"), (None, "Rien")]
    ours = PlainSelect(choices=choices).render("kind", value, {"id": "k", "required": True})
    theirs = forms.Select({"class": "form-select"}, choices).render("kind", value, {"id": "k", "required": True})
    assert ours.split() == theirs.split()
    assert "Ville &amp; &lt;b&gt;" in ours


def test_a_plain_list_with_groups_is_drawn_with_them():
    choices = [("Groupe", [("1", "Ville")])]
    assert '<optgroup label="Groupe">' in PlainSelect(choices=choices).render("kind", "1")


def test_attributes_are_escaped_and_false_is_none():
    given = {"title": '"<', "hidden": True, "open": False, "size": 3}
    assert attributes(given) == 'title="&quot;&lt;" hidden size="3"'
