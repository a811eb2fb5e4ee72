"""What a process remembers of values that their name decides, and what it reads of the cache that all share."""

import pytest
from django.core.cache import cache

from roriq_portal.serving import remembered
from roriq_portal.serving.remembered import Remembered


@pytest.fixture
def asked(monkeypatch) -> list[list[str]]:
    """The names that the cache was asked for, each time."""
    reads: list[list[str]] = []
    read = cache.get_many

    def get_many(names):
        reads.append(list(names))
        return read(names)

    monkeypatch.setattr(remembered.cache, "get_many", get_many, raising=False)
    return reads


def test_a_process_asks_the_cache_once_and_another_process_finds_the_same(asked):
    first, second = Remembered(60), Remembered(60)
    first.set("ours", [1, 2])

    assert first.get_many(["ours"]) == {"ours": [1, 2]}
    assert asked == []
    for _ in range(2):
        assert second.get_many(["ours", "nobody"]) == {"ours": [1, 2]}
    assert asked == [["ours", "nobody"], ["nobody"]]


def test_nothing_is_asked_for_no_name(asked):
    assert Remembered(60).get_many([]) == {}
    assert asked == []


def test_a_process_forgets_before_it_holds_too_much(asked, monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 2)
    values = Remembered(60)
    for number in range(3):
        values.set(f"own-{number}", number)

    assert values.get_many(["own-0", "own-2"]) == {"own-0": 0, "own-2": 2}
    assert asked == [["own-0"]]
