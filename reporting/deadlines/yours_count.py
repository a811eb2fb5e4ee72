"""The number beside « À faire »: how many obligations of the list it announces are this person's turn.

Every page asks it: written once by hand, since the ORM spends more on writing it than PostgreSQL on counting
(decision 0010). Tests hold it equal to the length of the list, for every seat and every state.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from organisms.models import Membership, User
from reporting.deadlines.standing import AHEAD
from reporting.workflow.status import YOURS_IN

TO_FILL = """
    SELECT id FROM reporting_report
    WHERE excused_at IS NULL AND organism_id = ANY(%(headed)s) AND state = ANY(%(to_fill)s)
"""
NOT_BEGUN = """
    SELECT deliverable.id FROM agreements_deliverable deliverable
    JOIN agreements_requirement requirement ON requirement.id = deliverable.requirement_id
    JOIN agreements_agreement agreement ON agreement.id = requirement.agreement_id
    WHERE agreement.organism_id = ANY(%(headed)s) AND deliverable.due_on <= %(horizon)s
        AND deliverable.skipped_at IS NULL AND deliverable.handed_at IS NULL
        AND NOT EXISTS (SELECT FROM reporting_report WHERE deliverable_id = deliverable.id)
"""
# Of the reports to issue, those of agreements whose reports the network issues
BY_NETWORK = """
    SELECT FROM agreements_deliverable deliverable
    JOIN agreements_requirement requirement ON requirement.id = deliverable.requirement_id
    JOIN agreements_agreement agreement ON agreement.id = requirement.agreement_id
    WHERE deliverable.id = report.deliverable_id AND agreement.issued_by_network
"""
# A funder's report that the levels of its agreement have read, or that none of them reads: `next_hand` says the same
TO_ISSUE = """(
    state = 'to_certify' AND review = 'none'
    OR kind = 'funder' AND (state = 'approved' OR state = 'endorsed' AND review = 'pivot')
)"""
TO_CERTIFY = f"""
    SELECT id FROM reporting_report report
    WHERE excused_at IS NULL AND organism_id = ANY(%(directed)s)
        AND (state = 'to_certify' AND review <> 'none' OR {TO_ISSUE} AND NOT EXISTS ({BY_NETWORK}))
"""
OF_THEIR_REGION = "(review IN ('pivot', 'both') AND region_id = ANY(%(pivot_regions)s))"
TO_ENDORSE = f"""
    SELECT id FROM reporting_report
    WHERE excused_at IS NULL AND organism_id <> ALL(%(seated)s)
        AND {OF_THEIR_REGION} AND state = ANY(%(to_endorse)s)
"""
TO_APPROVE = f"""
    SELECT id FROM reporting_report report
    WHERE excused_at IS NULL AND organism_id <> ALL(%(seated)s) AND NOT {OF_THEIR_REGION}
        AND (state = ANY(%(to_approve)s) AND review IN ('network', 'both')
            OR {TO_ISSUE} AND EXISTS ({BY_NETWORK}))
"""
# An agent of one office reads what that office signed; of all offices, what the funder signed
TO_ACCEPT = """
    SELECT report.id FROM reporting_report report
    JOIN agreements_deliverable deliverable ON deliverable.id = report.deliverable_id
    JOIN agreements_requirement requirement ON requirement.id = deliverable.requirement_id
    WHERE report.excused_at IS NULL AND report.organism_id <> ALL(%(seated)s) AND report.state = ANY(%(to_accept)s)
        AND EXISTS (
            SELECT FROM agreements_agreementfunder signature
            JOIN agreements_funderseat seat ON seat.funder_id = signature.funder_id
                AND (seat.office_id IS NULL OR seat.office_id = signature.office_id)
            WHERE signature.agreement_id = requirement.agreement_id
                AND seat.user_id = %(user)s AND seat.during @> %(today)s::date
        )
"""


def count_yours(user: User, today: date) -> int:
    """Return how many obligations of `obligations_now` are this user's turn. One statement at most.

    Every turn implies the right to see. An organism's seat comes before all others of the same person.
    """
    turns = list(_turns(user))
    if not turns:
        return 0
    seats = user.live_memberships
    values: dict[str, Any] = {
        "user": user.pk,
        "today": today,
        "horizon": today + AHEAD,
        "seated": [seat.organism_id for seat in seats],
        "headed": [seat.organism_id for seat in seats if seat.role != Membership.Role.STAFF],
        "directed": [seat.organism_id for seat in seats if seat.role == Membership.Role.DIRECTOR],
        "pivot_regions": list(user.pivot_region_ids),
        "to_fill": YOURS_IN["organism"],
        "to_endorse": YOURS_IN["pivot"],
        "to_approve": YOURS_IN["network"],
        "to_accept": YOURS_IN["funder"],
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({' UNION ALL '.join(turns)}) AS yours", values)
        return cursor.fetchone()[0]


def _turns(user: User) -> Iterator[str]:
    """Yield the statements of the turns that a person's seats can bring."""
    roles = {seat.role for seat in user.live_memberships}
    if roles - {Membership.Role.STAFF}:
        yield from (TO_FILL, NOT_BEGUN)
    if Membership.Role.DIRECTOR in roles:
        yield TO_CERTIFY
    if user.pivot_region_ids:
        yield TO_ENDORSE
    if user.coordinates_network:
        yield TO_APPROVE
    elif not user.is_network:
        yield TO_ACCEPT
