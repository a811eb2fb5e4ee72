"""Links to the agreements that pay for something: guarded where they are written, and on the rows that they join."""

from dataclasses import dataclass

import pgtrigger


@dataclass(frozen=True)
class PaidLinks:
    """A table `c` of links between rows and agreements `g`. `outside` and `within`: the rule in SQL, broken and kept."""

    name: str
    table: str
    joined: str
    column: str
    outside: str
    within: str
    refusal: str

    def hold(self, of_this_row: str, *fields: str, operation=pgtrigger.Update) -> pgtrigger.Trigger:
        """Return the guard of links on a row they join: its organism or its days may not move away from them.

        Asked at the end of the transaction: an action may move the row first and its links next.
        """
        alias = self.joined.split()[-1]
        return pgtrigger.Trigger(
            name=f"{self.name}_hold",
            when=pgtrigger.After,
            timing=pgtrigger.Deferred,
            operation=operation,
            condition=pgtrigger.AnyChange(*fields) if fields else None,
            func=f"""
        IF EXISTS (
            SELECT 1 FROM {self.table} c JOIN {self.joined} ON {alias}.id = c.{self.column}
            JOIN agreements_agreement g ON g.id = c.agreement_id
            WHERE {of_this_row} AND {self.outside}
        ) THEN
            RAISE EXCEPTION '{self.refusal}' USING ERRCODE = '23514';
        END IF;
        RETURN NULL;
        """,
        )

    def keep_within(self, name: str, operation) -> pgtrigger.Trigger:
        """Return the guard of links themselves: all those of a statement are judged at once, at its end.

        A link whose row or agreement does not exist is outside too. Asked row by row, by two keys: a join would keep,
        for the life of a connection, the plan that suited the tables when they were small. Rows of partners are held
        until the links are written: none of them can be leaving at the same moment.
        """
        alias = self.joined.split()[-1]
        return pgtrigger.Trigger(
            name=name,
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=f"""
        PERFORM 1 FROM agreements_agreementpartner WHERE agreement_id IN (SELECT agreement_id FROM new_rows) FOR KEY SHARE;
        IF EXISTS (
            SELECT 1 FROM new_rows c WHERE (
                SELECT {self.within}
                FROM {self.joined}, agreements_agreement g WHERE {alias}.id = c.{self.column} AND g.id = c.agreement_id
            ) IS NOT TRUE
        ) THEN
            RAISE EXCEPTION '{self.refusal}' USING ERRCODE = '23514';
        END IF;
        RETURN NULL;
        """,
        )
