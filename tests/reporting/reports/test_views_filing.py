import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from organisms.directory.governance import give_mandate
from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.answers import save_answer
from reporting.models import RemarkDraft, Report, Transition, Version
from reporting.reports.actions.filing import return_report, submit_report
from tests.factories import make_seated_user
from tests.reporting.builders.annual_reports import fill, make_annual, make_approved, make_endorsed, make_filed

pytestmark = pytest.mark.built_once("draft")

STEPS = ["report-submit", "report-ask", "report-endorse", "report-approve", "report-return", "report-reopen"]
TICKED = {"is_exact": "on", "is_adopted": "on"}


def url(name, report):
    return reverse(f"reporting:{name}", args=[report.pk])


def state_of(report):
    return Report.objects.get(pk=report.pk).state


@pytest.fixture
def draft(organism, network, pivot):
    return make_annual(organism, network)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_asks_a_stranger_to_log_in(draft, client, name):
    response = client.post(url(name, draft))

    assert response.status_code == 302
    assert response.url.startswith("/compte/login/")
    assert state_of(draft) == "draft"


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("who", ["neighbour", "funder_agent", "network", "pivot"])
def test_a_step_on_a_draft_is_404_outside_the_organism(draft, who, name, client_for, request):
    assert client_for(request.getfixturevalue(who)).post(url(name, draft), TICKED).status_code == 404
    assert state_of(draft) == "draft"


@pytest.mark.parametrize("name", ["report-submit", "report-ask", "report-endorse", "report-approve"])
def test_a_step_is_only_posted(draft, director, client_for, name):
    assert client_for(director).get(url(name, draft)).status_code == 405


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("staff", "report-ask"),
        ("auditor", "report-ask"),
        ("coordinator", "report-submit"),
        ("staff", "report-submit"),
        ("director", "report-endorse"),
        ("director", "report-approve"),
        ("director", "report-return"),
        ("director", "report-reopen"),
    ],
)
def test_a_step_is_403_for_the_wrong_seat(draft, who, name, client_for, request):
    assert client_for(request.getfixturevalue(who)).post(url(name, draft), TICKED).status_code == 403
    assert state_of(draft) == "draft"


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("pivot", "report-approve"),
        ("analyst", "report-approve"),
        ("network", "report-endorse"),
        ("network", "report-reopen"),
        ("director", "report-submit"),
        ("coordinator", "report-ask"),
        ("analyst", "report-return"),
    ],
)
def test_a_step_on_a_filed_report_is_403_for_the_wrong_seat_or_state(
    organism, network, director, pivot, who, name, client_for, request
):
    report = make_filed(organism, network, director)

    assert client_for(request.getfixturevalue(who)).post(url(name, report), TICKED).status_code == 403
    assert state_of(report) == "submitted"


def test_coordinator_asks_the_direction(draft, coordinator, client_for):
    fill(draft, coordinator)
    response = client_for(coordinator).post(url("report-ask", draft), {"key": str(uuid.uuid4())})

    assert response.url == url("report-detail", draft)
    assert state_of(draft) == "to_certify"


def test_coordinator_who_asks_too_early_is_led_to_the_list(draft, coordinator, client_for):
    response = client_for(coordinator).post(url("report-ask", draft), {"key": str(uuid.uuid4())}, follow=True)

    assert response.redirect_chain[-1][0] == url("report-check", draft)
    assert "La liste est en tête" in response.content.decode()
    assert state_of(draft) == "draft"


def test_check_lists_what_is_missing_with_links_to_the_boxes(draft, director, client_for):
    page = client_for(director).get(url("report-check", draft)).content.decode()

    assert "réponses avant le dépôt" in page
    assert f'href="{reverse("reporting:report-section", args=[draft.pk, "v4"])}#ligne-v4-03"' in page
    assert "Attester et déposer" in page


def test_check_offers_the_coordinator_to_ask_and_names_the_direction(draft, coordinator, director, client_for):
    page = client_for(coordinator).get(url("report-check", draft)).content.decode()

    assert "Demander l’attestation" in page
    assert "Attester et déposer" not in page
    assert director.name in page


def test_submit_refuses_a_report_with_holes_and_says_so(draft, director, client_for):
    response = client_for(director).post(url("report-submit", draft), TICKED, follow=True)

    assert "Il manque" in response.content.decode()
    assert state_of(draft) == "draft"
    assert not Version.objects.exists()


def test_submit_wants_both_ticks(draft, director, client_for):
    fill(draft, director)

    response = client_for(director).post(url("report-submit", draft), {"is_exact": "on"})

    assert response.status_code == 422
    assert "Cochez cette phrase" in response.content.decode()
    assert state_of(draft) == "draft"


