"""The canonical text of a target, as amendments keep it, and its words. Pure; reads no row."""

from decimal import Decimal

from roriq_portal.formats.rates import format_measure


def target_text(value: Decimal, interim: Decimal | None = None) -> str:
    """Return « 32.00 », or « 32.00/16.00 » when something was agreed for the period of the interim report."""
    return f"{value:.2f}" if interim is None else f"{value:.2f}/{interim:.2f}"


def read_target(text: str) -> tuple[Decimal, Decimal | None]:
    """Return the target of the year, and that of the interim report's period if one was agreed."""
    value, _, interim = text.partition("/")
    return Decimal(value), Decimal(interim) if interim else None


def target_words(text: str, is_ratio: bool) -> str:
    """Return « 32 », « 32, 16 au rapport d’étape », « 75 % »."""
    value, interim = read_target(text)
    part = "" if interim is None else f", {format_measure(interim, is_ratio)} au rapport d’étape"
    return format_measure(value, is_ratio) + part
