"""A region with one organism missing, the network, a report that is reopened: what each page and paper says."""

import copy
import io
import json
import uuid
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from network.common_statement.actions import adopt_statement, publish_statement, write_statement
from network.consolidation import papers
from network.consolidation.actions import freeze_consolidation, prepare_next, publish_consolidation, save_words
from network.consolidation.content import NOBODY, build, lead_words
from network.consolidation.figures.lines import figures_of
from network.consolidation.figures.sources import NOT_ASKED
from network.consolidation.masking import masked_content
from network.consolidation.outdated import moved_since
from network.consolidation.papers import render_pdf, render_workbook
from network.consolidation.reading.tables import read
from network.consolidation.steps import ConsolidationRefused
from network.jobs import make_consolidated_papers
from network.models import ConsolidatedReport, ConsolidatedVersion
from organisms.models import NetworkMembership
from reporting.management.demo import past_moments
from roriq_portal.edits.stale_revision import StaleRevision
from tests import factories
from tests.network import recompute
from tests.network.worlds import YEAR, build_world, reopen, settle
from tests.refusals import refused_to_both
from tests.verapdf import check

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("world")]
SETTLED_HOMES = {"lacs": 2, "croix": 3, "fleuve": 4}


@pytest.fixture
def world(db):
    return build_world()


def frozen(world, scope="region", by=None) -> ConsolidatedReport:
    report = world.consolidated(scope)
    by = by or (world.pivot if scope == "region" else world.network)
    freeze_consolidation(report=report, by=by, key=uuid.uuid4(), reason="Suite.")
    report.refresh_from_db()
    return report


def by_key(content) -> dict:
    return {figure["line_key"]: figure for figure in figures_of(content)}


def test_a_region_and_the_network_say_what_another_program_recomputes(world):
    for scope, region_id in (("region", world.region.pk), ("network", None)):
        report = frozen(world, scope)
        content = json.loads(report.current.content)
        said = {key: figure["total"]["number"] for key, figure in by_key(content).items()}
        expected = recompute.totals(YEAR, region_id)
        assert {key: number and Decimal(number) for key, number in said.items()} == expected
        assert sum(number is not None for number in expected.values()) >= 25
        assert not report.current.content.replace(" ", "").count('"number":NaN')


def test_joint_households_count_once_and_distinct_people_never_add_up(world):
    region, network = build(world.consolidated()), build(world.consolidated("network"))
    of_region, of_network = by_key(region.content), by_key(network.content)
    # Montréal counts three households that the regions count too
    assert [cell["text"] for cell in of_network["v1-10"]["cells"]] == ["1", "3", "1", "1"]
    assert (of_region["v1-10"]["total"]["text"], of_network["v1-10"]["total"]["text"]) == ("2", "3")
    assert of_network["v1-11"]["total"]["number"] == str(sum(SETTLED_HOMES.values()))
    people = of_network["v1-03"]
    assert [cell["text"] for cell in people["cells"]] == ["7"] * 4
    assert (people["total"]["number"], people["total"]["text"]) == (None, "ne s’additionne pas")
    assert "deux organismes peuvent compter la même" in people["total"]["why"]
    assert of_network["v2-04"]["total"]["number"] is None
    assert of_region["v4-01"]["total"]["number"] == "3"


def test_who_is_missing_and_what_broke_is_said(world):
    left = factories.make_organism("Organisme parti", region="08")
    left.network_memberships.update(during=DateRange(date(2015, 1, 1), date(2025, 9, 1)))
    content = build(world.consolidated()).content
    whys = {row["name"]: row["why"] for row in content["missing"]}
    assert whys == {
        "Organisme brume": "rapport non approuvé\u00a0: brouillon",
        "Organisme parti": "n’est plus membre du réseau depuis le 1er septembre 2025, sans rapport de cette période",
    }
    assert content["breaks"] == ["Rupture avec l’année d’avant\u00a0: 1\u00a0organisme de moins (Organisme brume)."]
    line = by_key(content)["v1-01"]
    assert (line["before"]["text"], line["total"]["text"], line["difference"]) == ("21", "14", "rupture")
    alone = build(world.consolidated("network")).content
    assert any(note.startswith("Sans organisme-pivot\u00a0: Bas-Saint-Laurent, Montréal") for note in alone["notes"])