def test_submit_files_once_for_a_double_click_and_gives_a_receipt(draft, director, client_for):
    fill(draft, director)
    browser, posted = client_for(director), {**TICKED, "key": str(uuid.uuid4())}

    first = browser.post(url("report-submit", draft), posted)
    second = browser.post(url("report-submit", draft), posted)

    assert first.url == second.url == url("report-receipt", draft)
    assert Version.objects.filter(report=draft).count() == 1
    assert Transition.objects.filter(report=draft, name="submit").count() == 1
    draft.refresh_from_db()
    page = browser.get(first.url).content.decode()
    assert draft.number in page
    assert director.name in page
    assert "Maison des Deux-Lacs" in page


@pytest.mark.parametrize("key", ["", "abc", "1" * 400])
def test_submit_bears_a_key_that_is_none(draft, director, client_for, key):
    fill(draft, director)

    response = client_for(director).post(url("report-submit", draft), {**TICKED, "key": key})

    assert response.status_code in (302, 422)


def test_receipt_is_the_organisms(organism, network, director, pivot, neighbour, client_for):
    report = make_filed(organism, network, director)

    assert client_for(director).get(url("report-receipt", report)).status_code == 200
    assert client_for(pivot).get(url("report-receipt", report)).status_code == 403
    assert client_for(neighbour).get(url("report-receipt", report)).status_code == 404
    assert client_for(director).post(url("report-receipt", report)).status_code == 405


def test_receipt_names_the_pivot_of_the_day_in_montreal(organism, network, director, pivot, neighbour, client_for):
    report = make_filed(organism, network, director)
    evening = datetime(2026, 6, 30, 21, 0, tzinfo=ZoneInfo("America/Toronto"))
    Report.objects.filter(pk=report.pk).update(filed_at=evening)
    give_mandate(
        region=organism.region, organism=neighbour.memberships.get().organism, from_day=date(2026, 7, 1), by=network
    )

    page = client_for(director).get(url("report-receipt", report)).content.decode()

    assert "Maison des Deux-Lacs, pivot de votre région" in page
    assert "Maison des Deux-Rives" not in page


