"""Files of forms with one thing odd in them: each is a form, or is refused in words; the database refuses none."""

import copy
import json
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone

from reporting.engine.form.files.form_file import FormFaults
from reporting.form_editor.versions.files import read_form_bytes, take_form
from reporting.models import Template

pytestmark = pytest.mark.django_db

SHIPPED = sorted(Path("reporting/management/reference/forms").glob("*.json"))
ODD = [
    None, True, 0, -1, 10**30, 32_768, 1e300, 1.5, "", "x", "x" * 41, "x" * 400, "é\x00", "\ud800", [], {}, [[]], [{}],
    ["a"], {"a": 1}, "annual", "extra", "records", "v1", "-", "a b", "99999.999", "1e400", "-5", "NaN",
]  # fmt: skip
TRIES = 500


def places(value, place=()):
    """Yield where each value of a file stands."""
    if place:
        yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from places(item, (*place, key))


def with_odd(form: dict, place: tuple, odd) -> dict:
    """Return the form with one value replaced or, without one (`...`), written twice in its list."""
    form = copy.deepcopy(form)
    around = form
    for key in place[:-1]:
        around = around[key]
    if odd is not ...:
        around[place[-1]] = odd
    elif isinstance(around, list):
        around.append(copy.deepcopy(around[place[-1]]))
    return form


def test_odd_files_are_forms_or_are_refused_in_words(network):
    Template.objects.update(retired_at=timezone.now(), retired_by=network)
    shipped = [json.loads(path.read_text(encoding="utf-8")) for path in SHIPPED]
    for form in shipped:
        for template in form["templates"]:
            template["key"] += "-autre"
    chance, taken, refused = Random(7), 0, 0
    for number in range(TRIES):
        form = chance.choice(shipped)
        odd = ... if number % 3 == 0 else chance.choice(ODD)
        asked = read_form_bytes(json.dumps(with_odd(form, chance.choice(list(places(form))), odd)).encode())
        if isinstance(asked, FormFaults):
            assert all(asked.words)
            refused += 1
            continue
        point = transaction.savepoint()
        assert take_form(form=asked, by=network)
        transaction.savepoint_rollback(point)
        taken += 1
    assert taken > TRIES / 10
    assert refused > TRIES / 10


@pytest.mark.parametrize(
    ("key", "list_of", "words"),
    [
        ("vitalite", "indicators", "nomme deux fois un indicateur"),
        ("vitalite", "bands", "nomme deux fois une tranche"),
        ("aide-emploi", "line_terms", "nomme deux fois une autre ligne"),
    ],
)
def test_what_a_line_names_twice_is_said(key, list_of, words):
    forms = [json.loads(path.read_text(encoding="utf-8")) for path in SHIPPED]
    form, line = next(
        (form, line) for form in forms if form["programme"] == key for line in form["lines"] if line.get(list_of)
    )
    line[list_of].append(line[list_of][0])

    asked = read_form_bytes(json.dumps(form).encode())

    assert isinstance(asked, FormFaults)
    assert [words in said for said in asked.words].count(True) == 1
