"""Models drawn with less, between two migrations, are those that Django draws whole."""

import pytest
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from roriq_portal.database.migrating.quick_states import quick_states

# New tables; then new fields, of which some lead to other tables, on tables that stand and on tables that are new; then
# fields that say otherwise what a deletion takes along
CASES = {
    ("network", "0001_consolidated_reports_and_statement"): "network.ConsolidatedReport",
    ("reporting", "0015_answers_by_link_and_questions_of_a_line"): "reporting.PrivateLink",
    ("services", "0010_entry_and_partners"): "services.Partner",
    ("reporting", "0013_forms_of_their_own"): "reporting.Line",
}


def drawn(model) -> dict:
    """What a migration asks of a model: its fields, who leads to it, what its table bears besides."""
    meta = model._meta
    return {
        "leads": [(field.name, field.related_model._meta.label) for field in meta.concrete_fields if field.is_relation],
        "deletes": {field.name: field.remote_field.on_delete for field in meta.concrete_fields if field.is_relation},
        "fields": sorted(field.name for field in meta.get_fields(include_hidden=True)),
        "constraints": sorted(one.name for one in meta.constraints),
        "indexes": sorted(one.name for one in meta.indexes),
        "triggers": sorted(one.name for one in getattr(meta, "triggers", ())),
    }


@pytest.mark.parametrize(("migration", "label"), CASES.items(), ids=[name for _, name in CASES])
def test_models_are_drawn_as_by_django(migration, label):
    loader = MigrationLoader(None)
    before = loader.project_state(migration, at_end=False)
    whole, quick = before.clone(), before.clone()
    assert len(quick.apps.get_models()) > 100  # drawn, so that each change must keep the drawing true
    loader.graph.nodes[migration].mutate_state(whole, preserve=False)
    with quick_states():
        loader.graph.nodes[migration].mutate_state(quick, preserve=False)

    made = {model._meta.label: drawn(model) for model in whole.apps.get_models()}
    assert {model._meta.label: drawn(model) for model in quick.apps.get_models()} == made
    assert made[label]["triggers"]
    assert made[label]["deletes"]


def test_django_is_left_as_it_was():
    kinds = [migrations.AddConstraint, migrations.AddField, migrations.AlterField, migrations.CreateModel]
    before = [kind.state_forwards for kind in kinds]
    with quick_states():
        assert [kind.state_forwards for kind in kinds] != before
    assert [kind.state_forwards for kind in kinds] == before