def test_a_year_without_reports_and_one_that_cuts_say_so(world):
    calendar = DateRange(date(2025, 1, 1), date(2026, 1, 1))
    report = world.consolidated(period=calendar)
    content = build(report).content
    assert content["notes"][0] == NOT_ASKED
    assert "1er avril 2025 au 31 mars 2026" in content["notes"][1]
    with pytest.raises(ConsolidationRefused, match="rien à figer"):
        freeze_consolidation(report=report, by=world.pivot, key=uuid.uuid4())
    odd = """
        INSERT INTO network_consolidatedreport (scope, region_id, period, state, revision, created_at, created_by_id)
        VALUES ('region', %s, '[2025-02-01,2026-02-01)', 'preparing', 1, now(), %s)
    """
    refused_to_both(odd, world.region.pk, world.pivot.pk, words="consolidated_over_a_year")


def test_a_year_whose_reports_wait_is_not_one_that_nobody_was_asked_for(world):
    waiting = world.consolidated(period=YEAR)
    for name in ("lacs", "croix"):
        reopen(world, name)
    assert build(waiting).content["notes"][0] == NOBODY
    assert lead_words(build(waiting).content) == "0\u00a0rapport compté, 3 manquent."


def test_a_year_that_nobody_had_a_report_for_says_so_and_is_not_begun(world, client_for):
    client, begin = client_for(world.network), reverse("network:consolidated-begin")
    refused = client.post(begin, {"what": "ensemble", "year": "e2012"})
    assert refused.context["form"].errors == {"what": ["Choisissez dans la liste."]}
    refused = client.post(begin, {"what": "network", "year": "e2012"})
    assert refused.context["form"].errors == {"year": [NOT_ASKED]}
    assert NOT_ASKED in refused.text
    assert not ConsolidatedReport.objects.exists()
    # What was begun before this was said opens still, and says so too
    report = world.consolidated("network", period=DateRange(date(2012, 4, 1), date(2013, 4, 1)))
    page = client.post(begin, {"what": "network", "year": "e2012"}, follow=True)
    assert page.request["PATH_INFO"] == reverse("network:consolidated-detail", args=[report.pk])
    assert (NOT_ASKED in page.text, "personne ne manque" in page.text) == (True, False)
    assert build(report).content["notes"][0] == NOT_ASKED
    NetworkMembership.objects.update(during=DateRange(date(2015, 1, 1), None))
    content = build(report).content
    assert (content["missing"], content["notes"], lead_words(content)) == ([], [], NOT_ASKED)


def test_queries_do_not_grow_with_organisms(world, client_for):
    counts = []
    for more in (0, 6):
        for _ in range(more):
            factories.make_organism(region="08")
        report = world.consolidated()
        build(report)
        with CaptureQueriesContext(connection) as captured:
            build(report)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 24
    client = client_for(world.network)
    report = frozen(world, "network")
    client.get(reverse("network:consolidated-detail", args=[report.pk]))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("network:consolidated-detail", args=[report.pk]))
    assert len(captured) <= 24


