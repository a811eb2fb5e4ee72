"""What an agreement's money becomes: expenses by line, transfers between lines, and what others bring."""

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agreements.models.budget import BudgetLine
from roriq_portal.database.name_identity import NameIdentity
from roriq_portal.database.remembered_words import RememberedWords
from roriq_portal.database.triggers import journal

from .agreement import Agreement, AgreementYear

DAYS = ("1990-01-01", "2100-12-31")
AT_LEAST_ZERO = [MinValueValidator(0)]

IN_YEAR_OR_EXPLAINED = """
    SELECT y.during INTO term FROM agreements_budgetline l
        JOIN agreements_agreementyear y ON y.id = l.year_id WHERE l.id = NEW.line_id FOR SHARE OF y;
    IF NEW.explanation = '' AND NOT (term @> NEW.day) THEN
        RAISE EXCEPTION 'expense lies outside its year' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
IN_YEAR = """
    SELECT during INTO term FROM agreements_agreementyear WHERE id = NEW.year_id FOR SHARE;
    IF NOT (term @> NEW.day) THEN
        RAISE EXCEPTION 'contribution lies outside its year' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
# Both lines are locked in order: two transfers at once out of one line are judged one after the other.
WITHIN_LINE = """
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a transfer is cancelled, never erased' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.cancelled_at IS NOT NULL OR NEW.cancelled_at IS NULL
        OR (NEW.source_id, NEW.target_id, NEW.amount, NEW.decided_on, NEW.reason, COALESCE(NEW.consent_on, 'infinity'))
        <> (OLD.source_id, OLD.target_id, OLD.amount, OLD.decided_on, OLD.reason, \
COALESCE(OLD.consent_on, 'infinity'))) THEN
        RAISE EXCEPTION 'a transfer may only be cancelled' USING ERRCODE = '23514';
    END IF;
    PERFORM 1 FROM agreements_budgetline WHERE id IN (NEW.source_id, NEW.target_id) ORDER BY id FOR UPDATE;
    SELECT * INTO giving FROM agreements_budgetline WHERE id = NEW.source_id;
    SELECT * INTO taking FROM agreements_budgetline WHERE id = NEW.target_id;
    IF giving.year_id <> taking.year_id THEN
        RAISE EXCEPTION 'transfer between two years' USING ERRCODE = '23514';
    END IF;
    payer := CASE WHEN TG_OP = 'INSERT' THEN NEW.source_id ELSE NEW.target_id END;
    SELECT COALESCE(SUM(CASE WHEN target_id = payer THEN amount ELSE -amount END), 0) INTO moved
        FROM agreements_transfer WHERE cancelled_at IS NULL AND payer IN (source_id, target_id);
    IF (SELECT amount FROM agreements_budgetline WHERE id = payer) + moved < NEW.amount THEN
        RAISE EXCEPTION 'transfer exceeds its line' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.consent_on IS NULL THEN
        SELECT r.transfer_limit, r.transfer_base INTO allowed, base FROM agreements_agreementyear y
            JOIN agreements_moneyrules r ON r.agreement_id = y.agreement_id WHERE y.id = giving.year_id FOR SHARE OF r;
        SELECT COALESCE(SUM(amount), 0) INTO free FROM agreements_transfer
            WHERE source_id = NEW.source_id AND cancelled_at IS NULL AND consent_on IS NULL;
        allowed := COALESCE(allowed, 0) * \
CASE WHEN base = 'smaller' THEN LEAST(giving.amount, taking.amount) ELSE giving.amount END;
        IF (free + NEW.amount) * 100 > allowed THEN
            RAISE EXCEPTION 'transfer needs consent' USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NEW;
"""
CANCELLED_WHOLE = Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancelled_reason="") | (
    Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_reason="")
)


class TransferQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(source__year__agreement__in=Agreement.objects.money_read_by(user))

    def standing(self):
        return self.filter(cancelled_at__isnull=True)


