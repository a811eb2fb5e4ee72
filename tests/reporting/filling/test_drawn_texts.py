"""A funder's text takes what the annual report says of its component: source and day said, nothing cut."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from reporting.funder_reports.actions.issuing import issue_report
from reporting.lines.completeness import missing_items
from reporting.models import DrawnText, Report
from reporting.reports.actions.filing import approve_report, endorse_report, submit_report
from tests.reporting.builders import reports
from tests.reporting.builders.annual_reports import fill, make_annual
from tests.reporting.builders.reports import answer, line_of, make_funder_report
from tests.reporting.filling.test_views_sections import save_url, section_url

pytestmark = pytest.mark.built_once("annual", "report")
SOURCE, TEXT = "v1-faits-saillants", "Deux salons, puis une tournée en région."


@pytest.fixture
def annual(organism, neighbour_organism, network, coordinator):
    made = make_annual(organism, network)
    answer(made, SOURCE, coordinator, text=TEXT)
    answer(made, "v1-difficultes", coordinator, text="Peu de logements.")
    answer(made, "v2-faits-saillants", coordinator, text="Des emplois.")
    answer(made, "faits-marquants", coordinator, text="Une année pleine.")
    return made


@pytest.fixture
def report(annual, agreement, coordinator):
    return make_funder_report(agreement, coordinator)


def offered(report, key="an1"):
    return {text.key: text for text in line_of(report, key).sources}


def send(browser, report, button, key=SOURCE, **typed):
    value = f"an1:{offered(report)[key].mark}"
    return browser.post(section_url(report, "v1"), {"q-an1": line_of(report, "an1").narrative, button: value, **typed})


def changed(report) -> list[str]:
    return [item.words for item in missing_items(report) if "source a changé" in item.words]


def test_each_component_is_offered_its_own_texts_with_their_source_and_day(report, annual, coordinator, client_for):
    page = client_for(coordinator).get(section_url(report, "v1")).text

    assert list(offered(report)) == [SOURCE, "v1-difficultes"]
    assert list(offered(report, "an2")) == ["v2-faits-saillants"]
    assert not offered(report, "an3")
    for words in (TEXT, f"{annual}, en cours", "Reprendre ce texte", "40\u00a0signes"):
        assert words in page
    assert "Une année pleine." not in page


def test_an_approved_report_is_said_so(report, annual, network, pivot, director, coordinator, client_for):
    submit_report(report=fill(annual, coordinator), by=director, key=uuid.uuid4())
    assert "déposé\u00a0; texte du" in client_for(coordinator).get(section_url(report, "v1")).text
    endorse_report(report=annual, by=pivot, key=uuid.uuid4())
    approve_report(report=annual, by=network, key=uuid.uuid4())

    assert "approuvé\u00a0; texte du" in client_for(coordinator).get(section_url(report, "v1")).text


@pytest.mark.parametrize("who", ["staff", "auditor"])
def test_who_does_not_write_is_offered_nothing(report, who, client_for, request):
    page = client_for(request.getfixturevalue(who)).get(section_url(report, "v1"))

    assert page.status_code == 200
    assert TEXT not in page.text


def test_what_is_taken_is_said_and_stays_editable(report, annual, coordinator, client_for):
    browser = client_for(coordinator)

    assert send(browser, report, "puiser").status_code == 302
    assert line_of(report, "an1").narrative == TEXT
    assert "Repris ici le" in browser.get(section_url(report, "v1")).text
    assert send(browser, report, "puiser", "v1-difficultes").status_code == 302
    assert line_of(report, "an1").narrative == f"{TEXT}\n\nPeu de logements."
    browser.post(section_url(report, "v1"), {"q-an1": "Le mien."})

    assert line_of(report, "an1").narrative == "Le mien."
    assert {row.source_key for row in report.drawn_texts.all()} == {SOURCE, "v1-difficultes"}


def test_what_was_typed_is_never_lost(report, coordinator, client_for):
    send(client_for(coordinator), report, "puiser", **{"q-an1": "Écrit ici."})

    assert line_of(report, "an1").narrative == f"Écrit ici.\n\n{TEXT}"


def test_too_long_is_said_with_its_count_and_nothing_is_cut(report, annual, coordinator, client_for):
    browser = client_for(coordinator)
    answer(annual, SOURCE, coordinator, text="é" * 3000)

    page = send(browser, report, "puiser", **{"q-an1": "Avant."})

    assert page.status_code == 422
    assert "Ce texte compte 3\u00a0008 signes\u00a0; la limite est de 3\u00a0000." in page.text
    assert "Avant." in page.text
    assert "é" * 3000 in page.text
    assert not report.drawn_texts.exists()
    mark = page.context["page"].texts[0].source_box.value
    saved = browser.post(save_url(report, "an1"), {"q-an1": "é" * 90, "q-an1-source": mark})
    assert "Enregistré à" in saved.text
    assert report.drawn_texts.get().source_key == SOURCE


def test_a_source_that_changes_is_said_once(report, annual, coordinator, client_for):
    browser = client_for(coordinator)
    send(browser, report, "puiser")
    assert changed(report) == []

    answer(annual, SOURCE, coordinator, text="Trois salons.")

    assert len(changed(report)) == 1
    assert "Le texte source a changé le" in browser.get(section_url(report, "v1")).text
    send(browser, report, "garder")
    assert (changed(report), line_of(report, "an1").narrative) == ([], TEXT)

    answer(annual, SOURCE, coordinator, text="Quatre salons.")
    assert len(changed(report)) == 1
    browser.post(section_url(report, "v1"), {"q-an1": ""})
    assert changed(report) == []


def test_the_new_text_takes_the_place_of_the_one_that_was_taken(report, annual, coordinator, client_for):
    browser = client_for(coordinator)
    send(browser, report, "puiser")
    answer(annual, SOURCE, coordinator, text="Trois salons.")

    send(browser, report, "puiser")

    assert line_of(report, "an1").narrative == "Trois salons."
    assert changed(report) == []


@pytest.mark.parametrize("mark", ["", "x", "1:2:3", "999999:v1-faits-saillants:" + "0" * 64, "\x00", "9" * 5000])
def test_odd_marks_change_nothing(report, mark, coordinator, client_for):
    typed = {"q-an1": "Le mien.", "puiser": f"an1:{mark}", "garder": f"an1:{mark}", "q-an1-source": mark}

    assert client_for(coordinator).post(section_url(report, "v1"), typed).status_code == 302

    assert line_of(report, "an1").narrative == "Le mien."
    assert not report.drawn_texts.exists()


def test_a_report_of_the_network_is_offered_nothing(annual):
    assert not line_of(annual, SOURCE).sources


def test_the_database_takes_no_text_of_another(report, annual, neighbour_organism, coordinator, director):
    row = {"line_key": "an1", "source_key": SOURCE, "digest": "0" * 64, "drawn_by": coordinator}
    foreign = Report.objects.get(campaign=annual.campaign, organism=neighbour_organism)
    refused = [
        ({"report": report, "source": foreign}, "own annual report"),
        ({"report": report, "source": report}, "own annual report"),
        ({"report": annual, "source": annual}, "own annual report"),
        ({"report": report, "source": annual, "digest": "abc"}, "drawn_text_digest_is_whole"),
    ]
    for given, words in refused:
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            DrawnText.objects.create(**row | given)
    DrawnText.objects.create(report=report, source=annual, **row)
    with pytest.raises(IntegrityError, match="text_drawn_once_into_a_line"), transaction.atomic():
        DrawnText.objects.create(report=report, source=annual, **row)
    issue_report(report=reports.fill(report, director), by=director, key=uuid.uuid4())
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="report is not open"):
        cursor.execute("DELETE FROM reporting_drawntext")
