"""The database's checks of a campaign's due day, and of the removal of the reports that nobody began."""

import pgtrigger

# The lock keeps two corrections apart
CORRECTS_WHAT_STANDS = """
    SELECT due_on INTO standing FROM reporting_campaign WHERE id = NEW.campaign_id FOR UPDATE;
    IF NEW.before IS DISTINCT FROM standing THEN
        RAISE EXCEPTION 'a correction begins at the day that stands' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
DAY_IS_THAT_OF_THE_LAST = """
    IF NOT EXISTS (
        SELECT FROM reporting_campaign campaign WHERE campaign.id = NEW.campaign_id AND campaign.due_on = (
            SELECT after FROM reporting_campaigndate WHERE campaign_id = NEW.campaign_id ORDER BY id DESC LIMIT 1
        )
    ) AND EXISTS (SELECT FROM reporting_campaign WHERE id = NEW.campaign_id) THEN
        RAISE EXCEPTION 'due day that no correction says' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
MOVED_BY_A_CORRECTION = """
    IF NEW.due_on IS DISTINCT FROM OLD.due_on AND (
        SELECT (before, after) FROM reporting_campaigndate WHERE campaign_id = NEW.id ORDER BY id DESC LIMIT 1
    ) IS DISTINCT FROM (OLD.due_on, NEW.due_on) THEN
        RAISE EXCEPTION 'due day that no correction says' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
UNDONE_ONCE = """
    IF OLD.undone_at IS NOT NULL OR OLD.at < now() - interval '1 day' OR
        (NEW.id, NEW.campaign_id, NEW.at, NEW.by_id, NEW.reason, NEW.reports)
        IS DISTINCT FROM (OLD.id, OLD.campaign_id, OLD.at, OLD.by_id, OLD.reason, OLD.reports) THEN
        RAISE EXCEPTION 'a cancellation is undone once, within a day' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def corrects_what_stands() -> pgtrigger.Trigger:
    """Return the trigger of a correction: it names the day that the campaign has."""
    return pgtrigger.Trigger(
        name="corrects_what_stands",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("standing", "date")],
        func=CORRECTS_WHAT_STANDS,
    )


def day_is_that_of_the_last() -> pgtrigger.Trigger:
    """Return the trigger that asks, when the transaction ends, that the campaign has the day of its last correction."""
    return pgtrigger.Trigger(
        name="day_is_that_of_the_last",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.Insert,
        func=DAY_IS_THAT_OF_THE_LAST,
    )


def moved_by_a_correction() -> pgtrigger.Trigger:
    """Return the trigger of a campaign: its due day moves only as its last correction says."""
    return pgtrigger.Trigger(
        name="moved_by_a_correction",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("due_on"),
        func=MOVED_BY_A_CORRECTION,
    )


def correction_stays() -> pgtrigger.Trigger:
    """Return the trigger that refuses to change a correction."""
    return pgtrigger.Trigger(
        name="correction_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="RAISE EXCEPTION 'a correction stays' USING ERRCODE = '23514';",
    )


def undone_once() -> pgtrigger.Trigger:
    """Return the trigger of a cancellation: it stays, and is undone once, within a day."""
    return pgtrigger.Trigger(name="undone_once", when=pgtrigger.Before, operation=pgtrigger.Update, func=UNDONE_ONCE)
