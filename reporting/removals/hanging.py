"""What hangs on a row: the reason why it is not deleted, in words, with where its reader finds it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from agreements.models import (
    Agreement,
    AgreementDocument,
    Amendment,
    Contribution,
    Deliverable,
    Expense,
    ExpenseBatch,
    Payment,
    Transfer,
)
from organisms.models import User
from reporting.models import Report, Version
from roriq_portal.formats.phrases import counted
from services.models import (
    Activity,
    ActivityTemplate,
    Charge,
    ConcertationBody,
    Declaration,
    JointTarget,
    OfferingPayment,
    Partner,
    PartnerMerge,
    Position,
    PositionPay,
)


@dataclass(frozen=True)
class Hanging:
    """« 3 activités imputées »; `url`: where they are, blank for who may not open it."""

    words: str
    url: str = ""


# Rows that may be there, their name for one and for many, and where their reader finds them
Kind = tuple[QuerySet, str, str, str]


def _counted(rows: Iterable[Kind]) -> list[Hanging]:
    """Return those of the given rows that there are."""
    numbers = [(rows.count(), singular, plural, url) for rows, singular, plural, url in rows]
    return [Hanging(counted(number, singular, plural), url) for number, singular, plural, url in numbers if number]


def on_agreement(agreement: Agreement, user: User) -> list[Hanging]:
    """What was charged, reported, paid, signed or agreed on an agreement. One query for each kind."""
    page = reverse("agreements:agreement-detail", args=[agreement.pk])
    works = bool(user.role_at(agreement.organism_id))
    return _counted([
        *_charged(agreement, works),
        *_reported(agreement, page),
        *_paid(agreement),
        *_agreed(agreement, page),
        *_planned(agreement, works),
    ])  # fmt: skip


def _charged(agreement: Agreement, works: bool) -> list[Kind]:
    activities = f"?entente={agreement.pk}&etat=toutes"
    return [
        (Charge.objects.filter(agreement=agreement), "activité imputée", "activités imputées",
         _where(agreement, "activity-list", works, activities)),
        (Declaration.objects.filter(agreement=agreement), "chiffre déclaré", "chiffres déclarés", ""),
    ]  # fmt: skip


def _reported(agreement: Agreement, page: str) -> list[Kind]:
    reports = Report.objects.filter(deliverable__requirement__agreement=agreement)
    first = reports.order_by("pk").first()
    return [
        (reports, "rapport commencé", "rapports commencés",
         reverse("reporting:report-detail", args=[first.pk]) if first else ""),
        (Deliverable.objects.filter(requirement__agreement=agreement, handed_at__isnull=False),
         "livrable remis", "livrables remis", f"{page}#e-rapports"),
    ]  # fmt: skip


def _paid(agreement: Agreement) -> list[Kind]:
    own = (agreement.pk,)
    money = reverse("agreements:money-detail", args=own)
    return [
        (Payment.objects.filter(instalment__year__agreement=agreement), "somme reçue", "sommes reçues", money),
        (Expense.objects.filter(line__year__agreement=agreement), "dépense", "dépenses",
         reverse("agreements:expense-list", args=own)),
        (ExpenseBatch.objects.filter(agreement=agreement), "fichier de dépenses", "fichiers de dépenses",
         reverse("agreements:expense-import", args=own)),
        (Transfer.objects.filter(source__year__agreement=agreement), "virement", "virements", money),
        (Contribution.objects.filter(year__agreement=agreement), "contribution", "contributions", money),
    ]  # fmt: skip


def _agreed(agreement: Agreement, page: str) -> list[Kind]:
    amendments = Amendment.objects.filter(agreement=agreement)
    first = amendments.order_by("pk").first()
    return [
        (amendments, "avenant", "avenants",
         reverse("agreements:amendment-detail", args=[agreement.pk, first.pk]) if first else ""),
        (AgreementDocument.objects.filter(agreement=agreement), "document déposé, retirés compris",
         "documents déposés, retirés compris", f"{page}#e-documents"),
        (Agreement.objects.filter(renews=agreement), "entente qui la suit", "ententes qui la suivent",
         reverse("agreements:agreement-list")),
    ]  # fmt: skip


def _planned(agreement: Agreement, works: bool) -> list[Kind]:
    targets = _where(agreement, "joint-target-list", works)
    return [
        (JointTarget.objects.filter(sender_agreement=agreement), "cible conjointe", "cibles conjointes", targets),
        (JointTarget.objects.filter(receiver_agreement=agreement), "cible conjointe reçue", "cibles conjointes reçues",
         targets),
        (OfferingPayment.objects.filter(agreement=agreement), "service qu’elle paie", "services qu’elle paie",
         reverse("services:offer", args=[agreement.organism_id])),
        (PositionPay.objects.filter(agreement=agreement), "poste qu’elle paie", "postes qu’elle paie",
         _where(agreement, "position-list", works)),
        (ActivityTemplate.objects.filter(agreements=agreement), "modèle d’activité", "modèles d’activité",
         _where(agreement, "template-list", works)),
    ]  # fmt: skip


def _where(agreement: Agreement, name: str, works: bool, query: str = "") -> str:
    """The page of the organism's rows, for who works there."""
    return reverse(f"services:{name}", args=[agreement.organism_id]) + query if works else ""


def on_partner(partner: Partner, user: User) -> list[Hanging]:
    """The activities, bodies, templates and merges that name a partner."""
    at = (partner.organism_id,)
    page = reverse("services:partner-detail", args=[partner.organism_id, partner.pk])
    merges = PartnerMerge.objects.filter(survivor=partner) | PartnerMerge.objects.filter(gone=partner)
    return _counted([
        (Activity.objects.filter(partners=partner), "activité, retirées comprises", "activités, retirées comprises",
         page),
        (ConcertationBody.objects.filter(members=partner), "instance où il siège", "instances où il siège",
         reverse("services:body-list", args=at)),
        (ActivityTemplate.objects.filter(partners=partner), "modèle d’activité", "modèles d’activité",
         reverse("services:template-list", args=at)),
        (merges, "fusion inscrite", "fusions inscrites", page),
    ])  # fmt: skip


def on_body(body: ConcertationBody, user: User) -> list[Hanging]:
    page = reverse("services:body-detail", args=[body.organism_id, body.pk])
    return _counted([
        (Activity.objects.filter(body=body), "rencontre, retirées comprises", "rencontres, retirées comprises", page)
    ])  # fmt: skip


def on_position(position: Position, user: User) -> list[Hanging]:
    """The versions that were frozen since it is written: they may have counted it."""
    since = Version.objects.filter(report__organism=position.organism_id, as_of__gt=position.created_at)
    return _counted([
        (since, "version de rapport figée depuis", "versions de rapport figées depuis",
         reverse("reporting:report-list"))
    ])  # fmt: skip


def on_template(template: ActivityTemplate, user: User) -> list[Hanging]:
    """Nothing: what was written from a template does not name it."""
    return []
