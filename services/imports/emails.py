"""Letters of this app. Called by jobs, never by views. No personal data in a subject."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from organisms.mail_choices.choices import at_once_among
from organisms.mail_choices.letters import with_choice
from organisms.models import NewsKind, User
from services.models import ImportBatch


def send_import_done(batch: ImportBatch, person: User) -> None:
    """Mail how many rows were imported and how many need a correction, to who wants to know it at once."""
    if not at_once_among([person.email], NewsKind.FILES):
        return
    address = reverse("services:import-detail", args=[batch.organism_id, batch.pk])
    body = render_to_string(
        "emails/services/import_done.txt",
        {"batch": batch, "name": person.name, "summary": batch.summary, "url": settings.SITE_URL + address},
    )
    letter = EmailMessage("Votre importation est terminée", body, to=[person.email])
    with_choice(letter, person.pk, [NewsKind.FILES]).send()
