"""Papers in English: form D in both of its languages, a form in English alone, an old version that has no English."""

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from uuid import uuid4

import openpyxl
import pikepdf
import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from agreements.models import Target
from organisms.models import Indicator
from reporting.engine.form.faults import form_faults
from reporting.engine.form.reading import read_form_spec
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.private_links import Recipient, send_link
from reporting.models import Document, Line, Report, Section, TemplateVersion
from reporting.papers.languages import content_before, content_in, languages_of
from reporting.papers.rendering.pdf import render_paper
from roriq_portal.formats.language import in_language
from tests.factories import make_agreement
from tests.jobs import run_pending_jobs
from tests.reporting.builders.links import LEA, TOKEN, send
from tests.reporting.builders.reports import answer, fill, make_funder_report, make_issued
from tests.verapdf import check_all

pytestmark = pytest.mark.built_once("bilingual", "made")
needs_java = pytest.mark.skipif(not shutil.which("javac"), reason="veraPDF needs a JDK")
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is absent")
YEAR = DateRange(date(2025, 1, 1), date(2026, 1, 1))
BEFORE = DateRange(date(2024, 1, 1), date(2025, 1, 1))
ANN = Recipient("Ann Lee", "officer", "ann.lee@foundation.example")
STORY = "Une famille a trouvé sa place dans la chorale du village."
MISSING = "Les anciennes fiches manquent."
WHY = "Nous avions compté deux fois les bénévoles."
FRENCH_LETTERS = re.compile(r"[àâçéèêëîïôùûüœ«»]", re.IGNORECASE)


@pytest.fixture
def inclusion(organism, funder):
    return make_agreement(
        organism, funder, "INC-1", programme_key="inclusion-fondation", start=date(2024, 1, 1), end=date(2026, 1, 1)
    )


@pytest.fixture
def bilingual(inclusion, director) -> Report:
    """Form D of 2025, after that of 2024: a target, a breakdown, masks, unknowns, a note, a text, a second version."""
    make_issued(inclusion, director, period=BEFORE, due_on=date(2025, 2, 15))
    pairings = Indicator.objects.get(code="V4.07")
    Target.objects.create(year=inclusion.years.get(number=2), indicator=pairings, value=1500)
    report = make_funder_report(inclusion, director, period=YEAR, due_on=date(2026, 2, 15))
    answer(report, "d1", director, 1240)
    for band, number in {"age-0-5": 340, "age-6-12": 3, "age-30-64": 850}.items():
        answer(report, "d1", director, number, band)
    answer(report, "d2", director, state="nd")
    answer(report, "d3", director, 1234, text=MISSING)
    answer(report, "d4", director, text=STORY)
    issue_report(report=report, by=director, key=uuid4())
    report.refresh_from_db()
    issue_report(report=report, by=director, key=uuid4(), reason=WHY)
    report.refresh_from_db()
    return report


def content_of(report: Report) -> dict:
    return json.loads(report.versions.latest("number").content)


def own_words(report: Report) -> list[str]:
    """What stays as it was written: names, and the organism's own sentences."""
    content = content_of(report)
    organism, agreement = report.organism, report.funded_agreement
    names = [organism.name, report.region.name, agreement.title, agreement.programme.name, content["template"]["name"]]
    people = [row["person"] for row in content["signatures"]]
    funders = [content["funder"]["name"], "Réseau des organismes de régionalisation de l’immigration du Québec"]
    return sorted([STORY, MISSING, WHY, *names, *people, *funders, "Français", "Québec"], key=len, reverse=True)


def french_in(text: str, report: Report) -> list[str]:
    """The lines of a text that have French letters once the organism's own words are taken away."""
    for words in own_words(report):
        text = text.replace(words, "")
    return [line for line in text.splitlines() if FRENCH_LETTERS.search(line)]


def strings(value, path=()):
    if isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, (*path, name))
    elif isinstance(value, list):
        for rank, item in enumerate(value):
            yield from strings(item, (*path, rank))
    elif isinstance(value, str):
        yield path, value


NUMBERS = ("number", "numerator", "denominator", "past_number", "sha256", "key", "line_key", "state", "of_year", "code")


