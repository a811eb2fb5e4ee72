"""A programme's consolidated report in English: both languages frozen, its papers, its page, its verification."""

import io
import json
import re
import shutil
import uuid
from datetime import date

import openpyxl
import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from network.common_statement.actions import publish_statement, write_statement
from network.consolidation.actions import (
    begin_consolidation,
    freeze_consolidation,
    prepare_next,
    publish_consolidation,
    save_words,
)
from network.consolidation.content import build
from network.consolidation.figures.lines import figures_of
from network.consolidation.masking import masked_content
from network.jobs import make_consolidated_papers
from network.models import ConsolidatedDocument, ConsolidatedReport, ConsolidatedVersion
from organisms.models import Organism
from reporting.funder_reports.actions.issuing import issue_report
from reporting.papers.languages import content_in, languages_of
from tests import factories
from tests.network.consolidation.french_paper import FRENCH, paper_html
from tests.network.worlds import build_world
from tests.reporting.builders.reports import answer, make_funder_report, make_issued
from tests.verapdf import check_all

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("bilingual", "made")]
needs_java = pytest.mark.skipif(not shutil.which("javac"), reason="veraPDF needs a JDK")
YEAR = DateRange(date(2025, 1, 1), date(2026, 1, 1))
BEFORE = DateRange(date(2024, 1, 1), date(2025, 1, 1))
OWN = "Une année où les chœurs se sont ouverts à tous."
TITLE, STATEMENT, REASON = "Notre vision partagée", "Une régionalisation décloisonnée.", "Une feuille retrouvée."
FRENCH_LETTERS = re.compile(r"[àâçéèêëîïôùûüœ«»]", re.IGNORECASE)
NUMBERS = ("number", "sha256", "key", "line_key", "state", "report", "version", "form", "component")


@pytest.fixture
def bilingual(organism, neighbour_organism, funder, director, neighbour, network) -> ConsolidatedReport:
    """Form D of two organisms over 2025, one of which had that of 2024; the words of the network; a second version."""
    factories.make_seated_user("Marie Deux-Rives", neighbour_organism, "director")
    term = {"programme_key": "inclusion-fondation", "start": date(2024, 1, 1), "end": date(2026, 1, 1)}
    for rank, (home, by) in enumerate(((organism, director), (neighbour_organism, neighbour))):
        agreement = factories.make_agreement(home, funder, f"INC-{rank}", **term)
        if not rank:
            make_issued(agreement, by, period=BEFORE, due_on=date(2025, 2, 15))
        report = make_funder_report(agreement, by, period=YEAR, due_on=date(2026, 2, 15))
        answer(report, "d1", by, 1240 + rank)
        answer(report, "d2", by, state="nd") if rank else answer(report, "d2", by, 12)
        answer(report, "d3", by, 1234)
        answer(report, "d4", by, text="Le village a chanté.")
        issue_report(report=report, by=by, key=uuid.uuid4())
    template = report.template_version.template
    written = write_statement(title=TITLE, text=STATEMENT, seen=0, by=network)
    publish_statement(seen=written.revision, by=network)
    whole = begin_consolidation(
        scope="programme", region=None, template=template, period=YEAR, by=network, key=uuid.uuid4()
    )
    save_words(report=whole, words={None: OWN}, seen=whole.revision, by=network)
    freeze_consolidation(report=whole, by=network, key=uuid.uuid4())
    prepare_next(report=whole, by=network, key=uuid.uuid4())
    freeze_consolidation(report=whole, by=network, key=uuid.uuid4(), reason=REASON)
    publish_consolidation(report=whole, by=network, key=uuid.uuid4())
    whole.refresh_from_db()
    return whole


@pytest.fixture
def made(bilingual) -> ConsolidatedReport:
    make_consolidated_papers.func(version_id=bilingual.published_id)
    return bilingual


def bytes_of(document: ConsolidatedDocument) -> bytes:
    with document.file.open() as file:
        return file.read()


