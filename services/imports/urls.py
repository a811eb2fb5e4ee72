"""Addresses of imports, and of the export that has their headings."""

from django.urls import include, path, re_path

from services.imports.views import examination, export, reading, runs, upload

imports = [
    path("", upload.import_list, name="import-list"),
    path("ajouter/", upload.import_add, name="import-add"),
    path("reponses/", reading.import_memory, name="import-memory"),
    path("reponses/reprendre/", reading.import_memory_restore, name="import-memory-restore"),
    path("<int:pk>/", runs.import_detail, name="import-detail"),
    path("<int:pk>/examen/", examination.import_examination, name="import-examination"),
    path("<int:pk>/examen/reprendre/", examination.import_examine_again, name="import-examine-again"),
    path("<int:pk>/colonnes/", upload.import_columns, name="import-columns"),
    path("<int:pk>/lecture/", reading.import_reading, name="import-reading"),
    path("<int:pk>/types/", upload.import_types, name="import-types"),
    path("<int:pk>/ententes/", upload.import_agreements, name="import-agreements"),
    path("<int:pk>/demarrer/", runs.import_start, name="import-start"),
    path("<int:pk>/avancement/", runs.import_progress, name="import-progress"),
    path("<int:pk>/lignes-a-corriger.csv", runs.import_faults, name="import-faults"),
    path("<int:pk>/annuler/", runs.import_undo, name="import-undo"),
    path("<int:pk>/retirer/", runs.import_discard, name="import-discard"),
]
exports = [re_path(r"^export\.(?P<kind>csv|xlsx)$", export.activity_export, name="activity-export")]
urlpatterns = [
    path("o/<int:organism_id>/imports/", include(imports)),
    path("o/<int:organism_id>/activites/", include(exports)),
]
