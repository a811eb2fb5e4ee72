from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.agreement.actions import save_requirement
from agreements.exceptions import AgreementRefused
from agreements.models import Deliverable, Requirement
from reporting.funder_reports.actions.issuing import open_funder_report
from tests import factories
from tests.pages import without_help

JUNE = date(2026, 6, 30)
WHOLE = {"kind": "final", "period_from_month": 4, "period_months": 12, "due_day": 30, "due_month": 6}
EXTRA = {
    "title": "Plan d’action",
    "asked_by": "MIFI",
    "starts_on": "2026-01-01",
    "last_day": "2026-02-28",
    "due_on": "2026-04-01",
}


@pytest.fixture
def owed(agreement, coordinator):
    asked = Requirement(kind="final", period_from_month=4, period_months=12, due_month=6, due_day=30)
    return save_requirement(agreement=agreement, requirement=asked, by=coordinator).deliverables.get(due_on=JUNE)


def url(name, owed):
    return reverse(f"agreements:deliverable-{name}", args=[owed.requirement.agreement_id, owed.pk])


def words(response):
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_deliverable_shows_its_days_and_its_acts(owed, coordinator, client_for):
    page = words(client_for(coordinator).get(url("detail", owed)))
    for phrase in ("Rapport final", "30 juin 2026", "Reporter l’échéance", "Écarter ce livrable", "Inscrire la remise"):
        assert phrase in page


def test_later_day_is_told_on_the_agreement_and_to_its_funder(owed, coordinator, funder_agent, client_for):
    typed = {"later-due_on": "2026-07-15", "later-reason": "Tempête de neige", "later-seen": "2026-06-30"}
    assert client_for(coordinator).post(url("postpone", owed), typed).status_code == 302

    page = reverse("agreements:agreement-detail", args=[owed.requirement.agreement_id])
    for reader in (coordinator, funder_agent):
        assert "Reporté du 30 juin 2026 au 15 juillet 2026 : Tempête de neige" in words(client_for(reader).get(page))
    assert "Reporter l’échéance" not in words(client_for(funder_agent).get(url("detail", owed)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"later-due_on": "2026-06-30"}, "Inscrivez un jour après le 30 juin 2026"),
        ({"later-due_on": "9999-12-31"}, "de 1990 à 2100"),
        ({"later-due_on": "bientôt"}, "Écrivez la date ainsi"),
        ({"later-reason": ""}, "Dites pourquoi l’échéance change"),
        ({"later-reason": "a\x00b"}, "nul"),
        ({"later-reason": "x" * 301}, "300 signes au plus"),
        ({"later-seen": "2026-06-01"}, "a changé pendant que vous écriviez"),
        ({"later-seen": ""}, "Rechargez cette page"),
    ],
)
def test_refused_later_day_says_why_and_keeps_what_was_typed(owed, coordinator, client_for, typed, said):
    whole = {"later-due_on": "2026-07-15", "later-reason": "Tempête", "later-seen": "2026-06-30", **typed}
    response = client_for(coordinator).post(url("postpone", owed), whole)

    assert response.status_code == 200
    assert said in words(response)
    assert (whole["later-due_on"] if "\x00" not in whole["later-reason"] else "2026-07-15") in words(response)
    owed.refresh_from_db()
    assert owed.due_on == JUNE


def test_skip_its_undo_and_handing_in(owed, coordinator, client_for):
    client = client_for(coordinator)
    client.post(url("skip", owed), {"skip-reason": "Le bailleur y renonce"})
    page = words(client.get(url("detail", owed)))
    assert "N’est pas demandé : Le bailleur y renonce" in page
    assert "Reporter l’échéance" not in page

    client.post(url("ask-again", owed))
    client.post(url("hand-in", owed), {"hand-on": "2026-06-02"})
    assert "Remis le 2 juin 2026" in words(client.get(url("detail", owed)))
    client.post(url("take-back", owed))
    assert "À produire" in words(client.get(url("detail", owed))) or "En retard" in words(
        client.get(url("detail", owed))
    )


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("skip", {"skip-reason": ""}, "Dites pourquoi ce n’est pas demandé"),
        ("hand-in", {"hand-on": "2099-01-01"}, "aujourd’hui ou un jour passé"),
        ("hand-in", {"hand-on": ""}, "Écrivez la date ainsi"),
    ],
)
def test_refused_act_changes_nothing(owed, coordinator, client_for, name, typed, said):
    assert said in words(client_for(coordinator).post(url(name, owed), typed))
    assert Deliverable.objects.awaited().filter(pk=owed.pk).exists()


