"""What a requirement asks, in a few words."""

from agreements.models import DefaultRequirement, Requirement
from roriq_portal.formats.days import format_month_name
from roriq_portal.formats.phrases import agree, of_place


def requirement_words(asked: Requirement | DefaultRequirement) -> str:
    """« 12 mois à compter d’avril, à remettre le 30 juin », « chaque mois, à remettre 15 jours après »."""
    first = format_month_name(asked.period_from_month)
    period = f"{asked.period_months} mois à compter {of_place(first)}"
    if asked.kind == Requirement.Kind.MONTHLY:
        period = "chaque mois"
    days = asked.due_after_days
    if days is None:
        day = "1er" if asked.due_day == 1 else asked.due_day
        return f"{period}, à remettre le {day} {format_month_name(asked.due_month or 1)}"
    if days == 0:
        return f"{period}, à remettre le dernier jour"
    return f"{period}, à remettre {days} {agree(days, 'jour')} après"
