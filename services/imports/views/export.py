"""Activities as a file, with the headings that an import reads."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from services.access import organism_for
from services.activities.filters import ActivityFilter
from services.activities.listing import ordered, shown
from services.imports.activity_export import csv_lines, file_name, xlsx_bytes


@require_safe
def activity_export(request: HttpRequest, organism_id: int, kind: str) -> HttpResponse:
    organism = organism_for(request, organism_id)
    rows = shown(ordered(ActivityFilter(request.GET, organism=organism).qs, request.GET))
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(
            xlsx_bytes(rows),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    name = file_name(organism, timezone.localdate(), kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
