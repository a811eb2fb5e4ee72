"""T6: a report is in the state that its last step says, and each step follows the one before, for raw SQL too."""

from itertools import product

import pgtrigger

FUNDER, BOTH = ("funder",), ("annual", "funder")
ACCEPTED = ("accepted", "reserve")
# Kinds, name, sources, target: as `TRANSITIONS` of the workflow says, which a test compares
STEPS = (
    (BOTH, "ask_certification", ("draft",), "to_certify"),
    (BOTH, "ask_certification", ("returned",), "returned"),
    (BOTH, "change_form", ("draft",), "draft"),
    (BOTH, "change_form", ("to_certify",), "to_certify"),
    (BOTH, "submit", ("draft", "to_certify", "returned"), "submitted"),
    (BOTH, "endorse", ("submitted",), "endorsed"),
    (BOTH, "skip_endorsement", ("submitted",), "endorsed"),
    (BOTH, "return", ("submitted", "endorsed"), "returned"),
    (BOTH, "approve", ("endorsed",), "approved"),
    (BOTH, "reopen", ("approved",), "returned"),
    (FUNDER, "issue", ("draft", "to_certify", "endorsed", "approved", "asked", "issued"), "issued"),
    (FUNDER, "ask", ("issued", "asked"), "asked"),
    (FUNDER, "reply", ("asked",), "issued"),
    (FUNDER, "accept", ("issued", "asked"), "accepted"),
    (FUNDER, "reserve", ("issued", "asked"), "reserve"),
    (FUNDER, "confirm", ACCEPTED, "accepted"),
    (FUNDER, "confirm_reserve", ACCEPTED, "reserve"),
    (FUNDER, "contest", ACCEPTED, "asked"),
)


# Decisions that whoever made them may take back: the report is again in the state that they left
REVOCABLE = ("endorse", "approve", "accept", "reserve", "confirm", "confirm_reserve", "ask", "contest", "reply")


def known_steps() -> list[tuple[str, str, str, str]]:
    """Return each step that the database knows, once: kind, name, from which state, to which."""
    forward = [
        (kind, name, source, target)
        for kinds, name, sources, target in STEPS
        for kind, source in product(kinds, sources)
    ]
    back = {(kind, "take_back", target, source) for kind, name, source, target in forward if name in REVOCABLE}
    return forward + sorted(back)


# What `refused_by_review` of the workflow says: a level that the agreement names is not passed, another not taken. A
# pivot's reading is skipped only where no other organism holds the mandate of the region on that day.
REVIEW_REFUSES = """
    (of_kind = 'funder' AND (
        (NEW.name = 'submit' AND levels = 'none')
        OR (NEW.name = 'endorse' AND levels NOT IN ('pivot', 'both'))
        OR (NEW.name = 'approve' AND levels NOT IN ('network', 'both'))
        OR (NEW.name = 'issue' AND (
            (NEW.from_state IN ('draft', 'to_certify') AND levels <> 'none')
            OR (NEW.from_state = 'endorsed' AND levels <> 'pivot')
            OR (NEW.from_state = 'approved' AND levels NOT IN ('network', 'both'))
        ))
    ))
    OR (NEW.name = 'skip_endorsement' AND levels IN ('pivot', 'both') AND EXISTS (
        SELECT FROM organisms_pivotmandate mandate
        WHERE mandate.region_id = of_region AND mandate.organism_id <> of_organism
        AND mandate.during @> (NEW.at AT TIME ZONE 'America/Toronto')::date
    ))
"""
LAST_STEP = "SELECT to_state INTO last FROM reporting_transition WHERE report_id = {report} ORDER BY id DESC LIMIT 1;"

# The lock keeps two steps of one report apart. Migration 0002 moved reports from « accepted » to « reserve » by itself.
STEP_IS_KNOWN = f"""
    SELECT kind, review, region_id, organism_id INTO of_kind, levels, of_region, of_organism
        FROM reporting_report WHERE id = NEW.report_id FOR NO KEY UPDATE;
    IF (of_kind, NEW.name, NEW.from_state, NEW.to_state) NOT IN (
        {", ".join(map(str, known_steps()))}
    ) THEN
        RAISE EXCEPTION 'step unknown to the workflow' USING ERRCODE = '23514';
    END IF;
    {LAST_STEP.format(report="NEW.report_id")}
    last := COALESCE(last, 'draft');
    IF NEW.from_state <> last AND (last, NEW.from_state) <> ('accepted', 'reserve') THEN
        RAISE EXCEPTION 'step from another state' USING ERRCODE = '23514';
    END IF;
    IF {REVIEW_REFUSES} THEN
        RAISE EXCEPTION 'step that the review of the report refuses' USING ERRCODE = '23514';
    END IF;
    IF NEW.name = 'take_back' AND NOT EXISTS (
        SELECT FROM (
            SELECT name, from_state FROM reporting_transition WHERE report_id = NEW.report_id ORDER BY id DESC LIMIT 1
        ) decision
        WHERE decision.name IN ({", ".join(f"'{name}'" for name in REVOCABLE)}) AND decision.from_state = NEW.to_state
    ) THEN
        RAISE EXCEPTION 'nothing to take back' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""

UNMOVED = """
    IF TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
"""

STATE_OF_ITS_LAST_STEP = """
    SELECT state INTO present FROM reporting_report WHERE id = NEW.{report};
    {last_step}
    IF present <> COALESCE(last, 'draft') THEN
        RAISE EXCEPTION 'state that no step says' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def step_is_known() -> pgtrigger.Trigger:
    """Return the trigger that refuses a step which the workflow's table does not have, or from another state."""
    return pgtrigger.Trigger(
        name="step_is_known",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[
            ("of_kind", "text"),
            ("levels", "text"),
            ("of_region", "bigint"),
            ("of_organism", "bigint"),
            ("last", "text"),
        ],
        func=STEP_IS_KNOWN,
    )


def state_of_its_last_step(report: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses, when the transaction ends, a state that no step of the report says.

    `report`: the column that holds the report's number, « id » in its own table. A report without a step is a draft.
    """
    is_its_own = report == "id"
    func = STATE_OF_ITS_LAST_STEP.format(report=report, last_step=LAST_STEP.format(report=f"NEW.{report}"))
    return pgtrigger.Trigger(
        name="state_of_its_last_step",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("state") if is_its_own else pgtrigger.Insert,
        declare=[("present", "text"), ("last", "text")],
        func=(UNMOVED if is_its_own else "") + func,
    )