def test_a_pivot_consolidates_the_network_freezes_a_report_reopens_and_both_say_so(world, client_for):
    pivot, network = client_for(world.pivot), client_for(world.network)
    begun = pivot.post(reverse("network:consolidated-begin"), {"what": f"region-{world.region.pk}", "year": "e2025"})
    region = ConsolidatedReport.objects.get()
    assert begun.headers["Location"] == reverse("network:consolidated-detail", args=[region.pk])
    words = {"ensemble": "Une année pleine.", "volet-1": "Le démarchage a repris.", "revision": region.revision}
    pivot.post(reverse("network:consolidated-words", args=[region.pk]), words)
    page = pivot.get(reverse("network:consolidated-freeze", args=[region.pk]))
    assert "Organisme brume" in page.text
    assert "Figer sans ceux qui manquent" in page.text
    sent = {name: page.context["form"][name].value() for name in ("counted",)} | {"key": uuid.uuid4()}
    pivot.post(reverse("network:consolidated-freeze", args=[region.pk]), sent)
    network.post(reverse("network:consolidated-begin"), {"what": "network", "year": "e2025"})
    whole = ConsolidatedReport.objects.get(scope="network")
    network.post(reverse("network:consolidated-freeze", args=[whole.pk]), {"key": uuid.uuid4()})
    addresses = [(pivot, region), (network, whole)]
    for client, report in addresses:
        report.refresh_from_db()
        page = client.get(reverse("network:consolidated-detail", args=[report.pk])).text
        assert "Cette version n’est plus à jour" not in page
        assert report.current.sources.count() == (2 if report == region else 4)
    assert "Le démarchage a repris." in pivot.get(reverse("network:consolidated-detail", args=[region.pk])).text
    reopen(world, "croix")
    for client, report in addresses:
        page = client.get(reverse("network:consolidated-detail", args=[report.pk])).text
        assert "Cette version n’est plus à jour" in page
        assert "son rapport a été rouvert le" in page
        verdict = client.get(reverse("network:consolidated-verify", args=[report.current.code])).text
        assert "un rapport qu’elle compte a bougé depuis" in verdict
        rows = client.get(reverse("network:consolidated-list")).context["list"].sources
        assert {row.is_outdated for row in rows} == {True}
    settle(world, "croix", v1_01=9)
    moved = moved_since(region, region.current)
    assert [(one.name, one.words) for one in moved] == [("Organisme croix", "une version 2 remplace la version 1")]
    pivot.post(reverse("network:consolidated-prepare", args=[region.pk]), {"key": uuid.uuid4()})
    freezing = reverse("network:consolidated-freeze", args=[region.pk])
    assert "Dites pourquoi, en une phrase." in pivot.post(freezing, {"key": uuid.uuid4()}).text
    pivot.post(freezing, {"key": uuid.uuid4(), "reason": "La Croix a corrigé."})
    region.refresh_from_db()
    assert (region.current.number, region.versions.count()) == (2, 2)
    assert by_key(json.loads(region.current.content))["v1-01"]["total"]["number"] == "16"
    assert moved_since(region, region.current) == []
    first = region.versions.get(number=1)
    assert by_key(json.loads(first.content))["v1-01"]["total"]["number"] == "14"
    assert "Remplacée par la version 2" in pivot.get(reverse("network:consolidated-verify", args=[first.code])).text


def test_a_telephone_and_an_address_in_the_words_are_warned_of_and_refuse_nothing(world, client_for):
    report, client = world.consolidated(), client_for(world.pivot)
    words, freezing = (reverse(f"network:consolidated-{page}", args=[report.pk]) for page in ("words", "freeze"))
    written = {"ensemble": "Appelez Aline au 418 555-0199.", "volet-1": "Rien à signaler.", "volet-2": "a@exemple.ca"}
    warned = [
        "L’ensemble. Ce texte semble contenir un numéro de téléphone\u00a0: retirez ce qui désigne une personne",
        "Ce texte semble contenir une adresse courriel\u00a0: retirez ce qui désigne une personne accompagnée.",
    ]
    assert "semble contenir" not in client.get(words).text
    saved = client.post(words, written | {"revision": report.revision}, follow=True)
    assert report.words.get(component=None).text == written["ensemble"]
    for page in (saved, client.get(words), client.get(freezing)):
        assert [sentence in page.text for sentence in warned] == [True, True]
        assert page.text.count("semble contenir") == 2
    client.post(freezing, {"key": uuid.uuid4()})
    report.refresh_from_db()
    assert report.is_frozen


