"""A version on paper, the drawing of its ages, and a preview that follows what is typed."""

import pytest

from reporting.engine.form.reading import read_form_spec
from reporting.form_editor.lines.age_tracks import age_tracks
from reporting.form_editor.versions.drafts import prepare_next
from reporting.models import Line, Template, TemplateVersion
from tests.factories import make_activity
from tests.reporting.builders.reports import make_deliverable
from tests.reporting.form_editor.builders import add_line, address, begin, sent

pytestmark = pytest.mark.django_db


def banded(network, *bands) -> tuple:
    draft = begin(network)
    typed = {}
    for rank, (first, last) in enumerate(bands):
        row = {"words": f"{first} ans et plus", "dimension": "age", "from": str(first), "to": str(last or "")}
        typed |= {f"tranche-{rank}-{name}": value for name, value in row.items()}
    line = add_line(draft, network, number="A1", terme__0__indicator="V4.14", **typed)
    form = read_form_spec(draft)
    return draft, line, age_tracks(form.by_key[line.key], form)


def test_limits_that_cut_are_drawn_and_said(network, client_for):
    draft, line, tracks = banded(network, (18, 24), (25, 29), (30, 44), (45, 64), (65, None))

    assert [mark.words for mark in tracks.limits] == ["18", "30"]
    assert tracks.words.startswith("Les limites de 18\u00a0ans et 30\u00a0ans coupent des tranches inscrites")
    assert [bar.is_cut for bar in tracks.asked] == [True, True, True, False, False]
    page = client_for(network).get(address("form-line-edit", draft, line.key)).text
    assert page.count('class="is-limit"') == 2
    assert "18\u00a0ans et 30\u00a0ans" in page


def test_bands_that_nest_cut_nothing(network):
    _, _, tracks = banded(network, (15, 34), (35, None))

    assert (tracks.limits, {bar.is_cut for bar in tracks.recorded}) == ((), {False})
    assert "entre tout entier" in tracks.words


def test_a_line_without_ages_has_no_drawing(network):
    draft = begin(network)
    line = add_line(draft, network, number="A1", terme__0__indicator="V4.14", usual_bands=["sex"])
    form = read_form_spec(draft)

    assert age_tracks(form.by_key[line.key], form) is None


def test_a_whole_version_is_printed_with_what_answers_each_line(
    network, analyst, client_for, django_assert_max_num_queries
):
    version = TemplateVersion.objects.get(template__key="regionalisation-final")
    page = client_for(analyst)
    page.get(address("form-print", version))

    with django_assert_max_num_queries(8):
        paper = page.get(address("form-print", version)).text

    for line in version.lines.all():
        assert line.words.split("«")[0][:20] in paper
    assert "activités\u00a0: V1.06" in paper
    assert "signes au plus" in paper


def test_a_bilingual_draft_prints_both_languages_and_its_files(network, client_for):
    draft = begin(network, language="bilingual")
    add_line(draft, network, number="P1", words="Résolution", words_en="Resolution", kind="file", source="asked")

    paper = client_for(network).get(address("form-print", draft)).text

    assert all(words in paper for words in ("Pièce à joindre", "Resolution", "Brouillon, non publié"))


def test_the_preview_follows_what_is_typed_and_writes_nothing(agreement, coordinator, network, client_for):
    make_activity(agreement.organism, "Séjour exploratoire", by=coordinator, agreements=[agreement], immigrants=4)
    make_deliverable(agreement)
    draft = prepare_next(template=Template.objects.get(key="regionalisation-final"), by=network)
    page, url = client_for(network), address("form-line-edit", draft, "a2")
    typed = sent(page, url).data | {"terme-0-indicator": ["V1.07"], "words": ["D’autres mots"]}

    shown = page.post(address("form-line-preview", draft, "a2"), typed)
    unfit = page.post(address("form-line-preview", draft, "a2"), typed | {"words": [""]})

    assert '<p class="preview-figure">4 ' in shown.text
    assert "D’autres mots" in shown.text
    assert (unfit.status_code, unfit.text) == (204, "")
    line = Line.objects.get(version=draft, key="a2")
    assert (line.words != "D’autres mots", line.terms.get().indicator.code) == (True, "V1.06")
    assert TemplateVersion.objects.get(pk=draft.pk).revision == draft.revision
