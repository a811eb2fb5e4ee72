"""The formatter of templates: lines, indents, and above all nothing else on screen than before."""

import re
from pathlib import Path

import pytest
from template_layout import format_template, includes_of
from template_layout.gaps import ROWS, SPANS
from template_layout.tree import parse

ROOT = Path(__file__).resolve().parent.parent
LONG = (
    "Rien au calendrier pour l’instant. Inscrivez ce que l’entente demande : les échéances se calculent seules, puis "
)


def lines(*words):
    return "".join(f"{line}\n" for line in words)


def test_each_element_takes_a_line():
    source = '<ul><li><a href="/">Un</a></li><li>Deux</li></ul>\n'
    assert format_template(source) == lines("<ul>", '  <li><a href="/">Un</a></li>', "  <li>Deux</li>", "</ul>")


def test_a_block_that_holds_words_stays_on_one_line():
    source = lines("<p>", "  Un <b>mot</b>", "  et l’autre", "</p>")
    assert format_template(source) == lines("<p>Un <b>mot</b> et l’autre</p>")


def test_long_words_are_wrapped_at_spaces():
    assert format_template(f"<p>{LONG}<b>c’est tout</b>.</p>\n") == lines(
        "<p>",
        "  Rien au calendrier pour l’instant. Inscrivez ce que l’entente demande : les échéances se calculent seules, "
        "puis",
        "  <b>c’est tout</b>.",
        "</p>",
    )


def test_a_long_tag_takes_a_line_for_each_attribute_and_its_words_stay_beside_it():
    address = "/organismes/" + "a" * 100
    assert format_template(f'<p><b>1</b><a class="x" href="{address}">Un</a>, deux</p>\n') == lines(
        "<p>", "  <b>1</b><a", '    class="x"', f'    href="{address}"', "  >Un</a>, deux", "</p>"
    )


def test_attributes_under_a_condition_take_lines_of_their_own():
    source = f'<p id="a"{{% if x %}} data-a="{LONG}" data-b{{% else %}} data-c{{% endif %}}>Un</p>\n'
    assert format_template(source) == lines(
        "<p", '  id="a"', "  {% if x %}", f'    data-a="{LONG}"', "    data-b", "  {% else %}", "    data-c",
        "  {% endif %}", ">", "  Un", "</p>",
    )  # fmt: skip


def test_django_tags_beside_blocks_take_lines():
    source = "<div>{% for one in all %}<p>{{ one }}</p>{% empty %}<p>Rien</p>{% endfor %}</div>\n"
    assert format_template(source) == lines(
        "<div>", "  {% for one in all %}", "    <p>{{ one }}</p>", "  {% empty %}", "    <p>Rien</p>", "  {% endfor %}",
        "</div>",
    )  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "<span>a</span><span>b</span>",
        "a{% if x %}<b>c</b>{% endif %}d",
        "{% load static %}<span>{{ a }}</span>",
        "{% block title %}{{ a }}{% endblock %}",
        "{% for one in all %}{{ one }}{% if not forloop.last %}, {% endif %}{% endfor %}",
        "{{ a }}<br>{{ b }}",
        "{{ number }}&nbsp;$",
    ],
)
def test_no_space_comes_between_words_that_touch(source):
    assert format_template(source) == source


def test_words_that_touch_stay_so_when_the_line_is_too_long():
    word = "<b>" + "a" * 70 + "</b>"
    assert re.sub(r"\s+", "", format_template(word + word)) == word + word
    assert not re.search(r"</b>\s", format_template(word + word))


def test_a_space_may_come_where_every_way_leads_to_another():
    source = f"<p>{LONG}<b>fin</b>{{% if x %}} et suite{{% endif %}} puis</p>\n"
    assert lines("  {% if x %} et suite{% endif %} puis").join(["", "</p>\n"]) in format_template(
        source.replace("<b>fin</b>", "<b>" + "a" * 100 + "</b>")
    )


def test_a_loop_comes_back_to_its_beginning():
    """The space after `<div>` does not show the first time; between two names it does."""
    body = "<b>{{ one.name_of_the_organism_that_is_long_enough_to_pass_the_line }}</b>"
    wanted = format_template(f"<div>{{% for one in all_the_organisms_of_the_network %}}{body}{{% endfor %}}</div>\n")
    assert f"%}}{body}{{% endfor %}}" in re.sub(r"<b\s+>", "<b>", wanted)


def test_an_include_stands_for_what_its_file_holds():
    files = {"'row'": parse("<tr><td>1</td></tr>\n"), "'icon'": parse("<b>1</b>")}

    def included(tag):
        return files.get(tag.split()[2])

    assert format_template("<div>a{% include 'row' only %}b</div>\n", included) == lines(
        "<div>", "  a", "  {% include 'row' only %}", "  b", "</div>"
    )
    source = "<div>a{% include 'icon' only %}b</div>\n"
    assert format_template(source, included) == source
    assert (
        format_template("<div>a{% include name only %}b</div>\n", included) == "<div>a{% include name only %}b</div>\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "<pre>\n  a\n    b</pre>\n",
        "<textarea>\n a  b\n</textarea>\n",
        "{% blocktranslate %}a\n   b{% endblocktranslate %}\n",
        "{% comment %}\n  <p>  a\n{% endcomment %}\n",
        "<!-- a\n     b -->\n",
        "<p>12\N{NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}$</p>\n",
        '<p title="a  b">c</p>\n',
        """<a href="{% url "a:b" c %}">d</a>\n""",
    ],
)
def test_what_is_as_it_must_be_stays(source):
    assert format_template(source) == source


def test_a_tag_whose_other_half_is_in_another_branch_stays_alone():
    source = lines("{% if x %}<a href='/'>{% endif %}{{ words }}{% if x %}</a>{% endif %}")
    assert format_template(source) == source


def test_formatting_twice_changes_nothing_more():
    included_by = includes_of(ROOT / "templates")
    for path in sorted((ROOT / "templates").rglob("*.html"))[::7]:
        wanted = format_template(path.read_text(), included_by(path))
        assert format_template(wanted, included_by(path)) == wanted


@pytest.mark.parametrize(("names", "display"), [(ROWS, r"(inline-)?(flex|grid)"), (SPANS, "block")])
def test_classes_that_hide_spaces_do_so_in_our_sheets(names, display):
    sheets = "\n".join(path.read_text() for path in (ROOT / "static").rglob("*.css") if "vendor" not in path.parts)
    given = {
        name
        for selectors, body in re.findall(r"^([^@{}\n]+) \{([^}]*)\}", sheets, re.M)
        for name in re.findall(r"(?:^|, )\.([\w-]+)(?=,|$)", selectors)
        if re.search(rf"display: {display}\b", body)
    }
    assert names - given == set()
