"""Background jobs of this app: what it sends, and what takes longer than a page."""

import logging

import pghistory
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils import timezone

from organisms.models import User
from roriq_portal.database.purge_proofs import note_purge
from roriq_portal.fiscal_year import state_year_of
from roriq_portal.jobs import hourly, job
from services.counting.monthly_sums import first_month
from services.counting.monthly_sums import fold_sums as fold
from services.counting.periods import period_of_state_year
from services.households.masked_totals import read_hidden_households
from services.households.purge import purge_households as purge
from services.households.totals import HouseholdScope
from services.imports import emails
from services.imports.actions import stop_import
from services.imports.examination.by_worker import STOPPED as EXAMINATION_STOPPED
from services.imports.examination.by_worker import refuse_register, run_examination
from services.imports.registers import UnreadableRegister
from services.imports.run import NoLongerRunning, run_batch
from services.models import ImportBatch
from services.results.by_place.crossed import read_crossed_totals

STOPPED = "Aucune ligne n’a été inscrite. Reprenez l’importation : aucune ne sera inscrite deux fois."
log = logging.getLogger(__name__)
# The hour, in Montréal, at which older years are looked at too
AT_NIGHT = 4


@job("import-register")
def import_register(batch_id: int, user_id: int) -> None:
    """Run a batch that was started. When it breaks, the page says so and offers to go on.

    An absence of the database breaks nothing: the job is taken again after it.
    """
    batch = ImportBatch.objects.select_related("organism").get(pk=batch_id)
    if batch.state != ImportBatch.State.RUNNING:
        return
    by = User.objects.get(pk=user_id)
    try:
        with pghistory.context(user=user_id, batch=batch_id):
            run_batch(batch, by=by)
    except NoLongerRunning:
        return
    except UnreadableRegister as refusal:
        stop_import(batch_id=batch_id, words=str(refusal))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("import %s stopped", batch_id)
        stop_import(batch_id=batch_id, words=STOPPED)


@job("examine-register")
def examine_register(batch_id: int, answered: str) -> None:
    """Judge a register that is too long for a page. When it cannot be read, or breaks, its page says so."""
    batch = ImportBatch.objects.select_related("organism").filter(pk=batch_id).first()
    if batch is None or batch.state != ImportBatch.State.JUDGING:
        return
    try:
        run_examination(batch, answered=answered)
    except UnreadableRegister as refusal:
        refuse_register(batch_id=batch_id, words=str(refusal))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("examination of register %s stopped", batch_id)
        refuse_register(batch_id=batch_id, words=EXAMINATION_STOPPED)


@job("mail-import-done")
def mail_import_done(batch_id: int, user_id: int) -> None:
    """Tell the person who started an import that it is done."""
    batch = ImportBatch.objects.select_related("organism").get(pk=batch_id)
    emails.send_import_done(batch, User.objects.get(pk=user_id))


@hourly("purge_households", minute=40)
def purge_households(timestamp: int) -> None:
    """Erase what is kept of households past their day; the figures they counted for stay."""
    log.info("households purged: %s", note_purge("households", purge(timezone.localdate())))


@hourly("fold_sums", minute=50)
def fold_sums(timestamp: int) -> None:
    """Leave one row a cell of the monthly sums, so that reading them costs their cells, not what people wrote since."""
    log.info("rows of sums folded: %s", fold())


@hourly("mask_totals", minute=12)
def mask_totals(timestamp: int) -> None:
    """Choose what is hidden of the totals of this State year and the last, so that pages find it chosen.

    Once a night, of every year that has records: what was chosen is kept for longer than a day.
    """
    today = timezone.localdate()
    year = state_year_of(today)
    begun = first_month(Q()) if timezone.localtime().hour == AT_NIGHT else None
    first = min(year - 1, state_year_of(begun or today))
    periods = [period_of_state_year(past) for past in range(first, year + 1)]
    read = [totals for period in periods for totals in read_crossed_totals(period)]
    cells = sum(len(hidden) for totals in read for hidden in totals.hidden.values())
    read_hidden_households(*(HouseholdScope(period.start, period.end) for period in periods))
    log.info("cells of totals masked: %s", cells)
