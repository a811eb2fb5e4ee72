"""Each change writes one line: who, what, with which outcome, under the number of its request; no word of a person."""

import ast
import json
import logging

import pytest
from django.urls import reverse

from organisms.saved_filters.actions import FilterRefused, keep_filter
from roriq_portal.logs import JsonFormatter, RefusalsWithoutTrace, log_action, unlogged
from services.activities.actions import withdraw_activities
from tests import factories
from tests.test_codebase import CODE, name_of, tree_of

# Parts of an action that another action calls, and upkeep that no person asks for
PARTS = {
    "ask_usual",
    "autosave_line",
    "forget_news",
    "forget_workbooks",
    "freeze",
    "note_visit",
    "rebuild_sums",
    "remember_sources",
    "remove_rows",
    "save_posted",
    "save_reading",
    "take_over",
    "take_step",
    "write_version",
}


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="roriq.actions")
    return lambda: [json.loads(JsonFormatter().format(record)) for record in caplog.records]


def test_a_change_is_logged_once_it_is_committed(organism, staff, lines, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        factories.make_activity(organism, by=staff)
        assert lines() == []

    (line,) = lines()
    assert (line["action"], line["object"]) == ("record_many", f"organisms.organism:{organism.pk}")
    assert (line["actor"], line["outcome"], line["level"]) == (staff.pk, "done", "INFO")


def test_what_is_loaded_is_nobodys_act(organism, staff, lines, django_capture_on_commit_callbacks):
    with unlogged(), django_capture_on_commit_callbacks(execute=True):
        factories.make_activity(organism, by=staff)

    assert lines() == []


def test_a_refusal_is_logged_by_its_name(staff, lines):
    with pytest.raises(FilterRefused):
        keep_filter(user=staff, list_key="agreements:agreement-list", name="", query="etat=late")

    (line,) = lines()
    assert (line["action"], line["outcome"]) == ("keep_filter", "FilterRefused")


def test_lines_carry_no_word_of_a_person_or_a_title(organism, staff, lines, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        activity = factories.make_activity(organism, by=staff, note="Rencontre de la famille Untel")
        withdraw_activities(activities=[activity], reason="Saisie deux fois par Karim", by=staff)

    words = json.dumps(lines(), ensure_ascii=False)
    assert "withdraw_activities" in words
    assert [word for word in ("Untel", "Karim", staff.email, organism.name) if word in words] == []


def test_lines_of_one_request_carry_its_number(
    client_for, organism, staff, coordinator, lines, django_capture_on_commit_callbacks
):
    activity = factories.make_activity(organism, by=staff)
    address = reverse("services:activity-withdraw", args=[organism.pk, activity.pk])

    with django_capture_on_commit_callbacks(execute=True):
        response = client_for(coordinator).post(address, {"reason": "Doublon"}, headers={"X-Request-ID": "abcd-1234"})

    (line,) = [line for line in lines() if line["action"] == "withdraw_activities"]
    assert (response.headers["X-Request-ID"], line["request"], line["actor"]) == (
        "abcd-1234",
        "abcd-1234",
        coordinator.pk,
    )


@pytest.mark.parametrize("given", ["", "court", "x" * 65, "a b c d e f g h", "é" * 10])
@pytest.mark.django_db
def test_a_request_without_a_good_number_gets_one(client, given):
    number = client.get("/compte/login/", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert number != given
    assert len(number) == 16


def test_a_line_of_a_library_keeps_its_words_and_its_trace():
    try:
        raise ValueError("rien")
    except ValueError as error:
        record = logging.LogRecord(
            "django", logging.ERROR, "x.py", 1, "%s a échoué", ("Tout",), (ValueError, error, None)
        )

    line = json.loads(JsonFormatter().format(record))

    assert (line["message"], line["level"]) == ("Tout a échoué", "ERROR")
    assert "ValueError: rien" in line["trace"]


@pytest.mark.parametrize(("status", "has_trace"), [(400, False), (403, False), (404, False), (500, True)])
def test_what_was_refused_is_a_line_and_what_broke_has_its_trace(rf, status, has_trace):
    record = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, "Forbidden: %s", ("/o/1/",), None)
    record.status_code, record.exc_info = status, (ValueError, ValueError("rien"), None)
    assert RefusalsWithoutTrace().filter(record)
    assert ("trace" in json.loads(JsonFormatter().format(record))) is has_trace


def test_a_page_that_is_refused_writes_one_line_with_its_number(client_for, analyst, caplog):
    headers = {"X-Request-ID": "abcd-1234"}
    client_for(analyst).get(reverse("organisms:network-invitation-add"), headers=headers)
    (record,) = [record for record in caplog.records if record.name == "django.request"]
    (handler,) = [handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, JsonFormatter)]
    handler.filter(record)
    line = json.loads(handler.format(record))
    assert (line["request"], line["message"].split(":")[0]) == ("abcd-1234", "Forbidden (Permission denied)")
    assert "trace" not in line


def changes(tree) -> list[ast.FunctionDef]:
    """Functions of a module that change something for a person: they say `by` whom, or are a transaction."""
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name not in PARTS
        and not node.name.startswith("_")
        and ("by" in [one.arg for one in node.args.kwonlyargs] or "transaction.atomic" in decorators(node))
    ]


def decorators(node) -> list[str]:
    return [ast.unparse(decorator) for decorator in node.decorator_list]


def test_every_action_is_logged():
    silent = [
        (name_of(path), node.name)
        for path in CODE
        if "management" not in path.parts and "views" not in path.parts
        for node in changes(tree_of(path))
        if "log_action" not in decorators(node)
    ]
    assert silent == []


@pytest.mark.django_db
def test_a_silent_action_is_seen():
    (node,) = changes(ast.parse("@transaction.atomic\ndef open_door(*, door):\n    door.open()"))
    assert "log_action" not in decorators(node)
    assert log_action(len)("abc") == 3
