"""What opens a funder's portrait, from its numbers: what was sent, and the first line; nothing where no rule speaks."""

from decimal import Decimal

from network.funder_portrait.lines import LineTotal
from network.funder_portrait.reader import FunderReader
from roriq_portal.formats.phrases import agree, counted
from roriq_portal.formats.rates import format_percent
from services.counting.achievement import SHORT_OF, Achievement


def lead_words(reader: FunderReader) -> str:
    """Return « 574 ménages, de 14 ententes : Ménages établis en région. Pour A3, 2 sont sous 85 % de leur cible. »"""
    year = reader.windows.year
    numbered = [key for key in reader.main_lines if reader.total(key, year).figure.value is not None]
    if not numbered:
        return ""
    total = reader.total(numbered[0], year)
    number = f"{total.figure.text}\u00a0{total.unit_plural}" if total.unit_plural else total.figure.text
    return f"{total.words}\u00a0: {number}, de {counted(len(total.said_by), 'entente')}.{_short_words(total)}"


def _short_words(total: LineTotal) -> str:
    reached = [Achievement(row.figure.value, row.target) for row in total.rows]
    short, least = sum(share.is_short for share in reached), format_percent(Decimal(SHORT_OF))
    if not any(share.share is not None for share in reached):
        return ""
    line = total.number or "cette ligne"
    if not short:
        return f" Pour {line}, aucune n’est sous {least} de sa cible."
    verb, aim = agree(short, "est", "sont"), agree(short, "de sa cible", "de leur cible")
    return f" Pour {line}, {counted(short, 'entente')} {verb} sous {least} {aim}."


def sent_words(reader: FunderReader) -> str:
    """Return « 28 rapports vous sont transmis ; 23 sont acceptés. »; empty without any."""
    received = reader.received(reader.windows.year)
    if not received:
        return ""
    number, accepted = len(received), sum(report.is_accepted for report in received)
    sent = f"{counted(number, 'rapport')} {agree(number, 'vous est transmis', 'vous sont transmis')}"
    if not accepted:
        return f"{sent}\u00a0; aucun n’est encore accepté."
    return f"{sent}\u00a0; {counted(accepted, 'est accepté', 'sont acceptés')}."
