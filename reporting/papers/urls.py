"""Addresses of papers: drafts, frozen versions with their documents and attached files."""

from django.urls import include, path, re_path

from reporting.papers.views import attached_files, drafts, filled_files, versions

report = [
    path("ebauche/", drafts.draft_make, name="draft-make"),
    path("ebauche/<uuid:key>/", drafts.draft_progress, name="draft-progress"),
    path("ebauche/<uuid:key>.pdf", drafts.draft_download, name="draft-download"),
    path("versions/<int:number>/", versions.version_detail, name="version-detail"),
    path("versions/<int:number>/refaire/", versions.version_papers_retry, name="version-papers-retry"),
    path("versions/<int:number>/pieces/<str:sha256>/", attached_files.version_attachment, name="version-piece"),
    path("versions/<int:number>/fichiers/<int:file_id>/", filled_files.filled_file, name="filled-file"),
    path(
        "versions/<int:number>/fichiers/<int:file_id>/copie/",
        filled_files.filled_file_download,
        name="filled-file-download",
    ),
    re_path(r"^versions/(?P<number>\d+)\.(?P<format>pdf|xlsx)$", versions.version_document, name="version-document"),
]
urlpatterns = [path("rapports/<int:report_id>/", include(report))]
