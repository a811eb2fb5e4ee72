"""Registers brought in: the file, its rows, and what the organism taught us about its columns and words."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Organism
from roriq_portal.database.name_identity import NameIdentity
from roriq_portal.database.remembered_words import RememberedWords
from services.models.activity import Activity
from services.models.activity_type import ActivityType


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(organism__in=[m.organism_id for m in user.live_memberships])


def batch_path(batch, name):
    return f"imports/{batch.organism_id}/{batch.sha256}"


def faulty_path(batch, name):
    return f"imports/{batch.organism_id}/{batch.pk}-{name}"


class ImportBatch(models.Model):
    class State(models.TextChoices):
        JUDGING = "judging", "À l’examen"
        READ = "read", "À vérifier"
        RUNNING = "running", "En cours"
        DONE = "done", "Importé"
        FAILED = "failed", "Arrêté"
        UNDONE = "undone", "Annulé"

    # A register that several imports share counts for each
    files_of = "organism"
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="imports")
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=batch_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0, db_default=0)
    mapping = models.JSONField(default=dict, help_text="colonne du fichier → champ, tel que confirmé")
    reading = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), help_text="réponses sur la lecture du fichier"
    )
    summary = models.JSONField(default=dict, help_text="nombres de lignes par sort, disparues et changées comprises")
    is_heavy = models.BooleanField(
        default=False, db_default=False, help_text="trop long pour une page : examiné par le travailleur"
    )
    faulty_rows = models.FileField(upload_to=faulty_path, max_length=200, blank=True, db_default="")
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="import_undone_pair",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def has_nothing_new(self) -> bool:
        """Whether it was judged, never started, and would write nothing."""
        waits = self.state == self.State.READ and bool(self.summary)
        return waits and not any(self.summary.get(key) for key in ("ready", "changed", "faulty"))


class ImportRow(models.Model):
    """One row that became an activity. Its identity is the organism, the hash of its cells and the nth occurrence."""

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="import_rows")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="import_row")
    file_row = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    nth = models.PositiveSmallIntegerField(default=1)
    cells = models.JSONField(default=list)
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["batch", "file_row"]
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "sha256", "nth"], condition=Q(is_undone=False), name="row_imported_once"
            )
        ]

    def __str__(self):
        return f"{self.batch_id}:{self.file_row}"


class ColumnMapping(RememberedWords):
    organism = models.ForeignKey(Organism, on_delete=models.CASCADE, related_name="column_mappings")
    header = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True, help_text="vide : colonne ignorée")

    class Meta:
        constraints = [models.UniqueConstraint("organism", NameIdentity("header"), name="column_mapped_once")]

    def __str__(self):
        return f"{self.header} → {self.field}"


class AgreementMapping(RememberedWords):
    """What an organism's registers mean by a reference that is no agreement of the portal."""

    organism = models.ForeignKey(Organism, on_delete=models.CASCADE, related_name="agreement_mappings")
    words = models.CharField(max_length=200)
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="vide : importer sans imputation",
    )

    class Meta:
        constraints = [models.UniqueConstraint("organism", NameIdentity("words"), name="agreement_words_mapped_once")]

    def __str__(self):
        return f"{self.words} → {self.agreement or 'sans imputation'}"


class TypeMapping(RememberedWords):
    organism = models.ForeignKey(Organism, on_delete=models.CASCADE, related_name="type_mappings")
    words = models.CharField(max_length=200)
    activity_type = models.ForeignKey(ActivityType, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("organism", NameIdentity("words"), name="type_words_mapped_once")]

    def __str__(self):
        return f"{self.words} → {self.activity_type}"
