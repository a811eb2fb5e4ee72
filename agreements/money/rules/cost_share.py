"""The cost share asked of others (« mise de fonds »), how far public aid may add up, and the holdback. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from agreements.currency import NOTHING, cents
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import round_up
from roriq_portal.formats.rates import format_percent

NBSP = "\u00a0"


@dataclass(frozen=True)
class Brought:
    """What was brought beside the signing funders' money; `public` is the part of it that is public aid."""

    cash: Decimal = NOTHING
    in_kind: Decimal = NOTHING
    public: Decimal = NOTHING


@dataclass(frozen=True)
class Verdict:
    """What a rule says of what stands. `short`: what is missing, or what is too much."""

    words: str
    is_met: bool
    short: Decimal = NOTHING


def counted(brought: Brought, *, in_kind_allowed: bool) -> Decimal:
    return brought.cash + (brought.in_kind if in_kind_allowed else NOTHING)


def cost_share(paid: Decimal, brought: Brought, *, most: Decimal | None, in_kind_allowed: bool) -> Verdict:
    """Say whether others bring enough for the funders' part to stay within its maximum.

    `paid`: the funders' money it is asked for. At most 80 % of the cost means at least a quarter of it from others.
    """
    if most is None or most >= 100:
        return Verdict("L’entente ne demande pas de mise de fonds.", True)
    if most == 0:
        return Verdict(
            "La part maximale des bailleurs est de 0\u00a0%\u00a0: aucun coût ne peut leur revenir.", not paid
        )
    needed = round_up(paid * (100 - most) / most, 2)
    have = counted(brought, in_kind_allowed=in_kind_allowed)
    left_out = ""
    if brought.in_kind and not in_kind_allowed:
        left_out = f" Les {format_money(brought.in_kind)} en nature ne comptent pas\u00a0: l’entente ne les admet pas."
    rule = (
        f"Les bailleurs paient au plus {format_percent(most)} du coût\u00a0: pour {format_money(paid)}, "
        f"{format_money(needed)} viennent d’ailleurs."
    )
    if have >= needed:
        return Verdict(f"{rule} Atteinte\u00a0: {format_money(have)}.{left_out}", True)
    short = needed - have
    return Verdict(
        f"{rule} Inscrit\u00a0: {format_money(have)}\u00a0; il manque {format_money(short)}.{left_out}", False, short
    )


def stacking(
    paid: Decimal, brought: Brought, *, most: Decimal | None, is_public: bool, in_kind_allowed: bool
) -> Verdict | None:
    """Say whether public aid stays within its share of the cost; None when the agreement sets no limit."""
    if most is None:
        return None
    aid = (paid if is_public else NOTHING) + brought.public
    cost = paid + counted(brought, in_kind_allowed=in_kind_allowed)
    allowed = cents(cost * most / 100)
    rule = f"Les aides publiques paient au plus {format_percent(most)} du coût"
    if not cost:
        return Verdict(f"{rule}\u00a0; aucun coût n’est encore inscrit.", True)
    said = (
        f"{rule}, soit {format_money(allowed)} de {format_money(cost)}. "
        f"Aides publiques inscrites\u00a0: {format_money(aid)}"
    )
    if aid <= allowed:
        return Verdict(f"{said}, la limite est respectée.", True)
    return Verdict(f"{said}, {format_money(aid - allowed)} de trop.", False, aid - allowed)


def holdback(
    total: Decimal, received: Decimal, *, share: Decimal, is_released: bool, final_words: str
) -> Verdict | None:
    """Say what is held of the total until the final report is accepted; None when the agreement holds nothing."""
    if not share:
        return None
    retained = cents(total * share / 100)
    rule = (
        f"Le bailleur retient {format_percent(share)} du total, soit {format_money(retained)}, "
        "jusqu’à l’acceptation du rapport final"
    )
    if is_released:
        return Verdict(f"{rule}\u00a0: il est accepté, la retenue est libérée.", True)
    early = received - (total - retained)
    if early > 0:
        return Verdict(f"{rule}{final_words}. {format_money(early)} sont déjà versés au-delà.", False, early)
    return Verdict(f"{rule}{final_words}.", True, retained)
