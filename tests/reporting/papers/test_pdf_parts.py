"""A long paper is laid out in parts and joined: it reads, leads and is tagged as if it had been laid out at once."""

import io
import re
from collections import Counter

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.papers.rendering import pdf_parts
from reporting.papers.rendering.pdf import render_paper
from tests.papers import SHA256, funder_content
from tests.reporting.papers.test_pdf import needs_java, needs_poppler, text_of
from tests.verapdf import check_all

FEW_LETTERS = 9000


@pytest.fixture(scope="module")
def whole() -> bytes:
    return render_paper(funder_content(), sha256=SHA256)


@pytest.fixture(scope="module")
def joined() -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_parts, "LONG", 1)
        patch.setattr(pdf_parts, "PART", FEW_LETTERS)
        return {
            "issued": render_paper(funder_content(), sha256=SHA256),
            "again": render_paper(funder_content(), sha256=SHA256),
            "draft": render_paper(funder_content(), sha256=SHA256, draft=True),
        }


def tags(document) -> Counter:
    kinds = (thing.get("/S") for thing in document.objects if isinstance(thing, pikepdf.Dictionary))
    return Counter(str(kind) for kind in kinds if str(kind) in {"/H1", "/H2", "/H3", "/TH", "/TD", "/Table", "/Figure"})


def opened(data):
    return pikepdf.open(io.BytesIO(data))


@needs_java
def test_joined_paper_passes_pdf_ua(joined, tmp_path):
    paths = {name: tmp_path / f"{name}.pdf" for name in ("issued", "draft")}
    for name, path in paths.items():
        path.write_bytes(joined[name])
    assert dict(zip(paths, check_all(list(paths.values())), strict=True)) == {"issued": [], "draft": []}


def test_joined_paper_has_every_tag_of_the_whole(whole, joined):
    with opened(whole) as one, opened(joined["issued"]) as many:
        assert len(many.pages) > len(one.pages)
        assert tags(many) == tags(one)
        assert len(many.Root.StructTreeRoot.K) == 1


def test_each_page_and_link_finds_its_tags(joined):
    with opened(joined["issued"]) as paper:
        nums = list(paper.Root.StructTreeRoot.ParentTree.Nums)
        keys = [int(key) for key in nums[::2]]
        assert keys == sorted(set(keys))
        links = [mark for page in paper.pages for mark in page.obj.get("/Annots", [])]
        wanted = [int(page.obj.StructParents) for page in paper.pages] + [int(mark.StructParent) for mark in links]
        assert sorted(wanted) == keys
        for page in paper.pages:
            own = nums[1::2][keys.index(int(page.obj.StructParents))]
            assert {element.Pg.objgen for element in own if "/Pg" in element} <= {page.obj.objgen}


def test_contents_lead_to_the_page_they_name(joined):
    with opened(joined["issued"]) as paper:
        numbers = {page.obj.objgen: number for number, page in enumerate(paper.pages, start=1)}
        links = [mark for page in paper.pages for mark in page.obj.get("/Annots", []) if "/Dest" in mark]
        reached = {
            str(mark.Contents): numbers[mark.Dest[0].objgen] for mark in links if isinstance(mark.Dest, pikepdf.Array)
        }
        assert reached.keys() >= {"section-1", "section-6", "notes", "signatures"}
        assert sorted(reached.values()) == list(reached.values())
        assert not [
            mark for page in paper.pages for mark in page.obj.get("/Annots", []) if "ailleurs" in str(mark.get("/A"))
        ]
        with paper.open_outline() as form_spec:
            outline = [
                (item.title, numbers[item.destination[0].objgen]) for item in form_spec.root[0:1] + form_spec.root[-2:]
            ]
    assert outline[-1] == ("Attestation", reached["signatures"])


@needs_poppler
@pytest.mark.parametrize("name", ["issued", "draft"])
def test_pages_of_a_joined_paper_are_numbered_through(joined, name, tmp_path):
    path = tmp_path / "joined.pdf"
    path.write_bytes(joined[name])
    with opened(joined[name]) as paper:
        count = len(paper.pages)
    for number in range(1, count + 1):
        found = re.findall(r"Page (\d+) de (\d+)", text_of(path, "-f", str(number), "-l", str(number)))
        assert found == ([] if number == 1 else [(str(number), str(count))])


@needs_poppler
def test_joined_paper_says_what_the_whole_says(whole, joined, tmp_path):
    said = []
    for name, data in {"whole": whole, "joined": joined["issued"]}.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        words = re.sub(
            r"La Croisée boréale, entente \S+ Rapport final|version 2, empreinte .*? code \S+", "", text_of(path)
        )
        said.append(Counter(word for word in words.split() if not word.isdigit() or len(word) > 2))
    footer = {"Page", "de", "2025-2026"}
    assert {word: n for word, n in said[0].items() if word not in footer} == {
        word: n for word, n in said[1].items() if word not in footer
    }


def test_joined_paper_is_the_same_twice(joined):
    assert joined["issued"] == joined["again"]


@given(st.lists(st.integers(0, 3 * pdf_parts.PART), min_size=1, max_size=40))
def test_parts_keep_every_section_in_order_and_a_bounded_weight(weights):
    found = pdf_parts.split(weights, lambda weight: weight)
    assert [weight for part in found for weight in part.sections] == weights
    assert all(sum(part.sections) <= pdf_parts.PART or len(part.sections) == 1 for part in found)
    assert [part.is_last for part in found] == [False] * (len(found) - 1) + [True]
    assert not any(part.is_first for part in found)


def test_paper_without_sections_still_has_its_end():
    assert [part.is_last for part in pdf_parts.split([], len)] == [True]
