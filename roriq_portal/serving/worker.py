"""The worker: runs jobs as they come, takes again those a worker left behind, and outlives the database's absences."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from typing import Any

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

# A job that was left so often ends the worker itself: it has failed, and the others go on
MOST_ATTEMPTS = 12
# Heartbeats missed before a worker counts as gone
MISSED = 3
# Seconds between two looks for a database that is away, and those that one look may last
LOOK_AGAIN, LOOK = 1.0, 2
log = logging.getLogger(__name__)


@dataclass
class Running:
    """The jobs that this process runs now, by their number, and the worker under whose number it took them."""

    ids: set[int] = field(default_factory=set)
    worker_id: int | None = None
    # What the last look saw in this worker's name without running: seen twice, it was left
    suspects: set[int] = field(default_factory=set)

    async def track(self, call_next: AsyncCallNext, context: JobContext, worker: Worker) -> Any:
        """Run a job and know it while it runs."""
        number = context.job.id or 0
        self.worker_id = worker.worker_id
        self.ids.add(number)
        try:
            return await call_next()
        finally:
            self.ids.discard(number)

    def left_among(self, mine: list[Job]) -> list[Job]:
        """Return what stood here twice in a row without running: its end could not be written."""
        idle = {job.id for job in mine if job.id} - self.ids
        left = [job for job in mine if job.id in idle & self.suspects]
        self.suspects = idle
        return left


async def take_again(app: App, running: Running, *, seconds: float) -> int:
    """Give back to the queue what no living worker runs any more; return how many jobs.

    `seconds`: how long without a heartbeat a worker counts as gone. A job that was left too often has failed.
    """
    manager = app.job_manager
    left = list(await manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    if running.worker_id is not None:
        mine = await manager.list_jobs_async(status=Status.DOING.value, worker_id=running.worker_id)
        left += running.left_among(list(mine))
    for job in left:
        log.warning("job %s (%s) was left by its worker", job.id, job.task_name)
        # Another worker may have seen it too
        with contextlib.suppress(ConnectorException):
            if job.attempts < MOST_ATTEMPTS:
                await manager.retry_job(job)
            else:
                await manager.finish_job(job, Status.FAILED, delete_job=False)
    return len(left)


async def work(app: App, *, heartbeat: float) -> None:
    """Run jobs until this process is asked to stop, through whatever absences of the database.

    `heartbeat`: seconds between two signs of life. What was running when the database went is taken again after it.
    """
    async with _asked_to_stop() as stop:
        while not stop.is_set():
            if not await _database_answers(stop):
                return
            with app.replace_connector(_connector()) as ready:
                await _until_first(stop.wait(), _serve(ready, heartbeat))


def _connector() -> PsycopgConnector:
    return PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=5, reconnect_timeout=5)


async def _serve(app: App, heartbeat: float) -> None:
    """Run jobs until the database goes; asked to stop (cancelled), the jobs that run are finished first."""
    running = Running()
    try:
        async with app.open_async():
            await _until_first(
                app.run_worker_async(
                    install_signal_handlers=False,
                    update_heartbeat_interval=heartbeat,
                    stalled_worker_timeout=MISSED * heartbeat,
                    worker_middleware=[running.track],
                ),
                _keep_looking(app, running, heartbeat),
            )
    except (ConnectorException, psycopg.Error) as failure:
        log.warning("the worker lost the database: %s", failure)
        await asyncio.sleep(LOOK_AGAIN)


async def _keep_looking(app: App, running: Running, heartbeat: float) -> None:
    while True:
        await take_again(app, running, seconds=MISSED * heartbeat)
        await asyncio.sleep(heartbeat)


async def _database_answers(stop: asyncio.Event) -> bool:
    """Wait until the database answers; False when this process is asked to stop before."""
    has_said = False
    while not stop.is_set():
        try:
            async with await psycopg.AsyncConnection.connect(**connector_params() | {"connect_timeout": LOOK}):
                return True
        except psycopg.Error as failure:
            if not has_said:
                log.warning("the worker waits for the database: %s", failure)
            has_said = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_AGAIN)
    return False


async def _until_first(*acts: Coroutine[Any, Any, Any]) -> None:
    """Run these until one ends, then end the others in their own way; raise what one of them raised."""
    tasks = [asyncio.ensure_future(act) for act in acts]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


@contextlib.asynccontextmanager
async def _asked_to_stop() -> AsyncIterator[asyncio.Event]:
    """Yield an event that SIGINT and SIGTERM set."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
