"""The database's checks of a report and of its year: its deliverable, its form, its review, its opening."""

import pgtrigger

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


# What the agreement says now, whoever writes the row: a report under way does not follow a later amendment
REVIEW_OF_ITS_BEGINNING = """
    IF TG_OP = 'UPDATE' THEN
        IF NEW.review <> OLD.review THEN
            RAISE EXCEPTION 'a report keeps the review of its beginning' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    NEW.review := 'both';
    IF NEW.kind = 'funder' THEN
        NEW.review := COALESCE((
            SELECT agreement.review FROM agreements_deliverable deliverable
            JOIN agreements_requirement requirement ON requirement.id = deliverable.requirement_id
            JOIN agreements_agreement agreement ON agreement.id = requirement.agreement_id
            WHERE deliverable.id = NEW.deliverable_id
        ), 'none');
    END IF;
    RETURN NEW;
"""


def review_of_its_beginning() -> pgtrigger.Trigger:
    """Return the trigger that gives a report the review its agreement asks for, and refuses to change it after."""
    return pgtrigger.Trigger(
        name="review_of_its_beginning",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("review"),
        func=REVIEW_OF_ITS_BEGINNING,
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


# Of a year opened by mistake: the foreign keys hold back a report that was answered, commented or moved
OPENED_TODAY = """
    SELECT opened_at > now() - interval '1 day' INTO lately FROM reporting_campaign WHERE id = {campaign};
    IF NOT (COALESCE(lately, false) OR {cut}) OR {settled} THEN
        RAISE EXCEPTION 'only a year opened by mistake is removed' USING ERRCODE = '23514';
    END IF;
    RETURN OLD;
"""


# What nobody began leaves in the transaction that says so (CampaignCut), whose moment is its own
CUT_NOW = "EXISTS (SELECT FROM reporting_campaigncut WHERE campaign_id = {campaign} AND at = now())"


def removed_with_its_opening(campaign: str, settled: str = "false", *, or_cut: bool = False) -> pgtrigger.Trigger:
    """Return the trigger that refuses to remove a row unless its campaign was opened less than a day ago.

    `campaign`: the column that holds the campaign's number; `settled`: in SQL, what keeps the row all the same;
    `or_cut`: it also leaves with what nobody began.
    """
    named = f"OLD.{campaign}"
    cut = CUT_NOW.format(campaign=named) if or_cut else "false"
    return pgtrigger.Trigger(
        name="removed_with_its_opening",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        declare=[("lately", "boolean")],
        func=OPENED_TODAY.format(campaign=named, settled=settled, cut=cut),
    )
