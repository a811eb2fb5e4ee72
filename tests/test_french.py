"""French in the source: names after « de » and « à », apostrophes, plurals and sizes pass through `formats`."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("agreements", "hosting", "network", "privacy", "organisms", "reporting", "roriq_portal", "search", "services")
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".txt", ".svg"})
# What may stand right after « de » and « à »: what a filter formats, numbers, years, addresses, persons after « à »
FORMATTED = re.compile(r"\|(day|day_month|month|moment|clock|money|number|percent|counted|words)\b")
PLAIN = re.compile(
    r"(^|[._])(year|months|number|count|length|limit|page|num_pages|end_index|email|mail|period_short|as_of_words|"
    r"past_words|target|target_words|carried|at|day|until)$"
    # The last three: what a `blocktranslate` names of what a filter formatted
)
TO_A_PERSON = re.compile(r"(user|by|created_by)\.name$|^asker$|^sender$")
IN_TEMPLATES = re.compile(r"\b([Dd]e|[Dd]u|à|au|d’|l’)\s*(?:<[^>]*>\s*)?\{\{\s*([^}]*?)\s*\}\}")
IN_CODE = re.compile(r"(?:^|[\s(«])(de|De|à|du|au|d’|l’)[ \u00a0]?$")
STRAIGHT = re.compile(r"[^\W\d_]'[^\W\d_]")
NUMBERS = re.compile(
    r"^(format_\w+|french_day|len|counted|round_number|_?to_\w+|quoted)\(|"
    r"\b(\w*MOST\w*|\w*MAX\w*|most|limit|months|days_late|first|last|code|places|end|wait|term_years|count|email|"
    r"LATEST_DAYS|EARLIEST_DAYS|words|text)\b|\['(email|carried)'\]|\.year$|\b(days|periods|named)\b"
)


def names_after_of(source: str) -> list[str]:
    """The variables of a template that stand bare after « de », « du », « à »."""
    return [
        f"{word} {value}"
        for word, value in IN_TEMPLATES.findall(source)
        if not FORMATTED.search(value)
        and not PLAIN.search(value.split("|")[0])
        and not (word == "à" and TO_A_PERSON.search(value))
    ]


def names_after_of_in_code(tree: ast.AST) -> list[str]:
    """The same of the f-strings of a module; a person (`who`) may follow « à »."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for words, value in zip(node.values, node.values[1:], strict=False):
                said = isinstance(words, ast.Constant) and IN_CODE.search(words.value)
                name = ast.unparse(value.value) if isinstance(value, ast.FormattedValue) else ""
                if said and name and not NUMBERS.search(name) and (said[1], name) != ("à", "who"):
                    found.append(f"{said[1]} {name}")
    return found


def strings(tree: ast.AST) -> list[str]:
    """Every string of a module that is no docstring."""
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in constants if id(node) not in docstrings]


def modules():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "management"} & set(path.parts) and path.stem != "phrases":
                yield path.relative_to(ROOT), ast.parse(path.read_text())


def shown(source: str) -> str:
    """A template without its tags, comments and variables: what a person reads."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", " ", source, flags=re.S)


def test_names_in_templates_stand_after_a_noun_or_through_a_filter():
    assert [(path.name, faults) for path in TEMPLATES if (faults := names_after_of(path.read_text()))] == []


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("de {{ organism.name }}", ["de organism.name"]),
        ("de\n  <b>{{ one }}</b>", ["de one"]),
        ("à {{ funder }}", ["à funder"]),
        ("du {{ first|day }}, {{ user.name|of_person }}, à {{ user.name }}, de l’organisme {{ organism }}", []),
    ],
)
def test_a_bare_name_is_seen(source, seen):
    assert names_after_of(source) == seen


def test_names_in_code_stand_after_a_noun_or_through_a_function():
    assert [(str(path), faults) for path, tree in modules() if (faults := names_after_of_in_code(tree))] == []


def test_a_bare_name_in_code_is_seen():
    assert names_after_of_in_code(ast.parse('f"Siège de {who}", f"du {format_day(day)}"')) == ["de who"]


def test_apostrophes_are_typographic():
    assert [path.name for path in TEMPLATES if STRAIGHT.search(shown(path.read_text()))] == []
    assert [(str(path), text) for path, tree in modules() for text in strings(tree) if STRAIGHT.search(text)] == []
    kept = [path for app in APPS for path in (ROOT / app).rglob("*.json")]
    assert [path.name for path in kept if STRAIGHT.search(path.read_text())] == []


def test_plurals_sizes_and_days_pass_through_our_filters():
    """Django's own: 0 in the plural, « Kio », « 1 avril », days as data where a person reads."""
    django = re.compile(r"\|(pluralize|filesizeformat|date \}\}|date\|)")
    assert [path.name for path in TEMPLATES if django.search(path.read_text())] == []
    in_text = {path.name: re.sub(r"\{%.*?%\}|<[^>]*>", " ", path.read_text(), flags=re.S) for path in TEMPLATES}
    assert [name for name, words in in_text.items() if re.search(r"\|date:.(?!Y.)", words)] == []


def test_no_template_joins_a_name_to_a_preposition():
    joined = re.compile(r"\b(?:de|du) ?[\"']\|add:")
    assert [path.name for path in TEMPLATES if joined.search(path.read_text())] == []
