"""What `./bin/mutate` says of its mutants, and the order in which it has the tests run."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import survivors
from survivors import Fate, change_between, fate_of, judge, read_explanations, read_mutants

from tests.mutation import pytest_collection_modifyitems

SOURCE = """\
def x_small__mutmut_orig(value):
    return value < 5

def x_small__mutmut_1(value):
    return value <= 5

def x_small__mutmut_2(value):
    return value < 6

def xǁRowǁwide__mutmut_orig(self):
    first()
    second()

def xǁRowǁwide__mutmut_1(self):
    first()
"""
SPANS = {
    "x_small__mutmut_orig": [1, 2], "x_small__mutmut_1": [4, 5], "x_small__mutmut_2": [7, 8],
    "xǁRowǁwide__mutmut_orig": [10, 12], "xǁRowǁwide__mutmut_1": [14, 15],
}  # fmt: skip


@pytest.fixture
def root(tmp_path) -> Path:
    """A project of one module, as mutmut leaves it: two mutants of a function, one of a method."""
    (tmp_path / "pyproject.toml").write_text('[tool.mutmut]\nonly_mutate = ["shop/*.py"]\n')
    for folder, name in (("shop", "rules"), ("shop", "rules"), ("other", "rules")):
        path = tmp_path / "mutants" / folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SOURCE)
        path.with_suffix(".py.spans").write_text(json.dumps({"spans": SPANS}))
        codes = {"x_small__mutmut_1": 1, "x_small__mutmut_2": 0, "xǁRowǁwide__mutmut_1": None}
        noted = {"exit_code_by_key": {f"{folder}.{name}.{key}": code for key, code in codes.items()}}
        path.with_suffix(".py.meta").write_text(json.dumps(noted))
    (tmp_path / "tests").mkdir()
    (tmp_path / survivors.EXPLANATIONS).write_text("# why\n\n")
    return tmp_path


def test_a_mutant_is_known_by_its_function_and_by_what_changed(root):
    assert [(one.key, one.fate) for one in read_mutants(root)] == [
        (("shop.rules.small", "return value <= 5"), Fate.KILLED),
        (("shop.rules.small", "return value < 6"), Fate.SURVIVED),
        (("shop.rules.Row.wide", "sans second()"), Fate.NOT_RUN),
    ]


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        (1, "KILLED"),
        (3, "KILLED"),
        (36, "KILLED"),
        (0, "SURVIVED"),
        (33, "SURVIVED"),
        (-9, "SURVIVED"),
        (None, "NOT_RUN"),
    ],
)
def test_a_test_that_fails_or_never_ends_notices_and_no_test_does_not(code, fate):
    assert fate_of(code) is Fate[fate]


def test_a_change_of_several_lines_is_said_in_one():
    assert change_between(["a", "b", "c"], ["a", "d", "e"]) == "d e"


def test_an_explanation_is_read_by_function_and_change():
    text = "# a remark\n\nshop.rules.small :: return value < 6 :: no value is 5\n"
    assert read_explanations(text) == {("shop.rules.small", "return value < 6"): "no value is 5"}


@pytest.mark.parametrize("line", ["shop.rules.small", "shop.rules.small :: return value < 6", "a :: b ::  "])
def test_an_explanation_that_says_no_reason_is_refused(line):
    with pytest.raises(ValueError, match="raison"):
        read_explanations(line)


def test_what_nothing_explains_what_explains_nothing_and_what_was_not_run_are_said(root):
    found = read_mutants(root)
    explained = {("shop.rules.small", "return value <= 5"): "was never true"}

    verdict = judge(found, explained)

    assert [one.name for one in verdict.unexplained] == ["shop.rules.x_small__mutmut_2"]
    assert (verdict.stale, verdict.not_run, verdict.code) == (list(explained), 1, 1)


def test_all_is_well_when_each_survivor_is_explained_and_each_explanation_has_its_survivor(root):
    run = [one for one in read_mutants(root) if one.fate is not Fate.NOT_RUN]

    assert judge(run, {("shop.rules.small", "return value < 6"): "no value is 5"}).code == 0
    assert judge(run, {}).code == 1


def test_the_report_counts_by_module_and_names_the_survivor(root, capsys):
    assert survivors.report(root) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["shop.rules", "3", "1", "0", "1", "1"]
    assert "Sans explication : shop.rules.x_small__mutmut_2" in lines
    assert "shop.rules.small :: return value < 6 :: raison" in lines


def test_what_survived_unexplained_is_tried_again_and_nothing_else(root):
    explanations = root / survivors.EXPLANATIONS
    explanations.write_text("shop.rules.small :: return value < 6 :: no value is 5")
    survivors.try_again(root)
    assert [one.fate for one in read_mutants(root)] == [Fate.KILLED, Fate.SURVIVED, Fate.NOT_RUN]

    explanations.write_text("")
    survivors.try_again(root)
    assert [one.fate for one in read_mutants(root)] == [Fate.KILLED, Fate.NOT_RUN, Fate.NOT_RUN]


def test_a_module_that_is_named_since_is_changed_at_the_next_run(root):
    copies = [root / "mutants" / name for name in ("shop/late.py", "other/late.py")]
    for copy in copies:
        copy.write_text("")

    survivors.try_again(root)

    assert [copy.exists() for copy in copies] == [False, True]
    assert (root / "mutants/shop/rules.py").exists()


def test_tests_without_a_database_come_first_in_the_order_asked_for_and_those_that_commit_stay_out():
    def item(name, *needed, mark=None):
        return SimpleNamespace(nodeid=name, fixturenames=needed, get_closest_marker=lambda _: mark and mark.mark)

    items = [
        item("rows", "db"),
        item("second"),
        item("first"),
        item("commits", "transactional_db"),
        item("threads", mark=pytest.mark.django_db(transaction=True)),
        item("marked", mark=pytest.mark.django_db),
        item("built", "built_once"),
    ]
    sorting = pytest_collection_modifyitems(items)
    next(sorting)
    items.sort(key=lambda one: one.nodeid)
    with pytest.raises(StopIteration):
        next(sorting)

    assert [one.nodeid for one in items] == ["second", "first", "built", "marked", "rows"]
