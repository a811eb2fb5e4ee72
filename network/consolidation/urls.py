"""Addresses of consolidated reports, with their versions, files and steps."""

from django.urls import include, path, re_path

from network.consolidation.reading.region_paper import consolidated_of
from network.consolidation.verification import page_of_code
from network.consolidation.views import papers, reports, steps
from organisms.directory.region_papers import REGION_PAPERS
from reporting.funder_reports.verification.other_papers import OTHER_CODES

# Whoever serves these pages serves that of a region, and that of a code that somebody types, which lead to them
REGION_PAPERS.append(consolidated_of)
OTHER_CODES.append(page_of_code)
VERSION = r"^versions/(?P<number>\d+)/(?P<audience>reseau|bailleurs)"
report = [
    path("", reports.consolidated_detail, name="consolidated-detail"),
    path("mots/", reports.consolidated_words, name="consolidated-words"),
    path("figer/", steps.consolidated_freeze, name="consolidated-freeze"),
    path("preparer/", steps.consolidated_prepare, name="consolidated-prepare"),
    path("annuler/", steps.consolidated_take_back, name="consolidated-take-back"),
    path("publier/", steps.consolidated_publish, name="consolidated-publish"),
    path("retirer/", steps.consolidated_withdraw, name="consolidated-withdraw"),
    re_path(rf"{VERSION}/$", reports.consolidated_version, name="consolidated-version"),
    re_path(rf"{VERSION}/refaire/$", papers.consolidated_papers_retry, name="consolidated-papers-retry"),
    re_path(rf"{VERSION}\.(?P<format>pdf|xlsx)$", papers.consolidated_document, name="consolidated-document"),
]
urlpatterns = [
    path("rapports-consolides/", reports.consolidated_list, name="consolidated-list"),
    path("rapports-consolides/commencer/", reports.consolidated_begin, name="consolidated-begin"),
    path("rapports-consolides/<int:report_id>/", include(report)),
    path("verifier/consolide/<str:code>/", papers.consolidated_verify, name="consolidated-verify"),
]
