"""Funders' reports that somebody reads before their funder, made by the product's own actions."""

import uuid

from agreements.models import Agreement
from organisms.models import User
from reporting.models import Report
from reporting.reports.actions.filing import approve_report, endorse_report, return_report, submit_report
from tests.reporting.builders.reports import fill, make_funder_report

LINE = "a4"


def make_reviewed(agreement, by, review="both", **owed) -> Report:
    """A filled draft of an agreement that names these levels."""
    Agreement.objects.filter(pk=agreement.pk).update(review=review)
    return fill(make_funder_report(agreement, by, **owed), by)


def make_submitted(agreement, director, review="both", **owed) -> Report:
    return file(make_reviewed(agreement, director, review, **owed), director)


def file(report, by) -> Report:
    return step(submit_report, report, by)


def endorse(report, by) -> Report:
    return step(endorse_report, report, by)


def approve(report, by) -> Report:
    return step(approve_report, report, by)


def send_back(report, by, *comments: tuple[str, str]) -> Report:
    return step(return_report, report, by, comments=list(comments or [(LINE, "Est-ce bien 40 ?")]))


def step(act, report, by, **said) -> Report:
    act(report=report, by=User.objects.get(pk=by.pk), key=uuid.uuid4(), **said)
    report.refresh_from_db()
    return report
