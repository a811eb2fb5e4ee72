"""Models drawn with less, between two migrations, are those that Django draws whole."""

from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from roriq_portal.database.migrating.quick_states import quick_states

FIRST = "network", "0001_consolidated_reports_and_statement"


def drawn(model) -> dict:
    """What a migration asks of a model: its fields, who leads to it, what its table bears besides."""
    meta = model._meta
    return {
        "fields": sorted(field.name for field in meta.get_fields(include_hidden=True)),
        "constraints": sorted(one.name for one in meta.constraints),
        "indexes": sorted(one.name for one in meta.indexes),
        "triggers": sorted(one.name for one in getattr(meta, "triggers", ())),
    }


def test_models_are_drawn_as_by_django():
    loader = MigrationLoader(None)
    before = loader.project_state(FIRST, at_end=False)
    whole, quick = before.clone(), before.clone()
    assert len(quick.apps.get_models()) > 100  # drawn, so that each change must keep the drawing true
    loader.graph.nodes[FIRST].mutate_state(whole, preserve=False)
    with quick_states():
        loader.graph.nodes[FIRST].mutate_state(quick, preserve=False)

    made = {model._meta.label: drawn(model) for model in whole.apps.get_models()}
    assert {model._meta.label: drawn(model) for model in quick.apps.get_models()} == made
    assert len(made["network.ConsolidatedReport"]["triggers"]) > 1


def test_django_is_left_as_it_was():
    kinds = [migrations.AddConstraint, migrations.AddIndex, migrations.CreateModel]
    before = [kind.state_forwards for kind in kinds]
    with quick_states():
        assert [kind.state_forwards for kind in kinds] != before
    assert [kind.state_forwards for kind in kinds] == before
