"""Counters that allauth keeps in the cache begin anew with each test."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counter_of_another_test():
    cache.clear()
