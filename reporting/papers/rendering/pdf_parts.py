"""Long papers: parts laid out one by one, so that memory follows the largest part, then joined, tags and all."""

import contextlib
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from reporting.papers.reading.version import SectionReading

# Letters of HTML a page holds, near enough: 3 698 on 11 pages, 3 700 on 47
PAGE = 3700
LONG = 60 * PAGE
PART = 35 * PAGE
# Where a link to another part points until the parts are joined
ELSEWHERE = "https://static.invalid/ailleurs#"


@dataclass(frozen=True)
class Entry:
    """A line of the contents. Without a page, the layout finds it by itself: the whole paper is in one part."""

    anchor: str
    words: str
    page: int | None = None

    @property
    def address(self) -> str:
        return f"#{self.anchor}" if self.page is None else ELSEWHERE + self.anchor


@dataclass(frozen=True)
class Part:
    """What one layout holds; the contents stand in the first."""

    sections: tuple[SectionReading, ...]
    contents: tuple[Entry, ...] = ()
    is_first: bool = True
    is_last: bool = True


def split(sections: Sequence[SectionReading], weigh: Callable[[SectionReading], int]) -> list[Part]:
    """Return the parts after the first (cover and contents): sections in order, PART at most unless one is longer."""
    groups: list[list[SectionReading]] = [[]]
    weight = 0
    for section in sections:
        weight += (own := weigh(section))
        if groups[-1] and weight > PART:
            groups.append([])
            weight = own
        groups[-1].append(section)
    return [Part(tuple(group), is_first=False, is_last=group is groups[-1]) for group in groups]


def pages_of(parts: Iterable[bytes]) -> tuple[int, dict[str, int]]:
    """Return how many pages the parts have, and the page of each anchor, counted from their first."""
    count = 0
    by_anchor: dict[str, int] = {}
    for data in parts:
        with pikepdf.open(io.BytesIO(data)) as part:
            numbers = {page.obj.objgen: number for number, page in enumerate(part.pages, start=count + 1)}
            by_anchor |= {anchor: numbers[place[0].objgen] for anchor, place in _places(part)}
            count += len(part.pages)
    return count, by_anchor


def join(parts: Sequence[bytes], footers: bytes) -> bytes:
    """Return one tagged paper of these parts in order. `footers`: one page each, drawn over it as an artifact."""
    out = io.BytesIO()
    with contextlib.ExitStack() as stack:
        whole, *others = [stack.enter_context(pikepdf.open(io.BytesIO(data))) for data in parts]
        places: dict[str, Array] = {}
        for part in others:
            first = len(whole.pages)
            whole.pages.extend(part.pages)
            _join_tags(whole, part, first)
            _join_outlines(whole, part)
            index = {page.obj.objgen: number for number, page in enumerate(part.pages, start=first)}
            for anchor, (page, *rest) in _places(part):
                places[ELSEWHERE + anchor] = Array([whole.pages[index[page.objgen]].obj, *rest])
        _lead_inside(whole, places)
        _draw_over(whole, stack.enter_context(pikepdf.open(io.BytesIO(footers))))
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _places(part: Pdf) -> list[tuple[str, list]]:
    """Anchor → [page, how to show it…] of each part, as its layout named them."""
    if Name.Names not in part.Root or Name.Dests not in part.Root.Names:
        return []
    names = list(part.Root.Names.Dests.Names)
    return [(str(name), list(place)) for name, place in zip(names[::2], names[1::2], strict=True)]


def _join_tags(whole: Pdf, part: Pdf, first: int) -> None:
    """Hang the part's tags under the one Document. ISO 32000-1, 14.7.4.4: keys of the parent tree are the whole's."""
    root, theirs = whole.Root.StructTreeRoot, whole.copy_foreign(part.Root.StructTreeRoot)
    document, nums = root.K[0], root.ParentTree.Nums
    shift = int(nums[-2]) + 1
    pairs = list(theirs.ParentTree.Nums)
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        nums.append(int(key) + shift)
        nums.append(value)
    for child in theirs.K[0].K:
        child.P = document
        document.K.append(child)
    for page in list(whole.pages)[first:]:
        page.obj.StructParents = int(page.obj.StructParents) + shift
        for mark in page.obj.get("/Annots", []):
            if Name.StructParent in mark:
                mark.StructParent = int(mark.StructParent) + shift


def _join_outlines(whole: Pdf, part: Pdf) -> None:
    if Name.Outlines not in part.Root or Name.Outlines not in whole.Root:
        return
    ours, theirs = whole.Root.Outlines, whole.copy_foreign(part.Root.Outlines)
    item: pikepdf.Object | None = theirs.First
    ours.Last.Next, theirs.First.Prev = theirs.First, ours.Last
    while item is not None:
        item.Parent = ours
        item = item.get("/Next")
    ours.Last, ours.Count = theirs.Last, int(ours.Count) + int(theirs.Count)


def _lead_inside(whole: Pdf, places: dict[str, Array]) -> None:
    """Lines of the contents lead to the pages that other parts brought."""
    for page in whole.pages:
        for mark in page.obj.get("/Annots", []):
            address = str(mark.get("/A", Dictionary()).get("/URI", ""))
            if address in places:
                del mark.A
                mark.Dest, mark.Contents = places[address], address.removeprefix(ELSEWHERE)


def _draw_over(whole: Pdf, footers: Pdf) -> None:
    for number, (page, footer) in enumerate(zip(whole.pages, footers.pages, strict=True)):
        if number == 0:
            continue
        drawing = whole.copy_foreign(footer.as_form_xobject())
        # A name of ours: one drawn at random would make two renderings differ
        name = page.add_resource(drawing, Name.XObject, Name(f"/Footer{number}"))
        page.contents_add(b"q", prepend=True)
        page.contents_add(f"Q /Artifact <</Type /Pagination>> BDC q {name} Do Q EMC".encode())
