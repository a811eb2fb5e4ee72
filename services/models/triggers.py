"""Triggers of households, joint targets and links to the agreements that pay: checks before a row is written."""

from dataclasses import dataclass

import pgtrigger

OF_NEW_ROWS = "(SELECT agreement_id FROM new_rows)"

# The state of a target is the last act of its revisions, its number the last that both accepted. Checked at the end
# of a transaction: an action writes the revision first and the target next, and neither goes without the other
AS_WAS_SAID = """
    IF EXISTS (
        SELECT 1 FROM services_jointtarget t WHERE t.id = NEW.{target} AND (
            t.state IS DISTINCT FROM (
                SELECT r.act FROM services_jointtargetrevision r WHERE r.joint_target_id = t.id
                ORDER BY r.number DESC LIMIT 1
            ) OR t.households IS DISTINCT FROM (
                SELECT r.households FROM services_jointtargetrevision r
                WHERE r.joint_target_id = t.id AND r.act = 'accepted' ORDER BY r.number DESC LIMIT 1
            )
        )
    ) THEN
        RAISE EXCEPTION 'joint target says what nobody wrote' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""

# A household is what it was when it was entered; past its day, nothing of it is left but that it was
HOUSEHOLD_STANDS = """
    IF TG_OP = 'INSERT' THEN
        IF NEW.joint_target_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM services_jointtarget t
            WHERE t.id = NEW.joint_target_id AND t.sender_id = NEW.sender_id AND t.receiver_id = NEW.receiver_id
              AND t.households IS NOT NULL AND t.state <> 'ended'
        ) THEN
            RAISE EXCEPTION 'joint target of others, or not agreed' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.purged_on IS NOT NULL THEN
        RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';
    END IF;
    IF (NEW.key, NEW.sender_id, NEW.receiver_id, NEW.joint_target_id, NEW.submit_key)
       IS DISTINCT FROM (OLD.key, OLD.sender_id, OLD.receiver_id, OLD.joint_target_id, OLD.submit_key) THEN
        RAISE EXCEPTION 'a household keeps its key and its ends' USING ERRCODE = '23514';
    END IF;
    IF NEW.purged_on IS NULL
       AND (NEW.size, NEW.category_id) IS DISTINCT FROM (OLD.size, OLD.category_id) THEN
        RAISE EXCEPTION 'a household keeps its size and category' USING ERRCODE = '23514';
    END IF;
    IF OLD.keep_until >= NEW.purged_on OR NEW.purged_on > (now() AT TIME ZONE 'America/Toronto')::date THEN
        RAISE EXCEPTION 'purged before its day' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""

# Append-only until the household is purged: then its days and words go with it
GOES_WITH_ITS_HOUSEHOLD = """
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM services_household h WHERE h.id = OLD.household_id AND h.purged_on IS NOT NULL
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';
"""

STEP_HOLDS = """
    SELECT * INTO home FROM services_household WHERE id = NEW.household_id FOR UPDATE;
    IF home.purged_on IS NOT NULL THEN
        RAISE EXCEPTION 'household is purged' USING ERRCODE = '23514';
    END IF;
    IF NEW.side = 'sender' AND home.sender_id IS NULL THEN
        RAISE EXCEPTION 'no sender' USING ERRCODE = '23514';
    END IF;
    IF NEW.kind = 'cancelled' THEN
        IF NOT EXISTS (
            SELECT 1 FROM services_householdstep s
            WHERE s.id = NEW.cancels_id AND s.household_id = NEW.household_id AND s.side = NEW.side
              AND s.kind <> 'cancelled'
        ) THEN
            RAISE EXCEPTION 'cancels a step of others' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.kind <> 'visited' AND EXISTS (
        SELECT 1 FROM services_householdstep s
        WHERE s.household_id = NEW.household_id AND s.kind = NEW.kind
          AND s.months IS NOT DISTINCT FROM NEW.months
          AND NOT EXISTS (SELECT 1 FROM services_householdstep c WHERE c.cancels_id = s.id)
    ) THEN
        RAISE EXCEPTION 'step stands already' USING ERRCODE = '23514';
    END IF;
    IF NEW.kind = 'confirmed' AND NOT EXISTS (
        SELECT 1 FROM services_householdstep s
        WHERE s.household_id = NEW.household_id AND s.kind = 'settled' AND s.side <> NEW.side
          AND NOT EXISTS (SELECT 1 FROM services_householdstep c WHERE c.cancels_id = s.id)
    ) THEN
        RAISE EXCEPTION 'own settlement confirmed' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


@dataclass(frozen=True)
class PaidLinks:
    """A table `c` of links between rows and agreements `g`. `outside`, `within`: SQL of the rule broken and kept."""

    name: str
    table: str
    joined: str
    column: str
    outside: str
    within: str
    refusal: str

    def hold(self, of_this_row: str, *fields: str, operation=pgtrigger.Update) -> pgtrigger.Trigger:
        """Return the guard of links on a row they join: its organism or its days may not move away from them.

        Asked at the end of the transaction: an action may move the row first and its links next.
        """
        alias = self.joined.split()[-1]
        return pgtrigger.Trigger(
            name=f"{self.name}_hold",
            when=pgtrigger.After,
            timing=pgtrigger.Deferred,
            operation=operation,
            condition=pgtrigger.AnyChange(*fields) if fields else None,
            func=f"""
        IF EXISTS (
            SELECT 1 FROM {self.table} c JOIN {self.joined} ON {alias}.id = c.{self.column}
            JOIN agreements_agreement g ON g.id = c.agreement_id
            WHERE {of_this_row} AND {self.outside}
        ) THEN
            RAISE EXCEPTION '{self.refusal}' USING ERRCODE = '23514';
        END IF;
        RETURN NULL;
        """,
        )

    def keep_within(self, name: str, operation) -> pgtrigger.Trigger:
        """Return the guard of links themselves: all those of a statement are judged at once, at its end.

        A link whose row or agreement does not exist is outside too. Asked row by row, by two keys: a join would keep,
        for the life of a connection, the plan that suited the tables when they were small. Rows of partners are held
        until the links are written: none of them can be leaving at the same moment.
        """
        alias = self.joined.split()[-1]
        return pgtrigger.Trigger(
            name=name,
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=f"""
        PERFORM 1 FROM agreements_agreementpartner WHERE agreement_id IN {OF_NEW_ROWS} FOR KEY SHARE;
        IF EXISTS (
            SELECT 1 FROM new_rows c WHERE (
                SELECT {self.within}
                FROM {self.joined}, agreements_agreement g WHERE {alias}.id = c.{self.column} AND g.id = c.agreement_id
            ) IS NOT TRUE
        ) THEN
            RAISE EXCEPTION '{self.refusal}' USING ERRCODE = '23514';
        END IF;
        RETURN NULL;
        """,
        )
