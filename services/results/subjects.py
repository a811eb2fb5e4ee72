"""Who a page of results is about: one organism, one agreement, the organisms of a region, or the network."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from agreements.models import Agreement, AgreementYear
from organisms.models import Component, Organism, Region, User
from services.counting.activity_totals import Scope
from services.counting.declarations import Population
from services.counting.monthly_sums import first_month
from services.counting.periods import Period
from services.households.totals import HouseholdScope
from services.results.by_place.senses import Sense


@dataclass(frozen=True)
class Subject:
    """`is_whole`: totals over organisms, whose small counts are hidden and whose records stay closed.

    `back`: the words and the address of what stands before its page; None of the network's, which stands behind a door.
    `records`: the organism whose list of activities opens behind a figure, when the reader has a seat there, or audits
    it; `household_organism_id`: whose households do, which only a seat there opens. `sense`: what a region counts.
    """

    name: str
    kicker: str
    stem: str
    components: tuple[int, ...]
    back: tuple[str, str] | None
    organism_id: int | None = None
    agreement_id: int | None = None
    region_id: int | None = None
    region_code: str = ""
    partner_ids: tuple[int, ...] = ()
    records: int | None = None
    household_organism_id: int | None = None
    years: tuple[AgreementYear, ...] = ()
    sense: Sense = Sense.HOME

    @property
    def is_whole(self) -> bool:
        return self.organism_id is None

    @property
    def places_address(self) -> str:
        """The address of the same results by MRC, of the network's by region; empty for an agreement."""
        if self.region_code:
            return reverse("services:region-places", args=[self.region_code])
        if self.is_whole:
            return reverse("services:network-regions")
        return "" if self.agreement_id else reverse("services:organism-places", args=[self.organism_id])

    @property
    def places_words(self) -> str:
        is_network = self.is_whole and not self.region_code
        return "Les mêmes activités, région par région" if is_network else "Les mêmes activités, par MRC"

    @property
    def counts_by_place(self) -> bool:
        """Whether it counts what was done in a region, by whichever organism."""
        return self.sense == Sense.PLACE

    @property
    def title(self) -> str:
        """Return what the page is named, before whom it is about."""
        return self.kicker if self.counts_by_place else "Résultats"

    def query(self, period: Period) -> str:
        """Return what an address says of these figures: the period, and the sense of a region."""
        return "&".join(filter(None, (period.query, self.sense.query)))

    def words(self, period: Period) -> str:
        """Return « Année de l’État 2025-2026, travail fait dans la région »: the head of a column."""
        return f"{period.words}, {self.sense.label.lower()}" if self.region_code else period.words

    def first_month(self) -> date | None:
        """Return the first month that has a record: of any organism, for totals over organisms. One query."""
        days = (date.min, date.max)
        own = Scope(self.organism_id, *days, partner_ids=self.partner_ids)
        return first_month(own.owners())

    def scope(self, period: Period) -> Scope:
        return Scope(
            self.organism_id,
            period.start,
            period.end,
            agreement_id=self.agreement_id,
            partner_ids=self.partner_ids,
            home_region_id=self.region_id,
        )

    def household_scope(self, period: Period) -> HouseholdScope:
        """Return whose households count: each once, however many of these organisms it passed through."""
        workers = (self.organism_id, *self.partner_ids) if self.organism_id else ()
        agreements = (self.agreement_id,) if self.agreement_id else ()
        if self.counts_by_place and self.region_id:
            return HouseholdScope(period.start, period.end, region_ids=(self.region_id,))
        return HouseholdScope(period.start, period.end, workers, agreements, home_region_id=self.region_id)

    def population(self, period: Period) -> Population | None:
        """Return who a declared figure counts; None for several organisms, whose people are never added."""
        if self.organism_id is None:
            return None
        days = DateRange(period.start, period.end + timedelta(days=1))
        return Population(self.organism_id, days, self.agreement_id)

    def year_of(self, period: Period) -> AgreementYear | None:
        """Return the year of the agreement that is exactly this period: the one whose targets are shown beside it."""
        days = (period.start, period.end + timedelta(days=1))
        return next((year for year in self.years if (year.during.lower, year.during.upper) == days), None)

    def households_query(self, code: str, period: Period) -> str:
        """Return the address of the households behind a figure; empty when the reader may not open them."""
        days = f"indicateur={code}&du={period.start.isoformat()}&au={period.end.isoformat()}"
        if self.household_organism_id is None:
            return ""
        return f"{reverse('services:household-list', args=[self.household_organism_id])}?{days}"

    def records_query(self, code: str, period: Period) -> str:
        """Return the address of the records behind a figure; empty when the reader may not open them."""
        if self.records is None:
            return ""
        days = f"indicateur={code}&du={period.start.isoformat()}&au={period.end.isoformat()}"
        charged = f"&entente={self.agreement_id}" if self.agreement_id else ""
        return f"{reverse('services:activity-list', args=[self.records])}?{days}{charged}"


def organism_subject(organism: Organism, user: User | None = None) -> Subject:
    """Return the subject of one organism whole; `user`: the reader, who opens its households with a seat there."""
    return Subject(
        name=organism.name,
        kicker="Résultats de l’organisme",
        stem=f"resultats-o{organism.pk}",
        components=tuple(organism.components),
        back=(organism.name, reverse("organisms:organism-detail", args=[organism.pk])),
        organism_id=organism.pk,
        records=organism.pk,
        household_organism_id=organism.pk if user and user.role_at(organism.pk) else None,
    )


def agreement_subject(agreement: Agreement, partner_ids: tuple[int, ...], user: User) -> Subject | None:
    """Return the subject for who works under the agreement or audits its organism; None for everybody else."""
    workers = (agreement.organism_id, *partner_ids)
    own = next((key for key in workers if user.role_at(key) or key in user.audited_organism_ids), None)
    if own is None:
        return None
    return Subject(
        name=f"{agreement.reference} – {agreement.title}",
        kicker=f"Résultats de l’entente · {agreement.organism.name}",
        stem=f"resultats-e{agreement.pk}",
        # An agreement that names none takes every one of its organism's, as its reports do
        components=tuple(sorted(agreement.components or agreement.organism.components)),
        back=(agreement.reference, reverse("agreements:agreement-detail", args=[agreement.pk])),
        organism_id=agreement.organism_id,
        agreement_id=agreement.pk,
        partner_ids=partner_ids,
        records=own,
        years=tuple(agreement.years.order_by("number")),
    )


def region_subject(region: Region, sense: Sense = Sense.HOME) -> Subject:
    by_place = sense == Sense.PLACE
    return Subject(
        name=region.name,
        kicker="Travail fait dans la région" if by_place else "Résultats des organismes de la région",
        stem=f"resultats-r{region.code}-lieu" if by_place else f"resultats-r{region.code}",
        components=tuple(Component.values),
        back=(region.name, reverse("organisms:region-detail", args=[region.code])),
        region_id=region.pk,
        region_code=region.code,
        sense=sense,
    )


def network_subject() -> Subject:
    return Subject(
        name="Le réseau",
        kicker="Résultats de tous les organismes",
        stem="resultats-reseau",
        components=tuple(Component.values),
        back=None,
    )
