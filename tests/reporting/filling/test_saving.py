"""What a page saves by itself, what it saves when it is sent, and what happens when somebody else saved meanwhile."""

from dataclasses import replace

import pytest
from django.test import Client

from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import AnswerRefused, save_answers
from reporting.filling.page.task_list import section_status
from reporting.lines.assembly import build_sections
from reporting.lines.checks import check_lines
from reporting.lines.missing import Missing, faults_words
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import fill, make_annual
from tests.reporting.builders.reports import answer, line_of, make_funder_report
from tests.reporting.filling.test_views_sections import TEXT, answer_of, save_url, section_url

PAGE, OTHER_PAGE = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def report(organism, network):
    return make_annual(organism, network)


def of_page(page=PAGE, **typed):
    return {"page": page, "vu": "v4-03:0 v4-04:0 v4-faits-saillants:0"} | typed


# One page, one person


def test_sending_a_page_right_after_it_saved_itself_is_no_conflict(report, coordinator, client_for):
    browser = client_for(coordinator)
    browser.post(save_url(report), of_page(**{f"q-{TEXT}": "Une année", f"q-{TEXT}-rev": "0"}))

    response = browser.post(
        section_url(report), of_page(**{f"q-{TEXT}": "Une année pleine.", f"q-{TEXT}-rev": "0", "q-v4-03": "41"})
    )

    assert response.status_code == 302
    assert answer_of(report, TEXT).text == "Une année pleine."
    assert answer_of(report, "v4-03").value == 41


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_refused_page_says_what_it_had_saved_by_itself(report, coordinator, client_for, by_itself):
    browser = client_for(coordinator)
    if by_itself:
        browser.post(save_url(report), of_page(**{f"q-{TEXT}": "Une année", f"q-{TEXT}-rev": "0"}))

    response = browser.post(section_url(report), of_page(**{f"q-{TEXT}": "Une année", "q-v4-03": "douze"}))

    page = response.content.decode()
    assert response.status_code == 422
    assert ("Rien n’est encore enregistré" in page) is not by_itself
    assert ("Ce que la page a enregistré d’elle-même" in page) is by_itself
    assert report.answers.exists() is by_itself


def test_the_same_text_saved_by_another_is_no_conflict(report, coordinator, director, client_for):
    client_for(director).post(save_url(report), of_page(OTHER_PAGE, **{f"q-{TEXT}": "Une année pleine."}))

    response = client_for(coordinator).post(save_url(report), of_page(**{f"q-{TEXT}": "Une année pleine."}))

    assert "Deux versions" not in response.content.decode()
    assert answer_of(report, TEXT).saved_by == director


def test_another_window_of_the_same_person_is_a_conflict(report, coordinator, client_for):
    browser = client_for(coordinator)
    browser.post(section_url(report), of_page(OTHER_PAGE, **{"q-v4-03": "41"}))

    response = browser.post(section_url(report), of_page(**{"q-v4-03": "12"}))

    assert response.status_code == 409
    assert answer_of(report, "v4-03").value == 41


@pytest.mark.parametrize("page", ["", "x" * 16, "0" * 4000, "0123456789ABCDEF"])
def test_a_page_that_does_not_tell_its_key_claims_nothing(report, coordinator, director, client_for, page):
    client_for(director).post(section_url(report), of_page(page, **{"q-v4-03": "41"}))

    response = client_for(coordinator).post(section_url(report), of_page(page, **{"q-v4-03": "12"}))

    assert response.status_code == 409
    assert answer_of(report, "v4-03").saved_from == ""


# Two people


def test_a_conflict_keeps_the_rest_of_the_page_and_shows_both(report, coordinator, director, client_for):
    client_for(director).post(section_url(report), of_page(OTHER_PAGE, **{"q-v4-03": "298", f"q-{TEXT}": "Sept."}))
    browser = client_for(coordinator)
    typed = of_page(**{"q-v4-03": "301", f"q-{TEXT}": "Huit.", "q-v4-04": "12", "q-v4-08": "3"})

    response = browser.post(section_url(report), typed)

    page = response.content.decode()
    assert response.status_code == 409
    assert (answer_of(report, "v4-04").value, answer_of(report, "v4-08").value) == (12, 3)
    assert (answer_of(report, "v4-03").value, answer_of(report, TEXT).text) == (298, "Sept.")
    assert f"celui de {director.name}" in page
    assert 'value="301"' in page
    assert "Le reste de la page est enregistré" in page
    assert f'name="prendre" value="{TEXT}"' in page
    again = typed | {"vu": response.context["seen"], "page": response.context["page_key"]}
    assert browser.post(section_url(report), again).status_code == 302
    assert (answer_of(report, "v4-03").value, answer_of(report, TEXT).text) == (301, "Huit.")


