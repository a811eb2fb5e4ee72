"""Background jobs: each app registers its own with `@job` in its `jobs.py`; actions call `defer`."""

from collections.abc import Callable

from procrastinate import App, Blueprint
from procrastinate.contrib.django import app as project_app

blueprint = Blueprint()


def job(name: str, *, queue: str = "default", retries: int = 3) -> Callable:
    """Register a function of keyword arguments that JSON can hold. It must bear being run twice."""
    return blueprint.task(name=name, queue=queue, retry=retries, pass_context=False)


def hourly(name: str, *, minute: int) -> Callable:
    """Register a function of the time, in seconds, that runs every hour. An hour that the worker missed is skipped."""
    return lambda function: blueprint.periodic(cron=f"{minute} * * * *", periodic_id=name)(job(name)(function))


def defer(name: str, **arguments) -> None:
    """Enqueue in the caller's transaction: rolled back with it, run only after it commits."""
    project_app.configure_task(name).defer(**arguments)


def on_app_ready(app: App) -> None:
    app.add_tasks_from(blueprint, namespace="portal")
