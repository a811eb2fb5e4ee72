"""The pages of the form editor, as the coordination of the network meets them."""

import pytest
from django.conf import settings
from django.urls import reverse

from reporting.form_editor.listing import forms_listed
from reporting.models import Line, Template, TemplateVersion
from tests.reporting.form_editor.builders import add_line, address, begin, sent

pytestmark = pytest.mark.django_db
LIST = reverse("reporting:form-list")


@pytest.fixture
def draft(network):
    return begin(network)


def test_the_list_names_each_form_its_versions_and_who_asks_it(agreement, client_for, network):
    page = client_for(network).get(LIST).text

    assert "Régionalisation, rapport final" in page
    assert "Rapport annuel unifié" in page


def test_begin_makes_a_draft_with_one_empty_section(client_for, network):
    page = client_for(network)
    form = sent(page, reverse("reporting:form-begin"))
    vitalite = Template.objects.get(key="vitalite-final").programme_id
    data = form.data | {"name": ["Accueil"], "programme": [str(vitalite)], "kind": ["interim"], "source": [""]}

    answer = page.post(reverse("reporting:form-begin"), data, follow=True)

    draft = TemplateVersion.objects.get(published_at__isnull=True)
    assert "Aucune ligne pour l’instant" in answer.text
    assert (draft.template.name, draft.sections.count(), draft.lines.count()) == ("Accueil", 1, 0)


def test_an_empty_form_cannot_be_begun_and_nothing_typed_is_lost(client_for, network):
    answer = client_for(network).post(reverse("reporting:form-begin"), {"name": "Accueil", "kind": "final"})

    assert "Choisissez le programme" in answer.text
    assert "Accueil" in answer.text


def test_a_line_is_added_then_shown_with_its_preview(client_for, network, draft):
    page, section = client_for(network), draft.sections.get()
    url = address("form-line-add", draft) + f"?section={section.key}"
    form = sent(page, url)
    data = form.data | {"words": ["Participations"], "number": ["C1"], "terme-0-indicator": ["V4.14"]}

    answer = page.post(url, data, follow=True)

    line = draft.lines.get()
    assert "Ligne enregistrée" in answer.text
    assert (line.key, line.unit, line.number) == ("c1", "participation", "C1")


def test_a_page_asks_what_its_line_can_use_and_leads_to_the_next_one(client_for, network, draft):
    section, page = draft.sections.get(), client_for(network)
    url = address("form-line-add", draft) + f"?section={section.key}"
    form = sent(page, url)
    assert not {name for name in form.data if name.endswith(("words_en", "hint_en"))}
    text = {"number": ["C1"], "words": ["Faits saillants"], "kind": ["text"], "max_chars": ["1500"], "suite": ["1"]}

    answer = page.post(url, form.data | text)

    assert answer.headers["Location"] == url
    assert draft.lines.get().source == Line.Source.ASKED


def test_each_line_says_whether_it_fills_itself(client_for, network, draft):
    money = {"kind": "money", "source": "agreements"}
    posts = {"tranche__0__words": "Employeurs", "tranche__1__words": "Écoles"}
    add_line(draft, network, number="1", source="households", terme__0__indicator="V1.10")
    add_line(draft, network, number="2", **money)
    add_line(draft, network, number="3", **money, **posts)
    add_line(draft, network, number="4", source="partners", terme__0__indicator="V5.02", **posts)
    add_line(draft, network, number="5", source="positions")

    answer = client_for(network).get(address("form-version", draft))
    shown = answer.context

    assert f"Version {settings.VERSION}</span>" in answer.text
    assert {row.line.number: row.how for row in shown["outline"].lines} == {
        "1": "rempli", "2": "rempli", "3": "question", "4": "question", "5": "rempli",
    }  # fmt: skip
    assert {name for key, name, words in shown["warnings"] if "demandées" in words} == {"3", "4"}


def test_a_programme_leads_to_its_form_and_a_published_form_back_to_it(client_for, network):
    page, version = client_for(network), TemplateVersion.objects.get(template__key="vitalite-final")
    programme = version.template.programme
    begin_page = f"{reverse('reporting:form-begin')}?programme={programme.pk}"

    assert f'href="{begin_page}"' in page.get(programme.get_absolute_url()).text
    assert page.get(begin_page).context["form"]["programme"].value() == str(programme.pk)
    assert f'href="{programme.get_absolute_url()}"' in page.get(address("form-version", version)).text
    assert page.get(f"{reverse('reporting:form-begin')}?programme=x").status_code == 200


