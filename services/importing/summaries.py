"""What an examination found, small enough to keep with the batch: counts, faults, rows changed or vanished."""

from django.db.models import OuterRef, Subquery, Sum

from organisms.models import IndicatorDefinition
from services.importing.examination import Examination, Seen
from services.models import Count, ImportBatch
from services.registers import FIELDS, LABELS, Fault, Level
from services.registers.spelling import excerpt

MOST_FAULTS = 5000
MOST_LISTED = 200


def summary_of(found: Examination) -> dict:
    """Return the numbers and lists the pages show, as JSON can hold them. `faults` stops at MOST_FAULTS."""
    preview, difference = found.preview, found.difference
    return {
        "rows": len(preview.valid) + len(preview.faulty_rows),
        "ready": len(difference.new),
        "known": len(difference.known),
        "faulty": len(preview.faulty_rows),
        "errors": len(preview.errors),
        "warnings": len(preview.warnings),
        "skipped": preview.skipped,
        "vanished": len(difference.vanished),
        "changed": len(difference.changed),
        "faults": [_fault(fault) for fault in preview.faults[:MOST_FAULTS]],
        "vanished_rows": [row.activity_id for row in difference.vanished[:MOST_LISTED]],
        "changed_rows": [_changed(before, now) for before, now in difference.changed[:MOST_LISTED]],
        "unknown_words": len(found.unknown_words),
        "ignored": [excerpt(title, 80) for title in found.opened.columns.ignored],
        "repeated": [excerpt(title, 80) for title in found.opened.columns.repeated],
    }


def _fault(fault: Fault) -> dict:
    return {
        "row": fault.file_row,
        "column": excerpt(fault.column, 80),
        "value": excerpt(fault.value, 80),
        "message": fault.message,
        "is_error": fault.level is Level.ERROR,
    }


def _changed(before: Seen, now: Seen) -> dict:
    was, told = dict(before.cells), dict(now.cells)
    differ = [field for field in FIELDS if was.get(field, "") != told.get(field, "")]
    said = [[LABELS[field], excerpt(was.get(field, "")), excerpt(told.get(field, ""))] for field in differ]
    return {"row": now.file_row, "activity": before.activity_id, "differences": said}


def added_totals(batch: ImportBatch) -> list[dict]:
    """Return what the live activities of a batch add, by indicator: code, words of today, unit, total. One query."""
    rows = Count.objects.filter(activity__batch=batch, activity__withdrawn_at__isnull=True).order_by("indicator__order")
    defined = IndicatorDefinition.objects.filter(indicator=OuterRef("indicator")).order_by("-valid_from")
    grouped = rows.annotate(words=Subquery(defined.values("words")[:1])).values(
        "indicator__code", "indicator__unit_plural", "words"
    )
    return list(grouped.annotate(total=Sum("value")))
