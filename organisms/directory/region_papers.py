"""Papers of a region that other apps make, said on its page; each app registers how its own are listed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organisms.models import Region, User


@dataclass(frozen=True)
class RegionPaper:
    """A paper of a region and where it stands; `turn` and `sign`: those of its state, blank where there is none."""

    words: str
    url: str
    state: str = ""
    turn: str = ""
    sign: str = ""


# A reader and a region → the papers that they may open, or may begin
REGION_PAPERS: list[Callable[[User, Region], Sequence[RegionPaper]]] = []


def papers_of(user: User, region: Region) -> list[RegionPaper]:
    """Return the papers of a region that a person may open, or begin."""
    return [paper for listed in REGION_PAPERS for paper in listed(user, region)]
