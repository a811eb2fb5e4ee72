"""The money of an agreement: its rules, the budget lines of its years, its instalments and payments."""

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models.agreement import Agreement, AgreementYear
from agreements.models.deliverable import Deliverable
from agreements.models.funder import Funder
from roriq_portal.database.name_identity import NameIdentity
from roriq_portal.database.triggers import journal

DAYS = ("1990-01-01", "2100-12-31")
AT_LEAST_ZERO = [MinValueValidator(0)]

# A line never holds less than what left it: the amount may not shrink under its transfers.
LINE_HOLDS = """
    IF NEW.year_id <> OLD.year_id THEN
        RAISE EXCEPTION 'line leaves its year' USING ERRCODE = '23514';
    END IF;
    SELECT COALESCE(SUM(CASE WHEN target_id = NEW.id THEN amount ELSE -amount END), 0) INTO moved
        FROM agreements_transfer WHERE cancelled_at IS NULL AND NEW.id IN (source_id, target_id);
    IF NEW.amount + moved < 0 THEN
        RAISE EXCEPTION 'line holds less than its transfers' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
OWN_CONDITION = """
    IF NEW.condition_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM agreements_deliverable d
            JOIN agreements_requirement r ON r.id = d.requirement_id
            JOIN agreements_agreementyear y ON y.agreement_id = r.agreement_id
            WHERE d.id = NEW.condition_id AND y.id = NEW.year_id) THEN
        RAISE EXCEPTION 'deliverable of another agreement' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
CORRECTED_WITH_REASON = """
    IF TG_OP = 'DELETE' OR NEW.instalment_id <> OLD.instalment_id THEN
        RAISE EXCEPTION 'what was received stays' USING ERRCODE = '23514';
    END IF;
    IF (NEW.amount <> OLD.amount OR NEW.day <> OLD.day)
        AND (NEW.corrected_reason = '' OR NEW.corrected_at IS NOT DISTINCT FROM OLD.corrected_at) THEN
        RAISE EXCEPTION 'correction without a reason' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


@journal(inserts=False)
class MoneyRules(models.Model):
    """Rules of transfers and of the holdback. Without a limit, every transfer needs the funder's consent."""

    class Base(models.TextChoices):
        SOURCE = "source", "du poste d’où l’argent part"
        SMALLER = "smaller", "du plus petit des deux postes"

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="money_rules")
    transfer_limit = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    transfer_base = models.CharField(max_length=7, choices=Base, default=Base.SOURCE)
    holdback = models.DecimalField(max_digits=5, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="money_rules_are_percentages",
                condition=(Q(transfer_limit__isnull=True) | Q(transfer_limit__range=(0, 100)))
                & Q(holdback__range=(0, 100)),
            )
        ]

    def __str__(self):
        return f"{self.agreement}"


class BudgetLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(year__agreement__in=Agreement.objects.money_read_by(user))


@journal(inserts=False)
class BudgetLine(models.Model):
    """A « poste budgétaire ». `amount` is what the budget gave it; transfers move around it and never rewrite it.

    `nature` is what funders' forms ask by: the key of a form's part is the key of a nature.
    """

    class Nature(models.TextChoices):
        SALARIES = "salaires", "Salaires"
        TRAVEL = "deplacements", "Déplacements"
        ACTIVITIES = "activites", "Activités"
        ADMINISTRATION = "administration", "Administration"
        OTHER = "autre", "Autre"

    year = models.ForeignKey(AgreementYear, on_delete=models.PROTECT, related_name="lines")
    name = models.CharField(max_length=80)
    nature = models.CharField(max_length=16, choices=Nature, default=Nature.OTHER)
    amount = models.DecimalField(max_digits=14, decimal_places=2, validators=AT_LEAST_ZERO)
    order = models.PositiveSmallIntegerField(default=0)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        ordering = ["year", "order", "pk"]
        constraints = [
            models.UniqueConstraint("year", NameIdentity("name"), name="budget_line_once_per_year"),
            models.CheckConstraint(name="budget_line_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="budget_line_nature",
                condition=Q(nature__in=["salaires", "deplacements", "activites", "administration", "autre"]),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="line_holds",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("moved", "numeric")],
                func=LINE_HOLDS,
            )
        ]

    def __str__(self):
        return self.name


class InstalmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(year__agreement__in=Agreement.objects.money_read_by(user))


@journal(inserts=False)
class Instalment(models.Model):
    """A « versement » of a year. With a condition, it is owed once the report of that deliverable is accepted."""

    year = models.ForeignKey(AgreementYear, on_delete=models.PROTECT, related_name="instalments")
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="instalments")
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, validators=AT_LEAST_ZERO)
    expected_on = models.DateField()
    condition = models.ForeignKey(
        Deliverable, on_delete=models.PROTECT, null=True, blank=True, related_name="instalments"
    )

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        ordering = ["year", "expected_on", "pk"]
        constraints = [
            models.CheckConstraint(name="instalment_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="instalment_share_is_percentage", condition=Q(share__isnull=True) | Q(share__range=(0, 100))
            ),
            models.CheckConstraint(name="instalment_day_in_range", condition=Q(expected_on__range=DAYS)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="own_condition",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OWN_CONDITION,
            )
        ]

    def __str__(self):
        return f"{self.amount} ({self.expected_on})"


class PaymentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(instalment__year__agreement__in=Agreement.objects.money_read_by(user))


@journal(inserts=False)
class Payment(models.Model):
    """An amount received. It stays; a mistake is corrected with its reason, to 0 if it must."""

    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="payments")
    day = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, validators=AT_LEAST_ZERO)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_reason = models.CharField(max_length=300, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(name="payment_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="payment_day_in_range", condition=Q(day__range=DAYS)),
            models.CheckConstraint(
                name="payment_corrected_whole",
                condition=Q(corrected_at__isnull=True, corrected_by__isnull=True, corrected_reason="")
                | (Q(corrected_at__isnull=False, corrected_by__isnull=False) & ~Q(corrected_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="corrected_with_reason",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=CORRECTED_WITH_REASON,
            )
        ]

    def __str__(self):
        return f"{self.amount} ({self.day})"
