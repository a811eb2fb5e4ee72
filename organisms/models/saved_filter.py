"""Filters of a list that a person keeps under a name of their own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roriq_portal.database.name_identity import NameIdentity


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Each person has their own."""
        return self.filter(user=user)


class SavedFilter(models.Model):
    """`list_key` is the name of the list's address; `query` is what follows the question mark, without the page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    list_key = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("user", "list_key", NameIdentity("name"), name="saved_filter_named_once"),
            models.CheckConstraint(name="saved_filter_says_something", condition=~Q(query="") & ~Q(name="")),
        ]

    def __str__(self):
        return self.name
