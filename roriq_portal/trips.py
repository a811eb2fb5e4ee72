"""Several queries in one trip to the database: a page that needs ten answers waits once."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, Field, Func, Model, QuerySet

Statement = tuple[str, tuple] | None
K = TypeVar("K")
M = TypeVar("M", bound=Model)
T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Errand(Generic[T]):
    """Queries that travel together, and how to read what they answer: `read` takes one list of rows for each query."""

    queries: tuple[QuerySet, ...]
    read: Callable[..., T]

    def then(self, go_on: Callable[[T], U]) -> "Errand[U]":
        """Return the same errand, its answer carried one step further."""
        return Errand(self.queries, lambda *rows: go_on(self.read(*rows)))


def rows_of(query: QuerySet[M]) -> Errand[list[M]]:
    """Return the errand of one query: its rows as they are."""
    return Errand((query,), list)


def nothing(answer: T) -> Errand[T]:
    """Return an errand that asks nothing and answers this."""
    return Errand((), lambda: answer)


def together(errands: Mapping[K, Errand[Any]]) -> Errand[dict[K, Any]]:
    """Join errands into one, answered by their keys."""
    return Errand(
        tuple(query for errand in errands.values() for query in errand.queries), partial(_read_each, dict(errands))
    )


def run(errand: Errand[T]) -> T:
    """Send all the queries of an errand at once, and return its answer. One trip, none when there is nothing to ask."""
    return errand.read(*_fetch([query.all() for query in errand.queries]))


class Slot(Expression):
    """A value that a prepared errand receives when it runs, where its queries would have held it."""

    def __init__(self, name: str, output_field: Field | None = None):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Among(Func):
    """Condition: `Among("organism_id", Slot("ids"))`, the field is in a list, empty or long, that the slot receives."""

    arg_joiner = " = ANY("
    template = "(%(expressions)s))"
    output_field = BooleanField()


class Prepared(Generic[T]):
    """An errand whose shape never changes, written as SQL once: Django spends more on writing it than PostgreSQL on reading.

    `build` returns the errand with a `Slot` for each value that `run` is given; it is called once, at the first run.
    """

    def __init__(self, build: Callable[[], Errand[T]]):
        self._build = build

    @cached_property
    def _written(self) -> tuple[Errand[T], list, list[Statement]]:
        errand = self._build()
        compilers = [query.query.get_compiler(query.db) for query in errand.queries]
        return errand, compilers, [_statement(compiler) for compiler in compilers]

    def run(self, **values: Any) -> T:
        """Send the queries with these values, by the name of their slots. One trip. KeyError when one is missing."""
        errand, compilers, statements = self._written
        filled = [statement and (statement[0], _filled(statement[1], values)) for statement in statements]
        queries = [query.all() for query in errand.queries]
        return errand.read(*_answers(queries, [copy.copy(compiler) for compiler in compilers], filled))


def _filled(params: tuple, values: Mapping[str, Any]) -> tuple:
    return tuple(values[param.name] if isinstance(param, Slot) else param for param in params)


def _read_each(errands: Mapping, *answers: list) -> dict:
    left = iter(answers)
    return {key: errand.read(*islice(left, len(errand.queries))) for key, errand in errands.items()}


def _fetch(queries: list[QuerySet]) -> list[list]:
    compilers = [query.query.get_compiler(query.db) for query in queries]
    return _answers(queries, compilers, [_statement(compiler) for compiler in compilers])


def _answers(queries: list[QuerySet], compilers: list, statements: list[Statement]) -> list[list]:
    """The driver composes statements on the client, so that several may leave as one text and answer in their order.

    Answers are counted from the last: who listens to the connection (pghistory, pgtrigger) may put words before ours.
    """
    sent = [statement for statement in statements if statement]
    if not sent:
        return [[] for _ in queries]
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(sql for sql, _ in sent), tuple(value for _, params in sent for value in params))
        results = (cursor.set_result(place).fetchall() for place in range(-len(sent), 0))
        answers = [next(results) if statement else [] for statement in statements]
    return [_settle(*found) for found in zip(queries, compilers, answers, strict=True)]


def _statement(compiler) -> Statement:
    """None for a query that Django knows to be empty."""
    try:
        return compiler.as_sql()
    except EmptyResultSet:
        return None


def _settle(query: QuerySet, compiler, rows: list[tuple]) -> list:
    """Let the query make its objects from these rows, as if it had fetched them itself; its prefetches follow."""
    kept = [row[: compiler.col_count] for row in rows] if rows and compiler.has_extra_select else rows
    compiler.execute_sql = lambda *args, **options: [kept]
    query.query.get_compiler = lambda *args, **options: compiler  # type: ignore[method-assign]
    return list(query)
