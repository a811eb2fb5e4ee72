import pytest
from django.urls import reverse

from reporting.models import Answer, Comment
from tests.factories import make_seated_user
from tests.reporting.builders.annual_reports import make_annual, make_filed, make_returned
from tests.reporting.filling.test_views_sections import TEXT, answer_of, save_url, section_url

pytestmark = pytest.mark.built_once("returned")


def test_a_filed_report_is_read_only(organism, network, director, client_for):
    report = make_filed(organism, network, director)
    before = list(report.answers.order_by("pk").values_list("value", "text"))
    browser = client_for(director)

    assert browser.post(section_url(report), {"q-v4-03": "12"}).status_code == 403
    assert browser.post(save_url(report), {f"q-{TEXT}": "Autre"}).status_code == 403
    assert "On ne le change plus" in browser.get(section_url(report)).content.decode()
    assert list(report.answers.order_by("pk").values_list("value", "text")) == before


def test_a_returned_report_opens_the_commented_line_only(organism, network, director, pivot, client_for):
    report = make_returned(organism, network, director, pivot, "v4-03")
    browser = client_for(director)

    page = browser.get(section_url(report)).content.decode()
    assert "Est-ce bien 7 ?" in page
    assert 'name="q-v4-03"' in page
    assert 'name="q-v4-04"' not in page
    browser.post(section_url(report), {"q-v4-03": "8", "q-v4-04": "99"})
    assert answer_of(report, "v4-03").value == 8
    assert answer_of(report, "v4-04").value == 7


def test_comment_answer_closes_a_remark_on_the_whole(organism, network, director, pivot, client_for):
    report = make_returned(organism, network, director, pivot, "")
    comment = report.comments.get(resolved_at__isnull=True)
    url = reverse("reporting:comment-answer", args=[report.pk, comment.pk])

    response = client_for(director).post(url, {"reply": "Oui, sept."})

    comment.refresh_from_db()
    assert response.url == reverse("reporting:report-detail", args=[report.pk])
    assert (comment.reply, comment.resolved_by) == ("Oui, sept.", director)


def test_comment_answer_refuses_others_and_get_and_the_empty(
    organism, network, director, staff, neighbour, pivot, client_for
):
    report = make_returned(organism, network, director, pivot, "v4-03")
    comment = Comment.objects.get(report=report, resolved_at__isnull=True)
    url = reverse("reporting:comment-answer", args=[report.pk, comment.pk])

    assert client_for(neighbour).post(url, {"reply": "x"}).status_code == 404
    assert client_for(staff).post(url, {"reply": "x"}).status_code == 403
    assert client_for(pivot).post(url, {"reply": "x"}).status_code == 403
    assert client_for(director).get(url).status_code == 405
    client_for(director).post(url, {"reply": " "})
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_comment_of_another_report_is_404(organism, neighbour_organism, network, director, pivot, client_for):
    report = make_returned(organism, network, director, pivot, "v4-03")
    other_director = make_seated_user("Julie Roy-Mbala", neighbour_organism, "director")
    other = make_annual(neighbour_organism, network)
    comment = report.comments.get(resolved_at__isnull=True)

    url = reverse("reporting:comment-answer", args=[other.pk, comment.pk])

    assert client_for(other_director).post(url, {"reply": "x"}).status_code == 404


@pytest.fixture
def returned(organism, network, director, pivot):
    return make_returned(organism, network, director, pivot, "v4-03")


def remark_of(report) -> Comment:
    return report.comments.get()


def test_replying_saves_the_figure_typed_beside_it_and_leaves_the_line_open(returned, coordinator, client_for):
    browser, remark = client_for(coordinator), remark_of(returned)
    posted = {"q-v4-03": "88", f"reponse-{remark.pk}": "Non, 88 familles.", "repondre": remark.pk}

    page = browser.post(section_url(returned), posted, follow=True).content.decode()

    remark.refresh_from_db()
    assert (answer_of(returned, "v4-03").value, remark.reply) == (88, "Non, 88 familles.")
    assert "Enregistré. Réponse envoyée." in page
    assert 'name="q-v4-03"' in page
    browser.post(section_url(returned), {"q-v4-03": "89"})
    assert answer_of(returned, "v4-03").value == 89


def test_nobody_is_left_before_a_closed_page_after_the_last_reply(organism, network, director, pivot, client_for):
    report = make_returned(organism, network, director, pivot, "")
    browser = client_for(director)
    Answer.objects.filter(report=report, line_key="v1-09").delete()
    browser.post(reverse("reporting:comment-answer", args=[report.pk, remark_of(report).pk]), {"reply": "Vu."})

    page = browser.get(section_url(report, "v1")).content.decode()
    assert 'name="q-v1-09"' in page
    browser.post(section_url(report, "v1"), {"q-v1-09": "4"})
    assert answer_of(report, "v1-09").value == 4


@pytest.mark.parametrize(
    ("reply", "words"), [(" ", "Écrivez une réponse"), ("a" * 3001, "la limite est de 3\u00a0000")]
)
def test_a_refused_reply_stands_beside_its_box_and_saves_nothing(returned, director, client_for, reply, words):
    remark = remark_of(returned)
    name = f"reponse-{remark.pk}"

    response = client_for(director).post(section_url(returned), {"q-v4-03": "88", name: reply, "repondre": remark.pk})

    page = response.content.decode()
    remark.refresh_from_db()
    assert response.status_code == 422
    assert words in page.split(f'id="{name}-e"')[1].split("</p>")[0]
    assert f'href="#{name}"' in page
    assert 'value="88"' in page
    assert (answer_of(returned, "v4-03").value, remark.resolved_at) == (7, None)


