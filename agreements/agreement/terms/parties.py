"""The parties of an agreement and its place among the others: what must hold, then the rows that say so."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from agreements.agreement.terms.facts import WHOLE, AgreementInput
from agreements.currency import cents
from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, AgreementDocument, AgreementFunder, AgreementPartner, Funder, FunderOffice
from organisms.models import Organism, User
from roriq_portal.formats.rates import format_percent


def check_parties(facts: AgreementInput) -> None:
    """Refuse (AgreementRefused) a lead that signs twice, another's office, shares that do not make 100 %."""
    if facts.lead in facts.cosigners:
        raise AgreementRefused("Le bailleur principal ne peut pas être aussi un autre signataire.", field="cosigners")
    if facts.office and facts.office.funder_id != facts.lead.pk:
        raise AgreementRefused("Ce bureau n’est pas de ce bailleur.", field="office")
    if not facts.shares:
        return
    if strangers := {share.funder for share in facts.shares} - {facts.lead, *facts.cosigners}:
        raise AgreementRefused(f"{strangers.pop()} a une part sans signer l’entente.", field="cosigners")
    if (total := sum(share.percent for share in facts.shares)) != WHOLE:
        raise AgreementRefused(share_words(total), field="lead_share")


def share_words(total) -> str:
    due = format_percent(WHOLE)
    return f"Les parts des bailleurs font {format_percent(total)} ensemble\u00a0: elles doivent faire {due}."


def check_place(agreement: Agreement, facts: AgreementInput) -> None:
    """Refuse (AgreementRefused) the lead organism as partner, a stream already covered, an impossible renewal."""
    if agreement.organism in facts.partners:
        raise AgreementRefused("L’organisme responsable n’est pas aussi un partenaire.", field="partners")
    others = Agreement.objects.filter(organism=agreement.organism).exclude(pk=agreement.pk)
    if facts.stream and not facts.is_complementary:
        overlapping = others.filter(stream=facts.stream, is_complementary=False, during__overlap=facts.term).first()
        if overlapping:
            raise AgreementRefused(
                f"L’entente {overlapping.reference} tient déjà ce volet pendant cette durée. Changez les dates, "
                "ou dites que celle-ci est complémentaire.",
                field="stream",
            )
    before = facts.renews
    if before and (before.organism_id != agreement.organism_id or before.pk == agreement.pk):
        raise AgreementRefused("Une entente fait suite à une autre du même organisme.", field="renews")
    if before and before.during.lower >= facts.term.lower:
        raise AgreementRefused(f"L’entente {before.reference} ne commence pas avant celle-ci.", field="renews")
    if agreement.pk and (after := agreement.renewals.filter(during__startswith__lte=facts.term.lower).first()):
        raise AgreementRefused(
            f"L’entente {after.reference} lui fait suite\u00a0: elle commence après.", field="starts_on"
        )


def check_removed_partners(agreement: Agreement, remaining: tuple[Organism, ...]) -> None:
    """Refuse (AgreementRefused) to let go of a partner that has charged its work."""
    leaving = agreement.partners.exclude(organism__in=remaining).select_related("organism")
    for row in leaving:
        if agreement.charges.filter(activity__organism=row.organism_id).exists():
            raise AgreementRefused(
                f"{row.organism} a imputé des activités à cette entente\u00a0: gardez-le parmi les partenaires.",
                field="partners",
            )


def write_parties(agreement: Agreement, facts: AgreementInput) -> None:
    """Make the signatures and partners those of the facts; a row that already says so is left alone."""
    wanted: dict[Funder, tuple[bool, Decimal, FunderOffice | None]] = {
        funder: (False, facts.share_of(funder), None) for funder in facts.cosigners
    }
    wanted[facts.lead] = (True, facts.share_of(facts.lead), facts.office)
    agreement.signatures.exclude(funder__in=wanted).delete()
    # One lead at a time, also between two statements
    agreement.signatures.exclude(funder=facts.lead).filter(is_lead=True).update(is_lead=False)
    standing = {row.funder_id: row for row in agreement.signatures.all()}
    for funder, (is_lead, share, office) in wanted.items():
        row = standing.get(funder.pk) or AgreementFunder(agreement=agreement, funder=funder)
        kept_office = office if is_lead else row.office
        if row.pk and (row.is_lead, row.share, row.office) == (is_lead, share, kept_office):
            continue
        row.is_lead, row.share, row.office = is_lead, share, kept_office
        row.save()
    agreement.partners.exclude(organism__in=facts.partners).delete()
    there = set(agreement.partners.values_list("organism", flat=True))
    for organism in facts.partners:
        if organism.pk not in there:
            AgreementPartner.objects.create(agreement=agreement, organism=organism)


def money_by_funder(agreement: Agreement) -> list[tuple[AgreementFunder, Decimal]]:
    """Return (signature, its part of the whole amount, to the cent), the lead first: it takes what rounding leaves."""
    signatures = list(agreement.signatures.select_related("funder", "office").order_by("-is_lead", "funder__sort_name"))
    total = agreement.years.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    parts = {row.pk: cents(total * row.share / WHOLE) for row in signatures if not row.is_lead}
    return [(row, parts.get(row.pk, total - sum(parts.values()))) for row in signatures]


@dataclass(frozen=True)
class Sides:
    """What stands around an agreement: its partners, what it follows and what follows it, its papers.

    `before` and `after` hold only what the reader may see.
    """

    partners: list[Organism]
    before: Agreement | None
    after: list[Agreement]
    documents: list[AgreementDocument]


def sides_of(agreement: Agreement, user: User) -> Sides:
    """Return the sides of an agreement as this person may read them. Four queries."""
    near = [agreement.renews_id] if agreement.renews_id else []
    seen = list(Agreement.objects.visible_to(user).filter(Q(renews=agreement.pk) | Q(pk__in=near)).order_by("during"))
    return Sides(
        partners=[row.organism for row in agreement.partners.select_related("organism__region")],
        before=next((row for row in seen if row.pk == agreement.renews_id), None),
        after=[row for row in seen if row.renews_id == agreement.pk],
        documents=list(agreement.documents.filter(removed_at__isnull=True).select_related("added_by")),
    )