def test_words_of_the_network_are_announced_with_its_article(world):
    report = world.consolidated("network")
    save_words(report=report, words={None: "Une année pleine."}, seen=report.revision, by=world.network)
    assert read(build(report).content).who == "le réseau"
    region = read(build(world.consolidated()).content)
    assert region.who == "Organisme lacs"
    content = build(report).content
    pages = [
        render_to_string("network/consolidation/reading/_reading.html", {"reading": read(content), "report": report}),
        render_to_string("network/consolidation/rendering/_head.html", {"paper": content | {"reading": read(content)}}),
    ]
    assert ["Ce qu’en dit le réseau" in page for page in pages] == [True, True]


def test_the_file_of_a_consolidated_version_leads_to_its_verdict(world, client):
    version = frozen(world).current
    make_consolidated_papers.func(version_id=version.pk)
    for document in version.documents.all():
        with document.file.open() as file:
            sent = SimpleUploadedFile("consolide.pdf", file.read())
        answer = client.post(reverse("reporting:verify-paper"), {"paper": sent})
        there = reverse("network:consolidated-verify", args=[version.code])
        assertRedirects(answer, there)
    assert version.documents.count() == 2
    other = SimpleUploadedFile("consolide.pdf", b"autre")
    assert client.post(reverse("reporting:verify-paper"), {"paper": other}).status_code == 404


def test_a_code_that_somebody_types_leads_to_the_verdict_of_a_consolidated_version(world, client):
    version = frozen(world).current
    there = reverse("network:consolidated-verify", args=[version.code])
    typed = f"{version.code[:4]}-{version.code[4:8]} {version.code[8:]}".lower()
    form = client.get(reverse("reporting:verify"), {"code": typed}, follow=True)
    assert form.request["PATH_INFO"] == there
    assert "C’est la version en vigueur." in form.text
    assert client.get(reverse("reporting:verify-code", args=["AAAABBBBCCCCDDDD"])).status_code == 404


def test_a_mistake_is_undone_and_the_pages_refuse_in_words(world, client_for):
    report = frozen(world)
    with pytest.raises(ConsolidationRefused, match="figé"):
        save_words(report=report, words={None: "Trop tard."}, seen=report.revision, by=world.pivot)
    client = client_for(world.pivot)
    client.post(reverse("network:consolidated-take-back", args=[report.pk]), {"key": uuid.uuid4()})
    report.refresh_from_db()
    assert (report.state, report.current, report.versions.count()) == ("preparing", None, 1)
    shown = client.get(reverse("network:consolidated-version", args=[report.pk, 1, "reseau"]))
    assert "Annulé" in shown.text
    with pytest.raises(StaleRevision):
        save_words(report=report, words={None: "Ma version."}, seen=report.revision - 1, by=world.pivot)
    clash = client.post(
        reverse("network:consolidated-words", args=[report.pk]), {"ensemble": "Ma version.", "revision": 1}
    )
    assert "Ma version." in clash.text
    long = client.post(
        reverse("network:consolidated-words", args=[report.pk]), {"ensemble": "x" * 3001, "revision": report.revision}
    )
    assert "Au plus 3\u00a0000 signes" in long.text
    stale = client.post(
        reverse("network:consolidated-freeze", args=[report.pk]), {"counted": "autre", "reason": "Encore."}
    )
    assert "Les rapports ont bougé" in stale.text
    assert client.post(reverse("network:consolidated-publish", args=[report.pk])).status_code == 403


def test_one_key_is_one_step(world):
    report, key = world.consolidated(), uuid.uuid4()
    steps = {freeze_consolidation(report=report, by=world.pivot, key=key).pk for _ in range(2)}
    assert (len(steps), report.versions.count()) == (1, 1)


