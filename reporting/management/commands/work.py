"""Runs the background jobs until it is asked to stop; what another worker left is taken again."""

import asyncio

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from roriq_portal.worker import work


class Command(BaseCommand):
    help = "Run the background jobs: mail, papers, imports, reminders. Waits for the database when it is away."

    def handle(self, *args, **options):
        asyncio.run(work(app, heartbeat=settings.WORKER_HEARTBEAT_SECONDS))
