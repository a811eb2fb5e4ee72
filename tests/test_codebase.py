"""The house checks itself: import arrows, scoping, templates, budgets, and what may not stand in a file."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
APPS = ["organisms", "agreements", "services", "reporting", "network", "search", "hosting", "privacy"]
BELOW = {app: set(APPS[:index]) for index, app in enumerate(APPS)}
CODE = [
    path
    for app in [*APPS, "roriq_portal", "bin"]
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULE_LINES, FUNCTION_LINES, VIEW_LINES, TEMPLATE_LINES, DEPTH = 300, 50, 25, 200, 3
WIDTH = 120
ROWS_WITH_OWNERS = {"Activity", "Agreement", "Report", "ImportBatch", "Deliverable", "Partner"}
ROWS_WITH_OWNERS |= {"ActivityTemplate", "ConcertationBody", "Evidence", "PartnerMerge"}
ROWS_WITH_OWNERS |= {"BudgetLine", "Contribution", "Expense", "ExpenseBatch", "Instalment", "Payment", "Transfer"}


def tree_of(path):
    return ast.parse(path.read_text())


def name_of(path):
    return str(path.relative_to(ROOT))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_apps_import_downwards_only():
    upward = [
        (name_of(path), module)
        for path in CODE
        if path.relative_to(ROOT).parts[0] in APPS
        for module in imported(tree_of(path))
        if module.split(".")[0]
        in set(APPS) - BELOW[path.relative_to(ROOT).parts[0]] - {path.relative_to(ROOT).parts[0]}
    ]
    assert upward == []


def test_house_under_the_apps_imports_none_of_them():
    upward = [
        (name_of(path), module)
        for path in CODE
        if path.relative_to(ROOT).parts[0] == "roriq_portal"
        for module in imported(tree_of(path))
        if module.split(".")[0] in APPS
    ]
    assert upward == []


def test_no_import_hides_inside_a_function():
    hidden = [
        (name_of(path), node.lineno)
        for path in CODE
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_modules_and_functions_keep_their_budget():
    long = [(name_of(path), count) for path in CODE if (count := len(path.read_text().splitlines())) > MODULE_LINES]
    for path in CODE:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > FUNCTION_LINES:
                long.append((name_of(path), node.name))
    assert long == []


BLOCKS = ast.If | ast.For | ast.While | ast.With | ast.Try | ast.Match


def nesting(node, level=0) -> int:
    """How deep blocks stand in blocks; an `elif` stands beside its `if`."""
    deepest = level
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and len(node.orelse) == 1 and child is node.orelse[0]
        step = isinstance(child, BLOCKS) and not (is_elif and isinstance(child, ast.If))
        if not isinstance(child, ast.FunctionDef | ast.ClassDef):
            deepest = max(deepest, nesting(child, level + step))
    return deepest


def test_blocks_are_not_deep():
    deep = [
        (name_of(path), node.name)
        for path in CODE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and nesting(node) > DEPTH
    ]
    assert deep == []


def test_nesting_is_seen():
    deep = "def f():\n for a in b:\n  if a:\n   with c:\n    if d:\n     pass"
    flat = "def f():\n if a:\n  pass\n elif b:\n  pass\n elif c:\n  pass\n elif d:\n  pass\n elif e:\n  pass"
    assert nesting(ast.parse(deep).body[0]) == 4
    assert nesting(ast.parse(flat).body[0]) == 1


def views():
    return [path for path in CODE if "views" in path.parts or path.name == "views.py" or path.stem.endswith("_views")]


def test_views_are_short_functions_that_reach_rows_through_visible_to():
    faults = []
    for path in views():
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                faults.append((name_of(path), node.name, "class"))
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > VIEW_LINES:
                faults.append((name_of(path), node.name, "long"))
        for found in re.finditer(r"\b(\w+)\.objects\.(?!visible_to\b)(\w+)", path.read_text()):
            if found[1] in ROWS_WITH_OWNERS:
                faults.append((name_of(path), found[0], "unscoped"))
        if "_base_manager" in path.read_text():
            faults.append((name_of(path), "_base_manager", "unscoped"))
    assert faults == []


ASKS_THE_METHOD = re.compile("request.method (== 'POST' and|!= 'POST' or)")


def acts_on_get(tree) -> list[str]:
    """Views open to GET that judge a form of `request.POST` without asking for the method.

    On GET, `request.POST` holds what was kept of a session that had ended.
    """
    found = []
    for view in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        door = " ".join(ast.unparse(decorator) for decorator in view.decorator_list)
        if "'GET'" not in door:
            continue
        tests = [ast.unparse(node.test) for node in ast.walk(view) if isinstance(node, ast.If)]
        found += [view.name for test in tests if "is_valid()" in test and not ASKS_THE_METHOD.search(test)]
    return found


def test_no_view_acts_on_what_comes_back_after_a_session():
    assert [(name_of(path), view) for path in views() for view in acts_on_get(tree_of(path))] == []


def test_a_view_that_acts_on_get_is_seen():
    safe = (
        "@require_http_methods(['GET', 'POST'])\ndef one(request):\n"
        "    if request.method == 'POST' and form.is_valid():\n        act()\n"
    )
    unsafe = safe.replace("request.method == 'POST' and ", "")
    assert (acts_on_get(ast.parse(safe)), acts_on_get(ast.parse(unsafe))) == ([], ["one"])


def test_house_keeps_no_drawer_for_everything():
    drawers = {"utils", "helpers", "common", "misc", "core"}
    assert [name_of(path) for path in CODE if path.stem in drawers or drawers & set(path.parts)] == []


def test_templates_keep_their_budget():
    assert [name_of(path) for path in TEMPLATES if len(path.read_text().splitlines()) > TEMPLATE_LINES] == []


def test_template_lines_keep_their_width():
    wide = [
        (name_of(path), number)
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDTH
    ]
    assert wide == []


TAGS_WITHIN = {
    "if",
    "for",
    "with",
    "block",
    "blocktranslate",
    "cache",
    "filter",
    "spaceless",
    "autoescape",
    "ifchanged",
}


def depth_of_tags(text) -> int:
    """How deep tags stand in tags, the block of a page that extends another counted."""
    level = deepest = 0
    for word in re.findall(r"{%-?\s*(\w+)", text):
        level += (word in TAGS_WITHIN) - (word.startswith("end") and word[3:] in TAGS_WITHIN)
        deepest = max(deepest, level)
    return deepest


def test_templates_are_not_deep():
    deep = {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES if depth_of_tags(path.read_text()) > DEPTH}
    assert deep == set()


def test_a_deep_template_is_seen():
    deep = "{% block content %}{% if rows %}{% for row in rows %}{% if row %}{% endif %}{% endfor %}{% endif %}"
    flat = "{% if rows %}{% for row in rows %}{% if row %}{% elif other %}{% endif %}{% endfor %}{% endif %}" * 2
    assert (depth_of_tags(deep), depth_of_tags(flat)) == (4, 3)


def test_templates_parse():
    for path in TEMPLATES:
        get_template(str(path.relative_to(ROOT / "templates")))


LAYERED = re.compile(r"{%-?\s*(extends|include)\b")
# Words said of a box while one types, widgets of forms, the page of a ZIP: each is whole by itself (decision 63)
WHOLE = ("services/activities/messages/", "django/", "forms/", "reporting/funder_reports/desk/bundle_index.html")


def unlayered(texts) -> list[str]:
    """The pages, which no other template includes, that neither extend a frame nor include a part."""
    named = [
        os.path.normpath(os.path.join(os.path.dirname(page), name) if name.startswith(".") else name)
        for page, text in texts.items()
        for name in re.findall(r'{% include "([^"]+)"', text)
    ]
    pages = {name: text for name, text in texts.items() if "/_" not in name and name not in named}
    return [name for name, text in pages.items() if not LAYERED.search(text)]


def test_pages_are_layered():
    texts = {str(path.relative_to(ROOT / "templates")): path.read_text() for path in TEMPLATES}
    assert [name for name in unlayered(texts) if not name.startswith(WHOLE)] == []


def test_a_page_without_a_frame_is_seen():
    texts = {
        "a/page.html": '{% include "./_row.html" only %}{% include "icon.html" only %}',
        "a/_row.html": "row",
        "icon.html": "<svg>",
        "a/alone.html": "<html>",
    }
    assert unlayered(texts) == ["a/alone.html"]


def test_every_include_ends_in_only():
    loose = [
        (name_of(path), tag)
        for path in TEMPLATES
        for tag in re.findall(r"{%-?\s*include\b[^%]*%}", path.read_text())
        if not re.search(r"\bonly\s*-?%}$", tag)
    ]
    assert loose == []


def test_nothing_is_inline():
    found = []
    for path in TEMPLATES:
        text = path.read_text()
        if "rendering" in path.parts or "emails" in path.parts:
            continue
        found += [(name_of(path), match) for match in re.findall(r"\sstyle=|\son[a-z]+=|javascript:", text)]
        found += [
            (name_of(path), "script") for body in re.findall(r"<script[^>]*>(.*?)</script>", text, re.S) if body.strip()
        ]
        found += [(name_of(path), "style") for _ in re.findall(r"<style", text)]
    assert found == []


def folder_of(path):
    return str(path.parent.relative_to(ROOT / "templates"))


def test_partials_near_a_page_are_named_from_it():
    """`./_row.html` says that the partial stands beside the page or below it; one from elsewhere has its whole name."""
    far = [
        (name_of(path), tag)
        for path in TEMPLATES
        for tag in re.findall(r'{% include "([^"]+)"', path.read_text())
        if tag.startswith(f"{folder_of(path)}/") and (ROOT / "templates" / tag).exists()
    ]
    assert far == []


def test_every_template_is_used():
    words = "\n".join(path.read_text() for path in CODE)
    words += "\n".join(path.read_text().replace('"./', f'"{folder_of(path)}/') for path in TEMPLATES)
    served_by_libraries = {"account", "mfa", "usersessions", "allauth", "socialaccount", "django"}
    errors = {
        "errors/400.html",
        "errors/403.html",
        "errors/404.html",
        "errors/405.html",
        "errors/429.html",
        "errors/500.html",
    }
    unused = []
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        if path.relative_to(ROOT / "templates").parts[0] in served_by_libraries or name in errors:
            continue
        if f'"{name}"' not in words and f"'{name}'" not in words:
            unused.append(name)
    assert unused == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_registry():
    hosts = re.compile(
        "|".join(["py" + r"pi\.org", "python" + r"hosted", "npm" + r"js\.(org|com)", "/work" + "/", "/opt" + "/wheels"])
    )
    found = []
    for path in tracked():
        if path.suffix in {".woff2", ".png", ".pdf", ".xlsx"} or path.name == "test_dev.py":
            continue
        if hosts.search(path.read_text(errors="ignore")):
            found.append(name_of(path))
    assert found == []


SHEETS = ("tokens", "base", "layout", "components", "pages")
SAME_IN_THE_DARK = {"--night", "--on-night", "--larch-night"}


def sheet(name):
    return (ROOT / "static" / "css" / f"{name}.css").read_text()


def test_dark_colours_stand_once_each_beside_its_light_one():
    text = sheet("tokens").split("@media")[0]
    alone = {
        name for name, value in re.findall(r"(--[\w-]+): ([^;]+);", text) if "#" in value and "light-dark(" not in value
    }
    assert alone == SAME_IN_THE_DARK
    assert re.findall(r'\[data-bs-theme="(\w+)"\] {\s*color-scheme: (\w+);\s*}', text) == [
        ("light", "light"),
        ("dark", "dark"),
    ]
    assert [name for name in SHEETS if "prefers-color-scheme" in sheet(name)] == []


def test_style_sheets_use_tokens_for_colours():
    assert {name: found for name in SHEETS[1:] if (found := re.findall(r"#[0-9a-f]{3,8}\b", sheet(name)))} == {}


def test_a_page_loads_five_sheets_of_ours_and_no_sheet_is_left_out():
    linked = re.findall(r"{% static 'css/(\w+)\.css' %}", (ROOT / "templates/base.html").read_text())
    assert linked == list(SHEETS)
    assert {path.stem for path in (ROOT / "static/css").glob("*.css")} == set(SHEETS)
