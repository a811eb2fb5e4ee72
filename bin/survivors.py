"""The changes that `./bin/mutate` made and no test noticed, beside those that tests/mutants.txt explains."""

import difflib
import fnmatch
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

EXPLANATIONS = Path("tests/mutants.txt")
# What mutmut notes of each mutant: pytest's exit code, or a signal; an endless loop is noticed too
FAILED, ENDLESS = {1, 3}, {24, -24, 36, 152, 255}
SEPARATOR = " :: "


class Fate(Enum):
    KILLED = "tués"
    SURVIVED = "survivants"
    NOT_RUN = "pas essayés"


@dataclass(frozen=True)
class Mutant:
    """One change in one function. `change`: the lines as changed, those that only left as « sans … »."""

    module: str
    name: str
    function: str
    change: str
    fate: Fate

    @property
    def key(self) -> tuple[str, str]:
        return f"{self.module}.{self.function}", self.change


@dataclass(frozen=True)
class Verdict:
    """Survivors that nothing explains, explanations of nothing that survives, and how many were not run."""

    unexplained: list[Mutant]
    stale: list[tuple[str, str]]
    not_run: int

    @property
    def code(self) -> int:
        return 1 if self.unexplained or self.stale or self.not_run else 0


def read_mutants(root: Path) -> list[Mutant]:
    """Return the mutants of the modules that pyproject.toml names, with what became of each."""
    folder = root / "mutants"
    return [mutant for path in _named(root, "*.py.meta") for mutant in _mutants_of(folder, path.with_suffix(""))]


def _named(root: Path, files: str) -> list[Path]:
    """The files of mutants/ that belong to the modules that pyproject.toml names."""
    patterns = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["mutmut"]["only_mutate"]
    paths = sorted(path.relative_to(root / "mutants") for path in (root / "mutants").rglob(files))
    return [path for path in paths if any(fnmatch.fnmatch(str(path).removesuffix(".meta"), name) for name in patterns)]


def _mutants_of(folder: Path, path: Path) -> Iterator[Mutant]:
    fates = json.loads((folder / f"{path}.meta").read_text())["exit_code_by_key"]
    spans = json.loads((folder / f"{path}.spans").read_text())["spans"]
    lines = (folder / path).read_text().splitlines()
    module = ".".join(path.with_suffix("").parts)

    def source(name: str, function: str) -> list[str]:
        first, last = spans[name]
        return [line.strip().replace(name, function) for line in lines[first - 1 : last]]

    for name, code in fates.items():
        mangled = name.removeprefix(f"{module}.")
        stem = mangled.rpartition("__mutmut_")[0]
        function = stem.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        plain = function.rpartition(".")[2]
        before, after = source(f"{stem}__mutmut_orig", plain), source(mangled, plain)
        yield Mutant(module, name, function, change_between(before, after), fate_of(code))


def fate_of(code: int | None) -> Fate:
    if code is None:
        return Fate.NOT_RUN
    return Fate.KILLED if code in FAILED | ENDLESS else Fate.SURVIVED


def change_between(before: list[str], after: list[str]) -> str:
    """Return the lines as changed, in one; « sans … » where lines only left."""
    words = list(difflib.ndiff(before, after))
    added, gone = ([word[2:] for word in words if word.startswith(sign)] for sign in ("+ ", "- "))
    return " ".join(added) or f"sans {' '.join(gone)}"


def read_explanations(text: str) -> dict[tuple[str, str], str]:
    """Return why each change can be seen by no test, by function and change.

    Refuses (ValueError) a line it cannot read. A line: `module.function :: the line as changed :: why`; lines
    that begin with # and blank ones say nothing.
    """
    explained = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            parts = line.split(SEPARATOR)
            if len(parts) != 3 or not all(map(str.strip, parts)):
                raise ValueError(f"{EXPLANATIONS} : « module.fonction :: changement :: raison » est attendu : {line}")
            explained[parts[0], parts[1]] = parts[2]
    return explained


def judge(mutants: Iterable[Mutant], explained: dict[tuple[str, str], str]) -> Verdict:
    mutants = list(mutants)
    survived = [mutant for mutant in mutants if mutant.fate is Fate.SURVIVED]
    living = {mutant.key for mutant in mutants if mutant.fate is not Fate.KILLED}
    return Verdict(
        [mutant for mutant in survived if mutant.key not in explained],
        [key for key in explained if key not in living],
        sum(1 for mutant in mutants if mutant.fate is Fate.NOT_RUN),
    )


def report(root: Path) -> int:
    """Print a line for each module, then what is to be explained or no longer is; 1 when there is any."""
    mutants = read_mutants(root)
    verdict = judge(mutants, read_explanations((root / EXPLANATIONS).read_text()))
    unexplained = set(verdict.unexplained)
    by_module: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in mutants:
        is_explained = mutant.fate is Fate.SURVIVED and mutant not in unexplained
        by_module[mutant.module]["expliqués" if is_explained else mutant.fate.value] += 1
    columns = (Fate.KILLED.value, "expliqués", Fate.SURVIVED.value, Fate.NOT_RUN.value)
    print(f"{'module':48}{'mutants':>9}{''.join(f'{column:>13}' for column in columns)}")
    for module, counts in [*by_module.items(), ("ensemble", sum(by_module.values(), Counter()))]:
        print(f"{module:48}{counts.total():>9}{''.join(f'{counts[column]:>13}' for column in columns)}")
    for mutant in verdict.unexplained:
        print(f"\nSans explication : {mutant.name}\n{SEPARATOR.join((*mutant.key, 'raison'))}")
    for key in verdict.stale:
        print(f"\nExplication périmée (le changement est remarqué, ou n’existe plus) :\n{SEPARATOR.join(key)}")
    return verdict.code


def try_again(root: Path) -> None:
    """Have mutmut run once more what survived unexplained, and change the modules that were named since.

    By itself it would let the result stand, and keep the copy it made of a module that was none of its own.
    """
    for path in _named(root, "*.py"):
        if not (root / "mutants" / f"{path}.meta").exists():
            (root / "mutants" / path).unlink()
    explained = read_explanations((root / EXPLANATIONS).read_text())
    again = {mutant.name for mutant in judge(read_mutants(root), explained).unexplained}
    for path in (root / "mutants").rglob("*.py.meta"):
        noted = json.loads(path.read_text())
        codes = noted["exit_code_by_key"]
        noted["exit_code_by_key"] = {name: None if name in again else code for name, code in codes.items()}
        path.write_text(json.dumps(noted, indent=4))
