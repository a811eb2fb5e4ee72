"""Activities as a file, with the headings that an import reads."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import csv_response, table_response
from services.access import organism_for
from services.activities.filters import ActivityFilterForm
from services.activities.listing import ordered, shown
from services.imports.activity_export import activity_table, file_stem


@require_safe
@from_replica
def activity_export(request: UserRequest, organism_id: int, kind: str) -> HttpResponse | StreamingHttpResponse:
    organism = organism_for(request, organism_id)
    table = activity_table(shown(ordered(ActivityFilterForm(request.GET, organism=organism).rows, request.GET)))
    stem = file_stem(organism, timezone.localdate())
    return csv_response(stem, table) if kind == "csv" else table_response(kind, stem, table)
