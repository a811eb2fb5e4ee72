"""One search through every kind of thing, in the order of the page; a kind that is chosen is shown whole."""

from collections.abc import Callable
from dataclasses import dataclass

from roriq_portal.formats.numbers import format_number
from search.kinds.agreements import find_agreements
from search.kinds.funders import find_funders
from search.kinds.help import find_help
from search.kinds.indicators import find_indicators
from search.kinds.organisms import find_organisms
from search.kinds.pages import find_pages
from search.kinds.partners import find_partners
from search.kinds.reports import find_reports
from search.results import Asked, Hit, Hits, Slice

FEW, WHOLE = 3, 25


@dataclass(frozen=True)
class Kind:
    """A group of the page: `key` in its address, its title, « 5 rapports », what they are, and what finds them."""

    key: str
    title: str
    singular: str
    plural: str
    about: str
    find: Callable[[Asked, Slice], Hits]


KINDS = (
    Kind("pages", "Pages", "page", "pages", "de vos sièges", find_pages),
    Kind("organismes", "Organismes", "organisme", "organismes", "au répertoire", find_organisms),
    Kind("ententes", "Ententes", "entente", "ententes", "celle qui finit le plus tard d’abord", find_agreements),
    Kind("rapports", "Rapports", "rapport", "rapports", "la dernière échéance d’abord", find_reports),
    Kind("bailleurs", "Bailleurs", "bailleur", "bailleurs", "noms d’avant compris", find_funders),
    Kind("partenaires", "Partenaires", "partenaire", "partenaires", "de votre organisme", find_partners),
    Kind("indicateurs", "Indicateurs", "indicateur", "indicateurs", "par code ou par mots", find_indicators),
    Kind("aide", "Aide", "réponse", "réponses", "dans les guides et le glossaire", find_help),
)
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class Group:
    """What one kind answers: `hits` are a page of them, the first three where the other kinds stand beside."""

    kind: Kind
    total: int
    hits: list[Hit]
    page: int = 1

    @property
    def counted(self) -> str:
        """Return « 5 rapports »."""
        return f"{format_number(self.total)}\u00a0{self.kind.plural if self.total > 1 else self.kind.singular}"

    @property
    def has_more(self) -> bool:
        return self.total > self.page * WHOLE


def search(asked: Asked, whole: str = "", page: int = 1) -> list[Group]:
    """Return the groups that have an answer, in their order, three hits each; of the kind `whole`, those of its page.

    A page past the last one gives the first. One query a kind but pages and help, which ask none.
    """
    groups = [_group(asked, kind, page) if kind.key == whole else _first_of(asked, kind, FEW) for kind in KINDS]
    return [group for group in groups if group.hits]


def _group(asked: Asked, kind: Kind, page: int) -> Group:
    hits = kind.find(asked, Slice((page - 1) * WHOLE, WHOLE))
    return Group(kind, hits.total, hits.shown, page) if hits.shown else _first_of(asked, kind, WHOLE)


def _first_of(asked: Asked, kind: Kind, size: int) -> Group:
    hits = kind.find(asked, Slice(0, size))
    return Group(kind, hits.total, hits.shown)