@pytest.mark.parametrize(("name", "typed"), [("skip", {"skip-reason": "Non"}), ("hand-in", {"hand-on": "2026-06-02"})])
def test_begun_report_stays_asked(owed, coordinator, client_for, name, typed):
    open_funder_report(deliverable=owed, by=coordinator)
    assert "Un rapport est commencé" in words(client_for(coordinator).post(url(name, owed), typed))


def test_extra_comes_to_the_calendar_of_the_agreement(agreement, coordinator, client_for):
    client = client_for(coordinator)
    add = reverse("agreements:deliverable-add", args=[agreement.pk])
    assert client.post(add, EXTRA).status_code == 302
    answer = client.get(reverse("agreements:agreement-detail", args=[agreement.pk]))
    page = words(answer)
    assert "Plan d’action" in page
    assert "demandé par MIFI" in page
    assert "Préparer le rapport" not in without_help(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Dites ce qui est demandé"),
        ({"asked_by": " "}, "Dites qui le demande"),
        ({"title": "x" * 121}, "120 signes au plus"),
        ({"last_day": "2025-12-31"}, "La fin vient avant le début"),
        ({"starts_on": "2020-01-01"}, "La période sort de l’entente"),
        ({"due_on": "10" + "0" * 30}, "Écrivez la date ainsi"),
    ],
)
def test_refused_extra_keeps_what_was_typed(agreement, coordinator, client_for, typed, said):
    response = client_for(coordinator).post(
        reverse("agreements:deliverable-add", args=[agreement.pk]), {**EXTRA, **typed}
    )
    assert response.status_code == 200
    assert said in words(response)
    assert "2026-02-28" in words(response) or "2025-12-31" in words(response)
    assert not Deliverable.objects.exists()


def test_extra_twice_by_a_double_click_is_one(agreement, coordinator, client_for):
    add = reverse("agreements:deliverable-add", args=[agreement.pk])
    client_for(coordinator).post(add, EXTRA)
    assert "déjà inscrit" in words(client_for(coordinator).post(add, EXTRA))
    assert Deliverable.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ({"kind": "monthly", "due_after_days": "15"}, 36),
        ({"kind": "financial", "due_after_days": "0"}, 3),
        ({"kind": "interim", "period_months": "6"}, 3),
    ],
)
def test_requirement_of_each_kind_plans_its_days(agreement, coordinator, client_for, typed, days):
    whole = {"period_from_month": 4, "period_months": 12, "due_day": 30, "due_month": 6, **typed}
    add = reverse("agreements:requirement-add", args=[agreement.pk])
    assert client_for(coordinator).post(add, whole).status_code == 302
    asked = agreement.requirements.get()
    assert asked.deliverables.count() == days
    assert (asked.due_month is None) == ("due_after_days" in typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "monthly"}, "combien de jours après la fin du mois"),
        ({"kind": "final", "due_after_days": "366"}, "de 0 à 365"),
        ({"kind": "final", "due_after_days": "-1"}, "de 0 à 365"),
        ({"kind": "final", "due_after_days": "9" * 30}, "de 0 à 365"),
        ({"kind": "extra"}, "Faites un choix dans la liste"),
    ],
)
def test_refused_requirement_says_why(agreement, coordinator, client_for, typed, said):
    whole = {"period_from_month": 4, "period_months": 12, "due_day": 30, "due_month": 6, **typed}
    response = client_for(coordinator).post(reverse("agreements:requirement-add", args=[agreement.pk]), whole)
    assert said in words(response)
    assert not agreement.requirements.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"due_day": 31, "due_month": 6}, "Juin n’a que 30 jours : choisissez de 1 à 30."),
        ({"due_day": 31, "due_month": 11}, "Novembre n’a que 30 jours"),
        ({"due_day": 30, "due_month": 2}, "Février n’a que 29 jours"),
    ],
)
def test_a_day_that_its_month_never_has_is_refused_beside_the_field(agreement, coordinator, client_for, typed, said):
    add = reverse("agreements:requirement-add", args=[agreement.pk])
    response = client_for(coordinator).post(add, {**WHOLE, **typed})
    assert said in words(response)
    assert list(response.context["form"].errors) == ["due_day"]
    assert not agreement.requirements.exists()
    late = {**WHOLE, **typed, "due_after_days": "90"}
    assert client_for(coordinator).post(add, late).status_code == 302


