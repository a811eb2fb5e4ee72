"""Claims against what three media of each paper say: every difference named, every comparison counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.proof.claims import Box, Claim
from tests.proof.readings import Mark


@dataclass(frozen=True)
class Difference:
    """`found`: what the medium says there, None when it says nothing."""

    claim: Claim
    medium: str
    found: Decimal | None

    def __str__(self) -> str:
        return f"{self.claim.box} ({self.medium}): {self.found}; {self.claim.source}: {self.claim.number}"


@dataclass(frozen=True)
class Outcome:
    count: int
    differences: list[Difference]

    def __str__(self) -> str:
        return f"{self.count} comparisons, {len(self.differences)} differences"

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.count + other.count, self.differences + other.differences)


def compare(claims: Iterable[Claim], media: Mapping[tuple[str, str], Iterable[Mark]]) -> Outcome:
    """Compare each claim with every mark of its box, in every medium of its paper.

    `media`: (paper, medium) → marks. A box that a medium lacks is a difference unless the claim says that no figure
    may stand there. A paper that no medium tells is a difference too: nothing passes for want of something to read.
    """
    found: dict[tuple[str, str], dict[Box, list[Decimal | None]]] = {}
    for (paper, medium), marks in media.items():
        boxes = found.setdefault((paper, medium), {})
        for mark in marks:
            boxes.setdefault(Box(paper, mark.code, mark.axis, mark.band), []).append(mark.number)
    count, differences = 0, []
    for claim in claims:
        readings = [(medium, boxes) for (paper, medium), boxes in found.items() if paper == claim.box.paper]
        for medium, boxes in readings or [("no medium", {})]:
            numbers = boxes.get(claim.box) or [None]
            count += len(numbers)
            differences += [Difference(claim, medium, number) for number in numbers if number != claim.number]
            if not readings:
                differences.append(Difference(claim, medium, None))
    return Outcome(count, differences)
