"""Cast: who plays in the demonstration, read from cast.json."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from agreements.models import Agreement, Funder
from organisms.models import Municipality, Organism, User

PASSWORD = "rives-et-saisons-17"
# Size of an organism whose records are left to be imported, when money or targets need one.
SIZE_TO_COME = 3


@cache
def read_cast() -> dict:
    """Organisms, funders, named accounts, and the words that records pick from."""
    return json.loads(Path(__file__).with_name("cast.json").read_text(encoding="utf-8"))


def roles() -> dict[str, dict]:
    """Organisms as the cast describes them, by key."""
    return {row["key"]: row for row in read_cast()["organisms"]}


@dataclass
class World:
    """What has been made so far, by the keys of the cast. `people`: (organism key, role) → user."""

    organisms: dict[str, Organism] = field(default_factory=dict)
    funders: dict[str, Funder] = field(default_factory=dict)
    people: dict[tuple[str, str], User] = field(default_factory=dict)
    agreements: list[Agreement] = field(default_factory=list)

    @property
    def network(self) -> User:
        return self.people["network", "coordinator"]

    def coordinator(self, key: str) -> User:
        return self.people[key, "coordinator"]

    def director(self, key: str) -> User:
        return self.people[key, "director"]

    def home(self, key: str) -> Municipality:
        """The town of an organism: every one of the cast has its own."""
        town = self.organisms[key].municipality
        if town is None:
            raise ValueError(f"No town for {key}")
        return town

    def of_organism(self, key: str) -> list[Agreement]:
        return [row for row in self.agreements if row.organism_id == self.organisms[key].pk]
