"""What the database asks of an agreement's parties and of its place among the others, whoever writes."""

import pgtrigger

# The lock makes two transactions that each move one share see each other's: the second is asked once the first is done.
PARTIES_HOLD = """
    FOR target IN SELECT DISTINCT t FROM unnest(ARRAY[{ids}]) t WHERE t IS NOT NULL LOOP
        PERFORM 1 FROM agreements_agreement WHERE id = target FOR NO KEY UPDATE;
        IF FOUND THEN
            SELECT count(*) FILTER (WHERE is_lead), COALESCE(sum(share), 0) INTO leads, total
                FROM agreements_agreementfunder WHERE agreement_id = target;
            IF leads <> 1 THEN
                RAISE EXCEPTION 'agreement without its lead funder' USING ERRCODE = '23514';
            END IF;
            IF total <> 100 THEN
                RAISE EXCEPTION 'shares of funders do not total 100' USING ERRCODE = '23514';
            END IF;
        END IF;
    END LOOP;
    RETURN NULL;
"""
RENEWS_ONE_OF_ITS_OWN = """
    IF NEW.renews_id IS NOT NULL THEN
        PERFORM 1 FROM agreements_agreement r
            WHERE r.id = NEW.renews_id AND r.organism_id = NEW.organism_id AND lower(r.during) < lower(NEW.during)
            FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'renews an agreement of another organism or a later one' USING ERRCODE = '23514';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT 1 FROM agreements_agreement f
        WHERE f.renews_id = NEW.id AND (f.organism_id <> NEW.organism_id OR lower(f.during) <= lower(NEW.during))
    ) THEN
        RAISE EXCEPTION 'renews an agreement of another organism or a later one' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
PARTNER_IS_ANOTHER = """
    PERFORM 1 FROM agreements_agreement WHERE id = NEW.agreement_id AND organism_id = NEW.organism_id FOR KEY SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'lead organism is its own partner' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
LEAD_IS_NO_PARTNER = """
    IF EXISTS (
        SELECT 1 FROM agreements_agreementpartner WHERE agreement_id = NEW.id AND organism_id = NEW.organism_id
    ) THEN
        RAISE EXCEPTION 'lead organism is its own partner' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
NO_CIRCLE = """
    PERFORM pg_advisory_xact_lock(hashtext('agreements_fundersuccession'));
    IF EXISTS (
        WITH RECURSIVE after(funder) AS (
            SELECT NEW.successor_id
            UNION SELECT s.successor_id FROM agreements_fundersuccession s JOIN after ON s.funder_id = after.funder
                WHERE s.id <> NEW.id
        )
        SELECT 1 FROM after WHERE funder = NEW.funder_id
    ) THEN
        RAISE EXCEPTION 'succession in a circle' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""

# The lock keeps a period that is moved at the same moment apart
PERIOD_OF_ITS_YEAR = """
    PERFORM 1 FROM agreements_target t
        JOIN agreements_agreementyear y ON y.id = t.year_id
        JOIN agreements_deliverable d ON d.id = NEW.deliverable_id
        JOIN agreements_requirement r ON r.id = d.requirement_id AND r.agreement_id = y.agreement_id
        WHERE t.id = NEW.target_id AND r.kind <> 'extra' AND d.period <@ y.during AND d.period <> y.during
        FOR SHARE OF t, y, d, r;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'period target of no period of its year' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
PERIODS_STAY = """
    IF EXISTS (
        SELECT 1 FROM agreements_periodtarget p
        JOIN agreements_target t ON t.id = p.target_id
        JOIN agreements_agreementyear y ON y.id = t.year_id
        JOIN agreements_deliverable d ON d.id = p.deliverable_id
        JOIN agreements_requirement r ON r.id = d.requirement_id
        WHERE {row}.id = NEW.id AND NOT (
            r.agreement_id = y.agreement_id AND r.kind <> 'extra' AND d.period <@ y.during AND d.period <> y.during
        )
    ) THEN
        RAISE EXCEPTION 'period target left without a period of its year' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""

# A year that moves leaves no expense outside without its explanation, and no contribution at all.
HOLDS_ITS_MONEY = """
    IF EXISTS (SELECT 1 FROM agreements_expense e JOIN agreements_budgetline l ON l.id = e.line_id
        WHERE l.year_id = NEW.id AND e.explanation = '' AND NOT (NEW.during @> e.day))
        OR EXISTS (SELECT 1 FROM agreements_contribution WHERE year_id = NEW.id AND NOT (NEW.during @> day)) THEN
        RAISE EXCEPTION 'year leaves its money outside' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def parties_hold(operation, *ids: str) -> pgtrigger.Trigger:
    """Return the guard asked at the end of the transaction: exactly one lead funder, shares that total 100.00."""
    return pgtrigger.Trigger(
        name="parties_hold",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=operation,
        declare=[("target", "bigint"), ("leads", "bigint"), ("total", "numeric")],
        func=PARTIES_HOLD.format(ids=", ".join(ids)),
    )


def before(name: str, operation, func: str) -> pgtrigger.Trigger:
    """Return a guard asked of each row as it is written; it refuses with 23514, which arrives as IntegrityError."""
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)


def periods_stay(row: str, *columns: str) -> pgtrigger.Trigger:
    """Return the guard asked at the end of a transaction that moves a row (`y`, `t`, `d` or `r` of the text above)."""
    return pgtrigger.Trigger(
        name="periods_stay",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.UpdateOf(*columns),
        func=PERIODS_STAY.format(row=row),
    )
