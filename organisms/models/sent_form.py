"""Forms that did something: a second click on the same page is led where the first went."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

# A session lasts two hours: no page is left to be sent again after that
REMEMBERED = timedelta(hours=3)


class SentFormQuerySet(models.QuerySet):
    def outdated(self):
        return self.filter(sent_at__lt=timezone.now() - REMEMBERED)


class SentForm(models.Model):
    """`key`: a digest of who sent which page with which words; `led_to`: where the answer led, blank while it works;
    `said`: what it said was done, as HTML.
    """

    key = models.CharField(max_length=64, primary_key=True)
    led_to = models.TextField(blank=True)
    said = models.TextField(blank=True, default="", db_default="")
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = SentFormQuerySet.as_manager()

    def __str__(self):
        return self.led_to
