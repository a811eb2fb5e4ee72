"""W1: our heaviest list ÷ hello, in-process CPU. W2: our list ÷ Django admin's changelist of the same rows and filter.

W2 counts the CPU of PostgreSQL beside that of Python: what a page makes the database do is its cost too.
"""

import os
from datetime import date

from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from bench.rounds import ratio, report, scratch_database
from organisms.models import Indicator
from roriq_portal import urls
from services.models import Activity, ActivityType
from tests import factories

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
TIMES = 20
ADMIN_ROOM = "banc-admin/"


def hello(request):
    return HttpResponse("Bonjour")


class ActivityAdmin(admin.ModelAdmin):
    list_display = ["day", "activity_type", "municipality", "immigrants", "host", "quantity", "note"]
    list_filter = ["component", "activity_type"]
    search_fields = ["note"]
    list_per_page = 25
    list_select_related = ["activity_type", "municipality"]


def fill(organism, rows: int) -> None:
    """Fill by one INSERT … SELECT: three years of days, one count a row."""
    kinds = list(ActivityType.objects.filter(component=4).values_list("pk", flat=True))[:5]
    indicator = Indicator.objects.get(code="V4.01").pk
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO services_activity (organism_id, activity_type_id, component, day, immigrants, note, revision,
                   created_at, changed_at, withdrawn_reason)
               SELECT %s, (%s::bigint[])[1 + n %% 5], 4, date '2023-04-01' + (n %% 1095)::int, n %% 12, 'note ' || n, 1,
                      now(), now(), ''
               FROM generate_series(1, %s) n""",
            [organism.pk, kinds, rows],
        )
        cursor.execute(
            """INSERT INTO services_count (activity_id, indicator_id, value) SELECT id, %s, 1 FROM services_activity a
               WHERE NOT EXISTS (SELECT FROM services_count c WHERE c.activity_id = a.id)""",
            [indicator],
        )
        cursor.execute("ANALYZE")


def run() -> bool:
    with scratch_database():
        organism = factories.make_organism("Organisme du banc")
        user = factories.make_seated_user("Personne du banc", organism, "coordinator")
        user.is_staff = user.is_superuser = True
        user.save()
        agreement = factories.make_agreement(organism, factories.make_funder(), "BANC-1")
        for number in range(30):
            factories.make_activity(
                organism, day=date(2026, 3, 1 + number % 28), agreements=[agreement], note=f"n {number}"
            )
        urls.urlpatterns.insert(0, path("bonjour/", hello))
        admin.site.register(Activity, ActivityAdmin)
        urls.urlpatterns.insert(0, path(ADMIN_ROOM, admin.site.urls))
        client = Client()
        client.force_login(user)
        listing = reverse("services:activity-list", args=[organism.pk])
        with override_settings(DEBUG=False):
            return all([_w1(client, listing), _w2(client, listing, organism)])


def _get(client, url, times: int = 1):
    def act():
        for _ in range(times):
            assert client.get(url).status_code == 200, url

    return act


def _w1(client, listing) -> bool:
    cost = ratio(_get(client, listing, TIMES), _get(client, "/bonjour/", TIMES), rounds=7)
    beside = f"{cost.ours / TIMES * 1000:.1f} ms ÷ {cost.theirs / TIMES * 1000:.2f} ms"
    return report("W1", "liste d’activités ÷ bonjour (processeur)", cost.cpu, 20, beside=beside)


def _w2(client, listing, organism) -> bool:
    fill(organism, ROWS)
    theirs = f"/{ADMIN_ROOM}services/activity/?component__exact=4"
    cost = ratio(_get(client, f"{listing}?volet=4"), _get(client, theirs), rounds=7, with_server=True)
    cpu = report("W2", f"liste ÷ admin, {ROWS} lignes (processeur)", cost.cpu, 0.20)
    return report("W2", f"liste ÷ admin, {ROWS} lignes (montre)", cost.wall, 0.10) and cpu