def test_an_answer_taken_away_meanwhile_is_somebody_elses_in_french(report, coordinator, director, client_for):
    answer(report, TEXT, director, text="Sept.")
    browser = client_for(coordinator)
    seen = browser.get(section_url(report)).context["seen"]
    answer(report, TEXT, director, text="")

    page = browser.post(section_url(report), {"vu": seen, f"q-{TEXT}": "Huit."}).content.decode()

    assert "celui d’une autre personne" in page
    assert "de une autre" not in page


# Figures save themselves


def test_a_figure_saves_itself_and_says_when(report, coordinator, client_for):
    response = client_for(coordinator).post(
        save_url(report, "v4-03"), of_page(**{"q-v4-03": "41", "q-v4-03-sorte": "nombre", "q-v4-04": "9"})
    )

    page = response.content.decode()
    assert "Enregistré à" in page
    assert 'name="q-v4-03-rev" value="1"' in page
    assert answer_of(report, "v4-03").value == 41
    assert answer_of(report, "v4-04") is None


def test_a_figure_that_is_refused_says_why_and_is_not_saved(report, coordinator, client_for):
    response = client_for(coordinator).post(save_url(report, "v4-03"), of_page(**{"q-v4-03": "quarante"}))

    page = response.content.decode()
    assert "Pas enregistré. Inscrivez un nombre" in page
    assert "data-unsaved" in page
    assert "Enregistré à" not in page
    assert answer_of(report, "v4-03") is None


def test_a_figure_somebody_else_saved_is_not_covered(report, coordinator, director, client_for):
    client_for(director).post(save_url(report, "v4-03"), of_page(OTHER_PAGE, **{"q-v4-03": "298"}))

    page = client_for(coordinator).post(save_url(report, "v4-03"), of_page(**{"q-v4-03": "301"})).content.decode()

    assert "Deux réponses ici" in page
    assert director.name in page
    assert answer_of(report, "v4-03").value == 298


def test_the_fragment_answers_for_the_place_that_asked(report, coordinator, client_for):
    response = client_for(coordinator).post(
        save_url(report, "v4-03"), of_page(**{"q-v4-03": "41"}), headers={"HX-Target": "axe-v4-03-sex-etat"}
    )

    assert 'id="axe-v4-03-sex-etat"' in response.content.decode()


def test_of_two_revisions_of_one_box_the_newest_counts(report, coordinator, director, client_for):
    client_for(director).post(save_url(report, "v4-03"), of_page(OTHER_PAGE, **{"q-v4-03": "298"}))

    client_for(coordinator).post(save_url(report, "v4-03"), of_page(**{"q-v4-03": "301", "q-v4-03-rev": ["1", "0"]}))

    assert answer_of(report, "v4-03").value == 301


# One judge


@pytest.mark.parametrize(
    ("kind", "unit", "decimals"),
    [
        ("figure", "séjour", 0),
        ("figure", "jour", 2),
        ("figure", "heure", 2),
        ("figure", "personne", 0),
        ("money", "$", 2),
    ],
)
def test_decimals_hang_on_the_unit(report, kind, unit, decimals):
    line = read_form_spec(report.template_version).by_key["v4-03"]

    assert replace(line, kind=kind, unit=unit).decimals == decimals


def test_page_and_action_refuse_decimals_with_one_sentence(report, coordinator, client_for):
    page = client_for(coordinator).post(section_url(report), {"q-v4-03": "1,5"}).content.decode()
    with pytest.raises(AnswerRefused) as refused:
        save_answers(
            report=report,
            answers=[AnswerInput(line_of(report, "v4-03").line, state="value", value="1.5")],
            by=coordinator,
        )

    assert str(refused.value) == "Inscrivez un nombre entier, sans décimale."
    assert str(refused.value) in page


def test_a_page_shows_unreadable_and_refused_boxes_together(agreement, coordinator, client_for):
    report = make_funder_report(agreement, coordinator)

    response = client_for(coordinator).post(section_url(report, "v2"), {"q-a4": "x", "q-a5": "1,5"})

    anchors = {item.anchor for item in response.context["errors"]}
    assert anchors == {"q-a4", "q-a5"}
    assert not report.answers.exists()


def test_a_reason_too_long_is_refused_and_comes_back_whole(organism, agreement, coordinator, client_for):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    report = make_funder_report(agreement, coordinator)
    reason = "b" * 301

    response = client_for(coordinator).post(section_url(report, "v1"), {"q-a2": "3", "q-a2-motif": reason})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Ce motif compte 301 signes" in page.split('id="q-a2-motif-e"')[1].split("</p>")[0]
    assert reason in page
    assert not report.answers.exists()


