"""The two senses of a region's results: what its organisms did, wherever it was; what was done there, by whomever."""

from enum import StrEnum


class Sense(StrEnum):
    """What a region's total counts; its value is that of the parameter `sens` of an address."""

    HOME = "organismes"
    PLACE = "lieu"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def query(self) -> str:
        """What an address says of it; nothing of the first one, which every page shows unasked."""
        return "" if self == Sense.HOME else f"sens={self.value}"


LABELS = {Sense.HOME: "Organismes de la région", Sense.PLACE: "Travail fait dans la région"}
