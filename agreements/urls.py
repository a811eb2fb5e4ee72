"""Addresses of agreements."""

from django.urls import path

from . import urls_money
from .views import (
    agents,
    amendments,
    deliverables,
    detail,
    documents,
    editing,
    funders,
    lists,
    programmes,
    requirements,
    targets,
)

app_name = "agreements"
urlpatterns = [
    path("ententes/", lists.agreement_list, name="agreement-list"),
    path("ententes/export.csv", lists.agreement_export, name="agreement-export"),
    path("ententes/export.xlsx", lists.agreement_export, {"kind": "xlsx"}, name="agreement-workbook"),
    path("ententes/ajouter/", editing.agreement_add, name="agreement-add"),
    path("ententes/<int:agreement_id>/", detail.agreement_detail, name="agreement-detail"),
    path("ententes/<int:agreement_id>/modifier/", editing.agreement_edit, name="agreement-edit"),
    path("ententes/<int:agreement_id>/suivante/", editing.agreement_next, name="agreement-next"),
    path("ententes/<int:agreement_id>/documents/ajouter/", documents.document_add, name="document-add"),
    path(
        "ententes/<int:agreement_id>/documents/<int:document_id>/",
        documents.document_download,
        name="document-download",
    ),
    path(
        "ententes/<int:agreement_id>/documents/<int:document_id>/retirer/",
        documents.document_remove,
        name="document-remove",
    ),
    path("ententes/<int:agreement_id>/cibles/", targets.target_add, name="target-add"),
    path("ententes/<int:agreement_id>/cibles/<int:target_id>/reviser/", targets.target_revise, name="target-revise"),
    path("ententes/<int:agreement_id>/exigences/ajouter/", requirements.requirement_add, name="requirement-add"),
    path(
        "ententes/<int:agreement_id>/exigences/<int:requirement_id>/modifier/",
        requirements.requirement_edit,
        name="requirement-edit",
    ),
    path(
        "ententes/<int:agreement_id>/exigences/<int:requirement_id>/retirer/",
        requirements.requirement_remove,
        name="requirement-remove",
    ),
    path("ententes/<int:agreement_id>/livrables/ajouter/", deliverables.deliverable_add, name="deliverable-add"),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/",
        deliverables.deliverable_detail,
        name="deliverable-detail",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/reporter/",
        deliverables.deliverable_postpone,
        name="deliverable-postpone",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/ecarter/",
        deliverables.deliverable_skip,
        name="deliverable-skip",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/demander/",
        deliverables.deliverable_ask_again,
        name="deliverable-ask-again",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/remettre/",
        deliverables.deliverable_hand_in,
        name="deliverable-hand-in",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/attendre/",
        deliverables.deliverable_take_back,
        name="deliverable-take-back",
    ),
    path("ententes/<int:agreement_id>/avenants/preparer/", amendments.amendment_edit, name="amendment-add"),
    path(
        "ententes/<int:agreement_id>/avenants/<int:amendment_id>/", amendments.amendment_detail, name="amendment-detail"
    ),
    path(
        "ententes/<int:agreement_id>/avenants/<int:amendment_id>/reprendre/",
        amendments.amendment_edit,
        name="amendment-edit",
    ),
    path(
        "ententes/<int:agreement_id>/avenants/<int:amendment_id>/signer/",
        amendments.amendment_sign,
        name="amendment-sign",
    ),
    path(
        "ententes/<int:agreement_id>/avenants/<int:amendment_id>/abandonner/",
        amendments.amendment_discard,
        name="amendment-discard",
    ),
    path("bailleurs/", funders.funder_list, name="funder-list"),
    path("bailleurs/ajouter/", funders.funder_add, name="funder-add"),
    path("bailleurs/<int:funder_id>/", funders.funder_detail, name="funder-detail"),
    path("bailleurs/<int:funder_id>/modifier/", funders.funder_edit, name="funder-edit"),
    path("bailleurs/<int:funder_id>/nom/", funders.funder_rename, name="funder-rename"),
    path("bailleurs/<int:funder_id>/remplacer/", funders.funder_replace, name="funder-replace"),
    path("bailleurs/<int:funder_id>/bureaux/ajouter/", funders.office_add, name="office-add"),
    path("bailleurs/<int:funder_id>/bureaux/<int:office_id>/modifier/", funders.office_edit, name="office-edit"),
    path("bailleurs/<int:funder_id>/programmes/ajouter/", programmes.programme_add, name="programme-add"),
    path("programmes/<int:programme_id>/", programmes.programme_detail, name="programme-detail"),
    path("programmes/<int:programme_id>/nom/", programmes.programme_rename, name="programme-rename"),
    path("programmes/<int:programme_id>/double-declaration/", programmes.programme_claims, name="programme-claims"),
    path("programmes/<int:programme_id>/<slug:part>/ajouter/", programmes.part_add, name="part-add"),
    path("programmes/<int:programme_id>/<slug:part>/<int:row_id>/modifier/", programmes.part_edit, name="part-edit"),
    path("programmes/<int:programme_id>/<slug:part>/<int:row_id>/retirer/", programmes.part_remove, name="part-remove"),
    path("bailleurs/acces/", agents.agent_list, name="agent-list"),
    path("bailleurs/acces/inviter/", agents.agent_invite, name="agent-invite"),
    path("bailleurs/acces/<int:seat_id>/fermer/", agents.agent_end, name="agent-end"),
    path("bailleurs/acces/<int:seat_id>/renvoyer/", agents.agent_resend, name="agent-resend"),
    path("bailleurs/acces/<int:seat_id>/annuler/", agents.agent_cancel, name="agent-cancel"),
    *urls_money.urlpatterns,
]
