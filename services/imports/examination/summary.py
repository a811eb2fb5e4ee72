"""What an examination found, small enough to keep with the batch: counts, faults, rows changed or vanished."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Sum

from agreements.agreement.double_claims import strict_ids
from services.activities.rules import Outside, outside_words
from services.counting.indicator_labels import totals_in_words
from services.imports.examination.preview import Examination, Seen
from services.imports.examination.same_records import rows_recorded_already
from services.imports.reading.opening import Opened, choices_of
from services.imports.reading.words import reading_remarks
from services.imports.registers import FIELDS, LABELS, Fault, Level
from services.imports.registers.files.several_sheets import row_words
from services.models import Count, ImportBatch
from services.text.spelling import excerpt

MOST_FAULTS = 5000
MOST_LISTED = 200
ROWS_NAMED = 5


def summary_of(batch: ImportBatch, examination: Examination) -> dict:
    """Return the numbers and lists that the pages show, as JSON. `faults`: one for each cause, MOST_FAULTS at most."""
    preview, difference = examination.preview, examination.difference
    opened, sheets = examination.opened, examination.opened.sheet.sheets_told
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
        "faults": _causes(preview.faults, sheets)[:MOST_FAULTS],
        "adds": {code: str(total) for code, total in _added(examination).items()},
        "vanished_rows": [row.activity_id for row in difference.vanished[:MOST_LISTED]],
        "changed_rows": [_changed(before, now, sheets) for before, now in difference.changed[:MOST_LISTED]],
        "outside": _outside(examination),
        "double_claims": _double_claims(examination),
        **_recorded_already(batch, examination, sheets),
        "unknown_words": len(examination.unknown_words),
        "unknown_references": [[excerpt(words, 80), count] for words, count in _most(examination.unknown_references)],
        "asked_words": _asked(examination.unknown_words),
        "asked_references": _asked(examination.unknown_references),
        "ignored": [excerpt(title, 80) for title in opened.columns.ignored],
        "repeated": [excerpt(title, 80) for title in opened.columns.repeated],
        "recognised": [[excerpt(opened.sheet.header[place], 80), LABELS[name]] for name, place in _in_order(opened)],
        "remarks": reading_remarks(opened, preview, choices_of(batch)),
        "questions": list(opened.questions),
        "day_order": [opened.day_order.examples, opened.day_order.doubtful] if opened.day_order else None,
        "has_merged": opened.has_merged,
    }


def _in_order(opened: Opened) -> list[tuple[str, int]]:
    """Return the recognised columns, each with its place, as the file has them."""
    return sorted(opened.columns.fields.items(), key=lambda each: each[1])


def _asked(counted: dict[str, int]) -> list[tuple[str, int]]:
    """Return the words that pages ask about, in the order of the file."""
    return list(counted.items())[:MOST_LISTED]


def _most(counted: dict[str, int]) -> list[tuple[str, int]]:
    return Counter(counted).most_common(MOST_LISTED)


def _added(examination: Examination) -> Counter[str]:
    """What the rows still to import count, by indicator code."""
    facts = examination.facts
    added: Counter[str] = Counter()
    for row in examination.difference.new:
        added.update(facts[row.identity, row.occurrence].counts)
    return added


def _outside(examination: Examination) -> list[tuple[int, str, int]]:
    """Count the rows to import in each component that is none of the organism's, or of an agreement's."""
    facts = (examination.facts[row.identity, row.occurrence] for row in examination.difference.new)
    counted = Counter((each.component, each.agreement) for fact in facts for each in fact.outside)
    in_order = sorted(counted, key=lambda pair: (bool(pair[1]), *pair))
    return [(*pair, counted[pair]) for pair in in_order]


def outside_expected(batch: ImportBatch) -> list[str]:
    """Return in sentences what of the rows still to import would lie outside the components, as judged last."""
    return outside_words((Outside(*row) for row in batch.summary.get("outside", [])), is_ahead=True)


def _recorded_already(batch: ImportBatch, examination: Examination, sheets: Sequence[str]) -> dict:
    """Return how many rows to import say the same as a record that stands, and the first ones beside it."""
    facts = (examination.facts[row.identity, row.occurrence] for row in examination.difference.new)
    recorded = rows_recorded_already(batch, facts)
    return {"same": len(recorded), "same_rows": [[row_words(row, sheets), key] for row, key in recorded[:MOST_LISTED]]}


def _double_claims(examination: Examination) -> int:
    """Return how many rows to import would be charged to several agreements against one's rule. One query at most."""
    charged = [set(examination.facts[row.identity, row.occurrence].agreements) for row in examination.difference.new]
    several = [keys for keys in charged if len(keys) > 1]
    strict = strict_ids(set[int]().union(*several)) if several else set()
    return sum(1 for keys in several if keys & strict)


def _causes(faults: Iterable[Fault], sheets: Sequence[str]) -> list[dict]:
    """Return one remark for all the rows with the same one, in the place of the first."""
    causes: dict[tuple, dict] = {}
    for fault in faults:
        key = (fault.column, fault.value, fault.message, fault.level)
        cause = causes.setdefault(key, _fault(fault))
        cause["count"] += 1
        if len(cause["rows"]) < ROWS_NAMED:
            cause["rows"].append(row_words(fault.file_row, sheets))
    return list(causes.values())


def _fault(fault: Fault) -> dict:
    return {
        "row": fault.file_row,
        "rows": [],
        "count": 0,
        "column": excerpt(fault.column, 80),
        "value": excerpt(fault.value, 80),
        "message": fault.message,
        "is_error": fault.level is Level.ERROR,
    }


def _changed(before: Seen, now: Seen, sheets: Sequence[str]) -> dict:
    was, after = dict(before.cells), dict(now.cells)
    differ = [field for field in FIELDS if was.get(field, "") != after.get(field, "")]
    differences = [[LABELS[field], excerpt(was.get(field, "")), excerpt(after.get(field, ""))] for field in differ]
    return {"row": row_words(now.file_row, sheets), "activity": before.activity_id, "differences": differences}


def added_totals(batch: ImportBatch) -> list[dict]:
    """Return what the live activities of a batch add, by indicator. Two queries."""
    rows = Count.objects.filter(activity__batch=batch, activity__withdrawn_at__isnull=True).order_by()
    return totals_in_words(dict(rows.values_list("indicator__code").annotate(total=Sum("value"))))


def expected_totals(batch: ImportBatch) -> list[dict]:
    """Return what the rows still to import would add, by indicator, as judged last. One query."""
    return totals_in_words({code: Decimal(total) for code, total in batch.summary.get("adds", {}).items()})
