import io
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from weasyprint import HTML

from reporting.papers.rendering import pdf
from reporting.papers.rendering.pdf import render_paper
from tests.papers import SHA256, annual_content, funder_content, section
from tests.verapdf import check_all

ROOT = Path(__file__).parents[3]
needs_java = pytest.mark.skipif(not shutil.which("javac"), reason="veraPDF needs a JDK")
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is absent")


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Each paper rendered once: name -> path."""
    folder = tmp_path_factory.mktemp("papers")
    made = {
        "funder": render_paper(funder_content(), sha256=SHA256),
        "annual": render_paper(annual_content(), sha256=SHA256),
        "draft": render_paper(funder_content(), sha256=SHA256, draft=True),
    }
    for name, paper in made.items():
        (folder / f"{name}.pdf").write_bytes(paper)
    return {name: folder / f"{name}.pdf" for name in made}


def dictionaries(pdf) -> list[pikepdf.Dictionary]:
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]


def text_of(path, *options) -> str:
    command = ["pdftotext", *options, str(path), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return " ".join(text.replace("\u00a0", " ").split())


def text_of_content(content, tmp_path, **options) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_paper(content, sha256=SHA256, **options))
    return text_of(path)


def untagged_paper(papers) -> bytes:
    return HTML(string='<html lang="fr"><title>Sans balises</title><p>Texte').write_pdf()


def paper_with_a_picture_without_words(papers) -> bytes:
    saved = io.BytesIO()
    with pikepdf.open(papers["annual"]) as pdf:
        for thing in dictionaries(pdf):
            if thing.get("/S") == pikepdf.Name.Figure:
                del thing["/Alt"]
        pdf.save(saved)
    return saved.getvalue()


def paper_of_other_letters(papers) -> bytes:
    content = funder_content()
    content["organism"]["name"] = "Șerban et Łódź ₂ 😀"
    content["sections"][0]["texts"][0]["text"] = "👩🏽‍🔬 ❤️ 1️⃣ \ue000 \u2028 ligne \u202f; \x00\x07 fin"
    return render_paper(content, sha256=SHA256)


def paper_of_a_long_table(papers) -> bytes:
    content = funder_content()
    figures = content["sections"][0]["figures"]
    figures += [{**figures[0], "key": f"Z{number}"} for number in range(60)]
    return render_paper(content, sha256=SHA256)


MADE = {
    "untagged": untagged_paper,
    "broken": paper_with_a_picture_without_words,
    "signs": paper_of_other_letters,
    "long": paper_of_a_long_table,
}


@pytest.fixture(scope="module")
def made(papers, tmp_path_factory) -> dict[str, Path]:
    """These papers too, each made once: name -> path."""
    folder = tmp_path_factory.mktemp("made")
    for name, make in MADE.items():
        (folder / f"{name}.pdf").write_bytes(make(papers))
    return papers | {name: folder / f"{name}.pdf" for name in MADE}


@pytest.fixture(scope="module")
def broken_rules(made) -> dict[str, set[str]]:
    """The rules of PDF/UA-1 that each paper breaks, as one virtual machine finds them."""
    found = zip(made, check_all(list(made.values())), strict=True)
    return {name: {rule.split("\t")[0] for rule in rules} for name, rules in found}


@needs_java
@pytest.mark.parametrize("name", ["funder", "annual", "draft", "signs", "long"])
def test_paper_passes_pdf_ua(broken_rules, name):
    assert broken_rules[name] == set()


@needs_java
def test_pdf_ua_check_refuses_an_untagged_paper(broken_rules):
    assert {"6.2-1", "7.1-3", "7.1-8"} <= broken_rules["untagged"]


@needs_java
def test_pdf_ua_check_catches_a_picture_without_words(broken_rules):
    assert broken_rules["broken"] == {"7.3-1"}


@needs_poppler
def test_paper_prints_every_figure_and_what_identifies_it(papers):
    text = text_of(papers["funder"], "-layout")

    for part in funder_content()["sections"]:
        for figure in part["figures"]:
            number = re.escape(figure["value"]["text"].replace("\u00a0", " "))
            assert re.search(rf"{figure['key']} {re.escape(figure['words'])}.* {number}", text), figure["key"]
    assert SHA256 in re.sub(r"\s", "", text)
    assert re.search(r"Page 2 de \d+", text)


@needs_poppler
@pytest.mark.parametrize(
    "words",
    [
        "7K4M-Q2ZT-91XW-D5RA",
        "231 431,18 $",
        "auparavant 32",
        "Les fiches donnent 36",
        "Non ventilé",
        "Rachid Lavoie",
    ],
)
def test_paper_prints_money_notes_code_and_names(papers, words):
    assert words in text_of(papers["funder"])


@needs_poppler
def test_paper_footer_names_agreement_version_hash_and_code_on_each_page_but_the_cover(papers):
    pages = len(pikepdf.open(papers["funder"]).pages)
    footer = "entente MIN-2024-031, Rapport final 2025-2026 version 2, empreinte 9f2c 41d0 … 894b 5f06, code 7K4M"

    assert text_of(papers["funder"]).count(footer) == pages - 1


def pages_under_a_full_page_artifact(path) -> int:
    found = 0
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            content = pikepdf.parse_content_stream(page)
            steps = [(str(step.operator), [str(part) for part in step.operands]) for step in content]
            operators = " ".join(operator for operator, _ in steps)
            found += ("re", ["0", "0", "816", "1056"]) in steps and "BMC re W n Do EMC" in operators
    return found


@needs_poppler
def test_draft_says_so_on_each_page_and_cannot_be_verified(papers):
    pages = len(pikepdf.open(papers["draft"]).pages)
    text = text_of(papers["draft"])

    assert text.count("ébauche, à ne pas citer") == pages - 1
    assert "elle ne se vérifie pas" in text
    assert "7K4M-Q2ZT" not in text
    assert "bauche" not in text_of(papers["funder"])


def test_draft_mark_lies_across_each_page_outside_the_reading_order(papers):
    assert pages_under_a_full_page_artifact(papers["draft"]) == len(pikepdf.open(papers["draft"]).pages)
    assert pages_under_a_full_page_artifact(papers["funder"]) == 0


@needs_poppler
def test_annual_paper_prints_no_agreement_and_says_what_is_empty(papers):
    text = text_of(papers["annual"])

    assert "Entente" not in text
    assert "Rien n’est inscrit dans cette section." in text
    assert "Personne n’a encore signé ce rapport." in text


@needs_poppler
def test_paper_escapes_markup_and_breaks_long_words(tmp_path):
    content = funder_content()
    markup = '<img src="file:///etc/passwd"> <script>alert(1)</script>'
    content["sections"] = [section("<h1>Faux</h1>", f"{markup}\n\n{'long' * 120}FIN")]

    text = text_of_content(content, tmp_path)

    assert markup in text
    assert "<h1>Faux</h1>" in text
    assert "long" * 120 + "FIN" in re.sub(r"\s", "", text)


@needs_poppler
def test_paper_without_any_section_still_says_so(tmp_path):
    content = {**annual_content(), "sections": []}

    assert "Ce rapport ne contient aucun résultat chiffré." in text_of_content(content, tmp_path)


@needs_poppler
def test_breakdown_prints_the_period_before_down_to_its_total(papers):
    text = text_of(papers["funder"], "-layout")

    assert "Non ventilé 5 4 Total 99 103" in text
    assert "Autre ou non déclaré 2 Total 112" in text


@needs_poppler
def test_figures_with_nothing_to_break_down_take_one_line(tmp_path):
    content = funder_content()
    figure = content["sections"][3]["figures"][0]
    figure["value"].update(text="0", number="0")
    axis = figure["bands"][0]
    axis.update(total="0", rest=None)
    for line in axis["rows"]:
        line.update(text="0", number="0", past="", past_number=None)

    text = text_of_content(content, tmp_path)

    assert "A7 Familles accueillies et accompagnées : 0, rien à ventiler." in text
    assert "Regroupement familial" not in text


@needs_poppler
def test_text_left_empty_leaves_no_heading(tmp_path):
    content = funder_content()
    content["sections"][0]["texts"].append({"key": "d", "words": "Difficultés", "text": ""})

    text = text_of_content(content, tmp_path)
    assert content["sections"][0]["texts"][0]["words"] in text
    assert "Difficultés" not in text


@needs_poppler
def test_texts_follow_the_figures_of_their_section(papers):
    told = funder_content()["sections"][3]
    text = text_of(papers["funder"])
    text = text[text.rindex(f"{told['title']} Répond") :]

    start = text.index(told["figures"][-1]["words"])
    assert (
        start < text.index(told["texts"][0]["text"][:40]) < text.index("A7 Familles accueillies et accompagnées, par")
    )


@needs_poppler
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (funder_content()["changes"], "devient 38"),
        (funder_content()["changes"], "était 36"),
        (funder_content()["changes"], "Texte modifié : Volet 1, Faits saillants."),
        ({"figures": [], "texts": []}, "Aucun chiffre n’a changé."),
    ],
)
def test_new_version_says_what_changed(tmp_path, changes, words):
    assert words in text_of_content({**funder_content(), "changes": changes}, tmp_path)


@needs_poppler
def test_first_version_says_nothing_of_changes(papers):
    text = text_of(papers["annual"])
    assert "Comment on a compté" in text
    assert "Ce qui a changé" not in text
    assert "modifié, était" not in text


@needs_poppler
def test_sums_say_what_they_leave_out(tmp_path):
    content = funder_content()
    content["sections"][-1]["money"]["rows"][-1]["cells"][1]["note"] = "1 entente n. d."

    assert "231 431,18 $ (1 entente n. d.)" in text_of_content(content, tmp_path)


@needs_poppler
def test_essentials_do_not_repeat_a_short_report(tmp_path):
    content = funder_content()
    content["sections"] = content["sections"][:1]

    text = text_of_content(content, tmp_path)
    assert content["sections"][0]["title"] in text
    assert "Principaux résultats" not in text


@needs_poppler
def test_heading_of_the_signatures_promises_no_approval(papers):
    text = text_of(papers["funder"])

    assert "Attestation" in text
    assert "approbations" not in text


def test_pages_are_filled(papers):
    pages = {name: len(pikepdf.open(path).pages) for name, path in papers.items()}

    assert pages["funder"] <= 7
    assert pages["annual"] <= 5


@needs_poppler
def test_paper_drops_control_characters_and_keeps_the_rest(tmp_path):
    content = funder_content()
    content["sections"][0]["texts"][0]["text"] = "avant\x00\x0b après 12\u202f000"

    text = text_of_content(content, tmp_path)

    assert "avant après 12 000" in text


def test_same_content_gives_the_same_bytes_also_in_another_process(papers):
    script = (
        "import django, sys; django.setup()\n"
        "from reporting.papers.rendering.pdf import render_paper\n"
        "from tests import papers\n"
        "sys.stdout.buffer.write(render_paper(papers.funder_content(), sha256=papers.SHA256))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", script]
    other = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=ROOT).stdout

    assert other == papers["funder"].read_bytes()


def test_another_figure_gives_other_bytes(papers):
    content = funder_content()
    content["sections"][0]["figures"][0]["value"]["text"] = "65"

    assert render_paper(content, sha256=SHA256) != papers["funder"].read_bytes()


def test_paper_carries_the_dates_and_title_of_its_content(papers):
    with pikepdf.open(papers["funder"]) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20260609100400-04'00"
        assert str(pdf.docinfo.Title) == "Rapport final 2025-2026 – La Croisée boréale – entente MIN-2024-031"
        assert pdf.Root.Lang == "fr-CA"


def test_headers_of_columns_and_rows_are_told_apart(papers):
    with pikepdf.open(papers["funder"]) as pdf:
        scopes = [str(thing.A.Scope) for thing in dictionaries(pdf) if thing.get("/S") == "/TH"]

    assert set(scopes) == {"/Row", "/Column"}
    assert len(scopes) > 60


def test_each_link_is_printed(papers):
    with pikepdf.open(papers["funder"]) as pdf:
        flags = [int(thing.F) for thing in dictionaries(pdf) if thing.get("/Subtype") == "/Link"]

    assert len(flags) > 9
    assert all(flag & 4 for flag in flags)


def test_rendering_leaves_nothing_undescribed(caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_paper(funder_content(), sha256=SHA256)

    assert [record.getMessage() for record in caplog.records] == []


def test_stylesheets_of_the_paper_hold_nothing_it_would_warn_of(caplog):
    pdf._parsed.cache_clear()
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        pdf._style(*{*pdf.INNER_SHEETS, *pdf.FRONT_SHEETS, *pdf.FOOTER_SHEETS})

    assert [record.getMessage() for record in caplog.records] == []


def test_rendering_does_not_change_the_content():
    content = funder_content()
    render_paper(content, sha256=SHA256)

    assert content == funder_content()


def test_pdf_opens_in_letter_format(papers):
    with pikepdf.open(io.BytesIO(papers["annual"].read_bytes())) as pdf:
        assert {tuple(map(int, page.mediabox)) for page in pdf.pages} == {(0, 0, 612, 792)}


@needs_poppler
def test_table_longer_than_a_page_keeps_each_row(made):
    assert "Z59 Personnes rencontrées à Montréal" in text_of(made["long"])


LONG_WORD = "a" * 200


def content_of_long_words() -> dict:
    content = funder_content()
    content.update(title=LONG_WORD, kind_words=LONG_WORD)
    content["organism"]["name"] = content["funder"]["name"] = LONG_WORD
    for part in content["sections"]:
        part["title"] = LONG_WORD
        for figure in part["figures"]:
            figure["words"] = figure["note"] = LONG_WORD
            for line in [line for band in figure["bands"] for line in band["rows"]]:
                line["words"] = LONG_WORD
        for text in part["texts"]:
            text.update(words=LONG_WORD, text=LONG_WORD)
        for file in part["files"]:
            file["name"] = LONG_WORD
    for signature in content["signatures"]:
        signature.update(person=LONG_WORD, role=LONG_WORD)
    for note in content["counting_notes"]:
        note.update(title=LONG_WORD, text=LONG_WORD)
    return content


def words_with_boxes(path) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right and bottom of each word, in points."""
    command = ["pdftotext", "-bbox", str(path), "-"]
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>',
        subprocess.run(command, capture_output=True, text=True, check=True).stdout,
    )
    return [(*map(float, box), word) for *box, word in found]


