"""Names say what they hold: a few words, which any value could bear, name nothing outside the tests."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EMPTY = {"told", "found", "held", "one", "kept"}


def names_given(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that a module gives, with its line: variables, attributes, arguments, functions, classes, imports."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name) | ast.alias(asname=str(name)):
                yield node.lineno, name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name


def empty_names(source: str) -> list[tuple[int, str]]:
    return [(line, name) for line, name in names_given(ast.parse(source)) if name.strip("_") in EMPTY]


def modules() -> list[str]:
    command = ["git", "ls-files", "-co", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listed if not name.startswith("tests/") and (ROOT / name).is_file()]


def test_names_say_what_they_hold():
    faults = {name: empty for name in modules() if (empty := empty_names((ROOT / name).read_text()))}
    assert faults == {}


@pytest.mark.parametrize(
    "source",
    [
        "found = 1",
        "found: int = 1",
        "row.kept = 1",
        "first, *told = rows",
        "print(one := 1)",
        "total = [one for one in rows]",
        "for _held in rows: pass",
        "with book as found: pass",
        "def kept(): pass",
        "async def told(): pass",
        "class held: pass",
        "total = lambda *, one: 1",
        "def total(*found): pass",
        "import numbers as one",
        "from numbers import Number as one",
        "match row:\n case [1, *told]: pass",
        "match row:\n case {'a': found}: pass",
        "try: pass\nexcept ValueError as found: pass",
    ],
)
def test_an_empty_name_is_seen(source):
    assert len(empty_names(source)) == 1


def test_names_that_say_what_they_hold_pass():
    assert empty_names("KEPT = 1\nis_found = rows.kept()\nkept_until = finding.found") == []
