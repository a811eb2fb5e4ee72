"""What joins an activity to others' rows, seen from the join: the rules that two tables keep together."""

import pgtrigger

from services.models.activity import Activity


def _current_partners_only(name: str, operation) -> pgtrigger.Trigger:
    """Return the guard of partners' links: all those of a statement name a row that was merged into no other.

    The rows are held until the links are written: none of them can be merged at the same moment.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func="""
        PERFORM 1 FROM services_partner WHERE id IN (SELECT partner_id FROM new_rows) ORDER BY id FOR SHARE;
        IF EXISTS (
            SELECT 1 FROM services_partner
            WHERE id IN (SELECT partner_id FROM new_rows) AND merged_into_id IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'a merged partner carries no activity' USING ERRCODE = '23514';
        END IF;
        RETURN NULL;
        """,
    )


# The plugin knows the table of a relation, not this expression as a class
class NamedPartner(Activity.partners.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = [
            _current_partners_only("partner_stands_insert", pgtrigger.Insert),
            _current_partners_only("partner_stands_update", pgtrigger.Update),
        ]


class MeetingActivity(Activity):
    """An activity seen from the body it names: the two are of one organism."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="body_of_the_organism",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__body__isnull=False),
                func="""
                IF NOT EXISTS (
                    SELECT 1 FROM services_concertationbody WHERE id = NEW.body_id AND organism_id = NEW.organism_id
                ) THEN
                    RAISE EXCEPTION 'body of another organism' USING ERRCODE = '23514';
                END IF;
                RETURN NEW;
                """,
            )
        ]
