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


def _counted(rows: Iterable[tuple[QuerySet, str, str, str]]) -> list[Hanging]:
    """Return those of the given rows that there are: each with its singular, its plural and its address."""
    numbers = [(rows.count(), singular, plural, url) for rows, singular, plural, url in rows]
    return [Hanging(counted(number, singular, plural), url) for number, singular, plural, url in numbers if number]


def on_agreement(agreement: Agreement, user: User) -> list[Hanging]:
    """What was charged, reported, paid, signed or agreed on an agreement. One query for each kind."""
    mine = {"agreement": agreement}
    at, own = (agreement.organism_id,), (agreement.pk,)
    works = bool(user.role_at(agreement.organism_id))
    page, money = reverse("agreements:agreement-detail", args=own), reverse("agreements:money-detail", args=own)

    def there(name: str, query: str = "") -> str:
        return reverse(f"services:{name}", args=at) + query if works else ""

    reports = Report.objects.filter(deliverable__requirement__agreement=agreement)
    first = reports.order_by("pk").first()
    amendment = Amendment.objects.filter(**mine).order_by("pk").first()
    return _counted([
        (Charge.objects.filter(**mine), "activité imputée", "activités imputées",
         there("activity-list", f"?entente={agreement.pk}&etat=toutes")),
        (Declaration.objects.filter(**mine), "chiffre déclaré", "chiffres déclarés", ""),
        (reports, "rapport commencé", "rapports commencés",
         reverse("reporting:report-detail", args=[first.pk]) if first else ""),
        (Deliverable.objects.filter(requirement__agreement=agreement, handed_at__isnull=False),
         "livrable remis", "livrables remis", f"{page}#e-rapports"),
        (Payment.objects.filter(instalment__year__agreement=agreement), "somme reçue", "sommes reçues", money),
        (Expense.objects.filter(line__year__agreement=agreement), "dépense", "dépenses",
         reverse("agreements:expense-list", args=own)),
        (ExpenseBatch.objects.filter(**mine), "fichier de dépenses", "fichiers de dépenses",
         reverse("agreements:expense-import", args=own)),
        (Transfer.objects.filter(source__year__agreement=agreement), "virement", "virements", money),
        (Contribution.objects.filter(year__agreement=agreement), "contribution", "contributions", money),
        (Amendment.objects.filter(**mine), "avenant", "avenants",
         reverse("agreements:amendment-detail", args=[agreement.pk, amendment.pk]) if amendment else ""),
        (AgreementDocument.objects.filter(**mine), "document déposé, retirés compris",
         "documents déposés, retirés compris", f"{page}#e-documents"),
        (Agreement.objects.filter(renews=agreement), "entente qui la suit", "ententes qui la suivent",
         reverse("agreements:agreement-list")),
        (JointTarget.objects.filter(sender_agreement=agreement), "cible conjointe", "cibles conjointes",
         there("joint-target-list")),
        (JointTarget.objects.filter(receiver_agreement=agreement), "cible conjointe reçue", "cibles conjointes reçues",
         there("joint-target-list")),
        (OfferingPayment.objects.filter(**mine), "service qu’elle paie", "services qu’elle paie",
         reverse("services:offer", args=at)),
        (PositionPay.objects.filter(**mine), "poste qu’elle paie", "postes qu’elle paie", there("position-list")),
        (ActivityTemplate.objects.filter(agreements=agreement), "modèle d’activité", "modèles d’activité",
         there("template-list")),
    ])  # fmt: skip


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
