"""The network app."""

from django.apps import AppConfig
from django.urls import reverse

from reporting.funder_reports.verification.other_papers import OTHER_PAPERS


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Réseau"

    def ready(self):
        OTHER_PAPERS.append(self._verified_at)

    def _verified_at(self, sha256: str) -> str:
        """Return the address that verifies a consolidated paper, known by its SHA-256; blank when there is none."""
        papers = self.get_model("ConsolidatedDocument")._default_manager.filter(sha256=sha256).order_by("pk")
        code = papers.values_list("version__code", flat=True).first()
        return reverse("network:consolidated-verify", args=[code]) if code else ""
