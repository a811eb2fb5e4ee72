"""Names that must be unique, written twice by SQL under another spelling: the database holds the identity itself."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations import RunSQL
from django.db.models import UniqueConstraint

from agreements.models import BudgetLine, Funder, FunderOffice, LineWords, Priority, Programme, Stream
from organisms.models import Organism, SavedFilter
from organisms.names import order_again
from roriq_portal.database.name_identity import leave_newest, number_twins
from services.models import (
    ActivityTemplate,
    ActivityType,
    AgreementMapping,
    ColumnMapping,
    ConcertationBody,
    Partner,
    Service,
    TypeMapping,
)
from tests import factories
from tests.refusals import as_owner

pytestmark = pytest.mark.django_db

WRITTEN, SAME, OTHER = "Épicerie Œuvre 中文", "É" + "PICERIE  oeuvre 中文", "Épicerie Œuvre محمد"


def write_again(model, row, **changed) -> None:
    """Copy a row by SQL, some columns changed, its key apart."""
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [changed.get(name, getattr(row, name)) for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(names))
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})", values)


def rows_of(organism, coordinator):
    kind = ActivityType.objects.filter(organism=None).first()
    own = {"organism": organism, "name": WRITTEN, "sort_name": "x"}
    yield Partner.objects.create(kind="employer", **own), "name"
    yield ConcertationBody.objects.create(**own), "name"
    yield ActivityTemplate.objects.create(activity_type=kind, **own), "name"
    yield ActivityType.objects.create(component=4, **own), "name"
    yield ActivityType.objects.create(component=4, **{**own, "organism": None}), "name"
    yield Service.objects.create(component=4, words=WRITTEN, organism=organism, sort_name="x"), "words"
    yield Service.objects.create(component=4, words=WRITTEN, sort_name="x"), "words"
    yield SavedFilter.objects.create(user=coordinator, list_key="l", name=WRITTEN, query="a=1"), "name"


def rows_of_agreements(organism):
    funder = Funder.objects.create(name=WRITTEN, sort_name="x", kind="other")
    yield funder, "name"
    yield FunderOffice.objects.create(funder=funder, name=WRITTEN), "name"
    programme = Programme.objects.create(funder=funder, name=WRITTEN, key="epicerie")
    yield Stream.objects.create(programme=programme, name=WRITTEN), "name"
    yield Priority.objects.create(programme=programme, code="Œ1", words="Une priorité"), "code"
    agreement = factories.make_agreement(organism, funder, WRITTEN, start=date(2025, 4, 1))
    year = agreement.years.first()
    yield BudgetLine.objects.create(year=year, name=WRITTEN, amount=year.amount), "name"


@pytest.mark.parametrize("rows", [rows_of, lambda organism, coordinator: rows_of_agreements(organism)])
def test_a_name_written_again_by_sql_is_refused_however_it_is_spelled(organism, coordinator, rows):
    for row, column in rows(organism, coordinator):
        same = "oe1" if column == "code" else SAME
        with pytest.raises(IntegrityError, match="once"):
            write_again(type(row), row, **{column: same})
        write_again(type(row), row, **{column: "É1" if column == "code" else OTHER})


def answers(organism, agreement):
    kind = ActivityType.objects.filter(organism=None).first()
    yield ColumnMapping.objects.create(organism=organism, header=WRITTEN, field="notes"), "header"
    yield TypeMapping.objects.create(organism=organism, words=WRITTEN, activity_type=kind), "words"
    yield AgreementMapping.objects.create(organism=organism, words=WRITTEN, agreement=agreement), "words"
    yield LineWords.objects.create(agreement=agreement, words=WRITTEN, line_name="Salaires"), "words"


def test_words_of_files_are_remembered_once_however_they_are_spelled(organism, agreement):
    for row, column in answers(organism, agreement):
        with pytest.raises(IntegrityError, match="once"):
            write_again(type(row), row, **{column: SAME})
        write_again(type(row), row, **{column: OTHER})


@pytest.mark.parametrize("place", range(4))
def test_of_words_that_became_one_the_last_answer_stands(organism, agreement, place):
    row, column = list(answers(organism, agreement))[place]
    model = type(row)
    (constraint,) = (each for each in model._meta.constraints if isinstance(each, UniqueConstraint))
    owner = "agreement_id" if model is LineWords else "organism_id"
    as_owner(f"DROP INDEX {constraint.name}")
    write_again(model, row, **{column: SAME})
    write_again(model, row, **{column: OTHER})
    step = leave_newest(model._meta.db_table, owner, words=column)
    assert step.reverse_sql == RunSQL.noop
    as_owner(step.sql)
    as_owner(f"CREATE UNIQUE INDEX {constraint.name} ON {model._meta.db_table} ({owner}, name_identity({column}))")
    assert sorted(model.objects.values_list(column, flat=True)) == sorted([SAME, OTHER])


def test_an_organism_written_again_by_sql_is_refused_however_it_is_spelled(organism):
    organism.name = WRITTEN
    organism.save()
    with pytest.raises(IntegrityError, match="organism_named_once"):
        write_again(Organism, organism, name=SAME)
    write_again(Organism, organism, name=OTHER)


def test_a_programme_and_a_reference_too(organism, funder):
    programme = Programme.objects.create(funder=funder, name=WRITTEN, key="epicerie")
    with pytest.raises(IntegrityError, match="programme_named_once"):
        write_again(Programme, programme, name=SAME, key="autre")
    agreement = factories.make_agreement(organism, funder, "PASI-Œ1", start=date(2025, 4, 1))
    statement = (
        "INSERT INTO agreements_agreement SELECT (jsonb_populate_record(a, %s::jsonb)).*"
        " FROM agreements_agreement a WHERE id = %s"
    )
    refused = pytest.raises(IntegrityError, match="agreement_reference_once_per_organism")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, ['{"id": 987654, "reference": "pasi-oe1"}', agreement.pk])


def test_names_that_became_one_are_numbered_before_they_are_held(organism):
    index = "partner_once_per_organism"
    first = Partner.objects.create(organism=organism, kind="employer", name="Œuvre", sort_name="x")
    as_owner(f"DROP INDEX {index}")
    twin = Partner.objects.create(organism=organism, kind="employer", name="Oeuvre", sort_name="x")
    as_owner(number_twins("services_partner", "organism_id", "kind", longest=160).sql)
    as_owner(f"CREATE UNIQUE INDEX {index} ON services_partner (organism_id, kind, name_identity(name))")
    names = dict(Partner.objects.filter(pk__in=[first.pk, twin.pk]).values_list("pk", "name"))
    assert names == {first.pk: "Œuvre", twin.pk: "Oeuvre (2)"}


def test_keys_that_another_rule_wrote_are_written_again(organism):
    row = Partner.objects.create(organism=organism, kind="employer", name="Œuvre", sort_name="uvre")
    order_again(Partner)
    row.refresh_from_db()
    assert row.sort_name == "oeuvre"
