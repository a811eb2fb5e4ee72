"""Remove rows that nothing hangs on, and put them back as they were: for a day, by whoever removed them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.models import SET_NULL, Model

from organisms.models import Membership, Removal, User
from roriq_portal.logs import log_action

GONE = "Rien à remettre\u00a0: il y a plus d’un jour, ou c’est déjà remis."
HELD = "On ne peut pas le retirer\u00a0: quelque chose y tient depuis que cette page est ouverte."
MOVED = "On ne peut pas le remettre\u00a0: ce dont il dépendait a changé, ou un autre a pris sa place."

# By the model of the first row: whether all of them still belong where they stood, asked before they are put back
BELONGS: dict[type[Model], Callable[[Sequence[Any]], bool]] = {}
# By the same model: what follows once all of them are back from a removal, in the same transaction
ONCE_BACK: dict[type[Model], Callable[[Sequence[Any], Removal], None]] = {}


class _ExactMoments(DjangoJSONEncoder):
    """Django's own cuts a moment at the millisecond: a row would not come back as it was."""

    def default(self, o: object) -> object:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class RemovalRefused(Exception):
    """Reads as a sentence."""


@dataclass(frozen=True)
class Keeping:
    """What is said of removed rows, the page they stood on, and who may put them back: see `Removal`."""

    words: str
    back: str
    right: str
    organism_id: int | None = None


@dataclass(frozen=True)
class Tie:
    """Rows that stay and named a removed one: by their model, by which field, and the number that they named."""

    model: str
    field: str
    named: int
    rows: Sequence[int]


@transaction.atomic
def remove_rows(*, rows: Sequence[Model], keeping: Keeping, by: User) -> Removal:
    """Delete rows, given in the order in which they were written, and keep them for a day; the journal keeps them too.

    Nothing else goes with them: a key of the database refuses (RemovalRefused) while any other row names one of them,
    but for the rows that may name nothing; those name them again once they are put back.
    """
    written = serializers.serialize("json", rows, cls=_ExactMoments)
    try:
        with transaction.atomic():
            ties = [asdict(tie) for row in reversed(rows) for tie in _delete(row)]
            _ask_the_keys()
    except IntegrityError as refused:
        raise RemovalRefused(HELD) from refused
    return Removal.objects.create(rows=written, ties=json.dumps(ties), removed_by=by, **asdict(keeping))


def _delete(row: Model) -> list[Tie]:
    """Delete one row and its own ties; return those of others, which may go on without it and name it no more."""
    undone = []
    for tie in row._meta.many_to_many:
        through = tie.remote_field.through
        if through is not None and through._meta.auto_created:
            _delete_all(through, **{tie.m2m_field_name(): row.pk})
    for relation in row._meta.related_objects:
        if relation.on_delete is SET_NULL:
            named = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
            if staying := list(named.order_by("pk").values_list("pk", flat=True)):
                undone.append(Tie(relation.related_model._meta.label, relation.field.name, row.pk, staying))
                named.update(**{relation.field.name: None})
    _delete_all(type(row), pk=row.pk)
    return undone


def _tie_again(tie: Tie) -> None:
    """Have the rows that named a removed one, and name nothing else since, name it again."""
    rows = apps.get_model(tie.model)._base_manager.filter(pk__in=tie.rows, **{f"{tie.field}__isnull": True})
    rows.update(**{tie.field: tie.named})


def _delete_all(model: type[Model], **named) -> None:
    rows = model._base_manager.filter(**named)
    # Django's own `delete` takes along the rows that name these: here the keys must refuse them
    rows._raw_delete(rows.db)


def _ask_the_keys() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def can_put_back(user: User, removal: Removal) -> bool:
    """Whether they still hold what the removal asked for; that they removed it, and when, is `visible_to`."""
    if removal.right == Removal.Right.PERSON:
        return True
    if removal.right == Removal.Right.NETWORK:
        return user.coordinates_network
    roles = user.role_at(removal.organism_id or 0)
    leads = bool(roles - {Membership.Role.STAFF}) or user.coordinates_network
    return leads if removal.right == Removal.Right.LEAD else bool(roles)


@log_action
@transaction.atomic
def put_back(*, removal: Removal, by: User) -> None:
    """Write removed rows again, with the numbers they had.

    Refuses (RemovalRefused) what somebody else removed, after a day, and where the database refuses a row, or what the
    rows stood in is no longer what it was.
    """
    standing = Removal.objects.visible_to(by).select_for_update().filter(pk=removal.pk).first()
    if standing is None:
        raise RemovalRefused(GONE)
    try:
        with transaction.atomic():
            rows = list(serializers.deserialize("json", standing.rows))
            _refuse_moved([row.object for row in rows])
            for row in rows:
                row.save(force_insert=True)
            for tie in json.loads(standing.ties):
                _tie_again(Tie(**tie))
            _ask_the_keys()
    except (IntegrityError, DeserializationError) as refused:
        raise RemovalRefused(MOVED) from refused
    returned = [row.object for row in rows]
    if follow := ONCE_BACK.get(type(returned[0])):
        follow(returned, standing)
    standing.delete()


def _refuse_moved(rows: Sequence[Model]) -> None:
    belongs = BELONGS.get(type(rows[0]))
    if belongs and not belongs(rows):
        raise RemovalRefused(MOVED)
