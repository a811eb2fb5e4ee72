"""What quick entry adds to the world of the table of rights: templates, partners and their merges, bodies, files."""

from hashlib import sha256

from django.core.files.base import ContentFile

from services.activities.entry.template_actions import save_template
from services.models import ActivityType, Evidence, Partner
from services.partners.apart import say_apart
from services.partners.body_actions import save_body
from services.partners.merging import merge_partners
from tests import factories

CANARY = "CANARI-PARTENAIRE-7714"


def _partner(organism, name) -> Partner:
    return Partner.objects.create(organism=organism, kind="employer", name=name, sort_name=name.lower())


def places(people, organism, neighbour_organism, activity) -> dict:
    """Relations: a template, two partners and a merge, a body and a file, all named by the canary."""
    by = people["coordinator"]
    kept, other, gone = (_partner(organism, f"{CANARY}{end}") for end in ("", " B", " C"))
    factories.make_activity(organism, "Visite d’entreprise", partner_ids=(gone.pk,), by=by)
    merge = merge_partners(survivor=kept, gone=gone, by=by)
    apart = say_apart(first=kept, second=other, by=by)
    kind = ActivityType.objects.get(name="Premier accueil")
    template = save_template(
        organism=organism,
        values={"name": f"{CANARY} modèle", "sort_name": "modele", "activity_type": kind},
        partner_names=[],
        agreements=[],
    )
    body = save_body(
        organism=organism, values={"name": f"{CANARY} table", "sort_name": "table"}, member_names=[f"{CANARY} membre"]
    )
    data = f"%PDF-1.7\n{CANARY}".encode()
    file = Evidence(
        activity=activity, name=f"{CANARY}.pdf", content_type="application/pdf", size=len(data),
        sha256=sha256(data).hexdigest(), added_by=by,
    )  # fmt: skip
    file.file.save("preuve", ContentFile(data), save=False)
    file.save()
    own = {"organism_id": organism.pk}
    return {
        "own_template": {**own, "pk": template.pk},
        "own_partner": {**own, "pk": kept.pk, "other_id": other.pk, "merge_id": merge.pk},
        "merged_partner": {**own, "pk": gone.pk, "other_id": other.pk, "merge_id": merge.pk},
        "own_apart": {**own, "pk": apart.pk},
        "own_body": {**own, "pk": body.pk},
        "own_evidence": {**own, "pk": activity.pk, "evidence_id": file.pk},
        "foreign_row": {
            "organism_id": neighbour_organism.pk,
            "pk": kept.pk,
            "other_id": other.pk,
            "evidence_id": file.pk,
        },
    }
