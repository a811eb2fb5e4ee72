"""What files call the lines of a budget: asked once, remembered for the agreement."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from agreements.models import Agreement, BudgetLine, LineWords
from agreements.money.expenses.file_reader import RawRow
from organisms.models import User
from organisms.names import KnownNames
from roriq_portal.database.name_identity import name_identity
from roriq_portal.logs import log_action

LONGEST = 200


class KnownLines:
    """The names of an agreement's lines, and what its files call them, read once."""

    def __init__(self, agreement: Agreement):
        names = BudgetLine.objects.filter(year__agreement=agreement).order_by("year__number", "order", "pk")
        self.names = list(dict.fromkeys(names.values_list("name", flat=True)))
        self._taught = dict(LineWords.objects.filter(agreement=agreement).values_list("words", "line_name"))
        self._known = KnownNames((name, name) for name in self.names)

    def renamed(self, row: RawRow) -> RawRow:
        """Return the row with the name that its line has in the budget, when somebody said which one it is."""
        return replace(row, line=self._taught.get(name_identity(row.line), row.line))

    def unknown(self, rows: Sequence[RawRow]) -> dict[str, int]:
        """Return the names that no line has and that nobody explained, as typed, with their number of rows."""
        counted: Counter[str] = Counter()
        first: dict[str, str] = {}
        for row in rows:
            key = name_identity(row.line)
            if key and not self._known.get(row.line) and key not in self._taught and len(key) <= LONGEST:
                counted[first.setdefault(key, row.line)] += 1
        return dict(counted)


@log_action
@transaction.atomic
def teach_lines(*, agreement: Agreement, chosen: Mapping[str, str], by: User) -> None:
    """Remember for the agreement which line of its budget (by name) these words of its files name."""
    LineWords.objects.bulk_create(
        [LineWords(agreement=agreement, words=name_identity(words), line_name=name) for words, name in chosen.items()],
        update_conflicts=True,
        unique_fields=["agreement", "words"],
        update_fields=["line_name"],
    )


@log_action
@transaction.atomic
def forget_lines(*, agreement: Agreement, by: User) -> int:
    """Forget what the files of the agreement call its lines; return how many names were forgotten."""
    return LineWords.objects.filter(agreement=agreement).delete()[0]
