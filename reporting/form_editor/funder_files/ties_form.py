"""The page that ties cells of a workbook to the facts of a report, or to the lines of one section: a box for each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from openpyxl.workbook import Workbook

from organisms.form_controls import dress
from reporting.form_editor.funder_files.places_words import BETWEEN, places_words
from reporting.form_editor.funder_files.proposals import Proposal
from reporting.models import FileTie, FunderFile
from reporting.papers.filled_files.filling import place_of
from reporting.papers.filled_files.targets import Offered, Part, target_of
from roriq_portal.files.blank_books.cells import NoSuchCell, Place, existing_cell, expects_day, is_locked, read_places
from services.forms.fields import readable
from services.forms.revisions import SeenForm

MOST_TYPED = 1000
DAYS = (FileTie.Fact.PERIOD_FIRST, FileTie.Fact.PERIOD_LAST, FileTie.Fact.ISSUED_ON)
TAKEN = "{} dit déjà «\u00a0{}\u00a0»\u00a0: une case ne dit qu’une chose."
EXPECTS_DAY = "{} montre ce qu’elle contient comme un jour."
LOCKED = "{} est verrouillée\u00a0: la copie se remplit quand même, mais personne ne pourra la corriger à la main."


@dataclass
class Box:
    """What one box of the page is for. `standing`: its ties now; `notes`: what is better known, and refuses nothing."""

    offered: Offered
    proposal: Proposal | None = None
    standing: list[FileTie] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BoxGroup:
    """The boxes of one line, or of the facts."""

    name: str
    hint: str
    boxes: list[Box]


@dataclass(frozen=True)
class ShownBox:
    box: Box
    cells: forms.BoundField
    proposal: forms.BoundField | None


@dataclass(frozen=True)
class ShownGroup:
    """`main`: the boxes that are shown at once; `more`: those that are shown on asking."""

    name: str
    hint: str
    main: list[ShownBox]
    more: list[ShownBox]

    @property
    def opens(self) -> bool:
        """Whether something is tied, or wrong, among the boxes that are shown on asking."""
        return any(row.box.standing or row.cells.errors for row in self.more)


class TiesForm(SeenForm):
    """`elsewhere`: what cells say that other pages tie, by sheet and address."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        file: FunderFile,
        book: Workbook,
        groups: Sequence[BoxGroup],
        elsewhere: Mapping[tuple[str, str], str],
    ):
        super().__init__(data, initial={"revision": file.revision})
        self._book, self._elsewhere = book, elsewhere
        self.groups, self.boxes = groups, [box for group in groups for box in group.boxes]
        for rank, box in enumerate(self.boxes):
            if box.proposal and _at(box.proposal.place) in elsewhere:
                box.proposal = None
            self.fields[f"t{rank}"] = _cells_field(box)
            if box.proposal:
                self.fields[f"p{rank}"] = _tick(box.proposal)
            box.notes = list(_notes(box, book))
        dress(self)
        self._places: dict[int, list[Place]] = {}

    def shown(self) -> Iterator[ShownGroup]:
        """Yield each group with its boxes, their field and the tick of their proposal."""
        rank = 0
        for group in self.groups:
            rows = []
            for box in group.boxes:
                rows.append(ShownBox(box, self[f"t{rank}"], self[f"p{rank}"] if box.proposal else None))
                rank += 1
            main = [row for row in rows if is_main(row.box.offered)]
            yield ShownGroup(group.name, group.hint, main, [row for row in rows if row not in main])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        says = dict(self._elsewhere)
        for rank, box in enumerate(self.boxes):
            typed = self._typed(rank, box, cleaned, says)
            try:
                places = read_places(typed, self._book)
                _refuse_taken(places, says)
            except NoSuchCell as refusal:
                self.add_error(f"t{rank}", str(refusal))
                continue
            says.update(dict.fromkeys(map(_at, places), box.offered.words))
            self._places[rank] = places
        return cleaned

    def _typed(self, rank: int, box: Box, cleaned: Mapping[str, Any], says: Mapping[tuple[str, str], str]) -> str:
        """What was typed, with the proposal that was ticked; where all are asked for, those whose cell is free."""
        typed = cleaned.get(f"t{rank}", "")
        if box.proposal is None:
            return typed
        is_free = not typed.strip() and _at(box.proposal.place) not in says
        takes = cleaned.get(f"p{rank}") or ("take_all" in self.data and is_free)
        if takes and str(box.proposal.place) not in typed:
            return BETWEEN.join(filter(None, (typed, str(box.proposal.place))))
        return typed

    def ties(self) -> list[FileTie]:
        """Return the ties of the page, unsaved."""
        return [tie for rank, places in self._places.items() for tie in _ties_of(self.boxes[rank].offered, places)]

    def replaced(self) -> list[FileTie]:
        """Return the ties that the page showed."""
        return [tie for box in self.boxes for tie in box.standing]


def _at(place: Place) -> tuple[str, str]:
    return place.sheet, place.cell


def _cells_field(box: Box) -> forms.CharField:
    ordered = sorted(box.standing, key=lambda tie: tie.item or 0)
    places = [place_of(tie) for tie in ordered]
    return forms.CharField(
        label=box.offered.words,
        required=False,
        max_length=MOST_TYPED,
        initial=places_words(places, in_order=box.offered.is_repeated),
        validators=[readable],
        error_messages={"max_length": f"Écrivez {MOST_TYPED} signes au plus."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _tick(proposal: Proposal) -> forms.BooleanField:
    return forms.BooleanField(required=False, label=f"Prendre {proposal.place}, {proposal.why}")


def _refuse_taken(places: Sequence[Place], says: Mapping[tuple[str, str], str]) -> None:
    for place in places:
        if words := says.get(_at(place)):
            raise NoSuchCell(TAKEN.format(place, words))


def _ties_of(offered: Offered, places: Sequence[Place]) -> Iterator[FileTie]:
    target = offered.target
    for rank, place in enumerate(places, start=1):
        yield FileTie(
            sheet=place.sheet,
            cell=place.cell,
            cell_name=place.name,
            fact=target.fact,
            line_key=target.line_key,
            band_key=target.band_key,
            item=rank if offered.is_repeated else None,
            part=target.part,
        )


def _notes(box: Box, book: Workbook) -> Iterator[str]:
    for tie in box.standing:
        sheet, place = book[tie.sheet], place_of(tie)
        if expects_day(existing_cell(sheet, tie.cell)) and tie.fact not in DAYS:
            yield EXPECTS_DAY.format(place)
        if is_locked(sheet, tie.cell):
            yield LOCKED.format(place)


def box_standing(offered: Offered, ties: Sequence[FileTie]) -> list[FileTie]:
    """Return the ties of a target; of a repeated line, those of all its parts."""
    if not offered.is_repeated:
        return [tie for tie in ties if target_of(tie) == offered.target]
    wanted = offered.target
    return [tie for tie in ties if tie.item and (tie.line_key, tie.part) == (wanted.line_key, wanted.part)]


def is_main(offered: Offered) -> bool:
    """Whether a box is shown at once: an answer, and the parts of a repeated line."""
    return offered.target.fact != "" or offered.target.part in (Part.VALUE, Part.NAME)
