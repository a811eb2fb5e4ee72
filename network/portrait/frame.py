"""A section as a page frames it: where it stands, its files, its own address to share. No I/O, no HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from network.portrait.section import Section


class Asked(Protocol):
    """The filters of a portrait, whichever it is: what every link and file keeps of them."""

    @property
    def hidden(self) -> Sequence[tuple[str, str]]: ...

    @property
    def choices(self) -> Mapping[str, str]: ...

    def query(self, **changed: str) -> str: ...

    @property
    def shared(self) -> str: ...


@dataclass(frozen=True)
class Frame:
    """`address`: the section's own; `page`: that of the whole portrait. `is_alone`: it has the page to itself."""

    section: Section
    filters: Asked
    page: str
    address: str
    is_alone: bool = False

    @property
    def files(self) -> list[tuple[str, str]]:
        """(« CSV », its address) for each file of the section."""
        kinds = ["csv", "xlsx", *(["svg"] if self.section.svg else [])]
        return [(kind.upper(), f"{self.address}{self.filters.query(sortie=kind)}") for kind in kinds]

    @property
    def own_address(self) -> str:
        """The address that shows this section alone, with the same filters and choices, next year too."""
        return f"{self.address}{self.filters.shared}"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form of the section sends along: the filters, and what other sections ask."""
        own = {*self.section.own_choices, *(self.section.form.fields if self.section.form else ())}
        others = [(name, value) for name, value in self.filters.choices.items() if name not in own]
        return [*self.filters.hidden, *others]

    @property
    def action(self) -> str:
        """Where the form of the section leads: back to the section, where it stands."""
        return self.address if self.is_alone else f"{self.page}#p-{self.section.slug}"