def test_sql_forges_nothing(world):
    report = frozen(world)
    version, other = report.current, world.report("fleuve").versions.get()
    draft = world.report("brume")
    refused_to_both(
        "UPDATE network_consolidatedversion SET content = '{}' WHERE id = %s", version.pk, words="append-only"
    )
    refused_to_both("DELETE FROM network_consolidatedsource WHERE version_id = %s", version.pk, words="append-only")
    refused_to_both("UPDATE network_consolidatedstep SET by_id = %s", world.network.pk, words="append-only")
    insert = "INSERT INTO network_consolidatedsource (version_id, source_id, organism_id) VALUES (%s, %s, %s)"
    # Of another region, of another organism than it says, and one that counts already
    refused_to_both(insert, version.pk, other.pk, world.organisms["fleuve"].pk, words="may not be counted")
    own = version.sources.first()
    refused_to_both(insert, version.pk, own.source_id, draft.organism_id, words="may not be counted")
    refused_to_both(insert, version.pk, own.source_id, own.organism_id, words="consolidated_source_once")
    forged = """
        INSERT INTO network_consolidatedversion (report_id, number, audience, content, sha256, code, as_of,
        frozen_by_id, reason)
        VALUES (%s, 9, 'network', '{"total": 99}', repeat('0', 64), 'AAAAAAAAAAAAAAAA', now(), %s, '')
    """
    refused_to_both(forged, report.pk, world.pivot.pk, words="another hash")
    move = "UPDATE network_consolidatedreport SET {} WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused_to_both(move.format("state = 'preparing'"), report.pk, words="no step says")
    refused_to_both(move.format("scope = 'network', region_id = NULL"), report.pk, words="keeps its scope")
    words = "INSERT INTO network_consolidatedwords (report_id, component, text) VALUES (%s, 1, 'Après coup')"
    refused_to_both(words, report.pk, words="frozen report")
    step = """
        INSERT INTO network_consolidatedstep (report_id, name, from_state, to_state, at, by_id, comment,
        idempotency_key)
        VALUES (%s, 'freeze', 'preparing', 'frozen', now(), %s, '', gen_random_uuid())
    """
    refused_to_both(step, report.pk, world.pivot.pk, words="does not follow")


def test_a_reopened_report_is_not_counted_by_sql_either(world):
    report = frozen(world)
    source = world.report("croix").versions.get()
    reopen(world, "croix")
    prepare_next(report=report, by=world.pivot, key=uuid.uuid4())
    step = freeze_consolidation(report=report, by=world.pivot, key=uuid.uuid4(), reason="Sans elle.")
    assert step.version.sources.count() == 1
    insert = "INSERT INTO network_consolidatedsource (version_id, source_id, organism_id) VALUES (%s, %s, %s)"
    refused_to_both(insert, step.version_id, source.pk, world.organisms["croix"].pk, words="may not be counted")


def test_funders_read_totals_alone_once_published_and_small_ones_hidden(world, client_for, funder_agent):
    report, client = frozen(world, "network"), client_for(funder_agent)
    page = reverse("network:consolidated-detail", args=[report.pk])
    assert client.get(page).status_code == 404
    publish_consolidation(report=report, by=world.network, key=uuid.uuid4())
    shown = client.get(page)
    assert "sont masqués (x)" in shown.text
    assert "Organisme brume" in shown.text
    content = json.loads(ConsolidatedReport.objects.get().published.content)
    lines = by_key(content)
    assert {cell for figure in lines.values() for cell in figure["cells"]} == set()
    assert (lines["v1-10"]["total"], lines["v1-10"]["difference"]) == (
        {"text": "x", "number": None, "why": "", "left_out": ""},
        "",
    )
    assert lines["v1-01"]["total"]["text"] == "28"
    assert "sha256" not in json.dumps(content["organisms"])
    inside = reverse("network:consolidated-version", args=[report.pk, 1, "reseau"])
    assert client.get(inside).status_code == 404
    client_for(world.network).post(reverse("network:consolidated-withdraw", args=[report.pk]), {"key": uuid.uuid4()})
    assert client.get(page).status_code == 404


