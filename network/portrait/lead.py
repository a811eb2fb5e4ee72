"""The first two sentences of the portrait, made of its numbers by rules; what is missing or hidden is not spoken of."""

from network.portrait.reader import Reader
from roriq_portal.formats.money import format_millions
from roriq_portal.formats.phrases import counted
from roriq_portal.formats.rates import format_rate

SETTLED, STAYED = "V1.10", "V4.11"


def lead_of(reader: Reader) -> str:
    """Return up to two sentences: the households of the year, then its money. A component has none of its own."""
    sentences = [_households(reader), "" if reader.filters.component else _money(reader)]
    return " ".join(filter(None, sentences))


def _households(reader: Reader) -> str:
    if SETTLED not in reader.indicators or STAYED not in reader.indicators:
        return ""
    settled, stayed = (reader.figure(code, reader.windows.year) for code in (SETTLED, STAYED))
    words = ""
    if settled.value:
        words = f"{counted(int(settled.value), 'ménage installé', 'ménages installés')} dans l’année, chacun une fois"
    if not stayed.is_rate:
        return f"{words}." if words else ""
    share = f"{stayed.text} des ménages dont l’anniversaire tombait dans l’année sont encore là après 12 mois"
    return f"{words}\u00a0; {share}." if words else f"{share}."


def _money(reader: Reader) -> str:
    measured = reader.money[reader.windows.year]
    if not measured.whole:
        return ""
    long = format_rate(measured.part, measured.whole)
    return f"{format_millions(measured.whole)} d’ententes, dont {long} sur trois à cinq ans."
