"""The database's checks before an answer, a remark (T3) or an act by a private link is written.

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


# A report goes to a later version of its own form, which serves its period, while nobody has received it
MOVES_FORWARD = """
    IF NEW.template_version_id = OLD.template_version_id THEN
        RETURN NEW;
    END IF;
    IF NEW.state NOT IN ('draft', 'to_certify') OR NEW.excused_at IS NOT NULL
        OR NEW.filed_at IS NOT NULL OR NEW.issued_at IS NOT NULL THEN
        RAISE EXCEPTION 'report stays on its form' USING ERRCODE = '23514';
    END IF;
    SELECT later.template_id = earlier.template_id AND later.number > earlier.number
        AND COALESCE(later.begins_on <= lower(NEW.period), true) INTO follows
        FROM reporting_templateversion later, reporting_templateversion earlier
        WHERE later.id = NEW.template_version_id AND earlier.id = OLD.template_version_id;
    IF NOT COALESCE(follows, false) THEN
        RAISE EXCEPTION 'not a later version of the form' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def moves_forward() -> pgtrigger.Trigger:
    """Return the trigger that refuses a report another form, an earlier version, or any once it was handed in."""
    return pgtrigger.Trigger(
        name="form_moves_forward",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("template_version_id"),
        declare=[("follows", "boolean")],
        func=MOVES_FORWARD,
    )


# What a line without its place in the form would be: an answer that no page shows
OUTSIDE_ITS_FORM = """
    SELECT FROM reporting_answer answer WHERE answer.report_id = {report} AND NOT EXISTS (
        SELECT FROM reporting_line asked WHERE asked.version_id = {form} AND asked.key = answer.line_key
        AND asked.kind <> 'heading' AND (answer.band_key = '' OR asked.for_each <> '' OR EXISTS (
            SELECT FROM reporting_band band WHERE band.line_id = asked.id AND band.key = answer.band_key
        ))
    )
"""
# The last change of a report's form leads to the version that it has, and leaves no answer outside
CHANGE_IS_WRITTEN = """
    SELECT template_version_id INTO form FROM reporting_report WHERE id = {report};
    SELECT change.after_id INTO last FROM reporting_formchange change
        JOIN reporting_transition step ON step.id = change.step_id
        WHERE step.report_id = {report} ORDER BY change.id DESC LIMIT 1;
    IF last IS DISTINCT FROM form THEN
        RAISE EXCEPTION 'change of form that no step says' USING ERRCODE = '23514';
    END IF;
    IF EXISTS ({outside}) THEN
        RAISE EXCEPTION 'answer outside its form' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def change_is_written(report: str, *, of_report: bool = False) -> pgtrigger.Trigger:
    """Return the trigger that asks, when the transaction ends, that a report's form is what its last change says.

    `report`: SQL that gives the report's number; `of_report`: the trigger of its own table.
    """
    unmoved = "IF NEW.template_version_id = OLD.template_version_id THEN RETURN NEW; END IF;" if of_report else ""
    outside = OUTSIDE_ITS_FORM.format(report=report, form="form")
    return pgtrigger.Trigger(
        name="form_change_is_written",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.UpdateOf("template_version_id") if of_report else pgtrigger.Insert,
        declare=[("form", "bigint"), ("last", "bigint")],
        func=unmoved + CHANGE_IS_WRITTEN.format(report=report, outside=outside),
    )


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


# The lock keeps an answer and the withdrawal of its link apart
ACT_BY_LINK = """
    IF NEW.signer_id IS NULL THEN
        RETURN NEW;
    END IF;
    {of_report}
    SELECT link.report_id, link.funder_id INTO opens, speaks
        FROM reporting_privatelink link JOIN reporting_linksigner signer ON signer.link_id = link.id
        WHERE signer.id = NEW.signer_id AND link.sent_at IS NOT NULL
        AND link.revoked_at IS NULL AND link.expires_at > clock_timestamp()
        FOR SHARE OF link;
    IF opens IS NULL THEN
        RAISE EXCEPTION 'link does not live' USING ERRCODE = '23514';
    END IF;
    IF opens <> target {elsewhere} THEN
        RAISE EXCEPTION 'link of another report or funder' USING ERRCODE = '23514';
    END IF;
    {leads}
    RETURN NEW;
"""
LEADS_ALONE = """
    IF NEW.name IN ('accept', 'reserve') AND NOT EXISTS (
        SELECT FROM reporting_report report
        JOIN agreements_deliverable deliverable ON deliverable.id = report.deliverable_id
        JOIN agreements_requirement requirement ON requirement.id = deliverable.requirement_id
        JOIN agreements_agreementfunder signature ON signature.agreement_id = requirement.agreement_id
        WHERE report.id = target AND signature.funder_id = speaks AND signature.is_lead
    ) THEN
        RAISE EXCEPTION 'only the lead funder accepts' USING ERRCODE = '23514';
    END IF;
"""


def _act_by_link(of_report: str, elsewhere: str = "", leads: str = "") -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="act_by_living_link",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("target", "bigint"), ("opens", "bigint"), ("speaks", "bigint")],
        func=ACT_BY_LINK.format(of_report=of_report, elsewhere=elsewhere, leads=leads),
    )


def answer_by_living_link() -> pgtrigger.Trigger:
    """Return the trigger of receipts: what is answered by a link is of its report and funder, while it opens."""
    return _act_by_link(
        "SELECT report_id INTO target FROM reporting_version WHERE id = NEW.version_id;",
        elsewhere="OR speaks <> NEW.funder_id",
    )


def step_by_living_link() -> pgtrigger.Trigger:
    """Return the trigger of steps: by a link of this report, while it opens; only the lead funder's link accepts."""
    return _act_by_link("target := NEW.report_id;", leads=LEADS_ALONE)
