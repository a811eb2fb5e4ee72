"""What is due, as a list that is sorted, narrowed, kept and taken away."""

from reporting.deadlines.standing import KINDS, STATES, Obligation
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import capital
from roriq_portal.lists.columns import BY_VALUE, Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare

KIND_WORDS, STATE_WORDS = dict(KINDS), dict(STATES)


def _title(owed: Obligation) -> Shown:
    return Shown(owed.title, owed.url, tuple(Under(capital(words)) for words in owed.former))


def _day(owed: Obligation) -> Shown:
    return Shown(format_day(owed.due_on), under=(Under(owed.left),) if owed.left else ())


def _state(owed: Obligation) -> Shown:
    return Shown(owed.words, turn=owed.turn, sign=owed.sign)


def _funders(owed: Obligation) -> str:
    return ", ".join(str(funder) for funder in owed.funders)


DUE = declare(
    Listing(
        address="reporting:calendar",
        name="Ce qui est dû",
        stem="echeances",
        nouns=("échéance", "échéances"),
        columns=(
            Column("quoi", "Livrable", lambda owed: owed.title, BY_VALUE, show=_title),
            Column("organisme", "Organisme", lambda owed: owed.organism.name, BY_VALUE),
            Column("entente", "Entente", lambda owed: owed.reference, BY_VALUE),
            Column("bailleurs", "Bailleurs", _funders, BY_VALUE),
            Column("echeance", "Échéance", lambda owed: owed.due_on, BY_VALUE, Kind.DAY, show=_day),
            Column("etat", "État", lambda owed: owed.words, BY_VALUE, show=_state),
            Column("remise", "Remise", lambda owed: STATE_WORDS[owed.standing], BY_VALUE, is_usual=False),
            Column("sorte", "Sorte", lambda owed: KIND_WORDS[owed.kind], BY_VALUE, is_usual=False),
            Column("du", "Du", lambda owed: owed.first_day, BY_VALUE, Kind.DAY, is_usual=False),
            Column("au", "Au", lambda owed: owed.last_day, BY_VALUE, Kind.DAY, is_usual=False),
            Column("remis", "Remis le", lambda owed: owed.done_on, BY_VALUE, Kind.DAY, is_usual=False),
            Column("retard", "Jours de retard", lambda owed: owed.late_days, BY_VALUE, Kind.NUMBER, is_usual=False),
        ),
        order="",
        size=100,
    )
)
