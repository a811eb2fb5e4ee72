"""The database's checks of an act on many reports: what is done has its proof, and what was chosen stays."""

import pgtrigger

# The papers of a version are proven by its files, any other act by the step that bears the item's own key
ITEM_HOLDS = """
    IF TG_OP = 'INSERT' THEN
        SELECT kind INTO of_kind FROM reporting_groupedact WHERE id = NEW.act_id;
        IF NEW.state <> 'waiting' OR (of_kind = 'papers') <> (NEW.version_id IS NOT NULL) OR (
            NEW.version_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM reporting_version WHERE id = NEW.version_id AND report_id = NEW.report_id)
        ) THEN
            RAISE EXCEPTION 'an item begins by waiting, with a version of its report for its papers alone'
                USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.act_id, NEW.report_id, NEW.version_id, NEW.seen_version, NEW.key)
        IS DISTINCT FROM (OLD.act_id, OLD.report_id, OLD.version_id, OLD.seen_version, OLD.key)
        OR OLD.state = 'done' THEN
        RAISE EXCEPTION 'what was chosen or done stays' USING ERRCODE = '23514';
    END IF;
    IF NEW.state = 'done' THEN
        SELECT kind INTO of_kind FROM reporting_groupedact WHERE id = NEW.act_id;
        IF of_kind = 'papers' THEN
            SELECT count(DISTINCT format) = 2 INTO proven FROM reporting_document WHERE version_id = NEW.version_id;
        ELSE
            SELECT EXISTS (
                SELECT FROM reporting_transition
                WHERE idempotency_key = NEW.key AND report_id = NEW.report_id
                AND name = CASE of_kind WHEN 'reissue' THEN 'issue' ELSE of_kind END
            ) INTO proven;
        END IF;
    END IF;
    IF NOT proven THEN
        RAISE EXCEPTION 'nothing proves that it is done' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def item_holds() -> pgtrigger.Trigger:
    """Return the trigger of the items of an act: each begins by waiting, and is done once its step or files are."""
    return pgtrigger.Trigger(
        name="item_holds",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("of_kind", "text"), ("proven", "boolean := true")],
        func=ITEM_HOLDS,
    )


def item_stays() -> pgtrigger.Trigger:
    """Return the trigger that refuses to remove an item: the act says for ever what was chosen."""
    return pgtrigger.Trigger(
        name="item_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func="RAISE EXCEPTION 'what was chosen stays' USING ERRCODE = '23514';",
    )
