"""T3: the database's checks before an answer or a remark is written. The lock separates a filing and an autosave."""

import pgtrigger

# Of two reports only one would be asked whether it is open: a row stays where it was written
STAYS = """
    IF TG_OP = 'UPDATE' AND (NEW.report_id, NEW.line_key) IS DISTINCT FROM (OLD.report_id, OLD.line_key) THEN
        RAISE EXCEPTION 'row leaves its line' USING ERRCODE = '23514';
    END IF;
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

# The lock keeps the first word of a report and « n’est pas demandé » apart
WHILE_AWAITED = """
    SELECT skipped_at IS NOT NULL OR handed_at IS NOT NULL INTO settled
        FROM agreements_deliverable WHERE id = NEW.deliverable_id FOR SHARE;
    IF settled THEN
        RAISE EXCEPTION 'deliverable is not awaited' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def deliverable_is_awaited() -> pgtrigger.Trigger:
    """Return the trigger that refuses a report of what is not asked, or was handed in beside the portal."""
    return pgtrigger.Trigger(
        name="deliverable_is_awaited",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("deliverable_id"),
        declare=[("settled", "boolean")],
        func=WHILE_AWAITED,
    )


# The lock keeps the first report of a form and its retirement apart
OF_A_FORM_IN_USE = """
    SELECT version.published_at IS NOT NULL AND form.retired_at IS NULL INTO served
        FROM reporting_templateversion version JOIN reporting_template form ON form.id = version.template_id
        WHERE version.id = NEW.template_version_id FOR SHARE;
    IF NOT served THEN
        RAISE EXCEPTION 'no report begins on a draft or a retired form' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def of_a_form_in_use() -> pgtrigger.Trigger:
    """Return the trigger that refuses a new report on a form that is a draft still, or that was retired."""
    return pgtrigger.Trigger(
        name="of_a_form_in_use",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("template_version_id"),
        declare=[("served", "boolean")],
        func=OF_A_FORM_IN_USE,
    )


# Of a year opened by mistake: the foreign keys hold back a report that was answered, commented or moved
OPENED_TODAY = """
    SELECT opened_at > now() - interval '1 day' INTO lately FROM reporting_campaign WHERE id = {campaign};
    IF NOT COALESCE(lately, false) OR {settled} THEN
        RAISE EXCEPTION 'only a year opened by mistake is removed' USING ERRCODE = '23514';
    END IF;
    RETURN OLD;
"""


def removed_with_its_opening(campaign: str, settled: str = "false") -> pgtrigger.Trigger:
    """Return the trigger that refuses to remove a row unless its campaign was opened less than a day ago.

    `campaign`: the column that holds the campaign's number; `settled`: in SQL, what keeps the row all the same.
    """
    return pgtrigger.Trigger(
        name="removed_with_its_opening",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        declare=[("lately", "boolean")],
        func=OPENED_TODAY.format(campaign=f"OLD.{campaign}", settled=settled),
    )
