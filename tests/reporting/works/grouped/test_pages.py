"""The pages of an act on many reports: what is offered and left out, what is confirmed, how far it is, its file."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement
from reporting.filling.repeat_previous import carried_of
from reporting.models import Document, GroupedAct, Report
from reporting.works.grouped import choosing, progress
from reporting.works.grouped.archive import archive_path
from tests.factories import make_seated_user
from tests.jobs import fail_jobs, run_pending_jobs
from tests.reporting.builders.annual_reports import make_filed
from tests.reporting.builders.funder_reports import make_documents
from tests.reporting.builders.reports import make_funder_report
from tests.reporting.builders.states import put_in_state
from tests.reporting.works.grouped.builders import ask, make_ready, states_of

pytestmark = pytest.mark.django_db
ISSUE = reverse("reporting:grouped-choose", args=["transmettre"])
AGAIN = reverse("reporting:grouped-choose", args=["nouvelles-versions"])
PAPERS = reverse("reporting:grouped-choose", args=["papiers"])


@pytest.fixture
def ready(organism, funder, director):
    return make_ready(organism, funder, director, 3)


def numbers(reports) -> list[int]:
    return [report.pk for report in reports]


def detail(act: GroupedAct) -> str:
    return reverse("reporting:grouped-detail", args=[act.pk])


def test_the_direction_chooses_confirms_and_follows(ready, director, client_for):
    browser = client_for(director)
    assert ISSUE in browser.get(reverse("reporting:report-list")).text
    chosen = {"rapport": numbers(ready[:2])}
    page = browser.post(ISSUE, chosen)
    assert "2\u00a0rapports à confirmer" in page.text
    assert "Ministère des Essais, 2\u00a0rapports" in page.text
    assert not GroupedAct.objects.exists()

    refused = browser.post(ISSUE, chosen | {"confirmer": "1"})
    assert refused.status_code == 422
    assert "Cochez cette phrase pour attester." in refused.text

    answer = browser.post(ISSUE, chosen | {"confirmer": "1", "is_exact": "on"}, follow=True)
    act = GroupedAct.objects.get()
    assert answer.request["PATH_INFO"] == detail(act)
    assert "0\u00a0rapport transmis sur 2" in answer.text
    run_pending_jobs()
    assert "2\u00a0rapports transmis sur 2" in browser.get(detail(act)).text
    assert Report.objects.get(pk=ready[2].pk).state == "to_certify"


def test_what_is_left_out_says_why(ready, director, organism, funder, agreement, client_for):
    draft = make_funder_report(agreement, director)
    Agreement.objects.filter(pk=ready[1].funded_agreement.pk).update(issued_by_network=True)
    page = client_for(director).get(ISSUE)
    offer = page.context["offer"]
    assert {(choice.report.pk, choice.is_ticked) for choice in offer.choices} == {
        (ready[0].pk, True),
        (ready[2].pk, True),
        (draft.pk, False),
    }
    assert {(line.count, line.reason.split(" ")[0]) for line in offer.left_out} == {(1, "Votre")}


def test_the_filters_of_the_list_narrow_what_is_offered(ready, director, client_for):
    page = client_for(director).get(ISSUE, {"q": "LOT-001"})
    assert numbers(page.context["offer"].reports) == [ready[1].pk]
    page = client_for(director).get(ISSUE, {"etat": "approved"})
    assert page.context["offer"].choices == []
    assert "Aucun rapport ne répond à ces choix." in page.text


@pytest.mark.parametrize("values", [[], ["x", "", "\x00", "٣", "-1", "9" * 30], ["1e3"]])
def test_nothing_that_reads_as_a_report_is_said(ready, director, client_for, values):
    answer = client_for(director).post(ISSUE, {"rapport": values})
    assert answer.status_code == 422
    assert "Choisissez au moins un rapport." in answer.text


def test_too_many_are_said_and_keep_their_ticks(ready, director, client_for):
    answer = client_for(director).post(ISSUE, {"rapport": [*numbers(ready[:1]), *range(10**9, 10**9 + 500)]})
    assert answer.status_code == 422
    assert "500 rapports au plus" in answer.text
    assert [choice.is_ticked for choice in answer.context["offer"].choices] == [True, False, False]


def test_ten_thousand_reports_are_refused_in_french(director, client_for):
    answer = client_for(director).post(ISSUE, {"rapport": list(range(10_000))})
    assert answer.status_code in (400, 413)
    assert 'lang="fr' in answer.text


def test_more_than_a_page_offers_are_counted(ready, director, client_for, monkeypatch):
    monkeypatch.setattr(choosing, "MOST", 1)
    offer = client_for(director).get(ISSUE).context["offer"]
    assert numbers(offer.reports) == numbers(ready[:1])
    assert [line.count for line in offer.left_out] == [2]


def test_answers_of_another_period_are_said_again_report_by_report(ready, director, client_for):
    ready[0].answers.filter(line_key="a4").update(carried_from="2024-2025")
    browser, chosen = client_for(director), {"rapport": numbers(ready[:2])}
    page = browser.post(ISSUE, chosen)
    said = page.context["offer"].carried
    assert list(said) == numbers(ready[:1])
    assert said[ready[0].pk].words in page.text
    tick = f"repris-{ready[0].pk}"
    for mark, words in (({}, "ou corrigez les réponses reprises"), ({tick: "0" * 64}, "ont changé pendant")):
        refused = browser.post(ISSUE, chosen | {"confirmer": "1", "is_exact": "on"} | mark)
        assert refused.status_code == 422
        assert words in refused.text
    assert not GroupedAct.objects.exists()
    browser.post(ISSUE, chosen | {"confirmer": "1", "is_exact": "on", tick: said[ready[0].pk].mark})
    run_pending_jobs()
    assert states_of(GroupedAct.objects.get()) == ["done", "done"]


def test_an_answer_taken_from_another_period_since_is_said_again_before_it_is_retried(ready, director, client_for):
    act = ask("transmettre", director, ready[:1])
    ready[0].answers.filter(line_key="a4").update(carried_from="2024-2025")
    run_pending_jobs()
    browser, again = client_for(director), reverse("reporting:grouped-retry", args=[act.pk])
    said = carried_of(ready[0])
    assert said.words in browser.get(detail(act)).text
    assert browser.post(again, {"is_exact": "on"}).status_code == 422
    browser.post(again, {"is_exact": "on", f"repris-{ready[0].pk}": said.mark})
    run_pending_jobs()
    assert states_of(act) == ["done"]


def test_new_versions_are_chosen_one_by_one_with_a_reason(ready, director, client_for):
    ask("transmettre", director, ready[:2])
    run_pending_jobs()
    browser = client_for(director)
    offer = browser.get(AGAIN).context["offer"]
    assert [(choice.report.pk, choice.is_ticked) for choice in offer.choices] == [
        (report.pk, False) for report in ready[:2]
    ]
    chosen = {"rapport": numbers(ready[:2])}
    page = browser.post(AGAIN, chosen).text
    seen = {f"vu-{report.pk}": "1" for report in ready[:2]}
    for name in seen:
        assert f'<input type="hidden" name="{name}" value="1"' in page
    sent = chosen | seen | {"confirmer": "1", "is_exact": "on"}
    assert "Dites en une phrase ce qui change" in browser.post(AGAIN, sent).text
    browser.post(AGAIN, sent | {"reason": "Heures corrigées."})
    run_pending_jobs()
    act = GroupedAct.objects.get(kind="reissue")
    assert states_of(act) == ["done", "done"]
    assert "2\u00a0rapports transmis de nouveau sur 2" in browser.get(detail(act)).text


def test_reports_of_others_are_not_taken(ready, neighbour_organism, client_for):
    other = make_seated_user("Autre direction", neighbour_organism, "director")
    answer = client_for(other).post(ISSUE, {"rapport": numbers(ready), "confirmer": "1", "is_exact": "on"}, follow=True)
    assert not GroupedAct.objects.exists()
    assert "Aucun de ces rapports ne peut plus prendre ce geste." in answer.text


def test_a_failure_is_named_with_its_way_back(ready, director, client_for):
    ready[1].answers.all().delete()
    act = ask("transmettre", director, ready)
    run_pending_jobs()
    browser = client_for(director)
    page = browser.get(detail(act)).text
    assert reverse("reporting:report-detail", args=[ready[1].pk]) in page
    assert "1\u00a0rapport pas fait" in page
    assert "Reprendre" in page
    again = reverse("reporting:grouped-retry", args=[act.pk])
    refused = browser.post(again)
    assert refused.status_code == 422
    assert "Cochez cette phrase pour attester." in refused.text
    assert states_of(act) == ["done", "failed", "done"]
    answer = browser.post(again, {"is_exact": "on"}, follow=True)
    assert "pour ceux-là seulement" in answer.text
    assert states_of(act) == ["done", "waiting", "done"]


def test_each_report_is_named_with_its_state_and_its_page(ready, director, client_for):
    ready[1].answers.all().delete()
    act = ask("transmettre", director, ready)
    browser = client_for(director)
    assert [words for _, words in browser.get(detail(act)).context["said"].lines] == ["En attente"] * 3
    run_pending_jobs()
    page = browser.get(detail(act))
    assert [words for _, words in page.context["said"].lines] == ["Transmis", "Pas fait", "Transmis"]
    for report in ready:
        report.refresh_from_db()
        assert reverse("reporting:report-detail", args=[report.pk]) in page.text
        assert f'data-label="État du rapport">{report.get_state_display()}</td>' in page.text


def test_many_reports_are_followed_page_by_page(ready, director, client_for, monkeypatch):
    monkeypatch.setattr(progress, "LONG_PAGE", 2)
    act = ask("transmettre", director, ready)
    browser = client_for(director)
    assert len(browser.get(detail(act)).context["said"].lines) == 2
    last = browser.get(detail(act), {"page": "2"})
    assert [item.report_id for item, _ in last.context["said"].lines] == numbers(ready[2:])
    assert f'hx-get="{detail(act)}?page=2"' in last.text


def test_following_many_asks_no_more_queries(organism, funder, director, client_for):
    counts = []
    browser = client_for(director)
    for number in (1, 3, 30):
        act = ask("transmettre", director, make_ready(organism, funder, director, number))
        with CaptureQueriesContext(connection) as seen:
            assert len(browser.get(detail(act)).context["said"].lines) == number
        counts.append(len(seen))
        for agreement in Agreement.objects.filter(reference__startswith="LOT"):
            Agreement.objects.filter(pk=agreement.pk).update(reference=f"VU-{agreement.pk}")
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_what_was_not_read_is_not_ticked_for_who_decides(organism, network, director, client_for):
    filed = make_filed(organism, network, director)
    put_in_state(filed, "endorsed", by=network)
    page = client_for(network).get(reverse("reporting:grouped-choose", args=["approuver"]))
    assert [(choice.report.pk, choice.is_ticked) for choice in page.context["offer"].choices] == [(filed.pk, False)]
    assert "Cochez ceux que vous avez lus" in page.text
    assert "Retirez la coche" not in page.text


def test_a_job_that_failed_is_said_and_taken_up(ready, director, client_for):
    act = ask("transmettre", director, ready)
    fail_jobs("portal:carry_out_grouped")
    browser = client_for(director)
    assert "Le travail s’est arrêté avant la fin" in browser.get(detail(act)).text
    browser.post(reverse("reporting:grouped-retry", args=[act.pk]))
    run_pending_jobs()
    assert states_of(act) == ["done"] * 3


def test_a_page_asked_by_itself_again_is_a_part(ready, director, client_for):
    act = ask("transmettre", director, ready)
    part = client_for(director).get(detail(act), headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<div")
    assert "hx-get" in part
    run_pending_jobs()
    assert "hx-get" not in client_for(director).get(detail(act), headers={"HX-Request": "true"}).text


def test_queries_do_not_grow(organism, funder, director, client_for):
    counts = []
    browser = client_for(director)
    for number in (1, 6):
        make_ready(organism, funder, director, number)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(ISSUE).status_code == 200
        counts.append(len(seen))
        assert len(seen) > 5
        for agreement in Agreement.objects.filter(reference__startswith="LOT"):
            Agreement.objects.filter(pk=agreement.pk).update(reference=f"VU-{agreement.pk}")
    assert counts[0] == counts[1]
    assert counts[1] <= 30


def test_papers_of_many_reports_are_one_file_with_its_index(organism, network, director, client_for):
    report = make_filed(organism, network, director)
    make_documents(report)
    browser = client_for(network)
    browser.post(PAPERS, {"rapport": [report.pk], "confirmer": "1"})
    act = GroupedAct.objects.get()
    assert browser.get(reverse("reporting:grouped-archive", args=[act.pk])).status_code == 404
    run_pending_jobs()
    page = browser.get(detail(act)).text
    file = reverse("reporting:grouped-archive", args=[act.pk])
    assert file in page
    archive = zipfile.ZipFile(io.BytesIO(browser.get(file).getvalue()))
    rows = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig")), delimiter=";"))
    stem = f"la-croisee-boreale/{report.number.lower()}-v1"
    assert sorted(archive.namelist()) == ["index.csv", f"{stem}.pdf", f"{stem}.xlsx"]
    assert {(row["Fichier"], row["Empreinte conforme"]) for row in rows} == {
        (f"{stem}.pdf", "oui"),
        (f"{stem}.xlsx", "oui"),
    }
    assert client_for(director).get(file).status_code == 404


def test_papers_that_were_never_made_are_made(organism, network, director):
    report = make_filed(organism, network, director)
    fail_jobs("portal:make_papers")
    act = ask("papiers", network, [report])
    run_pending_jobs()
    assert states_of(act) == ["done"]
    assert Document.objects.filter(version__report=report).count() == 2
    assert default_storage.exists(archive_path(act))


def test_papers_are_not_made_by_whom_may_only_read(organism, network, director, staff):
    report = make_filed(organism, network, director)
    fail_jobs("portal:make_papers")
    act = ask("papiers", staff, [report])
    run_pending_jobs()
    assert states_of(act) == ["failed"]
    assert "votre siège ne permet pas de le refaire" in act.items.get().reason


def test_a_file_is_not_taken_once_a_seat_has_ended(organism, network, director, client_for):
    report = make_filed(organism, network, director)
    make_documents(report)
    act = ask("papiers", director, [report])
    run_pending_jobs()
    file = reverse("reporting:grouped-archive", args=[act.pk])
    assert client_for(director).get(file).getvalue()
    seat = director.memberships.get()
    type(seat).objects.filter(pk=seat.pk).update(during=(seat.during.lower, seat.created_at.date() - timedelta(days=1)))
    assert client_for(director).get(file).status_code == 404
