"""What a person came back to, what they marked as read, and how often each kind of news is mailed to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NewsKind(models.TextChoices):
    """The kinds of news, as a person filters them and chooses their mail."""

    TURN = "turn", "Rapports qui avancent"
    ANSWERS = "answers", "Réponses à vos rapports"
    QUESTIONS = "questions", "Questions des bailleurs"
    HOUSEHOLDS = "households", "Cibles conjointes et ménages"
    FILES = "files", "Importations et documents"
    CAMPAIGNS = "campaigns", "Campagnes et gabarits"
    DEADLINES = "deadlines", "Échéances et ententes"
    SEATS = "seats", "Sièges"


# What each person may choose; letters about seats and about the account itself always leave
CHOSEN_KINDS = [kind for kind in NewsKind if kind != NewsKind.SEATS]


class Visit(models.Model):
    """A person's present visit and the one before. Entering again within two hours is the same visit.

    `former_at` is when the visit before began: what happened during it is told again rather than lost.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visit")
    began_at = models.DateTimeField(default=timezone.now)
    former_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_after_the_former",
                condition=Q(former_at__isnull=True) | Q(former_at__lt=models.F("began_at")),
            )
        ]

    def __str__(self):
        return f"{self.user_id}, {self.began_at}"


class NewsMark(models.Model):
    """A person marked one piece of news as read (`source`, `row`), or all of it up to a moment (`up_to`).

    What was marked by one click has one `marked_at`, by which it is undone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news_marks")
    source = models.CharField(max_length=12, blank=True)
    row = models.BigIntegerField(null=True, blank=True)
    up_to = models.DateTimeField(null=True, blank=True)
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["marked_at"], name="news_mark_to_forget")]
        constraints = [
            models.UniqueConstraint(fields=["user", "source", "row"], name="news_marked_once"),
            models.CheckConstraint(
                name="news_mark_of_one_or_all",
                condition=Q(source="", row__isnull=True, up_to__isnull=False)
                | (~Q(source="") & Q(row__isnull=False, up_to__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.source}-{self.row}" if self.source else str(self.up_to)


class Rhythm(models.TextChoices):
    AT_ONCE = "at_once", "Tout de suite"
    DAILY = "daily", "Une fois par jour"
    WEEKLY = "weekly", "Le lundi"
    NEVER = "never", "Jamais"


class MailChoice(models.Model):
    """How often one kind of news is mailed to a person; without a row, as `usual_rhythm` says."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(max_length=10, choices=NewsKind)
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="mail_choice_once_a_kind"),
            models.CheckConstraint(name="mail_choice_of_a_kind", condition=Q(kind__in=CHOSEN_KINDS)),
            models.CheckConstraint(name="mail_choice_rhythm", condition=Q(rhythm__in=list(Rhythm))),
        ]

    def __str__(self):
        return f"{self.kind}, {self.rhythm}"


class NewsLetter(models.Model):
    """One letter of gathered news to one person: of which rhythm, for which hour or day, and of which moments.

    Two workers write it once: a person has one letter of a rhythm for a slot. Without news it is not sent.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "En attente"
        SENT = "sent", "Parti"
        VOID = "void", "Sans objet"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news_letters")
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    slot = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["until"], name="news_letter_to_forget")]
        constraints = [
            models.UniqueConstraint(fields=["user", "rhythm", "slot"], name="news_letter_once_a_slot"),
            models.CheckConstraint(name="news_letter_has_days", condition=Q(since__lt=models.F("until"))),
            models.CheckConstraint(
                name="news_letter_rhythm", condition=Q(rhythm__in=[Rhythm.AT_ONCE, Rhythm.DAILY, Rhythm.WEEKLY])
            ),
            models.CheckConstraint(
                name="news_letter_says_how_it_went",
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state__in=["queued", "void"], sent_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.user_id}, {self.rhythm}, {self.slot}"
