"""Reports that others have read and that are written again: what stands since then is the organism's own."""

from datetime import date
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.models import Deliverable
from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.models import Attachment, Campaign, Comment, Report, TemplateVersion
from tests.reporting.builders.states import put_in_state

SINCE_WORDS = "CANARI-DEPUIS-7714"
SINCE_FILE = "canari-piece-depuis-7714.pdf"
FROZEN_DATA, SINCE_DATA = b"%PDF-1.7\nfrozen", b"%PDF-1.7\nsince"
FROZEN, SINCE = (sha256(data).hexdigest() for data in (FROZEN_DATA, SINCE_DATA))
PERIOD = DateRange(date(2023, 4, 1), date(2024, 4, 1))


def places(organism, agreement, people, freeze) -> dict:
    """Return the places of a report asked about and of one returned, each with a file frozen, and one joined since."""
    director = people["director"]
    asked = _open(organism, "funder", programme="vitalite", deliverable=_deliverable(agreement))
    returned = _open(organism, "annual", campaign=_campaign(people["network"]))
    lines = {asked: ("c-visibilite", "c4"), returned: ("piece-resolution", "v4-faits-saillants")}
    late = {}
    for report, (file_line, _) in lines.items():
        _attach(report, file_line, "piece-figee.pdf", FROZEN, director)
        freeze(report, director)
    now = timezone.now()
    put_in_state(asked, "asked", issued_at=now, issued_by=director)
    put_in_state(returned, "returned", filed_at=now, filed_by=director, number="RA-2024-0001")
    Comment.objects.create(report=returned, body="Revoyez le tout.", opened_by=people["network"])
    for report, (file_line, text_line) in lines.items():
        report.refresh_from_db()
        late[report] = _attach(report, file_line, SINCE_FILE, SINCE, director)
        line = read_form_spec(report.template_version).by_key[text_line]
        state = "nd" if line.is_number else "blank"
        save_answers(report=report, answers=[AnswerInput(line, state=state, text=SINCE_WORDS)], by=director)
    sections = {
        report: read_form_spec(report.template_version).by_key[text].section for report, (_, text) in lines.items()
    }
    return {
        "asked": {"report_id": asked.pk, "section": sections[asked]},
        "returned": {"report_id": returned.pk, "section": sections[returned]},
        "asked_file": {"report_id": asked.pk, "attachment_id": late[asked].pk},
        "returned_file": {"report_id": returned.pk, "attachment_id": late[returned].pk},
        "asked_piece": {"report_id": asked.pk, "number": 1, "sha256": FROZEN},
        "returned_piece": {"report_id": returned.pk, "number": 1, "sha256": FROZEN},
        "asked_since": {"report_id": asked.pk, "number": 1, "sha256": SINCE},
        "returned_since": {"report_id": returned.pk, "number": 1, "sha256": SINCE},
    }


def _open(organism, kind, *, programme="", **more) -> Report:
    named = {"template__programme__key": programme} if programme else {"template__kind": "annual"}
    return Report.objects.create(
        kind=kind, organism=organism, template_version=TemplateVersion.objects.filter(**named).first(), period=PERIOD,
        region=organism.region, components=[1, 2, 3, 4, 5], due_on=date(2024, 6, 30), **more,
    )  # fmt: skip


def _campaign(network) -> Campaign:
    version = TemplateVersion.objects.get(template__kind="annual")
    return Campaign.objects.create(period=PERIOD, template_version=version, opened_by=network, due_on=date(2024, 6, 30))


def _deliverable(agreement) -> Deliverable:
    return Deliverable.objects.create(requirement=agreement.requirements.get(), period=PERIOD, due_on=date(2024, 6, 30))


def _attach(report, line_key, name, digest, by) -> Attachment:
    piece = Attachment(
        report=report, line_key=line_key, name=name, content_type="application/pdf", size=9, sha256=digest, added_by=by
    )
    piece.file.save(name, ContentFile(FROZEN_DATA if digest == FROZEN else SINCE_DATA), save=False)
    piece.save()
    return piece
