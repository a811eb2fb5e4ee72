"""What the doctor asks of the purges: that each rule of the register was applied today or yesterday."""

from hosting.doctor.findings import Asked, Finding, Group, attention, check, few, good
from privacy.register.standing import standings
from roriq_portal.formats.phrases import counted

SEE = (
    "Voyez « Confidentialité » et « Travaux et courriels », dans le portail\u00a0: un travail de purge n’a pas abouti."
)


@check("purges", Group.RECORDS, "Purges", asks_database=True)
def purges_run(asked: Asked) -> Finding:
    rules = standings(asked.now)
    late = [standing.rule.words for standing in rules.values() if standing.is_late(asked.now)]
    if len(late) == len(rules):
        return attention("Aucune purge n’est passée depuis un jour.", SEE)
    if late:
        words = counted(len(late), "règle n’est pas appliquée", "règles ne sont pas appliquées")
        return attention(f"{words} depuis un jour\u00a0: {few(late)}.", SEE)
    return good(f"{counted(len(rules), 'règle appliquée', 'règles appliquées')} depuis un jour.")
