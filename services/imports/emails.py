"""Letters of this app. Called by jobs, never by views. No personal data in a subject."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from organisms.models import User
from services.models import ImportBatch


def send_import_done(batch: ImportBatch, person: User) -> None:
    """Mail how many rows were imported and how many need a correction."""
    address = reverse("services:import-detail", args=[batch.organism_id, batch.pk])
    body = render_to_string(
        "emails/services/import_done.txt",
        {"batch": batch, "name": person.name, "summary": batch.summary, "url": settings.SITE_URL + address},
    )
    EmailMessage("Votre importation est terminée", body, to=[person.email]).send()
