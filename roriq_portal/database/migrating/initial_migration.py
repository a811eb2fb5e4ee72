"""A first migration that asks Django for its models once, instead of once an operation."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState


class InitialMigration(Migration):
    """Make every table of an app from the models that the migration ends with.

    Django builds all related models again after each operation, which is most of the time of a first `migrate`.
    Only for operations that make whole tables: one that changes a table needs the models of its own moment.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        bare = ProjectState(models=dict(project_state.models), real_apps=project_state.real_apps)
        after = self.mutate_state(bare, preserve=False)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, after, after)
        return after
