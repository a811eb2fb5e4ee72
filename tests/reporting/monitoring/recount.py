"""The cells of a version by its frozen JSON, its form and who typed: the rule of counting, written a second time."""

import json

from reporting.lines.cells import Way
from reporting.models import Answer, Attachment, Line, Version


def recounted(version: Version) -> dict[str, int]:
    files = Attachment.objects.filter(report=version.report, removed_at=None)
    counts = dict.fromkeys(Way, 0)
    rows = {(row.line_key, row.band_key): row for row in Answer.objects.filter(report=version.report)}
    lines = {line.key: line for line in Line.objects.filter(version=version.report.template_version)}
    for key, said in json.loads(version.content)["answers"].items():
        line, typed = lines[key], rows.get((key, ""))
        parts = line.for_each or any(not band.dimension_id for band in line.bands.all())
        if not parts:
            counts[_way_of_line(line, said, typed, files)] += 1
        for band, answer in said["bands"].items():
            own = rows.get((key, band))
            here = own is not None and own.state != "blank"
            filled = line.source != "declared" or said["computed"] is None or here
            way = Way.HAND if here else Way.RECORDS if filled else Way.REUSED
            counts[Way.EMPTY if answer["state"] == "blank" else way] += 1
    return counts


def _way_of_line(line, said, typed, files) -> str:
    if line.kind == "file":
        return Way.HAND if said["state"] != "blank" or files.filter(line_key=line.key).exists() else Way.EMPTY
    if said["state"] == "blank" and not said["text"].strip():
        return Way.EMPTY
    if said.get("carried"):
        return Way.REUSED
    if said["computed"] is None or (said["value"], line.kind) == (None, "text"):
        return Way.HAND
    if line.source == "declared":
        return Way.HAND if typed and typed.declaration_id else Way.REUSED
    if said["value"] != said["computed"]:
        return Way.HAND
    return Way.REUSED if line.source == "lines" else Way.RECORDS