def test_both_languages_say_the_same_figures_and_no_fixed_word_is_left_in_french(bilingual):
    content = content_of(bilingual)
    french, english = content_in(content, "fr"), content_in(content, "en")

    assert languages_of(content) == ("fr", "en")
    assert french["period"]["words"] == "1er janvier 2025 au 31 décembre 2025"
    assert english["period"]["words"] == "1 January 2025 to 31 December 2025"
    pairs = dict(strings(french["sections"])), dict(strings(english["sections"]))
    assert pairs[0].keys() == pairs[1].keys()
    data = [path for path in pairs[0] if path[-1] in NUMBERS]
    assert len(data) > 30
    assert [path for path in data if pairs[0][path] != pairs[1][path]] == []
    people, helpers, made = english["sections"][0]["figures"]
    assert (people["value"]["text"], people["unit"], helpers["value"]["text"]) == ("1,240", "distinct people", "n/a")
    assert (made["rate"], made["target"]["text"], made["note"]) == ("82%", "1,500", MISSING)
    rows = {row["words"]: row["text"] for row in people["bands"][0]["rows"]}
    assert (people["bands"][0]["dimension"], rows["6 to 12"], rows["30 to 64"]) == ("Age", "masked", "850")
    said = "\n".join(words for _, words in strings({**english, "answers": {}, "english": {}}))
    assert french_in(said, bilingual) == []


def test_a_version_keeps_its_english_words_whatever_becomes_of_the_form(bilingual):
    version = bilingual.versions.latest("number")
    assert '"title":"People reached and volunteers"' in version.content
    assert "répond" not in json.dumps(content_of(bilingual)["english"], ensure_ascii=False)


@pytest.fixture
def made(bilingual) -> dict[tuple[str, str], bytes]:
    """The files that the job makes, by format and language."""
    run_pending_jobs()
    made = {}
    for row in Document.objects.filter(version=bilingual.versions.latest("number")):
        with row.file.open("rb") as file:
            made[row.format, row.language] = file.read()
    return made


@pytest.fixture
def papers(made, tmp_path) -> dict[tuple[str, str], Path]:
    papers = {key: tmp_path / f"{key[1]}.{key[0]}" for key in made}
    for key, path in papers.items():
        path.write_bytes(made[key])
    return papers


@needs_poppler
@needs_java
def test_the_paper_in_english_is_english_to_those_who_hear_it(papers, bilingual, settings):
    assert sorted(papers) == [("pdf", "en"), ("pdf", "fr"), ("xlsx", "en"), ("xlsx", "fr")]
    assert check_all([papers["pdf", language] for language in ("fr", "en")]) == [[], []]
    raw = subprocess.run(
        ["pdftotext", "-raw", str(papers["pdf", "en"]), "-"], capture_output=True, text=True, check=True
    )
    text = " ".join(raw.stdout.split())
    for words in ("Final report 2025", "How we counted", "Certification", "Page 2 of", "frozen on", "1,240", "82%"):
        assert words in text
    assert french_in(text.replace(" ", " "), bilingual) == []
    with pikepdf.open(papers["pdf", "en"]) as pdf:
        tags = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Lang" in thing]
        assert (str(pdf.Root.Lang), {str(tag.Lang) for tag in tags}) == ("en-CA", {"en-CA", "fr-CA"})
    with pikepdf.open(papers["pdf", "fr"]) as pdf:
        assert str(pdf.Root.Lang) == "fr-CA"


def test_the_workbook_in_english_has_english_heads_and_the_same_numbers(papers, bilingual):
    french, english = (openpyxl.load_workbook(papers["xlsx", language]) for language in ("fr", "en"))
    assert english.sheetnames == ["Document", "Figures", "Breakdowns", "Texts"]
    said = "\n".join(str(cell.value) for sheet in english for row in sheet for cell in row if cell.value)
    assert french_in(said, bilingual) == []
    pairs = zip(french.worksheets, english.worksheets, strict=True)
    numbers = [
        (one.value, other.value)
        for first, second in pairs
        for row, other_row in zip(first, second, strict=True)
        for one, other in zip(row, other_row, strict=True)
        if isinstance(one.value, int | float)
    ]
    assert len(numbers) > 10
    assert [pair for pair in numbers if pair[0] != pair[1]] == []


