"""What the database asks before a household, or a step of it, is written or erased."""

# Where a target stands is the last word of its talk, and its number the last that both accepted. Asked at the end of the
# transaction: an action writes the word first and the target next, and neither goes without the other
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
    IF NEW.purged_on IS NOT NULL AND (OLD.keep_until >= NEW.purged_on OR NEW.purged_on > current_date + 1) THEN
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
