"""The two sentences that open an organism's portrait, from its numbers; none where no rule speaks."""

from network.organism_portrait.reader import OrganismReader
from network.organism_portrait.sections.households import MIDDLE
from network.organism_portrait.sections.money import ending_words
from roriq_portal.formats.phrases import counted

SETTLED = "V1.10"


def lead_words(reader: OrganismReader) -> str:
    """Return « 38 ménages installés pour une cible de 45, et 78 % encore là après un an. 2 ententes finissent … »."""
    money = ending_words(reader.money) if reader.money and not reader.filters.component else ""
    return " ".join(filter(None, (_households(reader), money)))


def _households(reader: OrganismReader) -> str:
    settled, rest = (reader.figure(code, reader.windows.year) for code in (SETTLED, MIDDLE))
    parts = []
    if settled.value is not None and reader.is_shown(SETTLED):
        number = counted(int(settled.value), "ménage installé", "ménages installés")
        text = _aim(reader)
        parts.append(f"{number} pour une cible de {text}" if text else number)
    if rest.value is not None and reader.is_shown(MIDDLE):
        parts.append(f"{rest.text} encore là après un an")
    return f"{', et '.join(parts)}." if parts else ""


def _aim(reader: OrganismReader) -> str:
    """Return the one target of households settled, in words; empty where there is none, several, or one that counts
    others: its agreement's, of which some are not.
    """
    marks = [mark for group in reader.targets.groups for mark in group.marks if mark.code == SETTLED]
    settled = reader.figure(SETTLED, reader.windows.year).value
    return marks[0].target_text if len(marks) == 1 and marks[0].done == settled else ""
