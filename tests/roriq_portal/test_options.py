"""The options of a list are drawn once for all pages that offer the same ones, and only for these."""

from django import forms


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
