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
