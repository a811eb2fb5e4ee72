"""What a version becomes when it is published: beside which papers it is masked, under which code, in which words."""

import hashlib
import json
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from network.consolidation.actions import begin_consolidation
from network.consolidation.figures.lines import figures_of
from network.consolidation.masking import NETWORK, Beside, Publication, _beside, published_content
from network.models import ConsolidatedReport, ConsolidatedVersion
from organisms.models import Region
from reporting.models import Template
from tests.network.consolidation import contents

YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))
BEFORE = DateRange(date(2024, 4, 1), date(2025, 4, 1))
LONG_BEFORE = DateRange(date(2023, 4, 1), date(2024, 4, 1))
SCOPE, AUDIENCE = ConsolidatedReport.Scope, ConsolidatedVersion.Audience
MORNING = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.fixture
def abitibi(db) -> Region:
    return Region.objects.get(code="08")


@pytest.fixture
def begun(network):
    def begin(
        region: Region | None = None, period: DateRange = YEAR, template: Template | None = None
    ) -> ConsolidatedReport:
        scope = SCOPE.REGION if region else SCOPE.PROGRAMME if template else SCOPE.NETWORK
        return begin_consolidation(
            scope=scope, region=region, template=template, period=period, by=network, key=uuid.uuid4()
        )

    return begin


@pytest.fixture
def keep(network):
    def write(
        report: ConsolidatedReport, content: dict, audience: str, hours: int = 0, number: int = 1, **more
    ) -> ConsolidatedVersion:
        """One version as it was frozen, or published, so many hours later."""
        text = json.dumps(content)
        return ConsolidatedVersion.objects.create(
            report=report,
            number=number,
            audience=audience,
            content=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            code=uuid.uuid4().hex[:16],
            as_of=MORNING + timedelta(hours=hours),
            frozen_by=network,
            **more,
        )

    return write


def paper(**totals: int | str) -> dict:
    """A published content: line → its total, « x » where it was hidden, « » where nothing adds up."""
    figures = [
        {"line_key": key, "total": {"number": str(total) if isinstance(total, int) else None, "text": str(total)}}
        for key, total in totals.items()
    ]
    return {"sections": [{"figures": figures[:1]}, {"figures": figures[1:]}]}


def test_a_version_is_masked_after_what_funders_have_of_its_year_and_the_one_before(
    begun, keep, abitibi, django_assert_num_queries
):
    elsewhere = Region.objects.get(code="01")
    region, whole, other = begun(abitibi), begun(), begun(elsewhere)
    keep(other, paper(a=7), AUDIENCE.FUNDERS, hours=3)
    keep(region, paper(a=12, b="x", c=""), AUDIENCE.FUNDERS, hours=1)
    # The version and its paper say one moment: the version is read first, in whatever order they lie
    keep(whole, paper(a=20), AUDIENCE.FUNDERS, hours=2, pk=1_000_001)
    keep(whole, paper(a=20, b=3), AUDIENCE.NETWORK, hours=2, pk=1_000_000)
    keep(whole, paper(a=99), AUDIENCE.NETWORK, hours=4, number=2)
    # Neither what the network keeps, nor other years, places or programmes
    keep(region, paper(a=12, b=3), AUDIENCE.NETWORK, hours=5)
    last_year = begun(abitibi, BEFORE)
    keep(last_year, paper(a=9, b="x"), AUDIENCE.FUNDERS, hours=-100, number=2)
    keep(last_year, paper(a=8), AUDIENCE.FUNDERS, hours=-101)
    keep(last_year, paper(a=7), AUDIENCE.NETWORK, hours=-99, number=3)
    keep(begun(abitibi, LONG_BEFORE), paper(a=6), AUDIENCE.FUNDERS, hours=-98)
    keep(begun(elsewhere, BEFORE), paper(a=5), AUDIENCE.FUNDERS, hours=-97)
    of_the_whole = begun(None, BEFORE)
    keep(of_the_whole, paper(a=4), AUDIENCE.FUNDERS, hours=-96)
    programme = Template.objects.filter(programme__isnull=False)[0]
    for period in (YEAR, BEFORE):
        keep(begun(None, period, programme), paper(a=3), AUDIENCE.FUNDERS, hours=6)

    papers = (
        Publication(("region", abitibi.name), {"a": Decimal(12), "b": None}),
        Publication(NETWORK, {"a": Decimal(20)}),
        Publication(("region", elsewhere.name), {"a": Decimal(7)}),
    )
    with django_assert_num_queries(2):
        assert _beside(region) == Beside(paper(a=20, b=3), papers, {"a": Decimal(9), "b": None})
    assert _beside(whole) == Beside(paper(a=20, b=3), papers, {"a": Decimal(4)})


