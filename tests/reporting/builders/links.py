"""Private links that the portal sent, with a token that the test knows."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from reporting.funder_reports.actions.link_answers import LinkAnswer, answer_by_link
from reporting.funder_reports.actions.private_links import Recipient, hash_token, send_link
from reporting.models import PrivateLink, Receipt, Report

LEA = Recipient("Léa Roy", "agente de développement", "lea.roy@mrc.example")
TOKEN = "jeton-des-essais-de-quarante-trois-signes-00"


def send(report: Report, funder, by, *, to: Recipient = LEA, token: str = TOKEN, days: int = 30) -> PrivateLink:
    link = send_link(report=report, funder=funder, recipient=to, days=days, by=by)
    PrivateLink.objects.filter(pk=link.pk).update(token_hash=hash_token(token))
    link.refresh_from_db()
    return link


def answer(report: Report, link: PrivateLink, state: str = "accepted", text: str = "", **said) -> Receipt:
    """What Léa Roy answers by the link; the report is read again."""
    said = LinkAnswer(state, said.pop("name", LEA.name), said.pop("function", LEA.function), text, **said)
    version = report.versions.latest("number")
    receipt = answer_by_link(version=version, link=link, said=said, key=uuid4())
    report.refresh_from_db()
    return receipt


def expire(link: PrivateLink) -> None:
    PrivateLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
