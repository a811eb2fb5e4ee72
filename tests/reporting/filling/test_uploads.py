import io
import zipfile

import pytest

from roriq_portal.files import uploads
from roriq_portal.files.uploads import FileRefused, examine

PDF = b"%PDF-1.4 x\ntrailer\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR x IEND"


def office(*names) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (PDF, ".pdf"),
        (PNG, ".png"),
        (b"\xff\xd8\xff\xe0x\xff\xd9", ".jpg"),
        (office("[Content_Types].xml", "word/document.xml"), ".docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
    ],
)
def test_examine_tells_the_kind_by_the_content(data, suffix):
    upload = examine(io.BytesIO(data), "résolution.exe")

    assert upload.name == f"résolution{suffix}"
    assert upload.size == len(data)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix"])
def test_examine_refuses_the_photo_of_an_iphone_and_says_how_to_make_a_jpeg(brand):
    with pytest.raises(FileRefused, match=r"HEIC.*JPEG.*Exporter.*Réglages, Appareil photo"):
        examine(io.BytesIO(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1"), "IMG_0042.HEIC")


@pytest.mark.parametrize("data", [b"MZ\x90", b"<html>", office("a.txt"), b"PK\x03\x04 broken", b"GIF89a"])
def test_examine_refuses_other_kinds_whatever_the_name(data):
    with pytest.raises(FileRefused, match="sorte"):
        examine(io.BytesIO(data), "facture.pdf")


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\nab", PDF[:-5], PNG[:-4], PNG.replace(b"IHDR", b"    "), b"\xff\xd8\xff\xe0 cut"]
)
def test_examine_refuses_what_only_begins_like_a_file_of_its_kind(data):
    with pytest.raises(FileRefused, match="incomplet ou abîmé"):
        examine(io.BytesIO(data), "resolution.pdf")


def test_examine_refuses_the_empty_and_the_heavy():
    with pytest.raises(FileRefused, match="vide"):
        examine(io.BytesIO(b""), "a.pdf")
    with pytest.raises(FileRefused, match="la limite est de 10\u00a0Mo"):
        examine(io.BytesIO(b"%PDF-" + bytes(uploads.LIMIT)), "a.pdf")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\docs\\a.pdf", "a.pdf"),
        ("", "piece.pdf"),
        ("a\x00\ud800b.pdf", "ab.pdf"),
    ],
)
def test_examine_keeps_a_name_that_can_be_printed(name, expected):
    assert examine(io.BytesIO(PDF), name).name == expected
