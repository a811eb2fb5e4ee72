"""Several funders and their shares, partner organisms, the rules of an agreement: form, action, page, amendment."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from agreements.agreement.actions import change_agreement
from agreements.agreement.terms.facts import Share, differences, facts_of, fingerprint, shares_of
from agreements.agreement.terms.parties import money_by_funder
from agreements.amendments.actions import AmendmentInput, draft_amendment, sign_amendment
from agreements.amendments.clauses import Clause, Kind, Move, clauses_of, facts_from, party_text, read_party
from agreements.amendments.comparison import compared
from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, AgreementFunder, Stream
from tests import factories
from tests.agreements.agreement.posted import posted


def url(name, agreement):
    return reverse(f"agreements:{name}", args=[agreement.pk])


def change(agreement, by, **changes):
    facts = facts_of(agreement)
    return change_agreement(agreement=agreement, facts=replace(facts, **changes), seen=fingerprint(facts), by=by)


def shares(*pairs):
    return shares_of({funder: Decimal(percent) for funder, percent in pairs})


@pytest.fixture
def cosigned(agreement, funder, other_funder, coordinator):
    """60 and 40."""
    return change(agreement, coordinator, cosigners=(other_funder,), shares=shares((funder, 60), (other_funder, 40)))


def test_shares_are_written_and_read_back(cosigned, funder, other_funder):
    facts = facts_of(cosigned)
    assert dict(cosigned.signatures.values_list("funder", "share")) == {funder.pk: 60, other_funder.pk: 40}
    assert (facts.share_of(funder), facts.share_of(other_funder)) == (60, 40)
    assert [str(one).replace("\u00a0", " ") for one in facts.shares] == [
        "Ministère des Essais : 60 %",
        "Fondation des Épreuves : 40 %",
    ]


def test_a_lead_that_pays_all_has_no_list_of_shares(agreement, other_funder, coordinator):
    change(agreement, coordinator, cosigners=(other_funder,))
    assert facts_of(agreement).shares == ()
    assert agreement.signatures.get(funder=other_funder).share == 0


@pytest.mark.parametrize(
    ("lead", "other", "sentence"), [(60, 39, "99 %"), (60, "40.01", "100,01 %"), (100, 100, "200 %")]
)
def test_shares_that_do_not_total_are_refused(agreement, funder, other_funder, coordinator, lead, other, sentence):
    with pytest.raises(AgreementRefused) as refused:
        change(agreement, coordinator, cosigners=(other_funder,), shares=shares((funder, lead), (other_funder, other)))
    assert sentence in str(refused.value).replace("\u00a0", " ")
    assert refused.value.field == "lead_share"
    assert agreement.signatures.count() == 1


def test_a_share_without_a_signature_is_refused(agreement, funder, other_funder, coordinator):
    with pytest.raises(AgreementRefused, match="a une part sans signer"):
        change(agreement, coordinator, shares=shares((funder, 60), (other_funder, 40)))


def test_money_is_split_to_the_cent_and_the_lead_takes_the_rest(cosigned, funder, other_funder):
    cosigned.years.update(amount=Decimal("0.01"))
    cosigned.years.filter(number=1).update(amount=Decimal("100.01"))
    cosigned.signatures.filter(funder=funder).update(share=Decimal("66.67"))
    cosigned.signatures.filter(funder=other_funder).update(share=Decimal("33.33"))
    parts = {row.funder: amount for row, amount in money_by_funder(cosigned)}
    assert sum(parts.values()) == Decimal("100.03")
    assert parts[other_funder] == Decimal("33.34")


def test_lead_and_cosigner_trade_places_with_their_shares(cosigned, funder, other_funder, coordinator):
    change(
        cosigned, coordinator, lead=other_funder, cosigners=(funder,), shares=shares((funder, 10), (other_funder, 90))
    )
    facts = facts_of(cosigned)
    assert (facts.lead, facts.share_of(other_funder), facts.share_of(funder)) == (other_funder, 90, 10)


# The form ------------------------------------------------------------------------------------------------------------


def test_the_form_takes_what_remains_for_the_lead(client_for, coordinator, agreement, funder, other_funder):
    data = posted(agreement, cosigners=[other_funder], **{f"share_{other_funder.pk}": "33,33", "lead_share": ""})
    answer = client_for(coordinator).post(url("agreement-edit", agreement), data)
    assert answer.status_code == 302
    assert dict(agreement.signatures.values_list("funder", "share")) == {
        funder.pk: Decimal("66.67"),
        other_funder.pk: Decimal("33.33"),
    }


@pytest.mark.parametrize(
    ("lead_share", "share", "sentence"),
    [
        ("60", "30", "font 90 % ensemble"),
        ("", "101", "Inscrivez 100 ou moins"),
        ("60", "", "0 si ce bailleur signe sans payer"),
        ("60", "-1", "0 ou plus"),
        ("60", "40,001", "deux décimales"),
        ("60", "1" + "0" * 30, "Inscrivez 100 ou moins"),
        ("beaucoup", "40", "Inscrivez un nombre"),
    ],
)
def test_the_form_says_beside_the_box_what_the_shares_lack(
    client_for, coordinator, agreement, other_funder, lead_share, share, sentence
):
    box = f"share_{other_funder.pk}"
    data = posted(agreement, cosigners=[other_funder], title="GARDE-MOI", **{box: share, "lead_share": lead_share})
    text = client_for(coordinator).post(url("agreement-edit", agreement), data).text.replace("\u00a0", " ")
    assert sentence in text
    assert "GARDE-MOI" in text
    assert agreement.signatures.count() == 1


def test_the_form_asks_to_tick_a_funder_that_has_a_share(client_for, coordinator, agreement, other_funder):
    data = posted(agreement, **{f"share_{other_funder.pk}": "40"})
    text = client_for(coordinator).post(url("agreement-edit", agreement), data).text
    assert "Cochez Fondation des Épreuves" in text
    assert re.search(r'<details class="more-choices" open>\s*<summary>Plusieurs bailleurs', text)
    assert agreement.signatures.count() == 1


def test_a_page_sent_back_untouched_keeps_everything(client_for, coordinator, cosigned, neighbour_organism):
    said = {
        "kind": "core", "signed_on": date(2024, 3, 12), "funder_share_max": Decimal(75),
        "stacking_limit": Decimal("80.50"),
        "in_kind_allowed": False, "partners": (neighbour_organism,),
    }  # fmt: skip
    before = facts_of(change(cosigned, coordinator, **said))
    assert {name: getattr(before, name) for name in said} == said
    client_for(coordinator).post(url("agreement-edit", cosigned), posted(Agreement.objects.get(pk=cosigned.pk)))
    assert facts_of(Agreement.objects.get(pk=cosigned.pk)) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "core"), ("signed_on", date(2024, 3, 1)), ("is_complementary", True),
        ("funder_share_max", Decimal(50)),
        ("in_kind_allowed", False), ("stacking_limit", Decimal(70)),
    ],
)  # fmt: skip
def test_a_change_of_any_rule_is_seen_by_who_wrote_meanwhile(client_for, coordinator, agreement, column, value):
    data = posted(agreement, title="Le mien")
    Agreement.objects.filter(pk=agreement.pk).update(**{column: value})
    text = client_for(coordinator).post(url("agreement-edit", agreement), data).text
    assert "deux versions" in text
    agreement.refresh_from_db()
    assert agreement.title != "Le mien"


def test_a_change_of_shares_and_partners_is_seen_and_told_in_words(agreement, cosigned, funder, other_funder):
    mine = replace(facts_of(cosigned), shares=shares((funder, 70), (other_funder, 30)), kind="core", first_month=7)
    changes = {one.field: (one.mine, one.theirs) for one in differences(mine, facts_of(cosigned))}
    assert changes["Parts des bailleurs"][0].replace("\u00a0", " ") == (
        "Ministère des Essais : 70 %, Fondation des Épreuves : 30 %"
    )
    assert changes["Nature"] == ("Mission", "Services")
    assert changes["Début des années"] == ("1er juillet", "1er avril")


@pytest.mark.parametrize(
    "typed", [{"signed_on": "9999-12-31"}, {"signed_on": "hier"}, {"kind": "autre"}, {"renews": "abc"}]
)
def test_what_cannot_be_read_is_refused_in_words(client_for, coordinator, agreement, typed):
    before = fingerprint(facts_of(agreement))
    answer = client_for(coordinator).post(url("agreement-edit", agreement), posted(agreement, **typed))
    assert answer.status_code == 200
    assert "À revoir" in answer.text
    assert fingerprint(facts_of(agreement)) == before


def test_the_form_names_the_agreement_that_holds_the_stream(client_for, coordinator, agreement, organism, funder):
    stream = Stream.objects.create(programme=agreement.programme, name="Volet A")
    Agreement.objects.filter(pk=agreement.pk).update(stream=stream)
    twin = factories.make_agreement(organism, funder, "JUMELLE")
    client = client_for(coordinator)
    text = client.post(url("agreement-edit", twin), posted(twin, stream=stream)).text
    assert "L’entente MIN-2024-031 tient déjà ce volet" in text
    answer = client.post(url("agreement-edit", twin), posted(twin, stream=stream, is_complementary="on"))
    assert answer.status_code == 302
    twin.refresh_from_db()
    assert (twin.stream, twin.is_complementary) == (stream, True)


def test_an_agreement_of_another_organism_cannot_be_renewed(
    client_for, coordinator, agreement, neighbour_organism, funder
):
    foreign = factories.make_agreement(
        neighbour_organism, funder, "VOISINE", start=date(2020, 4, 1), end=date(2021, 4, 1)
    )
    text = client_for(coordinator).post(url("agreement-edit", agreement), posted(agreement, renews=foreign)).text
    assert "Faites un choix dans la liste" in text
    assert "VOISINE" not in text


# Partners ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(agreement, neighbour_organism, coordinator):
    return change(agreement, coordinator, partners=(neighbour_organism,))


def test_a_partner_reads_the_agreement_and_changes_nothing(client_for, neighbour, shared, neighbour_organism):
    client = client_for(neighbour)
    text = client.get(url("agreement-detail", shared)).text
    assert "Organisme responsable" in text
    assert neighbour_organism.name in text
    assert "Modifier l’entente" not in text
    assert "MIN-2024-031" in client.get(reverse("agreements:agreement-list")).text
    for name in ("agreement-edit", "agreement-next", "target-add", "requirement-add", "amendment-add", "document-add"):
        assert client.post(url(name, shared), posted(shared, title="Pris")).status_code == 403
    shared.refresh_from_db()
    assert shared.title == "Entente MIN-2024-031"


def test_a_partner_reads_no_draft_of_the_lead(client_for, neighbour, coordinator, shared):
    after = {**clauses_of(shared), Clause(Kind.AMOUNT, "1"): "1.00"}
    draft = draft_amendment(
        agreement=shared, terms=AmendmentInput(date(2026, 4, 1), "BROUILLON-31"), after=after, by=coordinator
    )
    client = client_for(neighbour)
    assert "BROUILLON-31" not in client.get(url("agreement-detail", shared)).text
    assert client.get(reverse("agreements:amendment-detail", args=[shared.pk, draft.pk])).status_code == 404
    assert "BROUILLON-31" in client_for(coordinator).get(url("agreement-detail", shared)).text


def test_a_partner_that_leaves_reads_no_more(client_for, neighbour, coordinator, shared):
    change(shared, coordinator, partners=())
    assert client_for(neighbour).get(url("agreement-detail", shared)).status_code == 404


def test_the_lead_is_not_among_the_partners(agreement, organism, coordinator):
    with pytest.raises(AgreementRefused, match="pas aussi un partenaire"):
        change(agreement, coordinator, partners=(organism,))


def test_a_partner_that_charged_its_work_stays(shared, neighbour_organism, neighbour, coordinator):
    factories.make_activity(neighbour_organism, by=neighbour, agreements=[shared])
    with pytest.raises(AgreementRefused, match="gardez-le parmi les partenaires"):
        change(shared, coordinator, partners=())
    assert shared.partners.count() == 1


# Amendments ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("lead", ("lead", None, 100)), ("lead/12", ("lead", 12, 100)), ("signatory", ("signatory", None, 0)),
        ("lead/12@60.00", ("lead", 12, 60)), ("signatory@40.00", ("signatory", None, 40)),
    ],
)  # fmt: skip
def test_party_clauses_read_with_and_without_a_share(text, read):
    assert read_party(text) == read
    role, office, share = read
    if office is None:
        assert party_text(role, Decimal(share)) == text


def test_shares_go_through_clauses_and_back(cosigned, funder, other_funder):
    clauses = clauses_of(cosigned)
    assert clauses[Clause(Kind.PARTY, str(funder.pk))] == "lead@60.00"
    assert clauses[Clause(Kind.PARTY, str(other_funder.pk))] == "signatory@40.00"
    assert facts_from(facts_of(cosigned), clauses) == facts_of(cosigned)


def test_an_amendment_moves_the_shares_and_says_so(cosigned, funder, other_funder, coordinator):
    after = {
        **clauses_of(cosigned),
        Clause(Kind.PARTY, str(funder.pk)): "lead@75.00",
        Clause(Kind.PARTY, str(other_funder.pk)): "signatory@25.00",
    }
    terms = AmendmentInput(date(2026, 4, 1), "Le ministère paie davantage.")
    draft = draft_amendment(agreement=cosigned, terms=terms, after=after, by=coordinator)
    assert cosigned.signatures.get(funder=funder).share == 60
    sign_amendment(amendment=draft, signed_on=date(2026, 4, 1), by=coordinator)
    assert cosigned.signatures.get(funder=funder).share == 75
    rows = compared([Move(Clause(Kind.PARTY, str(funder.pk)), "lead@60.00", "lead@75.00")], {})
    assert rows[0].new.replace("\u00a0", " ") == "bailleur principal, 75 %"


def test_an_amendment_whose_shares_do_not_total_is_not_drafted(cosigned, funder, coordinator):
    after = {**clauses_of(cosigned), Clause(Kind.PARTY, str(funder.pk)): "lead@75.00"}
    with pytest.raises(AgreementRefused, match="ensemble"):
        draft_amendment(agreement=cosigned, terms=AmendmentInput(date(2026, 4, 1), "x"), after=after, by=coordinator)
    assert not cosigned.amendments.exists()


def test_the_page_shows_who_pays_what(client_for, coordinator, cosigned):
    change(cosigned, coordinator, kind="project", funder_share_max=Decimal(75), stacking_limit=Decimal(80))
    text = client_for(coordinator).get(url("agreement-detail", cosigned)).text
    text = text.replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("60 %", "40 %", "180 000,00 $", "120 000,00 $", "Projet", "paient 75 % au plus", "80 % des coûts"):
        assert words in text, words


def test_signatures_untouched_are_not_written_again(cosigned, coordinator):
    events = AgreementFunder.pgh_event_model.objects.count()
    change(cosigned, coordinator, title="Autre titre")
    assert AgreementFunder.pgh_event_model.objects.count() == events
    assert isinstance(facts_of(cosigned).shares[0], Share)
