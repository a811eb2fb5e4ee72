"""What the database lets a private link do, attacked by SQL that knows nothing of our code."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from reporting.funder_reports.actions.private_links import create_link, revoke_link
from reporting.models import LinkSigner, PrivateLink, Receipt, Transition
from tests.factories import make_agreement
from tests.refusals import refused_to_both
from tests.reporting.builders.links import answer, expire, send
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.built_once("link")


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


@pytest.fixture
def link(issued, funder, coordinator):
    return send(issued, funder, coordinator)


def signer_of(link) -> LinkSigner:
    return LinkSigner.objects.create(link=link, name="Léa Roy", function="agente")


def step(report, signer, name="accept", to="accepted", **more):
    with transaction.atomic():
        return Transition.objects.create(
            report=report, name=name, from_state="issued", to_state=to, signer=signer, idempotency_key=uuid4(), **more
        )


def receipt(report, funder, signer, state="accepted", **more):
    with transaction.atomic():
        return Receipt.objects.create(version=report.versions.get(), funder=funder, state=state, signer=signer, **more)


@pytest.mark.parametrize("close", [expire, lambda link: revoke_link(link=link, by=link.created_by)])
def test_a_dead_link_takes_no_step_and_leaves_no_receipt(link, funder, close):
    close(link)
    for act in (step, lambda report, signer: receipt(report, funder, signer)):
        with pytest.raises(IntegrityError, match="link does not live"):
            act(link.report, signer_of(link))


def test_a_copied_link_takes_no_step(link, funder, coordinator):
    create_link(report=link.report, funder=funder, days=30, by=coordinator)
    copied = PrivateLink.objects.get(sent_at__isnull=True)
    with pytest.raises(IntegrityError, match="link does not live"):
        step(link.report, signer_of(copied))


def test_a_link_acts_on_its_own_report_alone(link, organism, director, funder):
    other = make_issued(make_agreement(organism, funder, "AUTRE-1"), director)
    for act in (step, lambda report, signer: receipt(report, funder, signer)):
        with pytest.raises(IntegrityError, match="link of another report"):
            act(other, signer_of(link))


def test_a_link_speaks_for_its_own_funder_alone(link, other_funder):
    with pytest.raises(IntegrityError, match="link of another report or funder"):
        receipt(link.report, other_funder, signer_of(link))


@pytest.mark.parametrize(("name", "to"), [("issue", "issued"), ("take_back", "issued"), ("reply", "issued")])
def test_a_link_takes_only_the_steps_of_a_funder(link, name, to):
    with pytest.raises(IntegrityError, match=r"step_by_link_is_a_funders|unknown|nothing to take back"):
        step(link.report, signer_of(link), name=name, to=to)


def test_a_step_is_of_a_link_or_of_an_account(link, funder, funder_agent, coordinator):
    with pytest.raises(IntegrityError, match="step_by_link_is_a_funders"):
        step(link.report, signer_of(link), by=funder_agent)
    for who in ({"by": funder_agent}, {"recorded_by": coordinator}, {"state": "answered"}):
        with pytest.raises(IntegrityError, match="receipt_by_link_is_an_answer"):
            receipt(link.report, funder, signer_of(link), **who)


@pytest.mark.parametrize("missing", ["name", "function"])
def test_who_signs_has_a_name_and_a_function(link, missing):
    with pytest.raises(IntegrityError, match="signer_has_both"), transaction.atomic():
        LinkSigner.objects.create(**{"link": link, "name": "Léa", "function": "agente", missing: ""})


def test_who_signed_is_never_changed(link):
    answer(link.report, link)
    refused_to_both("UPDATE reporting_linksigner SET name = 'Paul'")
    refused_to_both("DELETE FROM reporting_linksigner")
