"""Two starts at once, two registers at once, and the worker itself."""

import threading

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from services.imports.actions import ImportRefused, start_import
from services.imports.run import run_batch
from services.models import Activity, ImportBatch
from tests.services.conftest import ROWS


def together(*acts):
    gate, results = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait(5)
        try:
            results.append(act())
        except ImportRefused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_imports_hold_when_several_run_at_once(committed_reference, receive, staff, organism, mailoutbox):
    batch, other = receive(*ROWS), receive(*reversed(ROWS), name="autre.csv")
    results = together(*[lambda: start_import(batch=batch, by=staff)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["ImportRefused", "NoneType"]
    start_import(batch=other, by=staff)
    both = [ImportBatch.objects.get(pk=pk) for pk in (batch.pk, other.pk)]
    together(*[lambda each=each: run_batch(each, by=staff) for each in both])
    assert Activity.objects.filter(organism=organism).count() == 4
    imported = list(ImportBatch.objects.values_list("summary__imported", flat=True))
    assert sum(imported) == 4
    third = receive(*ROWS, "2025-05-01;Suivi;;;;;;;;", name="mai.csv")
    start_import(batch=third, by=staff)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    third.refresh_from_db()
    assert (third.state, third.summary["imported"]) == ("done", 1)
    assert Activity.objects.filter(organism=organism).count() == 5
    assert {tuple(letter.to) for letter in mailoutbox} == {(staff.email,)}
    assert len(mailoutbox) == 3
