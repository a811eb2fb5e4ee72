"""Each form that makes something, sent four times at once from one page: it is made once, and nobody meets a 500."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch

from tests.access.test_matrix import here  # noqa: F401
from tests.attack.doors import address, openers, posting_routes, same_address
from tests.attack.form_filler import ELSEWHERE, FILES, TOKEN, Filled, file_for, forms_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CLICKS = 4
# They write on each sending by themselves: the texts of a report while somebody types
WRITES_WHILE_TYPING = {"reporting:answer-autosave"}
# Seen to make several, or to answer 500
MAKING = {
    "agreements:agent-invite", "agreements:agreement-next",
    "agreements:document-add", "agreements:expense-add", "agreements:funder-add", "agreements:office-add",
    "agreements:part-add", "agreements:payment-add", "agreements:programme-add", "agreements:target-add",
    "organisms:auditor-add", "organisms:invitation-add", "organisms:network-invitation-add", "organisms:organism-add",
    "reporting:attachment-add", "reporting:campaign-list", "reporting:draft-make",
    "reporting:link-list", "services:activity-add", "services:body-add",
    "services:household-add", "services:import-add", "services:joint-target-add", "services:offering-add",
    "services:position-add", "services:service-add", "services:session-add", "services:template-add",
}  # fmt: skip
LABELS = ("organisms", "agreements", "services", "reporting", "network", "privacy", "procrastinate")


def counts() -> dict[str, int]:
    """How many rows each table of ours holds, and how many jobs wait; what only remembers sendings is not ours."""
    models = [model for label in LABELS for model in apps.get_app_config(label).get_models()]
    ours = [model for model in models if model.__name__ not in {"SentForm", "ProcrastinateEvent"}]
    tables = {model._meta.db_table for model in ours if model._meta.managed or model.__name__ == "ProcrastinateJob"}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in sorted(tables)))
        return dict(cursor.fetchall())


def growth(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {table: after[table] - before[table] for table in after if after[table] != before[table]}


def post(client: Client, route: str, url: str, form: Filled):
    files = {name: file_for(route) for name in form.files}
    return client.post(url, form.data | files)


def at_once(clients: list[Client], route: str, url: str, forms: list[Filled]) -> list:
    gate = Barrier(len(clients))

    def click(client, form):
        gate.wait(timeout=30)
        try:
            return post(client, route, url, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(click, clients, forms))


def form_at(client: Client, url: str) -> Filled:
    """The page's own form; for an address that is only a button, a form with nothing but its page's token."""
    page = client.get(url)
    shown = forms_of(page.content.decode()) if page.status_code == 200 and not page.streaming else []
    own = [form for form in shown if same_address(form.action, url)]
    return own[0] if own else Filled(url, {TOKEN: [f"page-{url}".ljust(64, "0")]})


def once(client: Client, route: str, url: str, form: Filled) -> dict[str, int]:
    """What one sending makes, undone."""
    with transaction.atomic():
        before = counts()
        post(client, route, url, form)
        made = growth(before, counts())
        transaction.set_rollback(True)
    return made


@pytest.mark.timeout(900)
def test_each_form_sent_four_times_at_once_acts_once(committed_reference, here, client_for):  # noqa: F811
    clients = {role: [client_for(person) for _ in range(CLICKS)] for role, person in here.people.items() if person}
    for client in (client for several in clients.values() for client in several):
        client.raise_request_exception = False
    served, faults, making = openers(), [], set()
    for route in posting_routes():
        for relation, role in served.get(route, []):
            try:
                url = address(route, here.places[relation])
            except NoReverseMatch:
                continue
            form = form_at(clients[role][0], url)
            form.data |= {name: [words] for name, words in ELSEWHERE.get(route, {}).items()}
            form.files = form.files or FILES.get(route, [])
            wanted = once(clients[role][0], route, url, form)
            before = counts()
            answers = at_once(clients[role], route, url, [form] * CLICKS)
            made = growth(before, counts())
            if any(answer.status_code >= 500 for answer in answers):
                faults.append(f"{route}: {[answer.status_code for answer in answers]}")
            if made != wanted and route not in WRITES_WHILE_TYPING:
                faults.append(f"{route} {relation}: once {wanted}, four times {made}")
            if wanted:
                making.add(route)
                break
    assert not faults, "\n".join(faults)
    assert making >= MAKING, sorted(MAKING - making)
    assert len(making) >= 70, sorted(set(posting_routes()) - making)


# Two people, or one with two windows, write the same thing: a key of the database lets one through
NAMED_ONCE = {
    "agreements:agent-invite": "-", "agreements:agreement-next": "own", "agreements:funder-add": "-",
    "agreements:office-add": "funder", "agreements:programme-add": "funder", "organisms:auditor-add": "own",
    "organisms:invitation-add": "own", "organisms:network-invitation-add": "-", "organisms:organism-add": "-",
    "reporting:campaign-list": "-", "services:body-add": "own", "services:service-add": "own",
    "services:template-add": "own",
}  # fmt: skip
PAGE_OF_ITS_OWN = {TOKEN, "submit_key", "key"}


def test_the_same_thing_from_four_pages_at_once_is_made_once_and_refused_in_words(
    committed_reference, here, client_for  # noqa: F811
):  # fmt: skip
    faults = []
    for route, relation in NAMED_ONCE.items():
        role = next(role for place, role in openers()[route] if place == relation)
        clients = [client_for(here.people[role]) for _ in range(CLICKS)]
        url = address(route, here.places[relation])
        pages = [form_at(client, url) for client in clients]
        words = {name: values for name, values in pages[0].data.items() if name not in PAGE_OF_ITS_OWN}
        forms = [Filled(page.action, page.data | words, page.files) for page in pages]
        wanted, before = once(clients[0], route, url, forms[0]), counts()
        for client in clients:
            client.raise_request_exception = False
        statuses = sorted(answer.status_code for answer in at_once(clients, route, url, forms))
        made = growth(before, counts())
        if not wanted or made != wanted or statuses != [200, 200, 200, 302]:
            faults.append(f"{route}: {statuses}, once {wanted}, from four pages {made}")
    assert not faults, "\n".join(faults)