def test_a_fault_of_money_names_its_agreement(report, agreement, coordinator, client_for):
    axes = client_for(coordinator).get(section_url(report, "finances")).context["page"].axes
    name = axes[0].cells[0].box.name

    page = client_for(coordinator).post(section_url(report, "finances"), {name: "cent"})

    assert agreement.reference in page.context["errors"][0].label


# What is missing, and what does not hold


def saved_contradiction(report, coordinator):
    answer(report, "v2-01", coordinator, 100)
    answer(report, "v2-02", coordinator, 50)
    answer(report, "v2-03", coordinator, 60)


def test_a_saved_contradiction_stands_at_its_box_and_is_counted_apart(organism, network, coordinator, client_for):
    report = fill(make_annual(organism, network), coordinator)
    saved_contradiction(report, coordinator)

    page = client_for(coordinator).get(section_url(report, "v2")).content.decode()

    beside = page.split('id="ligne-v2-03"')[1].split('id="ligne-')[0]
    assert "V2.03\u00a0: 60 dépasse V2.02, qui compte 50." in beside
    state = section_status(next(view for view in build_sections(report) if view.key == "v2"))
    assert state.next_words == "1\u00a0réponse à revoir."
    assert "manque" not in state.next_words


@pytest.mark.parametrize(
    ("empty", "wrong", "words"),
    [
        (0, 0, ""),
        (1, 0, "Il manque une réponse."),
        (3, 0, "Il manque 3 réponses."),
        (0, 1, "1\u00a0réponse à revoir."),
        (2, 2, "Il manque 2 réponses. 2\u00a0réponses à revoir."),
    ],
)
def test_faults_words_counts_both_kinds_apart(empty, wrong, words):
    faults = [Missing("v1", f"e{n}", "") for n in range(empty)]
    faults += [Missing("v1", f"w{n}", "", is_wrong=True) for n in range(wrong)]

    assert faults_words(faults) == words


def test_a_box_with_two_faults_is_one_answer_to_look_at():
    assert faults_words([Missing("v1", "a", "", is_wrong=True)] * 2) == "1\u00a0réponse à revoir."


def test_missing_sentences_say_a_name_once(report):
    lines = [line for view in build_sections(report) for line in view.lines]
    words = {item.line_key: item.words for item in check_lines(lines, [])}

    assert words[TEXT] == "Faits saillants\u00a0: texte à écrire."
    assert words["v4-03"].startswith(f"V4.03\u00a0: {line_of(report, 'v4-03').words}, ")
    assert all(
        line.words in words[line.key] for line in lines if line.key in words and not words[line.key].count("un c")
    )


def test_optional_lines_are_marked_and_not_counted(report, coordinator, client_for):
    browser = client_for(coordinator)
    optional = [line for view in build_sections(report) for line in view.lines if not line.line.required]
    line = next(line for line in optional if line.kind != "heading")
    view = next(view for view in build_sections(report) if view.key == line.line.section)

    assert "(facultatif)" in browser.get(section_url(report, view.key)).content.decode()
    assert line.total == 0
    assert view.total == sum(other.total for other in view.lines if other.key != line.key)


def test_money_counts_a_box_for_each_agreement(report, agreement, coordinator):
    view = next(view for view in build_sections(report) if view.key == "finances")

    assert view.total == len([item for item in view.errors if not item.is_wrong])
    fill(report, coordinator)
    view = next(view for view in build_sections(report) if view.key == "finances")
    assert view.words == f"{view.total}\u00a0réponses sur {view.total}."


# A session that ended


def test_a_section_typed_after_the_session_comes_back_as_it_was(report, coordinator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    page = section_url(report)

    response = client.post(
        page, {"q-v4-03": "41", f"q-{TEXT}": "Écrit avant."}, headers={"Referer": f"http://testserver{page}"}
    )
    assert (response.status_code, response.headers["Location"]) == (302, page)

    again = client.get(page).content.decode()
    assert 'value="41"' in again
    assert "Écrit avant." in again
    assert "Enregistrez pour le garder" in again
    assert not report.answers.exists()
    assert "Écrit avant." not in client.get(page).content.decode()


def test_what_somebody_saved_during_the_absence_is_shown_beside_it(report, coordinator, director, client_for):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    page = section_url(report)
    client.post(page, of_page(**{"q-v4-03": "41"}), headers={"Referer": f"http://testserver{page}"})
    client_for(director).post(page, of_page(OTHER_PAGE, **{"q-v4-03": "298"}))

    response = client.get(page)

    assert response.status_code == 200
    assert f"celui de {director.name}" in response.content.decode()
