from django.urls import reverse

from reporting.models import Comment
from tests.factories import make_seated_user
from tests.reporting.annual_reports import make_annual, make_filed, make_returned
from tests.reporting.test_views_sections import TEXT, answer_of, save_url, section_url


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


def test_comment_answer_closes_the_remark(organism, network, director, pivot, client_for):
    report = make_returned(organism, network, director, pivot, "v4-03")
    comment = report.comments.get(resolved_at__isnull=True)
    url = reverse("reporting:comment-answer", args=[report.pk, comment.pk])

    response = client_for(director).post(url, {"reply": "Oui, sept.", "section": "v4"})

    comment.refresh_from_db()
    assert response.url == section_url(report)
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