def test_a_published_version_says_the_threshold_it_was_masked_under(world, client_for, funder_agent, settings):
    report, client = frozen(world, "network"), client_for(funder_agent)
    publish_consolidation(report=report, by=world.network, key=uuid.uuid4())
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"funder": 30, "public": 30}
    page = reverse("network:consolidated-version", args=[report.pk, 1, "bailleurs"])
    assert "Les nombres de 1 à 4 sont masqués (x)" in client.get(page).text
    first = ConsolidatedReport.objects.get().published
    assert by_key(json.loads(first.content))["v1-01"]["total"]["text"] == "28"

    prepare_next(report=report, by=world.network, key=uuid.uuid4())
    report = frozen(world, "network")
    publish_consolidation(report=report, by=world.network, key=uuid.uuid4())
    second = ConsolidatedReport.objects.get().published
    content = json.loads(second.content)
    assert (content["masked_under"], by_key(content)["v1-01"]["total"]["text"]) == (30, "x")
    page = reverse("network:consolidated-version", args=[report.pk, 2, "bailleurs"])
    assert "Les nombres de 1 à 29 sont masqués (x)" in client.get(page).text
    for version, words in ((first, "masqué, de 1 à 4."), (second, "masqué, de 1 à 29.")):
        paper = papers._paper(json.loads(version.content), version.sha256)
        assert words in render_to_string("network/consolidation/rendering/paper.html", {"paper": paper})
    assert "masked_under" not in json.loads(report.current.content)


def test_no_small_count_of_a_content_leaves(world):
    content = build(world.consolidated("network")).content
    seeded = copy.deepcopy(content)
    for rank, figure in enumerate(figures_of(seeded)):
        if figure["total"]["number"]:
            figure["total"] |= {"number": str(rank % 7), "text": str(rank % 7)}
            figure["before"] = {"number": str(rank % 5), "text": str(rank % 5)}
            figure |= {"difference": "+2", "rate": "40\u00a0%", "target": {"text": "10", "number": "10"}}
    for before, after in zip(figures_of(seeded), figures_of(masked_content(seeded)), strict=True):
        small = [box for box in (before["total"], before["before"]) if box and box["number"] in ("1", "2", "3", "4")]
        left = [box["number"] for box in (after["total"], after["before"]) if box]
        assert not {"1", "2", "3", "4"} & set(left)
        assert not small or (after["difference"], after["rate"], after["target"]) == ("", "", None)


def test_papers_are_accessible_the_same_twice_and_begin_with_the_statement(world, tmp_path):
    with past_moments.at(past_moments.moment(date(2026, 4, 10))):
        text = "Une régionalisation partagée."
        written = write_statement(title="Notre vision", text=text, seen=0, by=world.network)
        version = publish_statement(seen=written.revision, by=world.network)
    adopt_statement(
        version=version, organism=world.organisms["lacs"], board_on=date(2026, 5, 4), by=world.directors["lacs"]
    )
    report = frozen(world)
    content, sha256 = json.loads(report.current.content), report.current.sha256
    assert content["statement"]["adopted_words"] == "1 sur 3 organismes membres l’a adopté"
    assert content["statement"]["waiting"] == ["Organisme brume", "Organisme croix"]
    pdf = render_pdf(content, sha256=sha256)
    assert pdf == render_pdf(content, sha256=sha256)
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    assert check(path) == []
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(content)))
    assert book.sheetnames[:3] == ["Document", "Totaux", "Chaque organisme"]
    totals = {row[1]: row[4] for row in book["Totaux"].iter_rows(min_row=2, values_only=True)}
    assert (totals["V1.01"], totals["V1.03"]) == (14, None)


def test_versions_are_reached_by_their_readers(world, client_for):
    report = frozen(world)
    stranger = client_for(world.directors["fleuve"])
    document = reverse("network:consolidated-document", args=[report.pk, 1, "reseau", "pdf"])
    assert [stranger.get(url).status_code for url in (document, reverse("network:consolidated-list"))] == [404, 404]
    waiting = client_for(world.pivot).get(document)
    assert (waiting.status_code, "sera là dans une minute" in waiting.text) == (202, True)
    assert (
        ConsolidatedVersion.objects.get().code
        in client_for(world.network).get(reverse("network:consolidated-version", args=[report.pk, 1, "reseau"])).text
    )
