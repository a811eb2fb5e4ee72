"""A seat waits once for an e-mail; a form that was sent leaves a trace of where it led."""

import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


def awaits(table: str, *keys: str) -> migrations.RunSQL:
    """Write the e-mail that each waiting seat awaits; of several that await the same, the newest alone counts."""
    same = ", ".join([*(f"seat.{key}" for key in keys), "lower(invitation.email)"])
    return migrations.RunSQL(
        f"""
        UPDATE {table} SET awaited_email = waiting.email FROM (
            SELECT DISTINCT ON ({same}) seat.id, lower(invitation.email) AS email
            FROM {table} seat JOIN organisms_invitation invitation ON invitation.id = seat.invitation_id
            WHERE seat.user_id IS NULL AND invitation.accepted_at IS NULL AND invitation.cancelled_at IS NULL
            ORDER BY {same}, seat.id DESC
        ) waiting WHERE waiting.id = {table}.id
        """,
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('organisms', '0005_letter'),
    ]

    operations = [
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('led_to', models.TextField(blank=True)),
                ('sent_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='auditorseat',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='auditorseat',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='auditorseat',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='networkseat',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='networkseat',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='networkseat',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='auditorseat',
            name='awaited_email',
            field=models.EmailField(blank=True, editable=False, max_length=254, null=True, verbose_name='courriel attendu'),
        ),
        migrations.AddField(
            model_name='auditorseatevent',
            name='awaited_email',
            field=models.EmailField(blank=True, editable=False, max_length=254, null=True, verbose_name='courriel attendu'),
        ),
        migrations.AddField(
            model_name='membership',
            name='awaited_email',
            field=models.EmailField(blank=True, editable=False, max_length=254, null=True, verbose_name='courriel attendu'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='awaited_email',
            field=models.EmailField(blank=True, editable=False, max_length=254, null=True, verbose_name='courriel attendu'),
        ),
        migrations.AddField(
            model_name='networkseat',
            name='awaited_email',
            field=models.EmailField(blank=True, editable=False, max_length=254, null=True, verbose_name='courriel attendu'),
        ),
        migrations.AddField(
            model_name='networkseatevent',
            name='awaited_email',
            field=models.EmailField(blank=True, editable=False, max_length=254, null=True, verbose_name='courriel attendu'),
        ),
        awaits("organisms_auditorseat", "organism_id"),
        awaits("organisms_membership", "organism_id", "role"),
        awaits("organisms_networkseat"),
        pgtrigger.migrations.AddTrigger(
            model_name='auditorseat',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisms_auditorseatevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."awaited_email", NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", NEW."organism_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='95b2f1652458d6476c09f6f14b643d411256b8b0', operation='INSERT', pgid='pgtrigger_insert_insert_6afeb', table='organisms_auditorseat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditorseat',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisms_auditorseatevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."awaited_email", NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", NEW."organism_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='7d2db72267b0ef0f28f875241460b4d804621257', operation='UPDATE', pgid='pgtrigger_update_update_a08e6', table='organisms_auditorseat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditorseat',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisms_auditorseatevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."awaited_email", OLD."created_at", OLD."created_by_id", OLD."during", OLD."id", OLD."invitation_id", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='29c617097bab613afae69f7c1b2163548b4477fb', operation='DELETE', pgid='pgtrigger_delete_delete_7ac8f', table='organisms_auditorseat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisms_membershipevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."awaited_email", NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", NEW."organism_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;', hash='bb56f4460af70759e5c819636c0f40f91809a939', operation='INSERT', pgid='pgtrigger_insert_insert_9dfcd', table='organisms_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisms_membershipevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."awaited_email", NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", NEW."organism_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;', hash='be3b1eb93cf73dc286e7724d0adbb8fcd4c49ece', operation='UPDATE', pgid='pgtrigger_update_update_90243', table='organisms_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisms_membershipevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."awaited_email", OLD."created_at", OLD."created_by_id", OLD."during", OLD."id", OLD."invitation_id", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;', hash='09ce4fb1744ea107fb1775eca1ac2d4e16bc9688', operation='DELETE', pgid='pgtrigger_delete_delete_4282d', table='organisms_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='networkseat',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisms_networkseatevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."awaited_email", NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;', hash='1351ce616e84e829eb1aa555706fada77220a70b', operation='INSERT', pgid='pgtrigger_insert_insert_5a543', table='organisms_networkseat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='networkseat',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisms_networkseatevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."awaited_email", NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;', hash='8b8151fee33a903405f9d3269bea375f5e726e6b', operation='UPDATE', pgid='pgtrigger_update_update_b2739', table='organisms_networkseat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='networkseat',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisms_networkseatevent" ("awaited_email", "created_at", "created_by_id", "during", "id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."awaited_email", OLD."created_at", OLD."created_by_id", OLD."during", OLD."id", OLD."invitation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;', hash='8eee71810c80297bdd901c08035b7a0e1fd0aa8a', operation='DELETE', pgid='pgtrigger_delete_delete_772bc', table='organisms_networkseat', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='auditorseat',
            constraint=models.UniqueConstraint(fields=('organism', 'awaited_email'), name='auditor_seat_awaits_once'),
        ),
        migrations.AddConstraint(
            model_name='auditorseat',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', True), ('awaited_email__isnull', True), _connector='OR'), name='auditor_seat_awaits_or_has_person'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('organism', 'role', 'awaited_email'), name='membership_awaits_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', True), ('awaited_email__isnull', True), _connector='OR'), name='membership_awaits_or_has_person'),
        ),
        migrations.AddConstraint(
            model_name='networkseat',
            constraint=models.UniqueConstraint(fields=('awaited_email',), name='network_seat_awaits_once'),
        ),
        migrations.AddConstraint(
            model_name='networkseat',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', True), ('awaited_email__isnull', True), _connector='OR'), name='network_seat_awaits_or_has_person'),
        ),
    ]
