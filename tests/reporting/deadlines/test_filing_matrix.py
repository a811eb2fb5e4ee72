"""The filing matrix, its files, the message to those who have not filed, and the rules of reminders."""

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from openpyxl import load_workbook

from agreements.deliverables.actions import hand_in, skip_deliverable
from organisms.models import User
from reporting.deadlines.filing_matrix import matrix_of
from reporting.deadlines.obligations import obligations_between
from reporting.models import Message, MessageCopy, ReminderRule
from tests import factories
from tests.jobs import pass_over_jobs, run_pending_jobs
from tests.refusals import refused_to_both
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import make_deliverable, make_funder_report, make_issued

PAGE, WRITE = reverse("reporting:filing-matrix"), reverse("reporting:message-write")
RULE = reverse("reporting:reminder-rule-all")
YEAR = {"an": "2026"}


def words(response):
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def matrix(user):
    return matrix_of(obligations_between(User.objects.get(pk=user.pk), date(2026, 4, 1), date(2027, 3, 31)))


def signs(line):
    return {square.column: [mark.words for mark in square.marks] for square in line.squares}


def test_organisms_down_and_what_is_due_across(organism, agreement, network, coordinator, director):
    make_annual(organism, network)
    make_issued(agreement, director)
    found = matrix(network)
    final = next(column for column in found.columns if "rapport final" in column)
    assert found.columns == ["Rapport annuel", final]
    [line] = found.lines
    assert signs(line)[final] == ["Transmis"]
    assert line.squares[0].marks[0].words == "En préparation"
    assert "échéance le 30 juin 2026" in line.squares[1].marks[0].title
    assert "dernier geste le" in line.squares[1].marks[0].title


def test_many_of_one_kind_are_told_as_a_count(agreement, coordinator):
    rows = [
        make_deliverable(agreement, period=(date(2026, n, 1), date(2026, n + 1, 1)), due_on=date(2026, n + 1, 15))
        for n in range(4, 8)
    ]
    hand_in(deliverable=rows[0], on=date(2026, 6, 1), by=coordinator)
    [line] = matrix(coordinator).lines
    [square] = line.squares
    assert [mark.words for mark in square.marks] == ["1 remis sur 4"]


def test_what_is_not_asked_is_neither_done_nor_late(agreement, coordinator):
    skip_deliverable(deliverable=make_deliverable(agreement), reason="Non.", by=coordinator)
    found = matrix(coordinator)
    assert found.words == "0 remis sur 0."
    assert found.lines[0].squares[0].marks[0].words == "N’est pas demandé"


@pytest.mark.parametrize("reader", ["coordinator", "network", "funder_agent", "auditor"])
def test_page_is_read_by_every_side(request, agreement, coordinator, client_for, reader):
    make_deliverable(agreement)
    page = words(client_for(request.getfixturevalue(reader)).get(PAGE, YEAR))
    assert "La Croisée boréale" in page
    assert ("Écrire à celles et ceux" in page) is (reader == "network")


@pytest.mark.parametrize(("facet", "shown"), [("own", True), ("other", False)])
@pytest.mark.parametrize("kind", ["region", "funder"])
def test_facets(agreement, organism, funder, other_funder, far_organism, network, client_for, kind, facet, shown):
    make_deliverable(agreement)
    make_deliverable(factories.make_agreement(far_organism, other_funder, "AUTRE-1"))
    value = {
        ("region", "own"): organism.region_id, ("region", "other"): far_organism.region_id,
        ("funder", "own"): funder.pk, ("funder", "other"): other_funder.pk,
    }[kind, facet]  # fmt: skip
    page = words(client_for(network).get(PAGE, {**YEAR, kind: value}))
    assert ("MIN-2024-031" in page) is shown
    assert ("AUTRE-1" in page) is not shown


