"""Each edit form, sent as its page shows it: nothing changed, so nothing is written, told or marked."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import NoReverseMatch

from tests.access.test_matrix import here  # noqa: F401
from tests.attack.doors import address, openers, posting_routes, same_address
from tests.attack.form_filler import Filled, forms_as_shown
from tests.attack.test_two_people import MARKS, places_of

pytestmark = pytest.mark.django_db
LABELS = ("organisms", "agreements", "services", "reporting", "network", "privacy")
# What remembers that a form was sent, whatever it changed
REMEMBERED = {"SentForm"}

# They make something, take it away or date it: nothing there is saved as it stood
OTHER = ("-add", "-next", "-receive", "-remove", "-revise", "-correct")

SAVED = {
    "agreements:agreement-edit", "agreements:amendment-edit", "agreements:budget-edit", "agreements:expense-edit",
    "agreements:funder-edit", "agreements:instalments-edit", "agreements:money-rules", "agreements:office-edit",
    "agreements:part-edit", "agreements:requirement-edit", "organisms:organism-edit", "reporting:form-line-edit",
    "reporting:funder-file-columns", "reporting:funder-file-edit", "reporting:funder-file-facts",
    "reporting:funder-file-section", "reporting:form-section-edit", "reporting:form-settings-edit",
    "reporting:reminder-rule",
    "reporting:reminder-rule-all", "services:activity-edit", "services:body-edit", "services:offering-edit",
    "services:partner-edit", "services:position-edit", "services:template-edit", "network:consolidated-words",
    "network:statement-write", "privacy:incident-edit", "privacy:own-name-edit",
}  # fmt: skip


def contents() -> dict[str, str]:
    """Return a digest of all that each table of ours holds, journals too."""
    models = [model for label in LABELS for model in apps.get_app_config(label).get_models()]
    tables = {model._meta.db_table for model in models if model._meta.managed and model.__name__ not in REMEMBERED}
    digest = "SELECT '{0}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(digest.format(table) for table in sorted(tables)))
        return dict(cursor.fetchall())


def form_shown(client, url) -> Filled | None:
    page = client.get(url)
    shown = forms_as_shown(page.content.decode()) if page.status_code == 200 and not page.streaming else []
    own = [form for form in shown if same_address(form.action, url)]
    edits = [form for form in own if any(MARKS & {name.rpartition("-")[2]} for name in form.data)]
    return edits[0] if edits else None


def test_saving_a_form_that_nobody_touched_writes_nothing(here, client_for):  # noqa: F811
    places, served, faults, saved = places_of(here), openers(), [], set()
    for route in (name for name in posting_routes() if not name.endswith(OTHER)):
        pairs = served.get(route, [])
        if route == "agreements:part-edit":
            pairs = [(part, "network") for part in ("volets", "priorites", "exigences")]
        for relation, role in pairs:
            try:
                url = address(route, places[relation])
            except NoReverseMatch:
                continue
            client = client_for(here.people[role])
            form = form_shown(client, url)
            if form is None:
                continue
            before = contents()
            answer = client.post(url, form.data)
            after = contents()
            moved = [table for table in after if after[table] != before[table]]
            if answer.status_code != 302:
                faults.append(f"{route} {relation}: {answer.status_code}")
            elif moved:
                faults.append(f"{route} {relation}: {moved}")
            else:
                saved.add(route)
    assert not faults, "\n".join(faults)
    assert saved >= SAVED, sorted(SAVED - saved)