def test_a_reply_typed_under_a_refused_figure_comes_back_with_it(returned, director, client_for):
    remark = remark_of(returned)

    page = (
        client_for(director)
        .post(section_url(returned), {"q-v4-03": "x", f"reponse-{remark.pk}": "Corrigé."})
        .content.decode()
    )

    remark.refresh_from_db()
    assert "Corrigé." in page
    assert remark.resolved_at is None


def test_a_closed_line_says_why_and_a_text_that_is_closed_does_not_save_itself(returned, director, client_for):
    page = client_for(director).get(section_url(returned)).content.decode()

    assert "le retour ne la concerne pas" in page.split('id="ligne-v4-04"')[1].split('id="ligne-')[0]
    assert "le retour ne la concerne pas" not in page.split('id="ligne-v4-03"')[1].split('id="ligne-')[0]
    assert "Il s’enregistre pendant que vous écrivez" not in page


def test_once_all_is_answered_the_page_leads_to_the_direction(returned, coordinator, director, client_for):
    detail = reverse("reporting:report-detail", args=[returned.pk])
    assert "Répondez aux commentaires" in client_for(coordinator).get(detail).content.decode()
    remark = remark_of(returned)
    client_for(coordinator).post(section_url(returned), {f"reponse-{remark.pk}": "Oui, sept."})

    page = client_for(coordinator).get(detail).content.decode()
    assert "demandez l’attestation à la direction" in page
    assert "Répondez aux commentaires" not in page
    check = reverse("reporting:report-check", args=[returned.pk])
    assert "Demander l’attestation" in client_for(coordinator).get(check).content.decode()
    assert "attestez, puis déposez de nouveau" in client_for(director).get(detail).content.decode()


def test_home_and_the_list_ask_no_more_for_answers_once_all_are_given(returned, coordinator, director, client_for):
    pages = (reverse("home"), reverse("reporting:report-list"), reverse("reporting:report-detail", args=[returned.pk]))
    for page in pages:
        assert "Répondez aux commentaires" in client_for(coordinator).get(page).content.decode()
    remark = remark_of(returned)
    client_for(coordinator).post(section_url(returned), {f"reponse-{remark.pk}": "Oui, sept."})

    for page in pages:
        shown = client_for(coordinator).get(page).content.decode()
        assert "Chaque commentaire a sa réponse. Relisez, puis demandez l’attestation à la direction." in shown, page
        assert "Répondez aux commentaires" not in shown
        assert "Relisez, attestez, puis déposez de nouveau." in client_for(director).get(page).content.decode()


def test_a_section_with_a_remark_is_to_correct_until_it_is_answered(returned, director, client_for):
    browser, remark = client_for(director), remark_of(returned)
    task = lambda: next(  # noqa: E731
        task
        for group in browser.get(reverse("reporting:report-detail", args=[returned.pk])).context["groups"]
        for task in group["tasks"]
        if task.title.startswith("Volet 4")
    )

    assert (task().words, task().turn) == ("À corriger", "late")
    assert "Un commentaire à répondre." in task().next_words
    browser.post(section_url(returned), {f"reponse-{remark.pk}": "Oui."})
    assert (task().words, task().turn) == ("Complet", "settled")


def test_the_check_shows_all_that_is_certified_and_opens_what_moved(returned, director, client_for):
    browser, remark = client_for(director), remark_of(returned)
    browser.post(section_url(returned), {"q-v4-03": "88", f"reponse-{remark.pk}": "Corrigé : 88."})

    response = browser.get(reverse("reporting:report-check", args=[returned.pk]))

    page = response.content.decode()
    moved = [check["title"] for check in response.context["checks"] if check["is_moved"]]
    assert [title[:7] for title in moved] == ["Volet 4"]
    assert page.count('<details class="check" open>') == 1
    assert "modifié, était 7" in page
    assert "Est-ce bien 7 ?" in page
    assert "Corrigé : 88." in page
    shown = {row.key for check in response.context["checks"] for row in check["reading"].results}
    numbered = returned.template_version.lines.filter(kind__in=["figure", "ratio"], section__key="v4")
    assert {line.number or line.terms.first().indicator.code for line in numbered} <= shown
    assert page.count("Texte.") >= 5


def test_a_browser_reads_the_limit_of_a_remark_as_a_number(returned, pivot, network, director, client_for):
    page = client_for(director).get(section_url(returned)).content.decode()

    assert 'name="reponse-' in page
    assert page.split('name="reponse-')[1].split(">")[0].count('maxlength="3000"') == 1


def test_the_page_that_returns_takes_remarks_as_long_as_their_replies(organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    url = reverse("reporting:report-return", args=[report.pk])

    page = client_for(pivot).post(url, {"commentaire-v4-05": "a" * 3001}).content.decode()

    assert 'maxlength="3000"' in page
    assert "la limite est de 3\u00a0000" in page
    assert "a" * 3001 in page
    assert report.comments.count() == 0