@journal(inserts=False)
class Transfer(models.Model):
    """Money moved between two lines of a year: free within the agreement's rule, else with the funder's consent."""

    source = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="transfers_in")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    decided_on = models.DateField()
    consent_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_reason = models.CharField(max_length=300, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(name="transfer_moves_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="transfer_between_two_lines", condition=~Q(source=F("target"))),
            models.CheckConstraint(name="transfer_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="transfer_days_in_range",
                condition=Q(decided_on__range=DAYS) & (Q(consent_on__isnull=True) | Q(consent_on__range=DAYS)),
            ),
            models.CheckConstraint(name="transfer_cancelled_whole", condition=CANCELLED_WHOLE),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_line",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[
                    ("giving", "agreements_budgetline"),
                    ("taking", "agreements_budgetline"),
                    ("payer", "bigint"),
                    ("moved", "numeric"),
                    ("free", "numeric"),
                    ("allowed", "numeric"),
                    ("base", "text"),
                ],
                func=WITHIN_LINE,
            )
        ]

    def __str__(self):
        return f"{self.source} → {self.target} : {self.amount}"


class ExpenseBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.money_read_by(user))


@journal(inserts=False, exclude=["cells", "remarks"])
class ExpenseBatch(models.Model):
    """A file of expenses; the same bytes are written once.

    `cells` keeps its rows as read until they are written, then those at fault. `remarks`: what the file hides.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="expense_batches")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    cells = models.JSONField(default=list)
    remarks = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    written = models.PositiveIntegerField(default=0)

    objects = ExpenseBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "sha256"], name="expense_file_once_per_agreement")]

    def __str__(self):
        return self.name


class LineWords(RememberedWords):
    """What the files of an agreement call a line of its budget, as somebody said."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="line_words")
    words = models.CharField(max_length=200)
    line_name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint("agreement", NameIdentity("words"), name="line_words_once_per_agreement")
        ]

    def __str__(self):
        return f"{self.words} → {self.line_name}"


class ExpenseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(line__year__agreement__in=Agreement.objects.money_read_by(user))


@journal(inserts=False)
class Expense(models.Model):
    """An expense, paid or committed (« engagée »). Its day is in the line's year, or the explanation says why not."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="expenses")
    day = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    note = models.CharField(max_length=300, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    is_committed = models.BooleanField(default=False)
    batch = models.ForeignKey(ExpenseBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="expenses")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            # A credit is what a bookkeeper's file says; by hand, an expense is changed or removed
            models.CheckConstraint(
                name="expense_credit_from_a_file", condition=Q(amount__gte=0) | Q(batch__isnull=False)
            ),
            models.CheckConstraint(name="expense_day_in_range", condition=Q(day__range=DAYS)),
        ]
        indexes = [models.Index(fields=["line", "day"], name="expense_by_line_and_day")]
        triggers = [
            pgtrigger.Trigger(
                name="in_year_or_explained",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("term", "daterange")],
                func=IN_YEAR_OR_EXPLAINED,
            )
        ]

    def __str__(self):
        return f"{self.line} : {self.amount} ({self.day})"


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(year__agreement__in=Agreement.objects.money_read_by(user))


@journal(inserts=False)
class Contribution(models.Model):
    """A part of the « mise de fonds » of a year: what others than the signing funders bring, in cash or in kind."""

    class Origin(models.TextChoices):
        ORGANISM = "organism", "L’organisme"
        COMMUNITY = "community", "Le milieu"
        PUBLIC = "public", "Une autre aide publique"

    year = models.ForeignKey(AgreementYear, on_delete=models.PROTECT, related_name="contributions")
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.CharField(max_length=120)
    in_kind = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2, validators=AT_LEAST_ZERO)
    day = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(name="contribution_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="contribution_day_in_range", condition=Q(day__range=DAYS)),
            models.CheckConstraint(
                name="contribution_origin", condition=Q(origin__in=["organism", "community", "public"])
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="in_year",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("term", "daterange")],
                func=IN_YEAR,
            )
        ]

    def __str__(self):
        return f"{self.source} : {self.amount}"
