"""The network gives a funder's workbook, ties its cells, tries it, puts it in use; a report is then offered in it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.engine.form.publishing import publish
from reporting.form_editor.versions.drafts import prepare_next
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

    assert (
        at("filled-file", issued.pk, 1, file.pk)
        not in client_for(director).get(at("funder-report-version", issued.pk, 1)).text
    )
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


@pytest.fixture
def draft(network):
    return make_file(network)


def section_of(file: FunderFile, key: str = "v1") -> str:
    return at("funder-file-section", file.pk, key)


def test_what_cannot_be_tied_is_said_beside_its_box_and_nothing_is_written(draft, network, client_for):
    browser = client_for(network)
    tie(draft, "B2", fact="organism")
    line = draft.from_version.lines.filter(section__key="v1", kind="figure").first()
    wrong = {
        f"{SHEET}!ZZ9999999": "n’existe pas dans ce classeur", f"{SHEET}!D5": "case fusionnée",
        f"{SHEET}!B9": "contient une formule", f"{SHEET}!B2": "dit déjà «\xa0Nom de l’organisme", "zz": "ni une case",
        "x" * 1001: "1000 signes au plus", "Feuil1!A\x00": "",
    }  # fmt: skip
    name = box_of(browser, section_of(draft), str(line))
    page = page_form(browser, section_of(draft))
    for typed, words in wrong.items():
        answer = browser.post(section_of(draft), page.data | {name: typed})
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors[name])
    twice = browser.post(section_of(draft), page.data | {"t0": f"{SHEET}!B5", "t1": f"{SHEET}!B5"})
    assert "dit déjà" in str(twice.context["form"].errors)
    assert [str(row) for row in draft.ties.all()] == ["Feuil1!B2"]


def test_a_line_goes_to_several_cells_and_its_notes_refuse_nothing(draft, network, client_for):
    browser, line = client_for(network), draft.from_version.lines.get(key="a3")
    url = section_of(draft, line.section.key)
    name = box_of(browser, url, str(line))
    page = page_form(browser, url)
    assert browser.post(url, page.data | {name: f"{SHEET}!B3; 'Part; deux'!c7"}).status_code == 302
    assert [(str(row), row.line_key, row.part) for row in draft.ties.all()] == [
        ("Feuil1!B3", "a3", "value"), ("Part; deux!C7", "a3", "value"),
    ]  # fmt: skip
    shown = browser.get(url)
    assert page_form(browser, url).data[name] == ["Feuil1!B3; 'Part; deux'!C7"]
    assert "Feuil1!B3 montre ce qu’elle contient comme un jour." in shown.text
    revision = FunderFile.objects.get(pk=draft.pk).revision
    assert browser.post(url, page_form(browser, url).data).status_code == 302
    assert FunderFile.objects.get(pk=draft.pk).revision == revision


def test_two_people_on_one_file_the_second_is_told_and_loses_nothing(draft, network, client_for):
    browser, url = client_for(network), section_of(draft)
    mine, theirs = page_form(browser, url), page_form(browser, at("funder-file-facts", draft.pk))
    name = "t0"
    fact = box_of(browser, at("funder-file-facts", draft.pk), "NEQ de l’organisme")
    browser.post(at("funder-file-facts", draft.pk), theirs.data | {fact: f"{SHEET}!B6"})

    stale = browser.post(url, mine.data | {name: f"{SHEET}!B7"})

    assert "a changé pendant que vous écriviez" in stale.text
    assert f'value="{SHEET}!B7"' in stale.text
    assert [str(row) for row in draft.ties.all()] == ["Feuil1!B6"]
    again = {field: stale.context["form"][field].value() or "" for field in stale.context["form"].fields}
    assert browser.post(url, again).status_code == 302
    assert {str(row) for row in draft.ties.all()} == {"Feuil1!B6", "Feuil1!B7"}


def test_the_next_file_says_again_what_it_can(draft, network, client_for):
    browser = client_for(network)
    tie(draft, "B2", fact="organism")
    tie(draft, "B20", fact="agreement", cell_name="Entente")
    tie(draft, "A1", "a1", sheet="Part; deux")
    put_in_use(draft, network)
    book = blank_book()
    del book["Part; deux"]
    book[SHEET]["B2"] = "=A1"
    sent = send(browser, draft.from_version, data_of(book))
    newer = FunderFile.objects.latest("pk")
    assert sent.headers["Location"] == at("funder-file", newer.pk)
    assert [(row.fact, str(row)) for row in newer.ties.all()] == [("agreement", "Feuil1!B20")]
    assert "2 liens n’ont" in browser.get(at("funder-file", newer.pk)).text.replace("\xa0", " ")
    assert "Remplacé" not in browser.get(at("funder-file-list", draft.template_id)).text
    put_in_use(newer, network)
    assert "Remplacé par le fichier 2" in browser.get(at("funder-file-list", draft.template_id)).text


def test_a_second_draft_is_refused_and_a_discarded_one_leaves_no_file(draft, network, client_for):
    browser, storage, name = client_for(network), draft.file.storage, draft.file.name
    assert "en préparation de cette sorte" in send(browser, draft.from_version, data_of(blank_book())).text
    assert storage.exists(name)
    browser.post(at("funder-file-discard", draft.pk))
    assert not FunderFile.objects.exists()


def test_a_file_that_loses_something_or_says_nothing_is_not_put_in_use(draft, network, client_for):
    browser, adopt = client_for(network), at("funder-file-adopt", draft.pk)
    assert "Rien n’est relié encore" in browser.post(adopt, {"revision": 1}).text
    FunderFile.objects.filter(pk=draft.pk).update(losses=["charts"])
    tie(draft, "B2", fact="organism")
    page = browser.get(at("funder-file", draft.pk)).text
    assert "La copie perd des graphiques." in page
    assert "Dites d’abord que la copie" in browser.post(adopt, {"revision": 1}).text
    assert "relisez-le" in browser.post(adopt, {"revision": 7, "accepts_losses": "on"}).text
    assert browser.post(adopt, {"revision": 1, "accepts_losses": "on"}).status_code == 302
    for url in (section_of(draft), at("funder-file-edit", draft.pk)):
        assert browser.post(url, {"revision": 1}).headers["Location"] == at("funder-file", draft.pk)
    browser.post(at("funder-file-retire", draft.pk))
    assert "il n’est plus offert" in browser.get(at("funder-file", draft.pk)).text


def test_a_csv_is_described_its_columns_said_and_a_report_offered_in_it(issued, network, funder_agent, client_for):
    browser, version = client_for(network), issued.template_version
    url = at("funder-rows-add", version.pk)
    typed = page_form(browser, url).data | {
        "name": "Dépôt CSV", "headings": "Nom de l’organisme;Réf;Total;À venir", "encoding": "cp1252", "separator": ";",
    }  # fmt: skip
    assert "ne peut pas être celui qui sépare" in browser.post(url, typed | {"separator": ","}).text
    browser.post(url, typed)
    file = FunderFile.objects.get()
    columns = at("funder-file-columns", file.pk)
    page = page_form(browser, columns)
    assert page.data["c1"] == ["Nom de l’organisme"]
    line = version.lines.get(key="a3")
    assert "n’a rien de ce nom" in browser.post(columns, page.data | {"c2": "zz"}).text
    said = {"c2": "numéro de l’ENTENTE", "c3": str(line)}
    assert browser.post(columns, page.data | said).status_code == 302
    assert [row.fact or row.line_key for row in file.ties.all()] == ["organism", "agreement", "a3", ""]

    edit = at("funder-file-edit", file.pk)
    settings = page_form(browser, edit)
    browser.post(edit, settings.data | {"headings": "Réf\nNom de l’organisme\nTotal\nÀ venir"})
    assert [row.fact or row.line_key for row in file.ties.all()] == ["agreement", "organism", "a3", ""]

    put_in_use(file, network)
    copy = client_for(funder_agent).get(at("filled-file-download", issued.pk, 1, file.pk))
    head, row = copy.content.decode("cp1252").splitlines()
    assert head == "Réf;Nom de l’organisme;Total;À venir"
    assert row.startswith(f"{issued.agreement.reference};{issued.organism.name};")
    assert copy["Content-Type"] == "text/csv; charset=windows-1252"


def test_pages_ask_as_much_for_many_ties_as_for_few(issued, network, client_for):
    file, browser = make_file(network), client_for(network)
    tie(file, "B2", fact="organism")
    urls = [at("funder-file", file.pk), section_of(file), at("funder-file-try", file.pk) + "?avec=reperes"]
    asked = [statements(browser, url) for url in urls]
    for row in range(30, 90):
        tie(file, f"B{row}", "a1")
    assert [statements(browser, url) for url in urls] == asked
    assert max(asked) <= 30
    put_in_use(file, network)
    assert statements(browser, at("filled-file", issued.pk, 1, file.pk)) <= 30


def statements(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_ties_of_a_form_that_lost_a_line_leave_their_cell_empty(issued, network, client_for):
    """A report of an older version is not offered in a file that begins later."""
    newer = prepare_next(template=issued.template_version.template, by=network)
    newer = publish(newer, by=network)
    file = make_file(network, version=newer)
    tie(file, "B4", "a1")
    put_in_use(file, network)
    browser = client_for(network)
    assert browser.get(at("filled-file", issued.pk, 1, file.pk)).status_code == 404
    assert FileTie.objects.count() == 1
