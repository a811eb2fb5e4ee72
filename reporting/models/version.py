"""What was filed: frozen content, the files made from it, who received it, and what they answered."""

import hashlib
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from agreements.models import Funder
from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import append_only
from roriq_portal.formats.language import current_language

from .private_link import LinkSigner
from .report import Report
from .triggers.links import answer_by_living_link
from .triggers.seals import seal_of_a_pdf


class Version(models.Model):
    """Canonical JSON as text, and its SHA-256. The paper, the screen and the spreadsheet read this and nothing else."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=16, unique=True, help_text="80 bits au hasard, en base 32")
    as_of = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["report", "-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="version_once")]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.report_id} v{self.number}"

    @property
    def is_unaltered(self) -> bool:
        return hashlib.sha256(self.content.encode()).hexdigest() == self.sha256


class Document(models.Model):
    """A file made from a version, once in each of its formats for each language of its form."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    class Language(models.TextChoices):
        FRENCH = "fr", "français"
        ENGLISH = "en", "anglais"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="documents")
    format = models.CharField(max_length=4, choices=Format)
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH, db_default=Language.FRENCH)
    file = models.FileField(upload_to="papers/%Y/", max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "format", "language"], name="document_once_per_format"),
            models.CheckConstraint(name="document_language_known", condition=Q(language__in=["fr", "en"])),
        ]
        # Anybody may compare a file at « Vérifier un document »: it is looked up by its hash
        indexes = [models.Index(fields=["sha256"], name="document_by_hash")]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.version} {self.format}"

    @property
    def words(self) -> str:
        """« PDF », « PDF en anglais »: what a link to it says on a page in French or in English."""
        if self.language == current_language():
            return self.format.upper()
        words = gettext("{} en anglais") if self.language == "en" else gettext("{} en français")
        return words.format(self.format.upper())


class Seal(models.Model):
    """The network's signature in a PDF (decision 57): whose certificate, when; a document without a row bears none.

    `signature_sha256`: of the signature itself, by which a file that was changed since is still known. `stamped_at`:
    the hour that an authority gave.
    """

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="seal")
    signed_at = models.DateTimeField()
    subject = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    signature_sha256 = models.CharField(max_length=64, unique=True)
    stamped_at = models.DateTimeField(null=True, blank=True)
    stamped_by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seal_while_its_certificate_lasts",
                condition=Q(signed_at__gte=models.F("begins_at"), signed_at__lt=models.F("ends_at")),
            ),
            models.CheckConstraint(
                name="seal_prints_are_sha256",
                condition=Q(fingerprint__regex="^[0-9a-f]{64}$", signature_sha256__regex="^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="seal_stamp_pair",
                condition=Q(stamped_at__isnull=True, stamped_by="") | Q(stamped_at__isnull=False),
            ),
        ]
        # Which certificates are the network's is asked of each file that a stranger sends
        indexes = [models.Index(fields=["fingerprint"], name="seal_by_certificate")]
        triggers = [append_only(), seal_of_a_pdf()]

    def __str__(self):
        return f"{self.document} {self.subject}"


