"""A funder's report that somebody reads first: by whom, what a return reopens, and what the database refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import PivotMandate, User
from reporting import permissions
from reporting.deadlines.yours_count import count_yours
from reporting.filling.actions.answers import AnswerRefused
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.verification.verdicts import verify
from reporting.models import Document, Receipt, Report, Transition
from reporting.models.steps import REVIEW_REFUSES
from reporting.reminders.recipients import pending_of
from reporting.reports.actions.filing import endorse_report, reopen_report
from reporting.workflow.levels import Hand, next_hand
from reporting.workflow.status import status
from reporting.workflow.taking_back import take_back_decision
from reporting.workflow.timeline import timeline
from reporting.workflow.transitions import TransitionNotAllowed
from tests.jobs import pass_over_jobs, run_pending_jobs
from tests.reporting.builders.reports import answer, make_funder_report
from tests.reporting.builders.reviewed import (
    LINE,
    approve,
    endorse,
    file,
    make_reviewed,
    make_submitted,
    send_back,
    step,
)
from tests.reporting.form_editor.funder_files.blanks import make_file, put_in_use, tie

pytestmark = pytest.mark.django_db


def page(name, report, *more):
    return reverse(f"reporting:{name}", args=[report.pk, *more])


def sees(user, report) -> bool:
    return Report.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=report.pk).exists()


def words(report, user) -> tuple[str, str]:
    state = status(report, User.objects.get(pk=user.pk))
    return state.words, state.group


def act_in_sql(report, name, source, target, **changes) -> None:
    """Write a step and its state without any action, as SQL may."""
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=target, **changes)
        Transition.objects.create(report=report, name=name, from_state=source, to_state=target, idempotency_key=uuid4())
        connection.check_constraints()


@pytest.mark.parametrize(
    ("review", "states", "hands"),
    [
        ("none", ["draft"], [Hand.ORGANISM]),
        ("pivot", ["submitted", "endorsed"], [Hand.PIVOT, Hand.DIRECTION]),
        ("network", ["endorsed", "approved"], [Hand.NETWORK, Hand.DIRECTION]),
        ("both", ["submitted", "endorsed", "approved"], [Hand.PIVOT, Hand.NETWORK, Hand.DIRECTION]),
    ],
)
def test_report_passes_the_levels_that_its_agreement_names(
    agreement, director, pivot, network, funder_agent, review, states, hands
):
    report = make_reviewed(agreement, director, review)
    assert report.review == review
    acts = [(endorse, pivot)] if review in ("pivot", "both") else []
    acts += [(approve, network)] if review in ("network", "both") else []
    if acts:
        file(report, director)
    seen, turns = [report.state], [next_hand(report)]
    for act, by in acts:
        assert not permissions.can_issue(director, report)
        assert not sees(funder_agent, report)
        act(report, by)
        seen.append(report.state)
        turns.append(next_hand(report))

    assert (seen, turns) == (states, hands)
    assert permissions.can_issue(director, report)
    step(issue_report, report, director)
    assert report.state == "issued"
    assert report.versions.count() == 1
    assert sees(funder_agent, report)
    assert [receipt.state for receipt in Receipt.objects.all()] == ["sent"]


def test_a_return_opens_the_commented_lines_alone_and_shows_the_others(agreement, director, pivot, client_for):
    report = make_submitted(agreement, director)
    browser = client_for(pivot)
    read = browser.get(page("report-detail", report))
    assert "À endosser" in read.text
    assert f"{page('report-return', report)}?ligne=" in read.text

    kept = browser.post(page("report-return", report), {f"commentaire-{LINE}": "Est-ce bien 40 ?", "garder": "1"})
    assert kept.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.remark_drafts.get().remarks) == ("submitted", {LINE: "Est-ce bien 40 ?"})

    browser.post(page("report-return", report), {f"commentaire-{LINE}": "Est-ce bien 40 ?", "key": str(uuid4())})
    report.refresh_from_db()
    assert report.state == "returned"
    assert answer(report, LINE, director, 41)
    with pytest.raises(AnswerRefused, match="Seules les lignes commentées"):
        answer(report, "a5", director, 12)
    with pytest.raises(IntegrityError, match="line is not open"), transaction.atomic():
        report.answers.filter(line_key="a5").update(text="Par SQL.")

    organism = client_for(director)
    section = report.template_version.lines.get(key=LINE).section.key
    asked = organism.get(page("report-section", report, section)).text
    assert "Est-ce bien 40\xa0?" in asked or "Est-ce bien 40 ?" in asked
    assert "le retour ne la concerne pas" in asked
    comment = report.comments.get()
    assert (comment.opened_by, comment.resolved_at) == (pivot, None)
    organism.post(page("comment-answer", report, comment.pk), {"reply": "Non, 41."})
    comment.refresh_from_db()
    assert (comment.resolved_by, comment.reply) == (director, "Non, 41.")

    file(report, director)
    assert [version.number for version in report.versions.order_by("number")] == [1, 2]
    assert "Non, 41." in browser.get(page("report-detail", report)).text


def test_the_funder_reads_what_was_issued_and_nothing_before(
    agreement, director, pivot, network, funder_agent, client_for
):
    report = make_submitted(agreement, director)
    send_back(report, pivot)
    answer(report, LINE, director, 41)
    file(report, director)
    endorse(report, pivot)
    run_pending_jobs()
    assert pivot.email in {address for letter in mail.outbox for address in letter.to}
    assert funder_agent.email not in {address for letter in mail.outbox for address in letter.to}
    browser = client_for(funder_agent)
    hidden = [
        page("report-detail", report),
        page("version-detail", report, 2),
        page("funder-report-version", report, 2),
    ]
    hidden += [page("version-document", report, "2", "pdf"), page("report-issue", report)]
    assert {browser.get(url).status_code for url in hidden} == {404}
    assert verify(report.versions.latest("number").code).standing == "Déposée, pas encore transmise au bailleur."

    approve(report, network)
    code = report.versions.latest("number").code
    mail.outbox.clear()
    key = uuid4()
    for _ in range(2):
        issue_report(report=report, by=director, key=key)
    run_pending_jobs()
    report.refresh_from_db()
    letters = [letter for letter in mail.outbox if letter.subject == "Un rapport vous est transmis"]
    assert [letter.to for letter in letters] == [[funder_agent.email]]
    assert report.versions.latest("number").code == code
    assert Document.objects.filter(version__report=report).count() == 4
    reading = browser.get(page("funder-report-version", report, 2))
    assert reading.status_code == 200
    assert "Est-ce bien 40" not in reading.text
    assert [version.number for version in reading.context["versions"]] == [2]
    assert browser.get(page("funder-report-version", report, 1)).status_code == 404
    assert browser.get(page("version-document", report, "1", "pdf")).status_code == 404
    draft = make_file(network, version=report.template_version)
    tie(draft, "B4", fact="organism")
    blank = put_in_use(draft, network)
    for name in ("filled-file", "filled-file-download"):
        answers = [browser.get(page(name, report, number, blank.pk)).status_code for number in (1, 2)]
        assert answers == [404, 200], name
    assert client_for(director).get(page("funder-report-version", report, 1)).status_code == 200
    assert verify(code).standing == "C’est la version en vigueur."


def test_without_a_pivot_the_report_goes_on_and_says_why(agreement, director, network, organism):
    straight = make_submitted(agreement, director, "pivot")
    assert (straight.state, next_hand(straight)) == ("endorsed", Hand.DIRECTION)
    assert "aucun organisme ne tient le mandat" in timeline(straight)[0].comment

    PivotMandate.objects.create(
        region=organism.region, organism=organism, during=(timezone.localdate() - timedelta(days=9), None)
    )
    other = make_submitted(agreement, director, "both", kind="interim")
    assert (other.state, next_hand(other)) == ("endorsed", Hand.NETWORK)
    assert "est l’organisme-pivot de sa région" in timeline(other)[0].comment
    assert permissions.can_approve(network, other)


def test_a_report_whose_pivot_left_its_mandate_is_issued_all_the_same(agreement, director, pivot, pivot_organism):
    report = make_submitted(agreement, director, "pivot")
    assert not permissions.can_issue(director, report)
    PivotMandate.objects.filter(organism=pivot_organism).delete()
    assert permissions.can_issue(director, report)

    step(issue_report, report, director)

    assert list(report.transitions.order_by("pk").values_list("name", flat=True)) == [
        "submit", "skip_endorsement", "issue",
    ]  # fmt: skip


def test_report_under_way_keeps_the_review_of_its_beginning(agreement, director, pivot):
    begun = make_reviewed(agreement, director, "none")
    Agreement.objects.filter(pk=agreement.pk).update(review="both")
    begun.refresh_from_db()
    assert (begun.review, permissions.can_issue(director, begun)) == ("none", True)
    later = make_funder_report(agreement, director, kind="interim")
    assert (later.review, permissions.can_issue(director, later)) == ("both", False)
    Agreement.objects.filter(pk=agreement.pk).update(review="none")
    with pytest.raises(TransitionNotAllowed, match="demande qu’on lise ce rapport"):
        issue_report(report=later, by=director, key=uuid4())


ATTACKS = [
    ("both", "draft", "issue", "issued", "that the review of the report refuses"),
    ("pivot", "draft", "issue", "issued", "that the review of the report refuses"),
    ("none", "draft", "submit", "submitted", "that the review of the report refuses"),
    ("both", "submitted", "skip_endorsement", "endorsed", "that the review of the report refuses"),
    ("both", "submitted", "issue", "issued", "step unknown"),
    ("both", "endorsed", "issue", "issued", "that the review of the report refuses"),
    ("pivot", "endorsed", "approve", "approved", "that the review of the report refuses"),
    ("network", "endorsed", "issue", "issued", "that the review of the report refuses"),
]


@pytest.mark.parametrize(("review", "state", "name", "target", "refusal"), ATTACKS)
def test_sql_issues_no_report_without_the_levels_it_waits_for(
    agreement, director, pivot, review, state, name, target, refusal
):
    report = make_reviewed(agreement, director, review)
    if state != "draft":
        file(report, director)
    if state == "endorsed" and report.state == "submitted":
        endorse(report, pivot)
    assert report.state == state
    now = {"issued_at": timezone.now(), "issued_by": director} if target == "issued" else {}
    filed = {"filed_at": timezone.now(), "filed_by": director} if target == "submitted" else {}
    if review == "none" and target == "submitted":
        refusal = "report_state_of_its_kind"
    with pytest.raises(IntegrityError, match=refusal):
        act_in_sql(report, name, state, target, **now, **filed)


def test_sql_changes_no_review_and_shows_no_report_to_its_funder(agreement, director, pivot, network, organism):
    report = make_submitted(agreement, director)
    with pytest.raises(IntegrityError, match="keeps the review of its beginning"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(review="none")
    with pytest.raises(IntegrityError, match="report_issued_in_its_states"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(issued_at=timezone.now(), issued_by=director)
    with pytest.raises(IntegrityError, match="agreement_review_known"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(review="all")
    assert "skip_endorsement" in REVIEW_REFUSES
    act_in_sql(report, "endorse", "submitted", "endorsed")
    act_in_sql(report, "approve", "endorsed", "approved")
    act_in_sql(report, "issue", "approved", "issued", issued_at=timezone.now(), issued_by=director)


def test_each_side_reads_its_own_words_and_its_turn(agreement, director, coordinator, pivot, network, analyst):
    people = {"director": director, "coordinator": coordinator, "pivot": pivot, "network": network, "analyst": analyst}

    def said():
        return {name: words(report, user) for name, user in people.items() if sees(user, report)}

    report = make_submitted(agreement, director)
    assert said() == {
        "director": ("Déposé", "others"), "coordinator": ("Déposé", "others"), "pivot": ("À endosser", "yours"),
        "network": ("Déposé", "others"), "analyst": ("Déposé", "others"),
    }  # fmt: skip
    endorse(report, pivot)
    assert said() == {
        "director": ("Endossé", "others"), "coordinator": ("Endossé", "others"), "pivot": ("Endossé", "settled"),
        "network": ("À approuver", "yours"), "analyst": ("Endossé", "others"),
    }  # fmt: skip
    approve(report, network)
    assert said() == {
        "director": ("Approuvé", "yours"), "coordinator": ("Approuvé", "others"), "pivot": ("Approuvé", "others"),
        "network": ("Approuvé", "others"), "analyst": ("Approuvé", "others"),
    }  # fmt: skip
    alone = make_submitted(agreement, director, "network", kind="interim")
    assert words(alone, director) == ("Déposé", "others")
    assert not sees(pivot, alone)
    today = timezone.localdate()
    assert count_yours(User.objects.get(pk=network.pk), today) == 1
    assert count_yours(User.objects.get(pk=director.pk), today) >= 1


def test_only_those_who_are_asked_decide(agreement, director, coordinator, pivot, network, analyst, neighbour):
    report = make_submitted(agreement, director, "pivot")
    everybody = [User.objects.get(pk=user.pk) for user in (director, coordinator, pivot, network, analyst, neighbour)]

    def who(may):
        return [user.name for user in everybody if may(user, report)]

    assert who(permissions.can_endorse) == who(permissions.can_return) == [pivot.name]
    assert who(permissions.can_approve) == []
    endorse(report, pivot)
    assert who(permissions.can_endorse) == who(permissions.can_approve) == []
    assert who(permissions.can_issue) == [director.name]
    assert who(permissions.can_return) == [pivot.name]
    send_back(report, pivot)
    assert (who(permissions.can_issue), who(permissions.can_write)) == ([], [director.name, coordinator.name])


def test_the_network_issues_what_it_has_read_where_the_agreement_says_so(
    agreement, director, network, pivot, client_for
):
    Agreement.objects.filter(pk=agreement.pk).update(issued_by_network=True)
    report = make_submitted(agreement, director)
    endorse(report, pivot)
    browser = client_for(network)
    assert "À approuver" in browser.get(page("report-detail", report)).text
    approve(report, network)
    assert words(report, network) == ("Approuvé", "yours")
    assert not permissions.can_issue(director, report)
    asked = browser.get(page("report-issue", report)).text
    assert "part telle qu’elle a été lue" in asked
    sent = browser.post(page("report-issue", report), {"key": str(uuid4()), "seen_version": 1})
    assert sent.url == page("funder-report-follow", report)
    report.refresh_from_db()
    assert report.state == "issued"


def test_letters_and_reminders_go_to_whose_turn_it_is(agreement, director, coordinator, pivot, network):
    def told():
        mail.outbox.clear()
        run_pending_jobs()
        return [(letter.to[0], letter.body) for letter in mail.outbox]

    def recalled():
        deliverables = type(report.deliverable).objects.outstanding()
        [row] = pending_of(deliverables, Report.objects.none())
        return [person.name for person in row.people]

    report = make_submitted(agreement, director)
    [(to, body)] = told()
    assert to == pivot.email
    assert f"« {report} » (entente {agreement.reference})" in body
    assert "C’est à vous de le lire." in body
    assert recalled() == [pivot.name]
    endorse(report, pivot)
    assert [to for to, _ in told()] == [network.email]
    assert recalled() == [network.name]
    approve(report, network)
    letters = told()
    assert {to for to, _ in letters} == {director.email, coordinator.email}
    assert all("la direction le transmet au bailleur" in body for _, body in letters)
    assert recalled() == [director.name]


def test_a_level_takes_its_decision_back_until_the_report_is_issued(agreement, director, pivot):
    report = make_submitted(agreement, director, "pivot")
    endorse(report, pivot)
    pass_over_jobs()
    take_back_decision(report=report, reason="Je relis.", by=pivot, key=uuid4())
    report.refresh_from_db()
    assert (report.state, timeline(report)[0].words) == ("submitted", f"Endossement annulé par {pivot.name}")
    run_pending_jobs()
    assert [letter.to for letter in mail.outbox] == [[director.email]]

    endorse(report, pivot)
    step(issue_report, report, director)
    assert permissions.revocable_decision(pivot, report) is None
    with pytest.raises(TransitionNotAllowed):
        endorse_report(report=report, by=pivot, key=uuid4())


def test_the_network_reopens_what_it_approved_until_it_is_issued(agreement, director, pivot, network, client_for):
    report = make_submitted(agreement, director)
    approve(endorse(report, pivot), network)
    issuing = client_for(director).get(page("report-detail", report)).text
    assert "Transmettre au bailleur" in issuing
    step(reopen_report, report, network, reason="La cible est de 2024.")
    assert (report.state, permissions.can_write(director, report)) == ("returned", True)
    assert not permissions.can_issue(director, report)


def test_pages_of_the_readers_cost_the_same_for_ten_comments(
    agreement, director, pivot, client_for, django_assert_num_queries
):
    report = make_submitted(agreement, director)
    send_back(report, pivot)
    file(report, director)
    browser = client_for(pivot)
    browser.get(page("report-detail", report))
    with django_assert_num_queries(30, exact=False) as one:
        browser.get(page("report-detail", report))
    keys = list(report.template_version.lines.exclude(kind="heading").values_list("key", flat=True)[:10])
    send_back(report, pivot, *[(key, "À revoir.") for key in keys])
    file(report, director)
    with django_assert_num_queries(len(one)):
        browser.get(page("report-detail", report))
