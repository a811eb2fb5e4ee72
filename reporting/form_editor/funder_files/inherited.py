"""What the file before says, said again by the next one wherever it has the same cells and lines."""

from openpyxl.workbook import Workbook

from reporting.models import Band, FileTie, FunderFile
from roriq_portal.files.blank_books.cells import NoSuchCell, Place, read_places


def inherited_ties(file: FunderFile, book: Workbook) -> tuple[list[FileTie], int]:
    """Return the ties of the workbook in use that hold in a new one, unsaved, and how many do not. Three queries."""
    before = FunderFile.objects.serving(file.from_version).filter(kind=file.kind).first()
    standing = list(before.ties.all()) if before else []
    lines = set(file.from_version.lines.values_list("key", flat=True))
    bands = set(Band.objects.filter(line__version=file.from_version).values_list("line__key", "key"))
    taken: dict[tuple[str, str], FileTie] = {}
    for tie in standing:
        place = _place_in(book, tie)
        is_asked = not tie.line_key or (
            tie.line_key in lines and (not tie.band_key or (tie.line_key, tie.band_key) in bands)
        )
        if place and is_asked:
            taken.setdefault((place.sheet, place.cell), _copied(tie, file, place))
    return list(taken.values()), len(standing) - len(taken)


def _place_in(book: Workbook, tie: FileTie) -> Place | None:
    """Where a tie stands in another workbook: a name goes with its cell."""
    try:
        return read_places(str(Place(tie.sheet, tie.cell, tie.cell_name)), book)[0]
    except NoSuchCell:
        return None


def _copied(tie: FileTie, file: FunderFile, place: Place) -> FileTie:
    return FileTie(
        funder_file=file,
        sheet=place.sheet,
        cell=place.cell,
        cell_name=place.name,
        fact=tie.fact,
        line_key=tie.line_key,
        band_key=tie.band_key,
        item=tie.item,
        part=tie.part,
    )
