"""The network gives a funder's workbook, ties its cells, tries it, puts it in use; a report is then offered in it."""

import pytest

from reporting.models import FileTie, FunderFile
from tests.reporting.builders.funder_reports import make_issued
from tests.reporting.form_editor.funder_files.blanks import (
    SHEET,
    at,
    blank_book,
    data_of,
    make_file,
    opened,
    page_form,
    published,
    put_in_use,
    send,
    tie,
)

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("issued")]


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


def box_of(client, url: str, words: str) -> str:
    """The name of the box that is for something, by its words."""
    form = client.get(url).context["form"]
    return next(name for name, field in form.fields.items() if field.label == words)


def test_a_workbook_is_given_tied_tried_put_in_use_and_filled(issued, network, director, funder_agent, client_for):
    browser, version = client_for(network), issued.template_version
    sent = send(browser, version, data_of(blank_book()))
    file = FunderFile.objects.get()
    assert sent.headers["Location"] == at("funder-file", file.pk)
    assert (file.number, file.kind, file.losses, file.file_name) == (1, "xlsx", [], "blanc.xlsx")

    facts = at("funder-file-facts", file.pk)
    page = page_form(browser, facts)
    # « Nom de l’organisme » stands at the left of B2, the name « Entente » is no line's
    assert "Prendre Feuil1!B2" in browser.get(facts).text
    page.data[box_of(browser, facts, "Premier jour de la période")] = f"{SHEET}!B3"
    page.data[box_of(browser, facts, "Numéro de l’entente")] = "entente; 'Part; deux'!A1"
    assert browser.post(facts, page.data | {"take_all": "1"}).status_code == 302
    assert {(row.fact, str(row), row.cell_name) for row in file.ties.all()} == {
        ("organism", "Feuil1!B2", ""), ("first_day", "Feuil1!B3", ""), ("agreement", "Feuil1!B20", "Entente"),
        ("agreement", "Part; deux!A1", ""),
    }  # fmt: skip

    marked = opened(browser.get(at("funder-file-try", file.pk), {"avec": "reperes", "copie": 1}).content)
    assert marked[SHEET]["B2"].value == "Nom de l’organisme"
    tried = browser.get(at("funder-file-try", file.pk), {"avec": issued.versions.get().pk, "copie": 1})
    assert opened(tried.content)[SHEET]["B2"].value == issued.organism.name

    assert at("filled-file", issued.pk, 1, file.pk) not in client_for(director).get(
        at("funder-report-version", issued.pk, 1)
    ).text
    adopt = at("funder-file-adopt", file.pk)
    assert browser.post(adopt, page_form(browser, at("funder-file", file.pk), adopt).data).status_code == 302
    for person in (director, network, funder_agent):
        reader = client_for(person)
        assert at("filled-file", issued.pk, 1, file.pk) in reader.get(at("funder-report-version", issued.pk, 1)).text
        assert "Tout ce qui est relié a pris place" in reader.get(at("filled-file", issued.pk, 1, file.pk)).text
        copy = reader.get(at("filled-file-download", issued.pk, 1, file.pk))
        assert copy["Content-Disposition"] == f'attachment; filename="{issued.number}-v1-tableau.xlsx"'
        sheet = opened(copy.content)[SHEET]
        assert sheet["B2"].value == issued.organism.name
        assert sheet["B20"].value == issued.agreement.reference
        assert (sheet["B9"].value, sheet["A1"].font.color.rgb) == ("=SUM(B4:B8)", "00FF0000")