def test_nothing_beside_a_first_paper(begun, abitibi):
    assert _beside(begun(abitibi)) == Beside(None, (), {})


def frozen(content: dict, **more) -> dict:
    """A content with what a frozen one says of itself."""
    missing = [{"name": "Organisme brume", "why": "rendu, puis rouvert"}]
    return content | {"missing": missing, "version": {"number": 2, "code": "0000", "verify_url": "-"}} | more


def of_both(region: Region) -> dict:
    """The network: twelve in a region, under its name, and three in another."""
    content = contents.network((6, 6), (3,))
    for row in content["organisms"]:
        row["region"] = {"Abitibi": region.name}.get(row["region"], row["region"])
    return content


def test_a_region_is_masked_beside_the_network_and_says_the_threshold(begun, keep, abitibi, settings):
    settings.SITE_URL = "https://portail.example"
    report, whole = begun(abitibi), begun()
    inside = of_both(abitibi)
    keep(whole, inside, AUDIENCE.NETWORK)
    keep(whole, paper(a=15), AUDIENCE.FUNDERS)
    current = keep(report, frozen(contents.region(6, 6)), AUDIENCE.NETWORK, hours=1)

    published = published_content(report, current, "AAAA-BBBB")
    (figure,) = figures_of(published)
    assert figure["total"]["text"] == "x"  # the network less 12 would tell the 3 of the other region
    assert (published["audience"], published["masked_under"]) == ("funders", settings.MASKING_THRESHOLDS["funder"])
    assert published["missing"] == [{"name": "Organisme brume", "why": "pas de rapport compté"}]
    version = published["version"]
    assert (version.keys(), version["number"], version["code"]) == ({"number", "code", "verify_url"}, 2, "AAAA-BBBB")
    assert version["verify_url"].startswith("https://portail.example/")
    assert "AAAA-BBBB" in version["verify_url"]


def test_a_region_is_masked_after_its_own_paper(begun, keep, abitibi):
    report = begun(abitibi)
    keep(report, paper(a=12), AUDIENCE.FUNDERS)
    told = []
    for number, organisms in ((2, (7, 7)), (3, (9, 9))):
        current = keep(report, frozen(contents.region(*organisms)), AUDIENCE.NETWORK, hours=number, number=number)
        told += [figure["total"]["text"] for figure in figures_of(published_content(report, current, "A"))]
    assert told == ["x", "18"]  # 12, then 14: two more would be told


def test_the_network_is_masked_as_no_region(begun, keep, abitibi):
    """A region's paper of 12 stands; the network of 15 would tell the 3 of the other one."""
    keep(begun(abitibi), paper(a=12), AUDIENCE.FUNDERS)
    inside = of_both(abitibi)
    whole = begun()
    (figure,) = figures_of(published_content(whole, keep(whole, frozen(inside), AUDIENCE.NETWORK, hours=1), "A"))
    assert figure["total"]["text"] == "x"


def test_a_programme_is_read_whole_and_in_both_languages():
    missing = [{"name": "Organisme brume", "state": "returned", "why": "reopened"}]
    english = {"words": "Our year", "missing": missing}
    both = frozen(contents.content({("A", "Abitibi"): 3}), english=english, words="Notre année")
    report = ConsolidatedReport(scope=SCOPE.PROGRAMME)
    published = published_content(report, ConsolidatedVersion(content=json.dumps(both)), "AAAA-BBBB")

    (figure,) = figures_of(published)
    assert (figure["total"]["text"], "masked_under" in published) == ("3", False)
    assert (published["words"], published["english"]["words"]) == ("Notre année", "Our year")
    french, spoken = published["version"], published["english"]["version"]
    assert (french["code"], spoken["code"], spoken["number"]) == ("AAAA-BBBB", "AAAA-BBBB", 2)
    assert spoken["verify_url"] == f"{french['verify_url']}?langue=en"
    assert published["missing"] == [{"name": "Organisme brume", "why": "pas de rapport compté"}]
    assert published["english"]["missing"] == [missing[0] | {"why": "no report counted"}]
    assert published["english"].keys() == {"words", "missing", "version"}
