"""Addresses of the form editor: forms, their versions, the sections and lines of a draft."""

from django.urls import include, path

from reporting.form_editor.views import file_ties, files, forms, funder_files, lines, sections, versions

form = [
    path("retirer/", forms.form_retire, name="form-retire"),
    path("remettre/", forms.form_bring_back, name="form-bring-back"),
    path("preparer/", forms.form_prepare, name="form-prepare"),
    path("fichiers/", funder_files.funder_file_list, name="funder-file-list"),
]
version = [
    path("", versions.form_version, name="form-version"),
    path("reglages/", versions.form_settings_edit, name="form-settings-edit"),
    path("abandonner/", versions.form_discard, name="form-discard"),
    path("remettre/", versions.form_put_back, name="form-put-back"),
    path("imprimer/", versions.form_print, name="form-print"),
    path("fichier/", files.form_file, name="form-file"),
    path("fichiers/classeur/", funder_files.funder_file_add, name="funder-file-add"),
    path("fichiers/csv/", funder_files.funder_rows_add, name="funder-rows-add"),
    path("publier/", versions.form_publish, name="form-publish"),
    path("sections/ajouter/", sections.form_section_add, name="form-section-add"),
    path("section/<slug:section_key>/", sections.form_section_edit, name="form-section-edit"),
    path("section/<slug:section_key>/retirer/", sections.form_section_remove, name="form-section-remove"),
    path("lignes/ajouter/", lines.form_line_add, name="form-line-add"),
    path("ligne/<slug:line_key>/", lines.form_line_edit, name="form-line-edit"),
    path("ligne/<slug:line_key>/apercu/", lines.form_line_preview, name="form-line-preview"),
    path("ligne/<slug:line_key>/retirer/", lines.form_line_remove, name="form-line-remove"),
]
funder_file = [
    path("", funder_files.funder_file, name="funder-file"),
    path("reglages/", file_ties.funder_file_edit, name="funder-file-edit"),
    path("rapport/", file_ties.funder_file_facts, name="funder-file-facts"),
    path("section/<slug:section_key>/", file_ties.funder_file_section, name="funder-file-section"),
    path("colonnes/", file_ties.funder_file_columns, name="funder-file-columns"),
    path("vide/", funder_files.funder_file_blank, name="funder-file-blank"),
    path("essai/", funder_files.funder_file_try, name="funder-file-try"),
    path("mettre-en-usage/", funder_files.funder_file_adopt, name="funder-file-adopt"),
    path("retirer/", funder_files.funder_file_retire, name="funder-file-retire"),
    path("abandonner/", funder_files.funder_file_discard, name="funder-file-discard"),
]
urlpatterns = [
    path("gabarits/", forms.form_list, name="form-list"),
    path("gabarits/commencer/", forms.form_begin, name="form-begin"),
    path("gabarits/depuis-un-fichier/", files.form_take_in, name="form-take-in"),
    path("gabarits/<int:template_id>/", include(form)),
    path("gabarits/versions/<int:version_id>/", include(version)),
    path("gabarits/fichiers/<int:file_id>/", include(funder_file)),
]
