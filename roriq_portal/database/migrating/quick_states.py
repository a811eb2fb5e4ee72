"""What `migrate` leaves out of Django's picture of the models between two operations: it takes a sixth of the time.

Django draws again every model tied to the one that changed, and nearly every model here is tied to its user. Four
cases need none of it: a model that is new, to which nothing leads yet; a field that is new, and what `Meta` says for
the database alone (triggers, constraints, indexes), which are written on the model that is drawn; a field that changes
in nothing its column knows. The tables are the same.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from django.apps import apps
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field
from pgtrigger.migrations import AddTrigger, RemoveTrigger

OPTIONS: dict[type[Operation], str] = {
    AddConstraint: "constraints",
    AddIndex: "indexes",
    AddTrigger: "triggers",
    RemoveConstraint: "constraints",
    RemoveIndex: "indexes",
    RemoveTrigger: "triggers",
}
# What a field says to people and to Python; a migration asks none of it but what a deletion takes along
UNKNOWN_TO_COLUMN = {"choices", "error_messages", "help_text", "on_delete", "validators", "verbose_name"}
Forwards = Callable[[Operation, str, ProjectState], None]


@contextmanager
def quick_states() -> Iterator[None]:
    """Have migrations draw only what the next operation needs."""
    with ExitStack() as stack:
        for kind, option in OPTIONS.items():
            stack.enter_context(_replaced(kind, "state_forwards", _written(kind.state_forwards, option)))
        stack.enter_context(_replaced(CreateModel, "state_forwards", _drawn_alone(CreateModel.state_forwards)))
        stack.enter_context(_replaced(AddField, "state_forwards", _joined(AddField.state_forwards)))
        stack.enter_context(_replaced(AlterField, "state_forwards", _said_otherwise(AlterField.state_forwards)))
        # Which setting swaps a model is asked of every relation that is drawn, and does not change meanwhile
        known = cache(apps.get_swappable_settings_name)
        stack.enter_context(_replaced(apps, "get_swappable_settings_name", known))
        yield


@contextmanager
def _replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """Have an attribute be another one for a time; what was inherited is inherited again."""
    own = vars(owner).get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if own is None:
            delattr(owner, name)
        else:
            setattr(owner, name, own)


def _skip(*args: object, **options: object) -> None:
    """Draw nothing."""


def _without_drawing(forwards: Forwards, operation: Operation, app_label: str, state: ProjectState) -> None:
    with _replaced(ProjectState, "reload_model", _skip):
        forwards(operation, app_label, state)


def _written(forwards: Forwards, option: str) -> Forwards:
    def state_forwards(self: Operation, app_label: str, state: ProjectState) -> None:
        _without_drawing(forwards, self, app_label, state)
        if "apps" in state.__dict__:
            name = self.model_name  # type: ignore[attr-defined]
            model, stands = state.apps.get_model(app_label, name), state.models[app_label, name.lower()]
            setattr(model._meta, option, list(stands.options[option]))

    return state_forwards


def _drawn_alone(forwards: Forwards) -> Forwards:
    def state_forwards(self: Operation, app_label: str, state: ProjectState) -> None:
        _without_drawing(forwards, self, app_label, state)
        if "apps" in state.__dict__:
            state.apps.render_multiple([state.models[app_label, self.name_lower]])  # type: ignore[attr-defined]

    return state_forwards


def _joined(forwards: Forwards) -> Forwards:
    def state_forwards(self: Operation, app_label: str, state: ProjectState) -> None:
        name, model_name = self.name, self.model_name_lower  # type: ignore[attr-defined]
        if _stands_alone(state, app_label, model_name) and not self.field.many_to_many:  # type: ignore[attr-defined]
            _without_drawing(forwards, self, app_label, state)
            field = state.models[app_label, model_name].fields[name].clone()
            field.contribute_to_class(state.apps.get_model(app_label, model_name), name)
            state.apps.clear_cache()  # where it leads to was a name while it was added
        else:
            forwards(self, app_label, state)

    return state_forwards


def _said_otherwise(forwards: Forwards) -> Forwards:
    def state_forwards(self: Operation, app_label: str, state: ProjectState) -> None:
        name, model_name, field = self.name, self.model_name_lower, self.field  # type: ignore[attr-defined]
        if not _is_same_column(state.models[app_label, model_name].fields[name], field):
            forwards(self, app_label, state)
            return
        _without_drawing(forwards, self, app_label, state)
        if "apps" in state.__dict__ and field.remote_field:
            drawn = state.apps.get_model(app_label, model_name)._meta.get_field(name)
            drawn.remote_field.on_delete = field.remote_field.on_delete

    return state_forwards


def _is_same_column(before: Field, after: Field) -> bool:
    """True for two fields that are alike in all that a column, or a relation that is drawn, knows of them."""
    _, kind, args, options = before.deconstruct()
    _, new_kind, new_args, new_options = after.deconstruct()
    changed = {name for name in options | new_options if options.get(name) != new_options.get(name)}
    return (kind, args) == (new_kind, new_args) and changed <= UNKNOWN_TO_COLUMN


def _stands_alone(state: ProjectState, app_label: str, model_name: str) -> bool:
    """True for a model that is drawn in this very state, so that its relations are too, and that no other inherits."""
    if "apps" not in state.__dict__ or state.apps.get_model(app_label, model_name)._meta.apps is not state.apps:
        return False
    return not any(f"{app_label}.{model_name}" in model.bases for model in state.models.values())