def content_of(report: ConsolidatedReport) -> dict:
    return json.loads(report.published.content)


def _signed(version: ConsolidatedVersion) -> list[dict]:
    return json.loads(version.content)["signatures"]


def own_words(report: ConsolidatedReport) -> list[str]:
    """What stays as it was written: names, and the words of the network and of the statement."""
    content = content_of(report)
    names = [row[name] for row in content["organisms"] for name in ("name", "region")]
    names += [organism.name for organism in Organism.objects.all()]
    names += [row["person"] for version in (report.current, report.published) for row in _signed(version)]
    programme = report.template.programme.name
    places = ["Réseau des organismes de régionalisation de l’immigration du Québec", "Français", "Québec"]
    return sorted([OWN, TITLE, STATEMENT, REASON, programme, *names, *places], key=len, reverse=True)


def french_in(text: str, report: ConsolidatedReport) -> list[str]:
    for words in own_words(report):
        text = text.replace(words, "")
    return [line for line in text.splitlines() if FRENCH_LETTERS.search(line)]


def strings(value, path=()):
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from strings(item, (*path, name))
    elif isinstance(value, str):
        yield path, value


def words_of(page: str) -> str:
    """What a page shows and says, tag by tag."""
    said = re.findall(r'(?:aria-label|alt|title|placeholder|data-label)="([^"]*)"', page)
    page = re.sub(r"<(script|style).*?</\1>|<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return "\n".join([*said, *re.sub(r"<[^>]*>", "\n", page).replace("\u00a0", " ").splitlines()])


def test_both_languages_are_frozen_with_the_same_figures_and_no_fixed_word_is_left_in_french(bilingual):
    for version in (bilingual.current, bilingual.published):
        content = json.loads(version.content)
        assert languages_of(content) == ("fr", "en")
        french, english = content_in(content, "fr"), content_in(content, "en")
        pairs = dict(strings(french)), dict(strings(english))
        data = [path for path in pairs[0] if path[-1] in NUMBERS and "english" not in path]
        assert len(data) > 20
        assert [path for path in data if pairs[0][path] != pairs[1].get(path)] == []
        said = "\n".join(words for path, words in strings(english) if "english" not in path)
        assert french_in(said, bilingual) == []
    lines = {figure["line_key"]: figure for figure in figures_of(english)}
    assert [figure["total"] for figure in lines.values() if "sans" in figure["total"]["left_out"]] == []
    assert [cell["text"] for cell in lines["d3"]["cells"]] == ["1,234", "1,234"]
    assert english["words"] == [{"component": None, "title": "As a whole", "text": OWN}]
    assert english["statement"]["title"] == TITLE
    assert english["breaks"] == ["Break with the year before: 1\u00a0organization more (Maison des Deux-Rives, INC-1)."]


def test_a_published_version_has_its_own_address_in_each_language(bilingual):
    content = content_of(bilingual)
    french, english = (content_in(content, language)["version"] for language in ("fr", "en"))
    assert english["verify_url"] == f"{french['verify_url']}?langue=en"
    assert french["code"] == english["code"]
    assert bilingual.published.code == french["code"].replace("-", "")
    assert bilingual.current.code not in json.dumps(content)


def test_a_report_in_french_alone_has_not_one_key_more_and_its_paper_is_what_it_was():
    world = build_world()
    for scope in ("region", "network"):
        content = build(world.consolidated(scope)).content
        assert {"languages", "english"} & content.keys() == set()
    for audience, html in FRENCH.items():
        assert paper_html(audience) == html


def test_what_is_masked_is_said_in_one_language(bilingual):
    with pytest.raises(ValueError, match="French alone"):
        masked_content(json.loads(bilingual.current.content))


@needs_java
def test_papers_in_both_languages_are_accessible_and_say_which_passages_are_in_french(made, tmp_path):
    documents = {(row.format, row.language): row for row in made.published.documents.all()}
    assert set(documents) == {(kind, language) for kind in ("pdf", "xlsx") for language in ("fr", "en")}
    paths = []
    for language in ("fr", "en"):
        paths.append(tmp_path / f"{language}.pdf")
        paths[-1].write_bytes(bytes_of(documents["pdf", language]))
    assert check_all(paths) == [[], []]
    with pikepdf.open(paths[1]) as pdf:
        tags = [tag for tag in pdf.objects if isinstance(tag, pikepdf.Dictionary) and "/Lang" in tag]
        assert (str(pdf.Root.Lang), {str(tag.Lang) for tag in tags}) == ("en-CA", {"en-CA", "fr-CA"})
    with pikepdf.open(paths[0]) as pdf:
        assert str(pdf.Root.Lang) == "fr-CA"


def test_the_workbook_in_english_has_english_heads_and_the_same_numbers(made):
    files = {row.language: bytes_of(row) for row in made.published.documents.filter(format="xlsx")}
    french, english = (openpyxl.load_workbook(io.BytesIO(files[language])) for language in ("fr", "en"))
    assert english.sheetnames == ["Document", "Totals", "Each organization", "Reports counted", "Texts"]
    said = "\n".join(str(cell.value) for sheet in english for row in sheet for cell in row if cell.value)
    assert french_in(said, made) == []
    numbers = [
        [cell.value for sheet in book for row in sheet for cell in row if isinstance(cell.value, int | float)]
        for book in (french, english)
    ]
    assert len(numbers[0]) > 5
    assert numbers[0] == numbers[1]


def test_its_funder_reads_it_and_takes_its_files_in_either_language(made, client_for):
    agent = factories.make_funder_user("Agente du programme", made.template.programme.funder)
    browser, page = client_for(agent), reverse("network:consolidated-detail", args=[made.pk])
    french, english = browser.get(page), browser.get(f"{page}?langue=en")
    assert ("How we counted" in english.text, "How we counted" in french.text) == (True, False)
    reading = english.text.partition('<div lang="en-CA">')[2].partition("</main>")[0]
    assert french_in(words_of(reading), made) == []
    assert f'<div lang="fr-CA"><p>{OWN}</p></div>' in re.sub(r">\s+<", "><", english.text)
    assert f'<div lang="fr-CA"><p>{OWN}</p></div>' not in re.sub(r">\s+<", "><", french.text)
    assert "Comment on a compté" in browser.get(f"{page}?langue=zz").text
    for language, mark in (("fr", ""), ("en", "-en")):
        address = reverse("network:consolidated-document", args=[made.pk, 2, "bailleurs", "xlsx"])
        assert f'href="{address}?langue={language}"' in browser.get(f"{page}?langue={language}").text
        sent = browser.get(address, {"langue": language})
        document = made.published.documents.get(format="xlsx", language=language)
        assert b"".join(sent.streaming_content) == bytes_of(document)
        assert f'bailleurs{mark}.xlsx"' in sent["Content-Disposition"]


def test_the_verification_page_speaks_the_language_of_the_paper(made, client):
    address = re.sub(r"^https?://[^/]*", "", content_in(content_of(made), "en")["version"]["verify_url"])
    page = client.get(address)
    assert '<html lang="en-CA">' in page.text
    assert "This is the version in force." in page.text
    assert "PDF in French" in page.text
    assert french_in(words_of(page.text), made) == []
    french = client.get(address.partition("?")[0])
    assert ('<html lang="fr-CA">' in french.text, "C’est la version en vigueur." in french.text) == (True, True)
    assert "PDF en anglais" in french.text


def test_a_file_is_kept_once_in_each_known_language(made):
    again = {"version": made.published, "format": "pdf", "size": 1, "sha256": "0" * 64}
    for language in ("en", "es"):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsolidatedDocument(**again, language=language, file=ContentFile(b"x", "x.pdf")).save()
    make_consolidated_papers.func(version_id=made.published_id)
    assert made.published.documents.count() == 4
