"""The reports as a list: what a line of it says, settled, and its columns. The template reads and asks nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from organisms.models import User
from reporting.models import Report
from reporting.workflow.status import GROUPS, SETTLED, Status, left_words, status
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    organism: str
    reference: str
    number: str
    due_on: date
    left: str
    is_late: bool
    status: Status
    is_first: bool = False

    @property
    def for_words(self) -> str:
        names = [f"Entente {self.reference}"] if self.reference else []
        return " · ".join([*names, self.organism])

    @property
    def words(self) -> str:
        return self.status.words

    @property
    def turn(self) -> str:
        return self.status.turn

    @property
    def sign(self) -> str:
        return self.status.sign

    @property
    def next_act(self) -> str:
        return self.status.next_act


def rows_for(user: User, today: date) -> Callable[[list[Report]], list[Row]]:
    """Return what makes of reports the lines that this user reads."""
    return lambda reports: [_row(report, user, today) for report in reports]


def groups_of(rows: list[Row]) -> list[dict]:
    """Return the rows by whose turn it is; the most urgent of theirs has the only filled button of the page."""
    groups: list[dict] = []
    for key, title in GROUPS:
        mine = (row for row in rows if row.status.group == key)
        group_rows = sorted(mine, key=lambda row: (row.due_on, row.title, row.for_words), reverse=key == SETTLED)
        if group_rows and not groups and key == GROUPS[0][0]:
            group_rows = [replace(group_rows[0], is_first=True), *group_rows[1:]]
        if group_rows:
            groups.append({"key": key, "title": title, "rows": group_rows})
    return groups


def _row(report: Report, user: User, today: date) -> Row:
    agreement, state = report.agreement, status(report, user)
    return Row(
        title=str(report),
        url=reverse("reporting:report-detail", args=[report.pk]),
        organism=report.organism.name,
        reference=agreement.reference if agreement else "",
        number=report.number or "",
        due_on=report.due_on,
        left=left_words(report, state, today),
        is_late=report.is_late_on(today),
        status=state,
    )


def _title(row: Row) -> Shown:
    return Shown(row.title, row.url)


def _state(row: Row) -> Shown:
    return Shown(row.words, under=(Under(row.next_act),), turn=row.turn, sign=row.sign)


REPORTS = declare(
    Listing(
        address="reporting:report-list",
        name="Rapports",
        stem="rapports",
        nouns=("rapport", "rapports"),
        columns=(
            Column("rapport", "Rapport", lambda row: row.title, show=_title),
            Column("organisme", "Organisme", lambda row: row.organism, ("organism__sort_name", "due_on")),
            Column(
                "entente",
                "Entente",
                lambda row: row.reference,
                ("deliverable__requirement__agreement__reference", "due_on"),
            ),
            Column("echeance", "Échéance", lambda row: row.due_on, ("due_on",), Kind.DAY),
            Column("etat", "État", lambda row: row.words, ("state", "due_on"), show=_state),
            Column("numero", "Numéro", lambda row: row.number, ("number",), is_usual=False),
            Column("suite", "À faire", lambda row: row.next_act, is_usual=False),
        ),
        order="-echeance",
        size=50,
    )
)
