"""Agreements of one to five years: parties, years with money, targets with their revisions."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone

from agreements.models.triggers import (
    LEAD_IS_NO_PARTNER,
    RENEWS_ONE_OF_ITS_OWN,
    before,
    parties_hold,
    periods_stay,
)
from organisms.models import Component, Indicator, Membership, Mrc, Organism, Region, User
from roriq_portal.database.constraints import days_in_range
from roriq_portal.database.name_identity import NameIdentity
from roriq_portal.database.search_words import Joined, SearchWords
from roriq_portal.database.triggers import journal

from .funder import Funder, FunderOffice, Programme, Stream

# A year that moves leaves no expense outside without its explanation, and no contribution at all.
HOLDS_ITS_MONEY = """
    IF EXISTS (SELECT 1 FROM agreements_expense e JOIN agreements_budgetline l ON l.id = e.line_id
        WHERE l.year_id = NEW.id AND e.explanation = '' AND NOT (NEW.during @> e.day))
        OR EXISTS (SELECT 1 FROM agreements_contribution WHERE year_id = NEW.id AND NOT (NEW.during @> day)) THEN
        RAISE EXCEPTION 'year leaves its money outside' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An organism sees its own and those it is a partner of; a funder's agent those their office or funder signs.

        The network sees all; an auditor what the organism they audit sees.
        """
        if user.is_network:
            return self
        houses = [*(m.organism_id for m in user.live_memberships), *user.audited_organism_ids]
        theirs = Q(organism__in=houses) | Q(pk__in=Agreement.objects.shared_with(houses).values("pk"))
        return self.filter(theirs | Q(pk__in=Agreement.objects.signed_by_seats_of(user).values("pk")))

    def signed_by_seats_of(self, user):
        """Agreements that a funder seat of this person lets them read."""
        return self.filter(pk__in=AgreementFunder.objects.by_seats_of(user).values("agreement"))

    def money_read_by(self, user):
        """Agreements of which this person reads the money: `can_read_money`, in SQL."""
        if user.is_network:
            return self
        seated = {seat.organism_id for seat in user.live_memberships}
        heads = {seat.organism_id for seat in user.live_memberships if seat.role != Membership.Role.STAFF}
        signed = Q(pk__in=Agreement.objects.signed_by_seats_of(user).values("pk")) & ~Q(organism__in=seated)
        return self.filter(Q(organism__in=heads | user.audited_organism_ids) | signed)

    def shared_with(self, organism_ids):
        """Agreements of another organism, of which one of these is a partner; once for each of them that is."""
        return self.filter(partners__organism__in=organism_ids)

    def worked_by(self, organism):
        """Agreements that the work of an organism may be charged to: it leads them, or is a partner."""
        return self.filter(Q(organism=organism) | Q(pk__in=Agreement.objects.shared_with([organism]).values("pk")))

    def with_places(self):
        """Beside each agreement the keys, in order, of its MRCs, its regions and its partner organisms."""
        of_row = {"agreement": OuterRef("pk")}
        return self.annotate(
            mrc_ids=ArraySubquery(Agreement.mrcs.through.objects.filter(**of_row).order_by("mrc").values("mrc")),
            region_ids=ArraySubquery(
                Agreement.regions.through.objects.filter(**of_row).order_by("region").values("region")
            ),
            partner_ids=ArraySubquery(
                Organism.objects.filter(partnerships__agreement=OuterRef("pk")).order_by("pk").values("pk")
            ),
        )

    def running_in(self, start, end):
        return self.filter(during__overlap=(start, end))


@journal(inserts=False)
class Agreement(models.Model):
    class Kind(models.TextChoices):
        CORE = "core", "Mission"
        SERVICE = "service", "Services"
        PROJECT = "project", "Projet"

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="agreements")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="agreements")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    reference = models.CharField(max_length=40)
    funder_reference = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=160)
    kind = models.CharField("nature", max_length=10, choices=Kind, default=Kind.SERVICE, db_default="service")
    during = DateRangeField()
    signed_on = models.DateField("signée le", null=True, blank=True)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")
    is_complementary = models.BooleanField("complémentaire", default=False, db_default=False)
    funder_share_max = models.DecimalField(
        "part maximale des bailleurs, en %", max_digits=5, decimal_places=2, null=True, blank=True
    )
    in_kind_allowed = models.BooleanField("apports en nature admis", default=True, db_default=True)
    stacking_limit = models.DecimalField(
        "cumul maximal des aides publiques, en %", max_digits=5, decimal_places=2, null=True, blank=True
    )
    # Empty: as the programme says
    forbids_double_claims = models.BooleanField("interdit la double déclaration", null=True, blank=True)
    components = ArrayField(models.PositiveSmallIntegerField(choices=Component), default=list)
    regions = models.ManyToManyField(Region, blank=True, related_name="agreements")
    mrcs = models.ManyToManyField(Mrc, blank=True, related_name="agreements")
    funders = models.ManyToManyField(Funder, through="AgreementFunder", related_name="agreements")
    issued_by_network = models.BooleanField("le réseau transmet les rapports", default=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                "organism", NameIdentity("reference"), name="agreement_reference_once_per_organism"
            ),
            models.CheckConstraint(
                name="agreement_term_in_range",
                condition=Q(during__fully_gt=(None, "1990-01-01")) & Q(during__fully_lt=("2100-01-02", None)),
            ),
            models.CheckConstraint(
                name="agreement_signed_in_range", condition=Q(signed_on__range=("1990-01-01", "2100-12-31"))
            ),
            models.CheckConstraint(name="agreement_renews_another", condition=~Q(renews=models.F("pk"))),
            models.CheckConstraint(
                name="agreement_shares_are_percentages",
                condition=(Q(funder_share_max__isnull=True) | Q(funder_share_max__range=(0, 100)))
                & (Q(stacking_limit__isnull=True) | Q(stacking_limit__range=(0, 100))),
            ),
            ExclusionConstraint(
                name="one_agreement_per_stream_at_a_time",
                expressions=[
                    ("organism", RangeOperators.EQUAL),
                    ("stream", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_complementary=False, stream__isnull=False),
            ),
        ]
        indexes = [GinIndex(SearchWords(Joined("reference", "funder_reference", "title")), name="agreement_words")]
        triggers = [
            parties_hold(pgtrigger.Insert, "NEW.id"),
            before("renews_one_of_its_own", pgtrigger.Insert | pgtrigger.Update, RENEWS_ONE_OF_ITS_OWN),
            before("lead_is_no_partner", pgtrigger.Update, LEAD_IS_NO_PARTNER),
        ]

    def __str__(self):
        return self.reference

    @property
    def starts_on(self):
        return self.during.lower

    @property
    def last_day(self):
        return self.during.upper - timedelta(days=1)

    @property
    def term_years(self) -> int:
        """Number of years begun in the term."""
        months = (
            (self.during.upper.year - self.during.lower.year) * 12 + self.during.upper.month - self.during.lower.month
        )
        return max(1, -(-months // 12))

    @property
    def term_words(self) -> str:
        return {1: "annuelle", 2: "de deux ans", 3: "triennale", 4: "de quatre ans", 5: "quinquennale"}.get(
            self.term_years, "pluriannuelle"
        )


class SignatureQuerySet(models.QuerySet):
    def by_seats_of(self, user):
        """Signatures for which a live funder seat of this person speaks: `is_spoken_for_by`, in SQL."""
        spoken = Q(pk__in=[])
        for seat in user.live_funder_seats:
            spoken |= Q(funder=seat.funder_id) & (Q(office=seat.office_id) if seat.office_id else Q())
        return self.filter(spoken)


@journal(inserts=False)
class AgreementFunder(models.Model):
    """A signature. Exactly one funder leads; the shares of all, in percent, total 100.00 (0 signs without paying)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="signatures")
    office = models.ForeignKey(FunderOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures")
    is_lead = models.BooleanField(default=True)
    share = models.DecimalField("part, en %", max_digits=5, decimal_places=2, default=0, db_default=0)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "funder"], name="funder_signs_once"),
            models.UniqueConstraint(fields=["agreement"], condition=Q(is_lead=True), name="one_lead_funder"),
            models.CheckConstraint(name="funder_share_is_percentage", condition=Q(share__range=(0, 100))),
        ]
        triggers = [
            parties_hold(pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete, "OLD.agreement_id", "NEW.agreement_id")
        ]

    def __str__(self):
        return f"{self.agreement} – {self.funder}"

    def is_spoken_for_by(self, seat) -> bool:
        """Whether a seat speaks for this signature: one of its funder, of the whole of it or of the same office."""
        return seat.funder_id == self.funder_id and seat.office_id in (None, self.office_id)

    def agents(self):
        """People whose live seat speaks for this signature: `is_spoken_for_by`, read from the side of the signature."""
        offices = Q(office__isnull=True) | Q(office=self.office_id)
        seats = self.funder.seats.running().filter(offices)
        return User.objects.filter(pk__in=seats.values("user"), is_active=True)


@journal(inserts=False)
class AgreementYear(models.Model):
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="years")
    number = models.PositiveSmallIntegerField()
    during = DateRangeField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_year_once"),
            days_in_range("agreement_year_days_in_range"),
            models.CheckConstraint(name="agreement_year_amount_not_negative", condition=Q(amount__gte=0)),
            ExclusionConstraint(
                name="agreement_years_do_not_overlap",
                expressions=[("agreement", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="holds_its_money",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("during"),
                func=HOLDS_ITS_MONEY,
            ),
            periods_stay("y", "during", "agreement_id"),
        ]

    def __str__(self):
        return f"{self.agreement}, an {self.number}"


@journal(inserts=False)
class Target(models.Model):
    """What an agreement promises for one indicator in one of its years; `value` is the current one."""

    year = models.ForeignKey(AgreementYear, on_delete=models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    value = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        ordering = ["year", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["year", "indicator"], name="target_once_per_year_and_indicator"),
            models.CheckConstraint(name="target_not_negative", condition=Q(value__gte=0)),
        ]
        triggers = [periods_stay("t", "year_id")]

    def __str__(self):
        return f"{self.indicator} : {self.value}"
