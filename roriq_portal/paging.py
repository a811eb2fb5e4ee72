"""What lists page by: rows of a page, and a count that stops where nobody reads on (decision 5)."""

from django.db.models import QuerySet

PAGE = 25
MOST_COUNTED = 10_000


def bounded_count(rows: QuerySet) -> int:
    """Return how many rows there are, counted no further than one past MOST_COUNTED."""
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