def words_of(response) -> str:
    """What a page shows and says, tag by tag."""
    page = response.content.decode()
    said = re.findall(r'(?:aria-label|alt|title|placeholder|data-label)="([^"]*)"', page)
    page = re.sub(r"<(script|style).*?</\1>|<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return "\n".join([*said, *re.sub(r"<[^>]*>", "\n", page).replace("\u00a0", " ").splitlines()])


def test_who_reads_by_a_link_reads_answers_and_is_answered_in_english(bilingual, funder, coordinator, client, papers):
    send_link(report=bilingual, funder=funder, recipient=ANN, days=30, by=coordinator)
    run_pending_jobs()
    [letter] = [letter for letter in mail.outbox if letter.to == [ANN.email]]
    send(bilingual, funder, coordinator)
    assert letter.subject == "Un rapport vous est transmis / A report has been sent to you"
    assert "À l’attention d’Ann Lee" in letter.body
    assert "To the attention of Ann Lee, officer," in letter.body
    assert "?langue=en" in letter.body

    address = reverse("reporting:private-link", args=[TOKEN])
    french, page = client.get(address), client.get(f"{address}?langue=en")
    assert ('<html lang="fr-CA">' in french.text, '<html lang="en-CA">' in page.text) == (True, True)
    assert "English</a>" in french.text
    assert french_in(words_of(page).replace(LEA.name, "").replace(LEA.function, ""), bilingual) == []
    for words in ("PDF in French", "Do you accept this report?", "Sign and send", "82% of the target of 1,500"):
        assert words in page.text

    url = f"{reverse('reporting:private-link-answer', args=[TOKEN])}?langue=en"
    typed = {"state": "reserve", "text": "Subject to audit.", "version": 2, "key": uuid4()}
    refused = client.post(url, typed)
    assert "Write your name: it signs the answer." in refused.text
    assert french_in(words_of(refused), bilingual) == []
    sent = client.post(url, {**typed, "name": "Ann Lee", "function": "officer"}, follow=True)
    assert french_in(words_of(sent), bilingual) == []
    assert "Accepted with a reservation" in sent.text
    back = client.get(re.search(r'href="([^"]*annuler[^"]*)"', sent.text)[1])
    assert french_in(words_of(back), bilingual) == []
    run_pending_jobs()
    receipt = next(sent for sent in mail.outbox if sent.to == [LEA.email] and "received" in sent.subject)
    assert "“Accepted with a reservation”, signed by Ann Lee, officer" in receipt.body
    assert "L’organisme" in receipt.body
    paper = client.get(f"{reverse('reporting:private-document', args=[TOKEN, 'pdf'])}?langue=en")
    assert b"".join(paper.streaming_content) == papers["pdf", "en"].read_bytes()
    assert 'filename="report-v2-en.pdf"' in paper["Content-Disposition"]


def test_the_verification_page_speaks_the_language_of_the_paper(bilingual, client, papers):
    version = bilingual.versions.latest("number")
    address = content_in(content_of(bilingual), "en")["version"]["verify_url"]
    assert address.endswith("?langue=en")
    page = client.get(address.partition("testserver")[2] or re.sub(r"^https?://[^/]*", "", address))
    assert "This is the version in force." in page.text
    assert french_in(words_of(page), bilingual) == []
    assert "C’est la version en vigueur." in client.get(reverse("reporting:verify-code", args=[version.code])).text
    with papers["pdf", "en"].open("rb") as file:
        compared = client.post(reverse("reporting:verify-paper"), {"paper": file})
    assert "byte for byte" in compared.text


def test_a_funder_with_a_seat_chooses_the_language_of_what_is_read(bilingual, funder_agent, client_for, papers):
    url = reverse("reporting:funder-report-version", args=[bilingual.pk, 2])
    browser = client_for(funder_agent)
    french, english = browser.get(url), browser.get(f"{url}?langue=en")
    assert ('<html lang="fr-CA">' in english.text, '<div lang="en-CA">' in english.text) == (True, True)
    assert ("How we counted" in english.text, "How we counted" in french.text) == (True, False)
    assert browser.get(f"{url}?langue=zz").text.count("Comment on a compté") == french.text.count("Comment on a compté")
    file = browser.get(reverse("reporting:version-document", args=[bilingual.pk, 2, "xlsx"]), {"langue": "en"})
    assert b"".join(file.streaming_content) == papers["xlsx", "en"].read_bytes()


def test_a_version_from_before_english_is_read_in_french_and_compared_again(bilingual):
    content = content_of(bilingual)
    old = {name: value for name, value in content.items() if name not in ("languages", "english")}

    assert (languages_of(old), content_in(old, "en")) == (("fr",), old)
    with in_language("en"):
        again = content_before(old, "en")["sections"][0]["figures"]
    shown = [figure["value"]["text"] for figure in again]
    assert shown == [figure["value"]["text"] for figure in content_in(content, "en")["sections"][0]["figures"]]
    assert again[0]["bands"][0]["rows"][1]["text"] == "masked"


@pytest.fixture
def english_form(inclusion) -> TemplateVersion:
    """Form D again, with no French word."""
    old = TemplateVersion.objects.get(template__key="inclusion-final")
    new = TemplateVersion.objects.create(template=old.template, number=old.number + 1, language="en")
    for section in old.sections.all():
        row = Section.objects.create(version=new, key=section.key, order=section.order, words_en=section.words_en)
        for line in section.lines.all():
            copied = {name: getattr(line, name) for name in ("order", "key", "number", "kind", "unit", "max_chars")}
            Line.objects.create(
                version=new, section=row, words_en=line.words_en, hint_en=line.hint_en, source="asked", **copied
            )
    return new


def test_a_form_without_a_french_word_is_published_filled_and_printed(
    english_form, inclusion, director, network, client_for
):
    spec = read_form_spec(english_form)
    assert form_faults(spec, language="en") == []
    assert len([fault for fault in form_faults(spec, language="bilingual") if "français" in fault.words]) == 6
    now = timezone.now()
    TemplateVersion.objects.filter(pk=english_form.pk).update(published_at=now, published_by=network)
    report = fill(make_funder_report(inclusion, director, period=YEAR, due_on=date(2026, 2, 15)), director)
    assert report.template_version == english_form

    page = client_for(director).get(reverse("reporting:report-section", args=[report.pk, "personnes"]))
    assert '<h1 lang="en">People reached and volunteers</h1>' in page.text
    assert '<span lang="en">Active volunteers</span>' in page.text

    issue_report(report=report, by=director, key=uuid4())
    content = content_of(report)
    assert (languages_of(content), content["sections"][0]["title"]) == (("en",), "People reached and volunteers")
    run_pending_jobs()
    documents = Document.objects.filter(version__report=report)
    assert sorted(documents.values_list("format", "language")) == [("pdf", "en"), ("xlsx", "en")]
    read = client_for(director).get(reverse("reporting:funder-report-version", args=[report.pk, 1]))
    assert ("How we counted" in read.text, "English</a>" in read.text) == (True, False)


@pytest.mark.parametrize("model", [Section, Line])
def test_the_database_refuses_what_has_no_words_at_all(english_form, model):
    row = model.objects.filter(version=english_form).first()
    with pytest.raises(IntegrityError, match="has_words"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(words="", words_en="")


def test_the_database_keeps_one_file_of_a_format_in_a_language(papers, bilingual):
    row = Document.objects.filter(version__report=bilingual, language="en", format="pdf").first()
    for language, match in (("en", "once_per_format"), ("de", "language_known")):
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            Document.objects.create(
                version=row.version, format="pdf", language=language, file="x", size=1, sha256=row.sha256
            )


def test_a_draft_in_english_says_so_on_each_page(bilingual):
    draft = render_paper(content_of(bilingual), sha256="0" * 64, draft=True, language="en")
    assert draft.startswith(b"%PDF-")
    assert draft != render_paper(content_of(bilingual), sha256="0" * 64, draft=True)
