"""What lists page by: rows of a page, and the count of a query asked inside another, bounded (decision 5)."""

from django.db.models import IntegerField, Subquery


class CountOf(Subquery):
    """How many rows a query has, asked inside another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


PAGE = 25


MOST_COUNTED = 10_000
