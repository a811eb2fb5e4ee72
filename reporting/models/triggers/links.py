"""The database's checks before an act by a private link is written."""

import pgtrigger

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
