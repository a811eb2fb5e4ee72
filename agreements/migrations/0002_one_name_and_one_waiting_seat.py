"""Funders, open offices, programmes and streams bear one name each; a funder’s seat waits once for an e-mail."""

import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


AWAITS = """
    UPDATE agreements_funderseat SET awaited_email = waiting.email FROM (
        SELECT DISTINCT ON (seat.funder_id, lower(invitation.email)) seat.id, lower(invitation.email) AS email
        FROM agreements_funderseat seat JOIN organisms_invitation invitation ON invitation.id = seat.invitation_id
        WHERE seat.user_id IS NULL AND invitation.accepted_at IS NULL AND invitation.cancelled_at IS NULL
        ORDER BY seat.funder_id, lower(invitation.email), seat.id DESC
    ) waiting WHERE waiting.id = agreements_funderseat.id
"""


def number(table: str, *keys: str, where: str = "true") -> migrations.RunSQL:
    """Give a number to the names that were written twice, the oldest left as it is."""
    return migrations.RunSQL(
        f"""
        UPDATE {table} SET name = left(name, 150) || ' (' || twin.rank || ')' FROM (
            SELECT id, row_number() OVER (PARTITION BY {", ".join([*keys, "upper(name)"])} ORDER BY id) AS rank
            FROM {table} WHERE {where}
        ) twin WHERE twin.id = {table}.id AND twin.rank > 1
        """,
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0001_initial'),
        ('organisms', '0006_one_waiting_seat_and_sent_forms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='funderseat',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='funderseat',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='funderseat',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='funderseat',
            name='awaited_email',
            field=models.EmailField(blank=True, editable=False, max_length=254, null=True, verbose_name='courriel attendu'),
        ),
        migrations.AddField(
            model_name='funderseatevent',
            name='awaited_email',
            field=models.EmailField(blank=True, editable=False, max_length=254, null=True, verbose_name='courriel attendu'),
        ),
        migrations.RunSQL(AWAITS, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='funderseat',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_funderseatevent" ("awaited_email", "created_at", "created_by_id", "during", "funder_id", "id", "invitation_id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."awaited_email", NEW."created_at", NEW."created_by_id", NEW."during", NEW."funder_id", NEW."id", NEW."invitation_id", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='194efe3999a2428dc8c5362f6e28cc70370bd122', operation='INSERT', pgid='pgtrigger_insert_insert_c4011', table='agreements_funderseat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='funderseat',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_funderseatevent" ("awaited_email", "created_at", "created_by_id", "during", "funder_id", "id", "invitation_id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."awaited_email", NEW."created_at", NEW."created_by_id", NEW."during", NEW."funder_id", NEW."id", NEW."invitation_id", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='35fa026aadc19fdc67a40434f9eed610b4f2e8ac', operation='UPDATE', pgid='pgtrigger_update_update_6b591', table='agreements_funderseat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='funderseat',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_funderseatevent" ("awaited_email", "created_at", "created_by_id", "during", "funder_id", "id", "invitation_id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."awaited_email", OLD."created_at", OLD."created_by_id", OLD."during", OLD."funder_id", OLD."id", OLD."invitation_id", OLD."office_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='7e030e855e391bb00fc5202a41e2663c7f05282c', operation='DELETE', pgid='pgtrigger_delete_delete_a57d0', table='agreements_funderseat', when='AFTER')),
        ),
        number("agreements_funder"),
        number("agreements_funderoffice", "funder_id", where="closed_on IS NULL"),
        number("agreements_programme", "funder_id"),
        number("agreements_stream", "programme_id"),
        migrations.AddConstraint(
            model_name='funder',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Upper('name'), name='funder_named_once'),
        ),
        migrations.AddConstraint(
            model_name='funderoffice',
            constraint=models.UniqueConstraint(models.F('funder'), django.db.models.functions.text.Upper('name'), condition=models.Q(('closed_on__isnull', True)), name='open_office_named_once'),
        ),
        migrations.AddConstraint(
            model_name='funderseat',
            constraint=models.UniqueConstraint(fields=('funder', 'awaited_email'), name='funder_seat_awaits_once'),
        ),
        migrations.AddConstraint(
            model_name='funderseat',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', True), ('awaited_email__isnull', True), _connector='OR'), name='funder_seat_awaits_or_has_person'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(models.F('funder'), django.db.models.functions.text.Upper('name'), name='programme_named_once'),
        ),
        migrations.AddConstraint(
            model_name='stream',
            constraint=models.UniqueConstraint(models.F('programme'), django.db.models.functions.text.Upper('name'), name='stream_named_once'),
        ),
    ]
