"""What a column of a CSV can say, in words that are each of one thing only: listed, chosen, read again."""

import re
from collections import Counter

from reporting.engine.form.spec import FormSpec
from reporting.models import FileTie
from reporting.papers.filled_files.targets import Target, facts_offered, lines_offered, target_of

_RANKED = re.compile(r"(.+) \(n° ?([1-9][0-9]{0,3})\)")
EACH = "chacun sur sa rangée"


class ColumnWords:
    """`repeats`: of which repetition the file has a row each; its lines say one part a row."""

    def __init__(self, form: FormSpec, repeats: str):
        lines = lines_offered(form)
        offered = [*facts_offered(), *(row for _, rows in lines for row in rows)]
        times = Counter(row.words for row in offered)
        self._by_words = {
            row.words if times[row.words] == 1 else f"{row.words} [{row.target.line_key}]": row.target
            for row in offered
        }
        self._words = {target: words for words, target in self._by_words.items()}
        self._folded = {_folded(words): target for words, target in self._by_words.items()}
        self._each = {line.key for line, _ in lines if repeats and line.for_each == repeats}

    @property
    def listed(self) -> list[str]:
        return list(self._by_words)

    def target(self, typed: str) -> Target | None:
        """Return what words say, « … (n° 3) » of a repeated line among others; None of words that are no target's."""
        words = _folded(typed)
        if exact := self._folded.get(words):
            return exact
        ranked = _RANKED.fullmatch(words)
        first = self._folded.get(ranked[1]) if ranked else None
        if ranked is None or first is None or not first.item:
            return None
        return Target(line_key=first.line_key, item=int(ranked[2]), part=first.part)

    def of(self, tie: FileTie) -> str:
        """Return the words of what a column says; nothing where it says nothing."""
        target = target_of(tie)
        if target.item > 1:
            first = Target(line_key=target.line_key, item=1, part=target.part)
            return f"{self._words.get(first, '')} (n° {target.item})"
        return self._words.get(target, "")

    def proposed(self, heading: str) -> str:
        """Return the words that a heading is, without regard to case or spaces."""
        target = self.target(heading) if heading.strip() else None
        return self._words.get(target, "") if target else ""

    def remark(self, tie: FileTie) -> str:
        return f"({EACH})" if tie.item and tie.line_key in self._each else "(vide\u00a0: la colonne le reste)"


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()
