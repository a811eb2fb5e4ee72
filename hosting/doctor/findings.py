"""What a check says, the list of all checks, and their run: none of them stops the others."""

import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hosting.doctor.models import Verdict
from roriq_portal.formats.phrases import and_others

SHOWN = 3
log = logging.getLogger(__name__)


class Group(StrEnum):
    """What a check looks at, in the order of the page."""

    DATABASE = "Base de données"
    WORKS = "Travaux et courriels"
    MACHINE = "Serveur"
    WEB = "Adresse et réglages"
    RECORDS = "Ce que le portail garde"


@dataclass(frozen=True)
class Asked:
    """What whoever starts the doctor asks beyond the usual. `now`: the clock of this machine."""

    now: datetime
    mail_to: str = ""
    every_paper: bool = False


@dataclass(frozen=True)
class Finding:
    """What one check found, in a sentence, and what to do about it; nothing to do where all is well."""

    verdict: Verdict
    observed: str
    act: str = ""


@dataclass(frozen=True)
class Line:
    """A finding with its check: `key` for a monitor, `words` for a person."""

    key: str
    group: str
    words: str
    verdict: str
    observed: str
    act: str

    @property
    def as_json(self) -> dict[str, str]:
        """What monitors read, and the page of the examinations that are kept: `found` is what was observed."""
        facts = asdict(self)
        return {"found": facts.pop("observed"), **facts}


@dataclass(frozen=True)
class Check:
    """One thing that is looked at. `asks_database`: in a transaction, so that what fails stops no other check."""

    key: str
    group: Group
    words: str
    look: Callable[[Asked], Finding]
    asks_database: bool


CHECKS: dict[str, Check] = {}


def check(key: str, group: Group, words: str, *, asks_database: bool = False) -> Callable:
    """Register a function of what was asked as a check. It may raise: its line then says so."""

    def register(look: Callable[[Asked], Finding]) -> Callable[[Asked], Finding]:
        CHECKS[key] = Check(key, group, words, look, asks_database)
        return look

    return register


def good(observed: str) -> Finding:
    return Finding(Verdict.GOOD, observed)


def attention(observed: str, act: str) -> Finding:
    return Finding(Verdict.ATTENTION, observed, act)


def bad(observed: str, act: str) -> Finding:
    return Finding(Verdict.BAD, observed, act)


def few(names: list[str]) -> str:
    """Name the first ones of a list, and say how many others there are."""
    return and_others(names[:SHOWN], len(names) - SHOWN)


def examine(asked: Asked) -> Iterator[Line]:
    """Run every check, group by group, and yield its line; one that raises is a bad line of its own."""
    order = list(Group)
    for check in sorted(CHECKS.values(), key=lambda check: order.index(check.group)):
        finding = look_at(check, asked)
        yield Line(check.key, check.group, check.words, finding.verdict, finding.observed, finding.act)


def look_at(check: Check, asked: Asked) -> Finding:
    """Return what one check finds; that it raised, where it did."""
    try:
        with transaction.atomic() if check.asks_database else nullcontext():
            return check.look(asked)
    except Exception as failure:
        log.warning("check %s did not end", check.key, exc_info=True)
        return bad(
            f"Cet examen n’a pas abouti\u00a0: {type(failure).__name__}.", f"Lisez l’erreur\u00a0: {failure}".strip()
        )


def verdict_of(lines: list[Line]) -> Verdict:
    """Return the worst verdict of the lines."""
    order = list(Verdict)
    return max((Verdict(line.verdict) for line in lines), key=order.index, default=Verdict.GOOD)


def as_json(lines: list[Line], at: datetime) -> dict[str, Any]:
    """Return an examination as a monitor reads it."""
    return {
        "version": settings.VERSION,
        "at": timezone.localtime(at).isoformat(timespec="seconds"),
        "verdict": verdict_of(lines),
        "lines": [line.as_json for line in lines],
    }