@needs_poppler
def test_a_word_of_two_hundred_letters_stays_between_the_margins(tmp_path):
    path = tmp_path / "long.pdf"
    path.write_bytes(render_paper(content_of_long_words(), sha256=SHA256))
    margin = 20 / 25.4 * 72

    words = words_with_boxes(path)
    assert len(words) > 100
    assert [word for word in words if word[0] < margin - 1 or word[2] > 612 - margin + 1] == []


@needs_poppler
def test_a_change_beside_a_figure_stays_in_its_column(tmp_path):
    content = funder_content()
    for move in content["changes"]["figures"]:
        move["was"] = "1\u00a0116\u00a0116"
    for figure in content["sections"][0]["figures"]:
        figure.update(target=None, rate="")
    path = tmp_path / "was.pdf"
    path.write_bytes(render_paper(content, sha256=SHA256))

    right = 612 - 20 / 25.4 * 72
    words = words_with_boxes(path)
    assert any("116" in word for *_, word in words)
    assert [word for word in words if word[2] > right + 1] == []


@needs_poppler
@pytest.mark.parametrize("count", range(0, 16, 3))
def test_the_attestation_has_no_page_to_itself(tmp_path, count):
    """Whatever the length of what comes before."""
    content = funder_content()
    content["counting_notes"] = [{"title": f"Note {place}", "text": "Une ligne."} for place in range(count)]
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_paper(content, sha256=SHA256))
    last = str(len(pikepdf.open(path).pages))

    text = text_of(path, "-f", last, "-l", last)
    assert "Attestation" not in text or "Note " in text or "Nombre caché, pour qu’on" in text


@needs_poppler
def test_a_total_stands_once_under_its_rows(tmp_path):
    rows = "".join(f'<tr><th scope="row">Rang {rank}</th><td>1</td></tr>' for rank in range(120))
    total = '<tfoot><tr><th scope="row">Somme</th><td>120</td></tr></tfoot>'
    html = f'<html lang="fr-CA"><title>Rangs</title><table><tbody>{rows}</tbody>{total}</table></html>'
    (tmp_path / "table.pdf").write_bytes(pdf.laid_out(html))
    text = text_of(tmp_path / "table.pdf")
    assert (text.count("Somme"), text.index("Somme") > text.index("Rang 119")) == (1, True)


@needs_poppler
def test_an_amount_among_figures_is_not_cut(tmp_path):
    content = funder_content()
    content["sections"][0]["figures"][0]["value"]["text"] = "2\u00a0827\u00a0400,00\u00a0$"
    (tmp_path / "paper.pdf").write_bytes(render_paper(content, sha256=SHA256))
    assert "2 827 400,00 $" in text_of(tmp_path / "paper.pdf")
