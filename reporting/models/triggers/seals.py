"""The database's check before a seal is written down."""

import pgtrigger

SEAL_OF_A_PDF = """
    IF (SELECT format FROM reporting_document WHERE id = NEW.document_id) IS DISTINCT FROM 'pdf' THEN
        RAISE EXCEPTION 'only a PDF bears a seal' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def seal_of_a_pdf() -> pgtrigger.Trigger:
    """Return the trigger of seals: a workbook bears none."""
    return pgtrigger.Trigger(
        name="seal_of_a_pdf", when=pgtrigger.Before, operation=pgtrigger.Insert, func=SEAL_OF_A_PDF
    )