def test_no_door_writes_a_day_that_its_month_never_has(agreement, coordinator):
    day = {"kind": "final", "due_month": 6, "due_day": 31}
    with pytest.raises(AgreementRefused, match="Juin n’a que 30 jours"):
        save_requirement(agreement=agreement, requirement=Requirement(**day), by=coordinator)
    for due_month, due_day in ((6, 31), (2, 30), (11, 31)):
        with pytest.raises(IntegrityError, match="day_of_its_month"), transaction.atomic():
            agreement.requirements.create(kind="final", due_month=due_month, due_day=due_day)
        with pytest.raises(IntegrityError, match="day_of_its_month"), transaction.atomic():
            agreement.programme.default_requirements.create(
                kind="final", period_from_month=4, due_month=due_month, due_day=due_day
            )
    for kind, due_month, due_day in (("final", 2, 29), ("interim", 12, 31), ("financial", 6, 30)):
        agreement.requirements.create(kind=kind, due_month=due_month, due_day=due_day)


def sent_by_its_page(client, address, **typed):
    """Send the form of a page as a browser does, with the mark of the days that it shows."""
    page = client.get(address)
    form = page.context["form"]
    shown = {name: value for name in form.fields if (value := form[name].value()) is not None}
    return client.post(address, {**shown, "shown": page.context["mark"], **typed})


def test_days_of_a_requirement_are_read_before_they_are_written(agreement, coordinator, client_for):
    client, add = client_for(coordinator), reverse("agreements:requirement-add", args=[agreement.pk])
    first = words(client.get(add))
    assert all(f"30 juin {year}" in first for year in (2025, 2026, 2027))
    assert "pour la période du 1er avril 2025 au 31 mars 2026" in first

    asked = sent_by_its_page(client, add, kind="final", due_day=31, due_month=7)
    assert asked.status_code == 200
    assert "Vérifiez ces échéances" in words(asked)
    assert all(f"31 juillet {year}" in words(asked) for year in (2025, 2026, 2027))
    assert not agreement.requirements.exists()

    sent = {**WHOLE, "kind": "final", "due_day": 31, "due_month": 7, "shown": asked.context["mark"]}
    done = client.post(add, sent, follow=True)
    assert "3 échéances inscrites au calendrier : 31 juillet 2025, 31 juillet 2026, 31 juillet 2027" in words(done)
    assert agreement.requirements.get().deliverables.count() == 3


def test_days_follow_the_boxes_while_they_are_filled(agreement, coordinator, client_for):
    client, add = client_for(coordinator), reverse("agreements:requirement-add", args=[agreement.pk])
    part = client.post(add, {**WHOLE, "due_day": 31, "due_month": 7}, headers={"HX-Request": "true"})
    assert words(part).startswith('<div class="field" id="echeances"')
    assert "31 juillet 2026" in words(part)
    wrong = client.post(add, {**WHOLE, "due_day": 31}, headers={"HX-Request": "true"})
    assert "Juin n’a que 30 jours" in words(wrong)
    assert not agreement.requirements.exists()


def test_a_monthly_report_says_how_many_days_it_makes(agreement, coordinator, client_for):
    add = reverse("agreements:requirement-add", args=[agreement.pk])
    monthly = {**WHOLE, "kind": "monthly", "due_after_days": "15"}
    part = client_for(coordinator).post(add, monthly, headers={"HX-Request": "true"})
    assert "36 échéances, du 15 mai 2024 au 15 avril 2027" in words(part)
    assert words(part).count("<li>") == 36


def test_extra_requirement_is_not_edited_as_the_others(agreement, coordinator, client_for):
    client_for(coordinator).post(reverse("agreements:deliverable-add", args=[agreement.pk]), EXTRA)
    held = agreement.requirements.get()
    assert (
        client_for(coordinator).get(reverse("agreements:requirement-edit", args=[agreement.pk, held.pk])).status_code
        == 404
    )


def test_deliverable_of_another_agreement_is_not_found(owed, organism, funder, coordinator, client_for):
    other = factories.make_agreement(organism, funder, "AUTRE-1")
    address = reverse("agreements:deliverable-detail", args=[other.pk, owed.pk])
    assert client_for(coordinator).get(address).status_code == 404
