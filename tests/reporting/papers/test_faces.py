"""Papers print every alphabet that the portal accepts, from faces of its own: no box, no face of the machine."""

import logging
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pikepdf
import pytest

from reporting.papers.rendering import faces
from reporting.papers.rendering.pdf import render_paper
from tests.papers import SHA256, funder_content
from tests.verapdf import check

STATIC = Path(__file__).parents[3] / "static"
FACES = sorted((STATIC / faces.FOLDER).rglob("*.woff2"))
DRAWN = {"Lo", "Lu", "Ll", "Mn", "Mc", "Nd", "Sm", "So", "No", "Po"}
NAMES = {
    "chinois": "北京市移民服务中心",
    "japonais": "東京ひらがなカタカナ",
    "coréen": "서울 이민자 센터",
    "hindi": "हिन्दी संगठन",
    "tigrinya": "ትግርኛ ማሕበር",
    "thaï": "ภาษาไทย",
    "arabe": "محمد العربي",
    "hébreu": "שלום",
    "ukrainien": "Привіт Українська",
    "grec": "Ελλάδα",
    "vietnamien": "Đặng Thị Hường ế ữ",
    "arménien": "Հայաստան",
    "géorgien": "საქართველო",
    "bengali": "বাংলা সংস্থা",
    "tamoul": "தமிழ்",
    "telugu": "తెలుగు",
    "kannada": "ಕನ್ನಡ",
    "malayalam": "മലയാളം",
    "gujarati": "ગુજરાતી",
    "pendjabi": "ਪੰਜਾਬੀ",
    "cinghalais": "සිංහල",
    "lao": "ພາສາລາວ",
    "inuktitut": "ᐃᓄᒃᑎᑐᑦ",
    "tamazight": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "de 50 % à": "→ ≤ 3 ≠ 4",
    "coché": "✓ ☐ ● ★",
    "un tiers": "⅓ ‰ ℃",
}
# Drawn well; what pdftotext reads back of them is in another order
SHAPED = {
    "khmer": "ភាសាខ្មែរ",
    "birman": "မြန်မာ",
    "tibétain": "བོད་ཡིག",
    "oriya": "ଓଡ଼ିଆ",
    "maldivien": "ދިވެހި",
    "n’ko": "ߒߞߏ",
    "peul": "𞤆𞤵𞤤𞤢𞤪",
    "syriaque": "ܣܘܪܝܝܐ",
    "mongol": "ᠮᠣᠩᠭᠣᠯ",
    "cherokee": "ᏣᎳᎩ",
    "persan": "می\u200cخواهم",
}


def content_in_all_letters() -> dict:
    content = funder_content()
    content["organism"]["name"] = "Épicerie 中文"
    lines = [f"{language} : {name}" for language, name in (NAMES | SHAPED).items()]
    content["sections"][0]["texts"][0]["text"] = "\n".join(lines)
    content["sections"][0]["figures"][0]["words"] = "Personnes 難民 et عائلات"
    return content


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    path = tmp_path_factory.mktemp("letters") / "paper.pdf"
    path.write_bytes(render_paper(content_in_all_letters(), sha256=SHA256))
    return path


def test_no_box_is_printed(caplog):
    """WeasyPrint warns of each .notdef glyph."""
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_paper(content_in_all_letters(), sha256=SHA256)

    assert [record.getMessage() for record in caplog.records] == []


def test_a_box_is_seen(caplog, monkeypatch):
    monkeypatch.setattr(faces, "sheets_for", lambda text: [])
    monkeypatch.setattr(faces, "printed", lambda character: character)
    content = funder_content()
    content["organism"]["name"] = "\U00012000"
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_paper(content, sha256=SHA256)

    assert ".notdef" in caplog.text


def test_every_font_is_embedded_and_ours(paper):
    with pikepdf.open(paper) as pdf:
        fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
        names = {str(font.FontName).partition("+")[2] for font in fonts}
        embedded = [font for font in fonts if "/FontFile2" in font]

    assert len(embedded) == len(fonts)
    assert {name for name in names if not name.startswith(("Source-Sans-3", "Noto-"))} == set()
    assert len([name for name in names if name.startswith("Noto-")]) == len(FACES)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is absent")
def test_text_is_read_back(paper):
    command = ["pdftotext", str(paper), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\u00a0", " ")
    read = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")

    assert [name for name in NAMES.values() if name not in read] == []
    assert "Épicerie 中文" in read


@pytest.mark.skipif(not shutil.which("javac"), reason="veraPDF needs a JDK")
def test_paper_in_all_letters_passes_pdf_ua(paper):
    assert check(paper) == []


def test_other_papers_are_not_changed_by_faces_read_before(paper):
    once = render_paper(funder_content(), sha256=SHA256)
    render_paper(content_in_all_letters(), sha256=SHA256)

    assert render_paper(funder_content(), sha256=SHA256) == once
    assert render_paper(content_in_all_letters(), sha256=SHA256) == paper.read_bytes()


@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_each_face_is_found_from_its_letters_and_has_a_space(path):
    name = str(path.relative_to(STATIC / faces.FOLDER).with_suffix(""))
    codes = faces._codes(f"{faces.FOLDER}/{name}.woff2")
    letters = [code for code in codes if unicodedata.category(chr(code)) in DRAWN]
    own = [code for code in letters if code > 0x2FF and faces._face_of(chr(code)) == name]

    assert {0x20, 0xA0} <= codes
    assert len(own) > 40


def test_folder_of_faces_has_its_licence():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / faces.FOLDER / "OFL.txt").read_text()


@pytest.mark.parametrize(
    ("character", "sign"),
    [
        ("é", "é"),
        ("中", "中"),
        ("→", "→"),
        ("≤", "≤"),
        ("☑", "☑"),
        ("😀", "*"),
        ("\U00012000", "*"),
        ("\u200d", "\u200d"),
        ("\u202f", "\u00a0"),
        ("\x07", ""),
    ],
)
def test_what_no_face_draws_is_a_star(character, sign):
    assert faces.printed(character) == sign


def test_a_text_in_latin_letters_needs_no_other_face():
    assert faces.sheets_for("Łódź, Șerban, naïve ’ « » – … 1 234 $") == []