def test_pivot_reads_then_endorses_once(organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    browser, key = client_for(pivot), {"key": str(uuid.uuid4())}

    assert "À endosser" in browser.get(url("report-detail", report)).content.decode()
    browser.post(url("report-endorse", report), key)
    again = browser.post(url("report-endorse", report), key)

    assert again.status_code == 302
    assert state_of(report) == "endorsed"
    assert Transition.objects.filter(report=report, name="endorse").count() == 1


def test_pivot_returns_with_comments_by_line(organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    posted = {
        "commentaire-v4-03": "Est-ce bien sept ?",
        "commentaire-": "",
        "commentaire-inconnue": "x",
        "key": str(uuid.uuid4()),
    }
    browser = client_for(pivot)

    assert 'name="commentaire-v4-03"' in browser.get(url("report-return", report)).content.decode()
    response = browser.post(url("report-return", report), posted)

    assert response.url == url("report-detail", report)
    assert state_of(report) == "returned"
    assert list(report.comments.filter(resolved_at__isnull=True).values_list("line_key", "body")) == [
        ("v4-03", "Est-ce bien sept ?")
    ]
    assert "À corriger" in client_for(director).get(url("report-detail", report)).content.decode()


def test_remarks_wait_while_the_pivot_reads_another_section(organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    browser, typed = client_for(pivot), {"commentaire-v4-03": "Est-ce bien sept ?", "commentaire-": "Merci."}
    kept = browser.post(url("report-return", report), typed, headers={"hx-request": "true"})
    assert "Gardés le" in kept.content.decode()
    assert state_of(report) == "submitted"
    assert not report.comments.exists()

    browser.get(url("report-detail", report))
    page = browser.get(f"{url('report-return', report)}?ligne=v1-01").content.decode()
    assert "Est-ce bien sept ?" in page
    assert "Merci." in page
    assert "Rien n’est encore retourné" in page

    browser.post(url("report-return", report), {**typed, "key": str(uuid.uuid4())})
    assert state_of(report) == "returned"
    assert report.comments.count() == 2
    assert not RemarkDraft.objects.exists()


def test_remarks_are_kept_without_scripts_too(organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    browser, typed = client_for(pivot), {"commentaire-v4-03": "Est-ce bien sept ?", "garder": "1"}
    answer = browser.post(url("report-return", report), typed, follow=True)
    assert "Vos commentaires sont gardés" in answer.content.decode()
    assert state_of(report) == "submitted"
    assert "Est-ce bien sept ?" in browser.get(url("report-return", report)).content.decode()

    browser.post(url("report-return", report), {"commentaire-v4-03": " ", "garder": "1"})
    assert not RemarkDraft.objects.exists()


def test_kept_remarks_are_read_by_who_wrote_them_and_go_with_the_endorsement(
    organism, network, director, pivot, pivot_organism, client_for
):
    report = make_filed(organism, network, director)
    colleague = make_seated_user("Collègue du pivot", pivot_organism, "director")
    browser, typed = client_for(pivot), {"commentaire-v4-03": "Pour moi seul", "garder": "1"}
    browser.post(url("report-return", report), typed)
    assert "Pour moi seul" not in client_for(colleague).get(url("report-return", report)).content.decode()
    assert client_for(director).post(url("report-return", report), typed).status_code == 403

    browser.post(url("report-endorse", report), {"key": str(uuid.uuid4())})
    assert not RemarkDraft.objects.exists()


def test_return_without_a_word_is_refused_in_a_sentence(organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)

    response = client_for(pivot).post(url("report-return", report), {"commentaire-": "  "})

    assert "Dites ce qui est à corriger" in response.content.decode()
    assert state_of(report) == "submitted"


def test_network_approves_then_reopens_with_a_reason(organism, network, director, pivot, client_for):
    report = make_endorsed(organism, network, director, pivot)
    browser = client_for(network)

    assert "À approuver" in browser.get(url("report-detail", report)).content.decode()
    browser.post(url("report-approve", report), {"key": str(uuid.uuid4())})
    assert state_of(report) == "approved"
    assert browser.post(url("report-reopen", report), {"reason": " "}).status_code == 200
    assert state_of(report) == "approved"
    browser.post(url("report-reopen", report), {"reason": "Deux familles comptées deux fois."})
    assert state_of(report) == "returned"
    page = client_for(director).get(url("report-detail", report)).content.decode()
    assert "Deux familles comptées deux fois." in page


def test_the_pivot_of_another_region_does_not_see_it(organism, far_organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    far = make_seated_user("Jean Roy-Sow", far_organism, "coordinator")

    assert client_for(far).get(url("report-detail", report)).status_code == 404


def test_approved_report_keeps_every_step_in_its_timeline(organism, network, director, pivot, client_for):
    report = make_approved(organism, network, director, pivot)

    page = client_for(director).get(url("report-detail", report)).content.decode()

    for words in (
        f"Attesté et déposé par {director.name}",
        f"Endossé par {pivot.name}",
        f"Approuvé par {network.name}",
    ):
        assert words in page


@pytest.mark.parametrize("who", ["pivot", "network"])
def test_line_is_commented_from_where_it_is_read(organism, network, director, pivot, who, client_for, request):
    report = make_filed(organism, network, director)
    browser = client_for(request.getfixturevalue(who))
    page = browser.get(url("report-detail", report)).text
    number = report.template_version.lines.get(key="v1-01").number
    door = f"{url('report-return', report)}?ligne={number}"

    assert f'href="{door}#ligne-{number}"' in page
    assert f'id="ligne-{number}" open' in browser.get(door).text
    assert page.count(">Retourner pour correction<") == 2
    for key in ("identification", "v1", "finances"):
        assert f'href="#s-{key}"' in page
        assert f'id="s-{key}"' in page


def test_who_does_not_judge_is_offered_no_comment(organism, network, director, pivot, client_for):
    report = make_endorsed(organism, network, director, pivot)

    page = reverse("reporting:version-detail", args=[report.pk, 1])
    assert "Commenter" in client_for(network).get(page).text
    for reader in (director, pivot):
        answer = client_for(reader).get(page)
        assert answer.status_code == 200
        assert "Commenter" not in answer.text


def test_return_form_tells_names_of_files_and_whole_texts(organism, network, director, pivot, client_for):
    report = make_annual(organism, network)
    words = "accompagnement " * 12
    fill(report, director)
    line = read_form_spec(report.template_version).by_key["v1-faits-saillants"]
    known = report.answers.get(line_key=line.key).revision
    save_answer(report=report, line=line, text=words, by=director, seen_revision=known)
    submit_report(report=report, by=director, key=uuid.uuid4())

    page = client_for(pivot).get(url("report-return", report)).text

    assert "piece.pdf" in page
    assert "accompagnement\u00a0…</b>" in page
    assert words.strip() in page


def test_comment_leads_to_its_line_of_the_reading(organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    return_report(report=report, comments=[("v1-01", "Et cette année ?")], by=pivot, key=uuid.uuid4())
    number = report.template_version.lines.get(key="v1-01").number

    page = client_for(network).get(url("report-detail", report)).text

    assert f'<a href="#ligne-{number}">' in page
    assert f'id="ligne-{number}"' in page
