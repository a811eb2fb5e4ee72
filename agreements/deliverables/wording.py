"""What a requirement asks, in a few words."""

from datetime import date

from django.utils.formats import date_format

from agreements.models import DefaultRequirement, Requirement


def requirement_words(asked: Requirement | DefaultRequirement) -> str:
    """« 12 mois à compter d’avril, à remettre le 30 juin », « chaque mois, à remettre 15 jours après »."""
    first = date_format(date(2001, asked.period_from_month, 1), "F")
    since = f"d’{first}" if first[0] in "ao" else f"de {first}"
    period = f"{asked.period_months} mois à compter {since}"
    if asked.kind == Requirement.Kind.MONTHLY:
        period = "chaque mois"
    days = asked.due_after_days
    if days is None:
        return f"{period}, à remettre le {asked.due_day} {date_format(date(2001, asked.due_month or 1, 1), 'F')}"
    if days == 0:
        return f"{period}, à remettre le dernier jour"
    return f"{period}, à remettre {days} jour{'s' if days > 1 else ''} après"
