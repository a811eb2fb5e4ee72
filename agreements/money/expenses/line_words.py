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
from roriq_portal.database.remembered_words import remember
from roriq_portal.logs import log_action

LONGEST = 200


class KnownLines:
    """The names of an agreement's lines, and what its files call them, read once."""

    def __init__(self, agreement: Agreement):
        names = BudgetLine.objects.filter(year__agreement=agreement).order_by("year__number", "order", "pk")
        self.names = list(dict.fromkeys(names.values_list("name", flat=True)))
        taught = LineWords.objects.standing().filter(agreement=agreement).values_list("words", "line_name")
        self._taught = {name_identity(words): name for words, name in taught}
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
    remember(LineWords, agreement, chosen, words="words", meaning="line_name")


@log_action
@transaction.atomic
def forget_line(*, agreement: Agreement, words_id: int, by: User) -> bool:
    """Forget for a day, then for good, what files call a line; return whether it was remembered until now."""
    rows = LineWords.objects.filter(agreement=agreement)
    rows.beyond_recall().delete()
    return bool(rows.filter(pk=words_id).forget())


@log_action
@transaction.atomic
def restore_line(*, agreement: Agreement, words_id: int, by: User) -> bool:
    """Remember again a name forgotten for less than a day; return whether there was one."""
    return bool(LineWords.objects.filter(agreement=agreement, pk=words_id).restore())
