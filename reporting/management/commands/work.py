"""Runs the background jobs until it is asked to stop; what another worker left is taken again."""

import asyncio
import contextlib
import os

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from roriq_portal.serving.worker import work


class Command(BaseCommand):
    help = "Run the background jobs: mail, papers, imports, reminders. Waits for the database when it is away."

    def handle(self, *args, **options):
        # Where both stand on one machine, somebody waits for a page while nobody watches a paper being made
        with contextlib.suppress(PermissionError):  # its unit says it instead, and lets nobody else
            os.nice(settings.WORKER_NICE)
        asyncio.run(work(app, heartbeat=settings.WORKER_HEARTBEAT_SECONDS))