class CountedRecords(models.Model):
    """The activities that a version counts, each at its revision; `last_event`: where the journal of counts stood."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="records")
    activity_ids = ArrayField(models.BigIntegerField())
    revisions = ArrayField(models.PositiveIntegerField())
    last_event = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="counted_records_pair", condition=Q(activity_ids__len=models.F("revisions__len"))
            )
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.version}, {len(self.activity_ids)}"


class Receipt(models.Model):
    """A funder's steps with a version and the answers to them, one row a step; the newest gives the current state."""

    class State(models.TextChoices):
        SENT = "sent", "Transmis"
        READ = "read", "Lu"
        ASKED = "asked", "Précisions demandées"
        ACCEPTED = "accepted", "Accepté"
        ACCEPTED_WITH_RESERVE = "reserve", "Accepté avec réserve"
        ANSWERED = "answered", "Réponse écrite de l’organisme"
        TAKEN_BACK = "back", "Réponse annulée"

    ACCEPTANCES = (State.ACCEPTED, State.ACCEPTED_WITH_RESERVE)
    # What a funder answers, and what is answered to it: each may be taken back
    DECISIONS = (*ACCEPTANCES, State.ASKED)
    REVOCABLE = (*DECISIONS, State.ANSWERED)

    # Set by `line_links`
    line_words: str
    line_url: str

    files_of = "version__report__organism"
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="receipts")
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="receipts")
    state = models.CharField(max_length=8, choices=State)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signer = models.ForeignKey(LinkSigner, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts")
    text = models.TextField(blank=True)
    line_key = models.SlugField(
        max_length=40, blank=True, default="", db_default="", help_text="la ligne sur laquelle porte une question"
    )
    answer_by = models.DateField(null=True, blank=True, help_text="le jour où la réponse est attendue")
    letter = models.FileField(upload_to="letters/%Y/", max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0, db_default=0, help_text="octets de la lettre")
    idempotency_key = models.UUIDField(unique=True, null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="receipt_says_who",
                condition=Q(state__in=["sent", "read"])
                | Q(by__isnull=False)
                | Q(recorded_by__isnull=False)
                | Q(signer__isnull=False),
            ),
            models.CheckConstraint(
                name="receipt_by_link_is_an_answer",
                condition=Q(signer__isnull=True)
                | Q(by__isnull=True, recorded_by__isnull=True, state__in=["asked", "accepted", "reserve", "back"]),
            ),
            models.CheckConstraint(
                name="receipt_line_and_day_of_a_question",
                condition=Q(state="asked") | Q(line_key="", answer_by__isnull=True),
            ),
            day_in_range("receipt_answer_in_range", "answer_by"),
        ]
        triggers = [append_only(), answer_by_living_link()]

    def __str__(self):
        return f"{self.funder} {self.state}"

    @property
    def by_link_words(self) -> str:
        """« , par lien, Léa Roy, agente de développement »; nothing of an answer that came another way."""
        return f", par lien, {self.signer}" if self.signer else ""

    @property
    def way_words(self) -> str:
        """« version 2, par lien, Léa Roy, agente »: of which version it is, who gave it, and who wrote it down."""
        ways = (
            gettext("version {}").format(self.version.number),
            gettext("par {}").format(self.by.name) if self.by else "",
            gettext("par lien, {}").format(self.signer) if self.signer else "",
            gettext("inscrit par {}").format(self.recorded_by.name) if self.recorded_by else "",
        )
        return ", ".join(filter(None, ways))

    @property
    def number(self) -> str:
        """« RB-2026-0012-45 »: the number that a receipt bears."""
        return f"{self.version.report.number}-{self.pk}"


def open_questions(report: Report) -> list[Receipt]:
    """Return the questions that nobody answered, newest first; one query, none when nobody asks."""
    if report.state != Report.State.ASKED:
        return []
    return waiting_among(list(receipts_of(report)))


def receipts_of(report: Report) -> QuerySet[Receipt]:
    """Return every receipt of the report, newest first, with who and which version."""
    rows = Receipt.objects.filter(version__report=report)
    rows = rows.select_related("version", "funder", "by", "recorded_by", "signer__link")
    return rows.defer("version__content").order_by("-at", "-pk")


def letter_in_force(report: Report) -> Receipt | None:
    """Return the letter that says that the lead funder accepted, until one of its agents answers in person."""
    if not report.is_accepted:
        return None
    signs = {"funder__signatures__agreement": report.agreement, "funder__signatures__is_lead": True}
    silent = (Receipt.State.SENT, Receipt.State.READ)
    said = next(iter(without_taken_back(receipts_of(report).filter(**signs).exclude(state__in=silent))), None)
    return said if said and said.letter and said.by_id is None else None


def without_taken_back(receipts: Iterable[Receipt]) -> Iterator[Receipt]:
    """Yield receipts, given from the newest to the oldest, without the answers that were taken back."""
    taken_back: set[int] = set()
    for receipt in receipts:
        if receipt.state == Receipt.State.TAKEN_BACK:
            taken_back.add(receipt.funder_id)
        elif receipt.funder_id in taken_back and receipt.state in Receipt.REVOCABLE:
            taken_back.discard(receipt.funder_id)
        else:
            yield receipt


def waiting_among(receipts: list[Receipt]) -> list[Receipt]:
    """Return, of receipts from the newest to the oldest, the questions on the newest version that nothing closed.

    A funder's acceptance, or the written answer, closes all its questions; another question closes none.
    """
    settled: set[int] = set()
    waiting: list[Receipt] = []
    last = max((receipt.version.number for receipt in receipts), default=0)
    for receipt in without_taken_back(receipts):
        if receipt.version.number != last or receipt.funder_id in settled:
            continue
        if receipt.state == Receipt.State.ASKED:
            waiting.append(receipt)
        elif receipt.state in Receipt.REVOCABLE:
            settled.add(receipt.funder_id)
    return waiting
