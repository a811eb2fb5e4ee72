"""The list of consolidated reports and the page of a region say of a version what its own page says."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.consolidation.actions import freeze_consolidation, prepare_next, publish_consolidation
from network.consolidation.verification import verify_consolidated
from network.models import ConsolidatedReport
from reporting.management.demo import past_moments
from tests.network.worlds import NetworkWorld, build_world, reopen, settle
from tests.pages import without_help

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("world")]
LIST = reverse("network:consolidated-list")
OUTDATED = "N’est plus à jour"


@pytest.fixture
def world(db) -> NetworkWorld:
    return build_world()


def freeze(report, by) -> ConsolidatedReport:
    freeze_consolidation(report=report, by=by, key=uuid.uuid4(), reason="Suite.")
    report.refresh_from_db()
    return report


def judged(client) -> dict[str, bool]:
    """What the list says of each report, and what the page of its version says: the same."""
    rows = client.get(LIST).context["list"].sources
    listed = {str(row): row.is_outdated for row in rows}
    pages = {str(row): client.get(reverse("network:consolidated-detail", args=[row.pk])) for row in rows}
    assert listed == {name: page.context["is_outdated"] for name, page in pages.items()}
    assert listed == {name: OUTDATED in without_help(page) for name, page in pages.items()}
    return listed


def test_each_reader_reads_whether_the_version_that_they_are_shown_is_outdated(world, client_for, funder_agent):
    inside, funder = client_for(world.network), client_for(funder_agent)
    report = freeze(world.consolidated("network"), world.network)
    publish_consolidation(report=report, by=world.network, key=uuid.uuid4())
    assert (judged(inside), judged(funder)) == ({str(report): False}, {str(report): False})

    reopen(world, "croix")
    settle(world, "croix", v1_01=9)
    assert (judged(inside), judged(funder)) == ({str(report): True}, {str(report): True})

    prepare_next(report=report, by=world.network, key=uuid.uuid4())
    report = freeze(report, world.network)
    assert (judged(inside), judged(funder)) == ({str(report): False}, {str(report): True})

    publish_consolidation(report=report, by=world.network, key=uuid.uuid4())
    assert judged(funder) == {str(report): False}


def test_a_report_that_is_settled_since_makes_those_of_its_scope_outdated(world, client_for):
    client = client_for(world.network)
    region, network = freeze(world.consolidated(), world.pivot), freeze(world.consolidated("network"), world.network)
    settle(world, "brume", v1_09=1, v1_10=1, v1_11=1)
    assert judged(client) == {str(region): True, str(network): True}
    prepare_next(report=region, by=world.pivot, key=uuid.uuid4())
    freeze(region, world.pivot)
    assert judged(client) == {str(region): False, str(network): True}


def test_every_reader_reads_the_moment_when_the_numbers_were_frozen(world, client_for, funder_agent):
    with past_moments.at(timezone.now() - timedelta(hours=3)):
        report = freeze(world.consolidated("network"), world.network)
    publish_consolidation(report=report, by=world.network, key=uuid.uuid4())

    rows = [client_for(reader).get(LIST).context["list"].sources for reader in (world.network, funder_agent)]
    assert {row.frozen_at for (row,) in rows} == {report.current.as_of}
    assert {row.shown.audience for (row,) in rows} == {"network", "funders"}
    report.refresh_from_db()
    verdicts = [verify_consolidated(version.code) for version in (report.current, report.published)]
    assert {verdict.as_of for verdict in verdicts} == {report.current.as_of}


def test_a_next_version_that_is_prepared_is_said_inside_only(world, client_for, funder_agent):
    report = freeze(world.consolidated("network"), world.network)
    publish_consolidation(report=report, by=world.network, key=uuid.uuid4())
    prepare_next(report=report, by=world.network, key=uuid.uuid4())

    inside, funder = (client_for(reader).get(LIST).text for reader in (world.network, funder_agent))
    assert "Version suivante en préparation" in inside
    assert "en préparation" not in funder
    reopen(world, "croix")
    assert "N’est plus à jour, version suivante en préparation" in client_for(world.network).get(LIST).text


def test_a_report_of_elsewhere_leaves_a_region_as_it_is(world, client_for):
    region = freeze(world.consolidated(), world.pivot)
    reopen(world, "fleuve")
    assert judged(client_for(world.network)) == {str(region): False}


def test_the_list_takes_as_many_statements_for_one_report_as_for_several(world, client_for):
    client, counts = client_for(world.network), []
    freeze(world.consolidated(), world.pivot)
    for report in (None, world.consolidated("network")):
        if report:
            freeze(report, world.network)
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_the_page_of_a_region_leads_to_its_consolidated_report_with_its_state(world, client_for):
    page = reverse("organisms:region-detail", args=["08"])
    readers = [client_for(world.pivot), client_for(world.network)]
    begin = reverse("network:consolidated-begin")
    assert f'href="{begin}">Commencer le rapport consolidé de la région' in readers[0].get(page).text
    # A region that has a pivot is consolidated by it
    assert "rapport consolidé" not in readers[1].get(page).text
    assert begin in readers[1].get(reverse("organisms:region-detail", args=["01"])).text

    report = world.consolidated()
    address = f'href="{reverse("network:consolidated-detail", args=[report.pk])}">{report}</a>'
    for client in readers:
        before = client.get(page).text
        assert address in before
        assert "En préparation" in before
    freeze(report, world.pivot)
    assert all("Figé" in client.get(page).text for client in readers)
    reopen(world, "croix")
    assert all("N’est plus à jour" in client.get(page).text for client in readers)


def test_the_page_of_a_region_says_nothing_of_it_to_whoever_may_not_read_it(world, client_for, funder_agent):
    region = freeze(world.consolidated(), world.pivot)
    page, title = reverse("organisms:region-detail", args=["08"]), str(region)
    for stranger in (world.directors["croix"], world.directors["fleuve"], funder_agent):
        assert title not in client_for(stranger).get(page).text
        assert "rapport consolidé" not in client_for(stranger).get(page).text
    publish_consolidation(report=region, by=world.network, key=uuid.uuid4())
    assert title in client_for(funder_agent).get(page).text
    assert title not in client_for(world.directors["croix"]).get(page).text