@pytest.mark.parametrize("count", [1, 30])
def test_same_queries_whatever_the_number(funder, network, client_for, django_assert_num_queries, count):
    for n in range(count):
        make_deliverable(factories.make_agreement(factories.make_organism(f"Maison {n:02}"), funder, f"E-{n}"))
    client = client_for(network)
    client.get(PAGE, YEAR)
    with django_assert_num_queries(9):
        assert f"Maison {count - 1:02}" in words(client.get(PAGE, YEAR))


def test_files_hold_one_row_each_and_no_formula(organism, funder, network, client_for):
    make_deliverable(factories.make_agreement(organism, funder, "=1+1"))
    client = client_for(network)
    text = client.get(reverse("reporting:filing-export", args=["csv"]), YEAR).content.decode("utf-8-sig")
    head, row = text.strip().split("\r\n")
    assert head.startswith("Organisme;Région;Livrable;Entente")
    assert ";'=1+1;" in row
    sheet = load_workbook(
        io.BytesIO(client.get(reverse("reporting:filing-export", args=["xlsx"]), YEAR).content)
    ).active
    assert sheet.max_row == 2
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("'=1+1", "s")
    assert sheet["H2"].value == "2026-06-30"


def test_a_report_handed_in_bears_its_number(agreement, director, network, client_for):
    report = make_issued(agreement, director)
    client = client_for(network)
    assert f"{report.number}, entente {agreement.reference}" in words(client.get(PAGE, YEAR))
    rows = client.get(reverse("reporting:filing-export", args=["csv"]), YEAR).content.decode("utf-8-sig")
    assert report.number in [row["Numéro"] for row in csv.DictReader(io.StringIO(rows), delimiter=";")]


def typed(**more):
    return {"subject": "Vos rapports", "body": "Bonjour, où en êtes-vous ?", "key": str(uuid4()), **more}


def test_message_is_read_over_then_sent_to_those_who_can_act(
    agreement, organism, far_organism, funder, coordinator, director, network, client_for
):
    make_funder_report(agreement, coordinator)
    other = factories.make_seated_user("Jean Autre", far_organism, "coordinator")
    make_issued(
        factories.make_agreement(far_organism, funder, "FAIT-1"),
        factories.make_seated_user("Direction", far_organism, "director"),
    )
    pass_over_jobs()
    client, given = client_for(network), typed()
    address = f"{WRITE}?an=2026"
    page = words(client.get(address))
    assert coordinator.name in page
    assert other.name not in page

    page = words(client.post(address, given))
    assert "Envoyer à 1 personne" in page
    assert not Message.objects.exists()

    for _ in range(2):
        assert client.post(address, {**given, "send": "1"}).status_code == 302
    run_pending_jobs()
    [letter] = mail.outbox
    assert (letter.to, letter.reply_to, letter.subject) == ([coordinator.email], [network.email], "Vos rapports")
    assert "où en êtes-vous" in letter.body
    copy = MessageCopy.objects.get()
    assert (copy.state, copy.organisms) == ("sent", organism.name)
    text = words(client.get(reverse("reporting:message-detail", args=[copy.message_id])))
    assert "Parti" in text
    assert coordinator.name in text
    assert "Vos rapports" in words(client.get(reverse("reporting:message-list")))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"subject": ""}, "Dites de quoi il s’agit"),
        ({"body": " "}, "Écrivez votre message"),
        ({"subject": "x" * 121}, "120 signes au plus"),
        ({"body": "x" * 4001}, "4000 signes au plus"),
        ({"key": "abc"}, "Rechargez cette page"),
    ],
)
def test_refused_message_keeps_what_was_typed(agreement, coordinator, network, client_for, more, said):
    make_deliverable(agreement)
    given = typed(send="1", **more)
    page = words(client_for(network).post(f"{WRITE}?an=2026", given))
    assert said in page
    assert given["body"].strip() in page
    assert not Message.objects.exists()


def test_subject_cannot_carry_a_second_header(agreement, coordinator, network, client_for):
    make_deliverable(agreement)
    given = typed(subject="Vos rapports\r\nBcc: x@example.org", send="1")
    client_for(network).post(f"{WRITE}?an=2026", given)
    run_pending_jobs()
    assert mail.outbox[-1].subject == "Vos rapports Bcc: x@example.org"
    assert mail.outbox[-1].recipients() == [coordinator.email]


