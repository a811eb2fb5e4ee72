"""What is offered: services of the five components, and who offers which, where, since when and paid by what."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from agreements.models import Agreement, AgreementPartner
from organisms.models import Category, Component, Mrc, Organism, Region
from organisms.names import FrenchOrder
from roriq_portal.database.name_identity import NameIdentity
from roriq_portal.database.triggers import journal
from services.models.triggers import PaidLinks

MEASURE = "measure"
MEASURE_OF_ITS_AXIS = """
    IF NEW.measure_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM organisms_category k JOIN organisms_dimension d ON d.id = k.dimension_id
        WHERE k.id = NEW.measure_id AND d.key = 'measure'
    ) THEN
        RAISE EXCEPTION 'not an employment measure' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
# Asked of the first day only: limits that move afterwards (28 July 2021) rewrite no offering.
STANDS_WHERE_IT_SAYS = """
    IF NEW.mrc_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM organisms_mrcregion p
        WHERE p.mrc_id = NEW.mrc_id AND p.region_id = NEW.region_id AND p.during @> lower(NEW.during)
    ) THEN
        RAISE EXCEPTION 'MRC outside the region on the first day' USING ERRCODE = '23514';
    END IF;
    PERFORM 1 FROM services_service s
        WHERE s.id = NEW.service_id AND (s.organism_id IS NULL OR s.organism_id = NEW.organism_id) FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'service of another organism' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
PAID_BY_ITS_OWN = """(o.organism_id = g.organism_id OR EXISTS (
                SELECT 1 FROM agreements_agreementpartner p
                WHERE p.agreement_id = g.id AND p.organism_id = o.organism_id
            ))"""


PAYMENTS = PaidLinks(
    name="payments",
    table="services_offeringpayment",
    joined="services_offering o",
    column="offering_id",
    outside=f"NOT {PAID_BY_ITS_OWN}",
    within=PAID_BY_ITS_OWN,
    refusal="offering paid by an agreement of others",
)


class ServiceQuerySet(FrenchOrder):
    def open_to(self, organism):
        """Services of the network, and those the organism named itself."""
        return self.filter(Q(organism__isnull=True) | Q(organism=organism))


@journal(inserts=False)
class Service(models.Model):
    """A service of one component, in words of the field. Without organism it is the network's: a region can lack it."""

    component = models.PositiveSmallIntegerField(choices=Component)
    words = models.CharField(max_length=100)
    sort_name = models.CharField(max_length=100)
    measure = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, null=True, blank=True, related_name="services")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["component", "sort_name"]
        constraints = [
            models.UniqueConstraint("organism", NameIdentity("words"), name="service_once", nulls_distinct=False),
            models.CheckConstraint(name="service_component_known", condition=Q(component__range=(1, 5))),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="measure_of_its_axis",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=MEASURE_OF_ITS_AXIS,
            )
        ]

    def __str__(self):
        return self.words


class OfferingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who offers what is for every seat of the network; a person who only audits reads that of their organism."""
        if user.only_audits:
            return self.filter(organism__in=user.audited_organism_ids)
        return self if user.has_any_seat else self.none()


@journal(inserts=False)
class Offering(models.Model):
    """An organism offers a service in a region, or in one MRC of it. Open-ended until somebody says otherwise."""

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="offerings")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="offerings")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="offerings")
    mrc = models.ForeignKey(Mrc, on_delete=models.PROTECT, null=True, blank=True, related_name="offerings")
    during = DateRangeField()
    agreements = models.ManyToManyField(Agreement, through="OfferingPayment", related_name="offerings")
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfferingQuerySet.as_manager()

    class Meta:
        ordering = ["service", "region", "mrc", "-during"]
        constraints = [
            ExclusionConstraint(
                name="offered_once_in_a_place",
                expressions=[
                    ("organism", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    # Two whole regions are the same place; two NULLs would not be
                    (Coalesce("mrc", 0), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="offering_days_in_range",
                condition=Q(during__fully_gt=(None, "1990-01-01"))
                & (Q(during__upper_inf=True) | Q(during__fully_lt=("2101-01-01", None))),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stands_where_it_says",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=STANDS_WHERE_IT_SAYS,
            ),
            PAYMENTS.hold("c.offering_id = NEW.id", "organism"),
        ]

    def __str__(self):
        return f"{self.service}, {self.mrc or self.region}"


@journal(inserts=False)
class OfferingPayment(models.Model):
    """An agreement that pays an offering: one that its organism leads, or is a partner of."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="payments")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="offering_payments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offering", "agreement"], name="offering_paid_once")]
        triggers = [
            PAYMENTS.keep_within("payment_within_on_insert", pgtrigger.Insert),
            PAYMENTS.keep_within("payment_within_on_update", pgtrigger.Update),
        ]

    def __str__(self):
        return f"{self.offering_id} – {self.agreement_id}"


class PayingAgreement(Agreement):
    """An agreement seen from what it pays: it does not change organism and leave an offering behind."""

    class Meta:
        proxy = True
        triggers = [PAYMENTS.hold("c.agreement_id = NEW.id", "organism")]


class PayingPartner(AgreementPartner):
    """A partner organism seen from what it offers: it does not leave the agreement that pays for it."""

    class Meta:
        proxy = True
        triggers = [
            PAYMENTS.hold(
                "c.agreement_id = OLD.agreement_id AND o.organism_id = OLD.organism_id",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]
