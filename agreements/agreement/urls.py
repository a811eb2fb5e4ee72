"""Addresses of agreements, of their documents and of the one that follows."""

from django.urls import path

from agreements.agreement.views import detail, documents, editing, lists

urlpatterns = [
    path("ententes/", lists.agreement_list, name="agreement-list"),
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
    path(
        "ententes/<int:agreement_id>/documents/<int:document_id>/remettre/",
        documents.document_restore,
        name="document-restore",
    ),
]
