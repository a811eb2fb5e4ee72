"""A line of the list of reports, settled: the template reads it and asks nothing."""

from dataclasses import dataclass
from datetime import date

from reporting.workflow.status import Status


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    for_words: str
    due_on: date
    left: str
    is_late: bool
    status: Status
    is_first: bool = False

    @property
    def words(self) -> str:
        return self.status.words

    @property
    def turn(self) -> str:
        return self.status.turn

    @property
    def sign(self) -> str:
        return self.status.sign

    @property
    def next_act(self) -> str:
        return self.status.next_act
