"""Remarks on the lines of a report, and their answers. T3 refuses them once it is approved or accepted."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from organisms.models import User
from reporting.filling.typed_values import readable
from reporting.models import Comment, Report
from reporting.workflow.transitions import ActionRefused
from roriq_portal.formats.numbers import format_number
from roriq_portal.logs import log_action


class CommentRefused(ActionRefused):
    """A sentence that says why the remark is not kept."""


@log_action
def comment_line(*, report: Report, line_key: str, body: str, by: User) -> Comment:
    """Write a remark on a line, or on the whole with an empty key. Refuses (CommentRefused) an empty remark, an unknown
    line, a closed report.
    """
    body = check_words(body)
    if line_key and not report.template_version.lines.filter(key=line_key).exists():
        raise CommentRefused("Ce rapport n’a pas cette ligne.")
    try:
        with transaction.atomic():
            return Comment.objects.create(report=report, line_key=line_key, body=body, opened_by=by)
    except IntegrityError as refused:
        raise CommentRefused("Ce rapport est réglé\u00a0: on n’y ajoute plus de remarque.") from refused


@log_action
def answer_comment(*, comment: Comment, reply: str, by: User) -> Comment:
    """Answer a remark and close it. Refuses an empty answer, a remark already closed, a closed report."""
    reply = check_words(reply)
    try:
        with transaction.atomic():
            rows = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=True)
            closed = rows.update(reply=reply, resolved_at=timezone.now(), resolved_by=by)
    except IntegrityError as refused:
        raise CommentRefused("Ce rapport est réglé\u00a0: on n’y répond plus.") from refused
    comment.refresh_from_db()
    if not closed:
        raise CommentRefused("Quelqu’un a déjà répondu à cette remarque.")
    return comment


def check_words(text: str, when_empty: str = "Écrivez votre remarque.") -> str:
    """Return a remark or a reply fit for the database; refuse (CommentRefused) an empty one or one too long."""
    text = readable(text).strip()
    if not text:
        raise CommentRefused(when_empty)
    if len(text) > Comment.MOST_SIGNS:
        count, most = format_number(len(text)), format_number(Comment.MOST_SIGNS)
        raise CommentRefused(f"Votre texte compte {count} signes\u00a0; la limite est de {most}.")
    return text
