"""What the tables of the network keep by themselves, for raw SQL too. ERRCODE 23514 arrives as IntegrityError."""

import pgtrigger

# Name, from which state, to which; `Step.TRANSITIONS` of `consolidation/steps.py` says the same, which a test compares
STEPS = (
    ("begin", "", "preparing"),
    ("freeze", "preparing", "frozen"),
    ("prepare", "frozen", "preparing"),
    ("take_back", "frozen", "preparing"),
    ("publish", "frozen", "frozen"),
    ("withdraw", "frozen", "frozen"),
)
LAST_STEP = """
    SELECT to_state INTO last FROM network_consolidatedstep WHERE report_id = {report} ORDER BY id DESC LIMIT 1;
"""


def step_follows() -> pgtrigger.Trigger:
    """Return the trigger that refuses a step which is not known, or does not begin where the last one ended."""
    return pgtrigger.Trigger(
        name="step_follows",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("last", "text")],
        func=f"""
            PERFORM FROM network_consolidatedreport WHERE id = NEW.report_id FOR NO KEY UPDATE;
            {LAST_STEP.format(report="NEW.report_id")}
            IF (NEW.name, NEW.from_state, NEW.to_state) NOT IN ({", ".join(map(str, STEPS))})
                OR NEW.from_state <> COALESCE(last, '')
            THEN
                RAISE EXCEPTION 'step that does not follow' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


def state_of_its_last_step(report: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses, when the transaction ends, a state that the last step does not say.

    `report`: the column that holds the number of the consolidated report, « id » in its own table.
    """
    is_its_own = report == "id"
    return pgtrigger.Trigger(
        name="state_of_its_last_step",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("state") if is_its_own else pgtrigger.Insert,
        declare=[("present", "text"), ("last", "text")],
        func=f"""
            SELECT state INTO present FROM network_consolidatedreport WHERE id = NEW.{report};
            {LAST_STEP.format(report=f"NEW.{report}")}
            IF present IS DISTINCT FROM last THEN
                RAISE EXCEPTION 'state that no step says' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


def scope_stays() -> pgtrigger.Trigger:
    """Return the trigger that refuses to make of a consolidated report that of another region, form or period."""
    return pgtrigger.Trigger(
        name="scope_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("scope", "region_id", "template_id", "period"),
        condition=pgtrigger.AnyChange("scope", "region", "template", "period"),
        func="RAISE EXCEPTION 'a consolidated report keeps its scope' USING ERRCODE = '23514';",
    )


def words_while_prepared() -> pgtrigger.Trigger:
    """Return the trigger that keeps the words of a frozen report: the lock waits for the freezing."""
    return pgtrigger.Trigger(
        name="words_while_prepared",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("present", "text"), ("changed", "network_consolidatedwords")],
        func="""
            changed := COALESCE(NEW, OLD);
            SELECT state INTO present FROM network_consolidatedreport WHERE id = changed.report_id FOR SHARE;
            IF present <> 'preparing' OR (TG_OP = 'UPDATE' AND OLD.report_id <> NEW.report_id) THEN
                RAISE EXCEPTION 'words of a frozen report' USING ERRCODE = '23514';
            END IF;
            RETURN changed;
        """,
    )


def content_of_its_hash() -> pgtrigger.Trigger:
    """Return the trigger that refuses a content whose SHA-256 is another."""
    return pgtrigger.Trigger(
        name="content_of_its_hash",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NEW.sha256 <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex') THEN
                RAISE EXCEPTION 'content of another hash' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


def source_is_settled() -> pgtrigger.Trigger:
    """Return the trigger that lets a version be counted only if it is the newest of a settled report of the scope.

    Settled: an annual report approved by the network, a funder's report issued and not questioned.
    """
    return pgtrigger.Trigger(
        name="source_is_settled",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            PERFORM FROM network_consolidatedversion frozen
                JOIN network_consolidatedreport whole ON whole.id = frozen.report_id
                JOIN reporting_version counted ON counted.id = NEW.source_id
                JOIN reporting_report part ON part.id = counted.report_id
                JOIN reporting_templateversion form ON form.id = part.template_version_id
                WHERE frozen.id = NEW.version_id AND part.period = whole.period
                AND part.organism_id = NEW.organism_id
                AND counted.number = (SELECT max(number) FROM reporting_version WHERE report_id = part.id)
                AND (
                    (part.kind = 'annual' AND part.state = 'approved'
                        AND (whole.scope = 'network' OR (whole.scope = 'region' AND part.region_id = whole.region_id)))
                    OR (part.kind = 'funder' AND part.state IN ('issued', 'accepted', 'reserve')
                        AND whole.scope = 'programme' AND form.template_id = whole.template_id)
                );
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a version that may not be counted' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


def published_stays() -> pgtrigger.Trigger:
    """Return the trigger that refuses to change or remove a published version of the statement."""
    return pgtrigger.Trigger(
        name="published_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__published_at__isnull=False),
        func="RAISE EXCEPTION 'a published statement never changes' USING ERRCODE = '23514';",
    )


def adopted_by_its_board() -> pgtrigger.Trigger:
    """Return the trigger that lets an organism adopt only what is published, on a day that has come."""
    return pgtrigger.Trigger(
        name="adopted_by_its_board",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            PERFORM FROM network_statementversion WHERE id = NEW.version_id AND published_at IS NOT NULL FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a draft is adopted by nobody' USING ERRCODE = '23514';
            END IF;
            IF NEW.board_on > (now() AT TIME ZONE 'America/Toronto')::date THEN
                RAISE EXCEPTION 'a board that has not met' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


def adoption_stays() -> pgtrigger.Trigger:
    """Return the trigger that refuses to change an adoption, or to take it back after a day."""
    return pgtrigger.Trigger(
        name="adoption_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF TG_OP = 'DELETE' AND OLD.adopted_at > now() - interval '1 day' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'an adoption stays' USING ERRCODE = '23514';
        """,
    )
