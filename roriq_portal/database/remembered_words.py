"""What somebody said that words of a file mean: once however they are spelled, forgotten with a day to take it back."""

from collections.abc import Iterable, Mapping

from django.db import connection, models
from django.utils import timezone

from roriq_portal.edits.undo import UNDONE_WITHIN

# The key of a row, the name of a field, or nothing: left out
Meaning = int | str | None


class RememberedQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody forgot."""
        return self.filter(forgotten_at__isnull=True)

    def forgotten_lately(self):
        """Those that may still be taken back, the latest first."""
        return self.filter(forgotten_at__gt=timezone.now() - UNDONE_WITHIN).order_by("-forgotten_at", "-pk")

    def beyond_recall(self):
        """Those that were forgotten for too long to be taken back."""
        return self.filter(forgotten_at__lte=timezone.now() - UNDONE_WITHIN)

    def forget(self) -> int:
        """Forget these; return how many were remembered until now."""
        return self.standing().update(forgotten_at=timezone.now())

    def restore(self) -> int:
        """Remember again these, forgotten for less than a day; return how many."""
        return self.forgotten_lately().order_by().update(forgotten_at=None)


class RememberedWords(models.Model):
    """An answer about words. Each table of them is unique by its owner and by `name_identity` of the words."""

    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = RememberedQuerySet.as_manager()

    class Meta:
        abstract = True


def remember(
    model: type[RememberedWords],
    owner: models.Model,
    answers: Mapping[str, Meaning] | Iterable[tuple[str, Meaning]],
    *,
    words: str,
    meaning: str,
) -> None:
    """Write what words mean for their owner; words that it knows, however spelled, take the new spelling and meaning.

    `words`, `meaning`: the fields of the model. What was forgotten is remembered again.
    """
    relation = next(field for field in model._meta.concrete_fields if field.related_model is type(owner))
    by, said, means = (_quoted_column(model, name) for name in (relation.name, words, meaning))
    statement = f"""
        INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({by}, {said}, {means}) VALUES (%s, %s, %s)
        ON CONFLICT ({by}, name_identity({said}))
        DO UPDATE SET {said} = EXCLUDED.{said}, {means} = EXCLUDED.{means}, forgotten_at = NULL
    """
    pairs = answers.items() if isinstance(answers, Mapping) else answers
    with connection.cursor() as cursor:
        for each, answer in pairs:
            cursor.execute(statement, [owner.pk, each, answer])


def _quoted_column(model: type[models.Model], name: str) -> str:
    column = next(field.column for field in model._meta.concrete_fields if field.name == name)
    return connection.ops.quote_name(str(column))