def test_nobody_to_write_to_is_said(network, client_for):
    page = words(client_for(network).post(WRITE, typed(send="1")))
    assert "il n’y a personne à qui écrire" in page


def test_copy_that_bounces_is_logged(agreement, coordinator, network, client_for, monkeypatch):
    make_deliverable(agreement)
    client_for(network).post(f"{WRITE}?an=2026", typed(send="1"))
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda self, messages: (_ for _ in ()).throw(OSError("boîte pleine")),
    )
    run_pending_jobs()
    copy = MessageCopy.objects.get()
    assert copy.state == "failed"
    assert "boîte pleine" in words(client_for(network).get(reverse("reporting:message-detail", args=[copy.message_id])))


@pytest.mark.parametrize("change", ["state = 'sent'", "state = 'failed'", "state = 'queued', error = 'x'"])
def test_database_refuses_a_copy_that_says_half(coordinator, network, change):
    message = Message.objects.create(subject="S", body="B", chosen="C", key=uuid4(), by=network)
    message.copies.create(person=coordinator, organisms="O")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE reporting_messagecopy SET {change}")
    refused_to_both("UPDATE reporting_message SET body = 'Autre'")
    with pytest.raises(IntegrityError), transaction.atomic():
        message.copies.create(person=coordinator, organisms="O")


RULED = {"offsets": "60, 30 ; −3", "text_ahead": "Bientôt.", "text_day": "", "text_late": "", "seen": "0"}


def test_rule_is_tried_saved_and_brought_back(network, client_for, db):
    client = client_for(network)
    assert "Bientôt." in words(client.post(RULE, RULED))
    assert not ReminderRule.objects.exists()

    client.post(RULE, {**RULED, "save": "1"})
    rule = ReminderRule.objects.get()
    assert (rule.offsets, rule.text_ahead, rule.changed_by, rule.revision) == ([60, 30, -3], "Bientôt.", network, 1)
    listed = words(client.get(reverse("reporting:reminder-rules")))
    assert "60, 30, −3" in listed

    client.post(reverse("reporting:reminder-rule-all-restore"))
    assert not ReminderRule.objects.exists()
    assert "45, 15, 0, −7" in words(client.get(reverse("reporting:reminder-rules")))


def test_funder_follows_all_until_it_has_its_own(agreement, funder, network, client_for):
    ReminderRule.objects.create(offsets=[33], text_day="Mots de tous.")
    client, address = client_for(network), reverse("reporting:reminder-rule", args=[funder.pk])
    page = words(client.get(address))
    assert 'value="33"' in page
    assert "Mots de tous." in page
    client.post(address, {**RULED, "text_day": "Mots du bailleur.", "save": "1"})
    assert "Mots du bailleur." in words(client.get(address))
    assert "Mots de tous." in words(client.get(RULE))


@pytest.mark.parametrize(
    "offsets", ["", "demain", "121", "-61", "1,2,3,4,5,6,7,8,9", "9" * 79, "1.5", "10" + "0" * 30, "--5"]
)
def test_refused_days_are_said_and_kept(network, client_for, offsets, db):
    page = words(client_for(network).post(RULE, {**RULED, "offsets": offsets, "save": "1"}))
    assert "Écrivez de un à 8 nombres" in page
    assert f'value="{offsets}"' in page or not offsets
    assert not ReminderRule.objects.exists()


def test_two_tabs_do_not_overwrite_each_other(network, client_for, db):
    client = client_for(network)
    client.post(RULE, {**RULED, "save": "1"})
    page = words(client.post(RULE, {**RULED, "text_ahead": "Autre.", "save": "1"}))
    assert "a changé cette règle pendant que vous écriviez" in page
    assert "Autre." in page
    assert ReminderRule.objects.get().text_ahead == "Bientôt."
