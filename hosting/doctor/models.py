"""What the doctor found, one row an examination."""

from django.db import models
from django.utils import timezone

from roriq_portal.formats.days import format_moment


class Verdict(models.TextChoices):
    """What is said of one check, and of all of them: the worst. From the best to the worst."""

    GOOD = "bon", "Bon"
    ATTENTION = "attention", "Attention"
    BAD = "mauvais", "Mauvais"


class Examination(models.Model):
    """One run of the doctor. `lines`: what each check found, as `hosting.doctor.findings.Line` writes it."""

    at = models.DateTimeField(default=timezone.now)
    version = models.CharField(max_length=40)
    verdict = models.CharField(max_length=9, choices=Verdict)
    lines = models.JSONField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="examination_by_moment")]
        constraints = [
            models.CheckConstraint(name="examination_verdict", condition=models.Q(verdict__in=Verdict.values))
        ]

    def __str__(self):
        return f"{format_moment(self.at)}, {self.verdict}"