def test_two_units_in_one_line_are_refused_beside_the_box(client_for, network, draft):
    section = draft.sections.get()
    url = address("form-line-add", draft)
    page = client_for(network)
    data = sent(page, f"{url}?section={section.key}").data
    data |= {"words": ["Somme"], "terme-0-indicator": ["V4.14"], "terme-1-indicator": ["V4.13"]}

    answer = page.post(url, data)

    assert "Une ligne a une seule unité" in answer.text
    assert not draft.lines.exists()


REFUSED = [
    ({"words": ""}, "Écrivez les mots du bailleur"),
    ({"tranche-0-words": "Jeunes", "tranche-0-dimension": "age"}, "Dites à quel âge elle commence"),
    ({"tranche-0-words": "Jeunes", "tranche-0-from": "1e30"}, "Inscrivez un âge, par exemple 18"),
    (
        {"tranche-0-words": "J", "tranche-0-dimension": "age", "tranche-0-from": "20", "tranche-0-to": "2"},
        "finit avant de commencer",
    ),
    ({"categories": "sex:femmes", "usual_bands": "age"}, "croiseraient deux axes"),
    ({"kind": "text"}, "ne se comptent pas"),
    ({"source": "agreements"}, "répond à une ligne d’argent"),
    ({"source": "partners"}, "V4.14 a une autre source"),
    ({"source": "lines"}, "Choisissez les lignes dont elle est faite"),
    ({"terme-0-indicator": ""}, "Choisissez ce qu’elle compte"),
    ({"regle-0-op": "at_most_line"}, "Choisissez à quelle ligne comparer"),
    ({"regle-0-op": "explain_over"}, "Inscrivez le pourcentage"),
    ({"stands": "l:absent"}, "Faites un choix dans la liste"),
]


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_what_does_not_go_together_is_said_beside_its_box(typed, sentence, client_for, network, draft):
    line = add_line(draft, network, terme__0__indicator="V4.14")
    page, url = client_for(network), address("form-line-edit", draft, line.key)
    before = TemplateVersion.objects.get(pk=draft.pk).revision

    answer = page.post(url, sent(page, url).data | {name: [value] for name, value in typed.items()})

    assert sentence in answer.text
    assert TemplateVersion.objects.get(pk=draft.pk).revision == before


def test_a_line_saved_as_it_stood_writes_nothing(client_for, network, draft):
    line = add_line(draft, network, terme__0__indicator="V4.14", usual_bands=["age", "sex"])
    page, url = client_for(network), address("form-line-edit", draft, line.key)
    before = TemplateVersion.objects.get(pk=draft.pk).revision

    answer = page.post(url, sent(page, url).data, follow=True)

    assert "Rien n’a changé" in answer.text
    assert TemplateVersion.objects.get(pk=draft.pk).revision == before


def test_two_people_on_one_line_see_both_versions(client_for, network, draft):
    line = add_line(draft, network, terme__0__indicator="V4.14")
    page, url = client_for(network), address("form-line-edit", draft, line.key)
    mine, theirs = sent(page, url).data, sent(page, url).data
    page.post(url, theirs | {"words": ["Leurs mots"]})

    answer = page.post(url, mine | {"words": ["Mes mots"]})

    assert "voici les deux versions" in answer.text
    assert "Leurs mots" in answer.text
    assert "Mes mots" in answer.text
    assert Line.objects.get(pk=line.pk).words == "Leurs mots"


def test_a_published_version_opens_read_only(client_for, network):
    version = TemplateVersion.objects.get(template__key="regionalisation-final")
    page = client_for(network)

    assert "Préparer la version suivante" in page.get(address("form-version", version)).text
    answer = page.get(address("form-line-edit", version, "a1"), follow=True)
    assert "Une version publiée ne change plus" in answer.text


def test_the_list_asks_as_much_for_one_form_as_for_twenty(network, django_assert_num_queries):
    for number in range(20):
        begin(network, name=f"Rapport annuel {number}", key=None, kind="annual")

    with django_assert_num_queries(4):
        rows = forms_listed()

    assert len(rows) == Template.objects.count()
