"""Where things stand: folders keep their breadth, features of an app form no circle, written paths exist.

The features of an app stand at its root, side by side, so that one list shows them all. What Django itself looks for
stands beside them there and is not counted; in every folder below, all but `__init__.py` is.
"""

import ast
import re
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["organisms", "agreements", "services", "reporting", "network", "search", "hosting", "privacy"]
MOST_ENTRIES = 14
LONG = 60
# Names that Django itself looks for at an app's root: they are no features, and cost a reader nothing
DJANGO = {
    "__init__.py",
    "admin.py",
    "apps.py",
    "jobs.py",
    "management",
    "migrations",
    "models",
    "permissions.py",
    "settings",
    "settings.py",
    "urls.py",
    "wsgi.py",
}

# Folders of pages that libraries look for by these names; allauth's own stand all in one
LIBRARIES = {"account", "django", "mfa", "usersessions"}


def tracked(*folders) -> list[Path]:
    command = ["git", "ls-files", "-co", "--exclude-standard", *folders]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def entries(paths) -> dict[str, set[str]]:
    """Folder → the names in it, without migrations and, at the root of an app, what Django looks for."""
    found = defaultdict(set)
    for path in paths:
        if "migrations" not in path.parts:
            for place, name in enumerate(path.parts[1:], 1):
                found["/".join(path.parts[:place])].add(name)
    return {folder: names - ({"__init__.py"} if "/" in folder else DJANGO) for folder, names in found.items()}


def test_folders_keep_their_breadth():
    folders = entries(tracked(*APPS, "roriq_portal", "templates", "static"))
    ours = {folder: len(names - LIBRARIES) for folder, names in folders.items() if folder != "templates/account"}
    assert {folder: count for folder, count in ours.items() if count > MOST_ENTRIES} == {}


def test_a_wide_folder_is_seen():
    paths = [Path(f"services/wide/{number}.py") for number in range(MOST_ENTRIES + 1)]
    others = [Path("services/wide/__init__.py"), Path("services/wide/urls.py"), Path("services/urls.py")]
    folders = entries([*paths, *others])
    assert (len(folders["services/wide"]), folders["services"]) == (MOST_ENTRIES + 2, {"wide"})


def imports(source: str) -> set[str]:
    """Every dotted name that a module of ours imports or names in a string, such as `services.counting.masking`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value}
    return {name for name in found if name.split(".")[0] in APPS and "." in name and " " not in name}


def feature_of(dotted: str) -> str:
    """`services.counting.masking.mask` → `counting`; a module at the app's root is a feature of its own."""
    return dotted.split(".")[1]


def arrows(app: str) -> dict[str, set[str]]:
    """Feature → the features of the same app that its modules import."""
    graph = defaultdict(set)
    for path in tracked(app):
        if path.suffix != ".py" or path.name == "urls.py" or len(path.parts) < 2 or "migrations" in path.parts:
            continue
        here = path.parts[1].removesuffix(".py")
        for name in imports((ROOT / path).read_text()):
            if name.split(".")[0] == app and feature_of(name) != here:
                graph[here].add(feature_of(name))
    return graph


def circles(graph) -> list[list[str]]:
    """The groups of features that reach each other, found by walking from each."""

    def reached(start):
        seen, left = set(), [start]
        while left:
            for follower in graph.get(left.pop(), ()):
                if follower not in seen:
                    seen.add(follower)
                    left.append(follower)
        return seen

    reach = {feature: reached(feature) for feature in graph}
    return sorted(
        {
            tuple(sorted({one, *[two for two in seen if one in reach.get(two, ())]}))
            for one, seen in reach.items()
            if one in seen
        }
    )


@pytest.mark.parametrize("app", APPS)
def test_features_of_an_app_form_no_circle(app):
    assert circles(arrows(app)) == []


def test_a_circle_is_seen():
    assert circles({"papers": {"engine"}, "engine": {"lines"}, "lines": {"papers"}, "reports": {"engine"}}) == [
        ("engine", "lines", "papers")
    ]


def test_apps_look_one_way_also_through_strings():
    """A string such as "services.ImportBatch" is an import too."""
    upward = []
    for place, app in enumerate(APPS):
        for path in tracked(app):
            if path.suffix != ".py" or "migrations" in path.parts:
                continue
            source = (ROOT / path).read_text()
            upward += [(str(path), name) for name in imports(source) if name.split(".")[0] in APPS[place + 1 :]]
    assert upward == []


QUOTED = re.compile(r"`([^`\s]+)[^`]*`")  # of a command, its first word
PATH = re.compile(r"(?!.*\bAPP\b)(\./)?\w[\w.-]*(/[\w.-]*)+|[\w-]+\.(py|md|toml|html)")


def paths_in(words: str) -> list[str]:
    return [word for word in QUOTED.findall(words) if PATH.fullmatch(word)]


def paths_of_row(app: str, row: str) -> list[str]:
    """In a row of the map, files are named from the feature, which is named from the app."""
    first, others = row.removeprefix("|").split("|", 1)
    features = QUOTED.findall(first)
    return [f"{app}/{name}" for name in features] + [f"{app}/{features[0]}/{path}" for path in paths_in(others)]


def missing_paths(text: str) -> list[str]:
    """The paths between backticks that do not exist; a name without a folder may be that of any file."""
    paths = []
    for block in text.split("\n\n"):
        if app := re.match(r"\| `(\w+)/` ", block):
            paths += [path for row in block.splitlines()[1:] for path in paths_of_row(app[1], row)]
        else:
            paths += paths_in(block)
    names = {path.name for path in tracked()}
    return [path for path in paths if path not in names and not (ROOT / path).exists()]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_paths_in_the_pages_of_the_root_exist(page):
    assert missing_paths((ROOT / page).read_text()) == []


def test_a_made_up_path_is_seen():
    prose = "See `bin/absent.py`, `absent.py`, `README.md`, `./bin/run --port`, `tests/APP/`, `docs/*.md`, `is_late`."
    table = "| `services/` | what |\n|---|---|\n| `results` | words | `figures.py`, `gone/` |\n| `gone` | words | |"
    assert missing_paths(prose) == ["bin/absent.py", "absent.py"]
    assert missing_paths(table) == ["services/results/gone/", "services/gone"]


def doubled(text: str) -> list[str]:
    """What a page says twice: a long line, a row of one table with the name of another, a number of one list."""
    twice = [line for line, count in Counter(text.splitlines()).items() if count > 1 and len(line) > LONG]
    for block in re.split(r"\n\s*\n", text):
        rows = [row.split("|")[1].strip() for row in block.splitlines() if row.startswith("| ")]
        numbers = re.findall(r"^\d+\.", block, re.M)
        twice += [name for names in (rows, numbers) for name, count in Counter(names).items() if count > 1]
    return twice


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/guide/*.md")], ids=lambda path: path.name
)
def test_no_page_says_a_line_twice(page):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    assert doubled(text) == []


def test_a_line_said_twice_is_seen():
    long = "Une phrase assez longue pour ne pas se dire deux fois dans la même page, et qui s’y dit deux fois."
    table = "| a | b |\n|---|---|\n| `x` | un |\n| `x` | deux |"
    text = f"{long}\n\n{long}\n\n{table}\n\n1. Un\n2. Deux\n1. Trois\n\n| `x` | ailleurs |"
    assert doubled(text) == [long, "`x`", "1."]
