"""The database's checks before an answer, a text, a file or a remark of a report is written (T3).

The lock separates a filing and an autosave.
"""

import pgtrigger

# Of two reports only one would be asked whether it is open: a row stays where it was written
STAYS = """
    IF TG_OP = 'UPDATE' AND (NEW.report_id, NEW.line_key) IS DISTINCT FROM (OLD.report_id, OLD.line_key) THEN
        RAISE EXCEPTION 'row leaves its line' USING ERRCODE = '23514';
    END IF;
"""

# An answer is taken back by the next row of the same funder
TAKEN_BACK = """(
        SELECT following.state FROM reporting_receipt following
        WHERE following.version_id = {row}.version_id AND following.funder_id = {row}.funder_id
        AND following.id > {row}.id AND following.state <> 'read' ORDER BY following.id LIMIT 1
    ) IS NOT DISTINCT FROM 'back'"""
# Questions about the newest version that nothing closed, as `waiting_among` says
WAITING_QUESTION = f"""
    SELECT FROM reporting_receipt question
    WHERE question.state = 'asked' AND NOT {TAKEN_BACK.format(row="question")}
    AND question.version_id = (
        SELECT id FROM reporting_version WHERE report_id = target ORDER BY number DESC LIMIT 1
    ) AND NOT EXISTS (
        SELECT FROM reporting_receipt closing
        WHERE closing.version_id = question.version_id AND closing.funder_id = question.funder_id
        AND closing.id > question.id AND closing.state IN ('accepted', 'reserve', 'answered')
        AND NOT {TAKEN_BACK.format(row="closing")}
    )
"""

WHILE_OPEN = f"""{STAYS}
    target := COALESCE(NEW.report_id, OLD.report_id);
    line := COALESCE(NEW.line_key, OLD.line_key);
    SELECT state INTO found FROM reporting_report WHERE id = target FOR SHARE;
    IF found NOT IN ('draft', 'to_certify', 'returned', 'asked') THEN
        RAISE EXCEPTION 'report is not open' USING ERRCODE = '23514';
    END IF;
    IF found = 'returned' AND NOT EXISTS (
        SELECT 1 FROM reporting_comment c
        WHERE c.report_id = target AND c.line_key IN (line, '') AND (c.resolved_at IS NULL OR c.opened_at > COALESCE(
            (SELECT max(v.as_of) FROM reporting_version v WHERE v.report_id = target), '-infinity'))
    ) THEN
        RAISE EXCEPTION 'line is not open' USING ERRCODE = '23514';
    END IF;
    IF found = 'asked' AND EXISTS ({WAITING_QUESTION})
        AND NOT EXISTS ({WAITING_QUESTION} AND question.line_key IN (line, '')) THEN
        RAISE EXCEPTION 'line is not open' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""

WHILE_DISCUSSED = f"""{STAYS}
    SELECT state INTO found FROM reporting_report WHERE id = COALESCE(NEW.report_id, OLD.report_id) FOR SHARE;
    IF found IN ('approved', 'accepted', 'reserve') THEN
        RAISE EXCEPTION 'report is closed' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""

FROM_OWN_ANNUAL = """
    IF NOT EXISTS (
        SELECT FROM reporting_report taker JOIN reporting_report source ON source.organism_id = taker.organism_id
        WHERE taker.id = NEW.report_id AND source.id = NEW.source_id
        AND taker.kind = 'funder' AND source.kind = 'annual'
    ) THEN
        RAISE EXCEPTION 'text is not of its own annual report' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


# The lock keeps an answer and the change of its form apart
LINE_OF_ITS_FORM = """
    SELECT template_version_id INTO form FROM reporting_report WHERE id = NEW.report_id FOR SHARE;
    SELECT asked.id, asked.for_each <> '' INTO line, parted FROM reporting_line asked
        WHERE asked.version_id = form AND asked.key = NEW.line_key AND asked.kind {kind};
    IF line IS NULL THEN
        RAISE EXCEPTION 'line is not of the form' USING ERRCODE = '23514';
    END IF;
    {band}
    RETURN NEW;
"""
BAND_OF_ITS_LINE = """
    IF NEW.band_key <> '' AND NOT parted
        AND NOT EXISTS (SELECT FROM reporting_band WHERE line_id = line AND key = NEW.band_key) THEN
        RAISE EXCEPTION 'band is not of the form' USING ERRCODE = '23514';
    END IF;
"""


def line_of_its_form(*, of_answers: bool) -> pgtrigger.Trigger:
    """Return the trigger that refuses an answer, or a new file, on a line that the report's form does not ask."""
    kind, band = ("<> 'heading'", BAND_OF_ITS_LINE) if of_answers else ("= 'file'", "")
    return pgtrigger.Trigger(
        name="line_of_its_form",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update if of_answers else pgtrigger.Insert,
        declare=[("form", "bigint"), ("line", "bigint"), ("parted", "boolean")],
        func=LINE_OF_ITS_FORM.format(kind=kind, band=band),
    )


def drawn_from_own_annual_report() -> pgtrigger.Trigger:
    """Return the trigger that refuses a text of another organism, or of a report that is not the annual one."""
    return pgtrigger.Trigger(
        name="drawn_from_own_annual_report",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=FROM_OWN_ANNUAL,
    )
