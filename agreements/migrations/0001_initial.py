import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from roriq_portal.database.migrating.initial_migration import InitialMigration


class Migration(InitialMigration):
    initial = True

    dependencies = [
        ("organisms", "0001_initial"),
        ("organisms", "__first__"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Funder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160)),
                ("sort_name", models.CharField(db_index=True, max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ministry", "Gouvernement du Québec"),
                            ("municipal", "Municipalité ou MRC"),
                            ("federal", "Gouvernement du Canada"),
                            ("foundation", "Fondation"),
                            ("other", "Autre"),
                        ],
                        max_length=10,
                    ),
                ),
                ("email", models.EmailField(blank=True, help_text="pour les bailleurs sans compte", max_length=254)),
                (
                    "year_starts",
                    models.PositiveSmallIntegerField(db_default=4, default=4, verbose_name="premier mois de l’année"),
                ),
            ],
            options={
                "ordering": ["sort_name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("year_starts__range", (1, 12))), name="funder_year_month"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_funderevent" ("email", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name", "year_starts") VALUES (NEW."email", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sort_name", NEW."year_starts"); RETURN NULL;',
                            hash="a1dbb03d6cc72579fa42609d00d03a95fc7dc2a1",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d1197",
                            table="agreements_funder",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_funderevent" ("email", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name", "year_starts") VALUES (NEW."email", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sort_name", NEW."year_starts"); RETURN NULL;',
                            hash="3f2098cd8bd711f3f63f6733bb46df9ff7e3bafd",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_4f93e",
                            table="agreements_funder",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_funderevent" ("email", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name", "year_starts") VALUES (OLD."email", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sort_name", OLD."year_starts"); RETURN NULL;',
                            hash="33009276b35ae9b8109e19bce03d771a5805ac46",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_1e5e1",
                            table="agreements_funder",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.funder",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=160)),
                ("sort_name", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ministry", "Gouvernement du Québec"),
                            ("municipal", "Municipalité ou MRC"),
                            ("federal", "Gouvernement du Canada"),
                            ("foundation", "Fondation"),
                            ("other", "Autre"),
                        ],
                        max_length=10,
                    ),
                ),
                ("email", models.EmailField(blank=True, help_text="pour les bailleurs sans compte", max_length=254)),
                (
                    "year_starts",
                    models.PositiveSmallIntegerField(db_default=4, default=4, verbose_name="premier mois de l’année"),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="f009fee8a4df40c08e6cd31a92c71932dfa9eee0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1d112",
                            table="agreements_funderevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="agreements.funder"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "ordering": ["-during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("funder", "="), ("during", "&&")], name="funder_one_name_at_a_time"
                    ),
                    models.CheckConstraint(condition=models.Q(("during__isempty", False)), name="funder_name_lasts"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__isempty", True),
                            models.Q(
                                models.Q(
                                    ("during__lower_inf", True),
                                    ("during__fully_gt", (None, "1990-01-01")),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("during__upper_inf", True),
                                    ("during__fully_lt", ("2103-01-01", None)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="funder_name_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_fundernameevent" ("during", "funder_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."during", NEW."funder_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="8fdb229d18a46f42518371f4f60604b8061229c2",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6a2ec",
                            table="agreements_fundername",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_fundernameevent" ("during", "funder_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."during", NEW."funder_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="7332cc8fe5ad6e370d2e76df2c621038ca52cf9d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_cb958",
                            table="agreements_fundername",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_fundernameevent" ("during", "funder_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."during", OLD."funder_id", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="dc61c7770600bd11c440a37d492b5fa547f9ec93",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9fbab",
                            table="agreements_fundername",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderNameEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.fundername",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "funder",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="5f7cf1727608b92ac1b3b63a3f1d541107976e37",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b67ba",
                            table="agreements_fundernameevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="successions", to="agreements.funder"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="precessions", to="agreements.funder"
                    ),
                ),
                ("on", models.DateField()),
            ],
            options={
                "ordering": ["on"],
                "constraints": [
                    models.UniqueConstraint(fields=("funder", "successor"), name="succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("funder", models.F("successor")), _negated=True),
                        name="succession_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("on__range", ("1900-01-01", "2100-12-31"))), name="succession_day_in_range"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="no_circle",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    PERFORM pg_advisory_xact_lock(hashtext('agreements_fundersuccession'));\n    IF EXISTS (\n        WITH RECURSIVE after(funder) AS (\n            SELECT NEW.successor_id\n            UNION SELECT s.successor_id FROM agreements_fundersuccession s JOIN after ON s.funder_id = after.funder\n                WHERE s.id <> NEW.id\n        )\n        SELECT 1 FROM after WHERE funder = NEW.funder_id\n    ) THEN\n        RAISE EXCEPTION 'succession in a circle' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="35fe0fc04f590e0e9e0a73ea81163c303c5da4a8",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_no_circle_48ded",
                            table="agreements_fundersuccession",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_fundersuccessionevent" ("funder_id", "id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "successor_id") VALUES (NEW."funder_id", NEW."id", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."successor_id"); RETURN NULL;',
                            hash="dedbabde1cdd25074f776f5fd7d6e22b75009d80",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2d50e",
                            table="agreements_fundersuccession",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_fundersuccessionevent" ("funder_id", "id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "successor_id") VALUES (NEW."funder_id", NEW."id", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."successor_id"); RETURN NULL;',
                            hash="cdf623a9bd40df613b54272e6840ee040958140a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6717d",
                            table="agreements_fundersuccession",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_fundersuccessionevent" ("funder_id", "id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "successor_id") VALUES (OLD."funder_id", OLD."id", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."successor_id"); RETURN NULL;',
                            hash="09d83ae710e32987d6dc34bb0ed72364688a7d64",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3d968",
                            table="agreements_fundersuccession",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderSuccessionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.fundersuccession",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "funder",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                ("on", models.DateField()),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="60f0580bb69d965ead30f683164e0bec380d48d4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_dc6eb",
                            table="agreements_fundersuccessionevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderOffice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offices", to="agreements.funder"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="fermé le")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__range", ("1990-01-01", "2100-12-31")),
                            _connector="OR",
                        ),
                        name="office_closed_in_range",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_funderofficeevent" ("closed_on", "funder_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closed_on", NEW."funder_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="98bfaf6d981ee269d38e3c1fcb50f2b2efbfe4cb",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_97e5e",
                            table="agreements_funderoffice",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_funderofficeevent" ("closed_on", "funder_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closed_on", NEW."funder_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="30d7e9d9eaf3eaaa7305edcbb918f23523e82193",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_17b57",
                            table="agreements_funderoffice",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_funderofficeevent" ("closed_on", "funder_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."closed_on", OLD."funder_id", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="040857abc8723929f51da0d721f5ed82dedae655",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d56c0",
                            table="agreements_funderoffice",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderOfficeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.funderoffice",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "funder",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="fermé le")),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="3a6a020ac851e0239be8ed2601df236eb744bfee",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f123c",
                            table="agreements_funderofficeevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="organisms.invitation",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funder_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="agreements.funder"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="agreements.funderoffice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", False), ("invitation__isnull", False), _connector="OR"),
                        name="funder_seat_has_person_or_invitation",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), ("funder", "="), ("during", "&&")],
                        name="funder_seat_does_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__isempty", True),
                            models.Q(
                                models.Q(
                                    ("during__lower_inf", True),
                                    ("during__fully_gt", (None, "1990-01-01")),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("during__upper_inf", True),
                                    ("during__fully_lt", ("2103-01-01", None)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="funder_seat_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_funderseatevent" ("created_at", "created_by_id", "during", "funder_id", "id", "invitation_id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."funder_id", NEW."id", NEW."invitation_id", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;',
                            hash="9d61ba08a3b19469fb10af5d34bff62dd9d5afe8",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_c4011",
                            table="agreements_funderseat",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_funderseatevent" ("created_at", "created_by_id", "during", "funder_id", "id", "invitation_id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."funder_id", NEW."id", NEW."invitation_id", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;',
                            hash="3c9fce51067ed6beff461a319ebcd8462c79120e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6b591",
                            table="agreements_funderseat",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_funderseatevent" ("created_at", "created_by_id", "during", "funder_id", "id", "invitation_id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."during", OLD."funder_id", OLD."id", OLD."invitation_id", OLD."office_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;',
                            hash="3584c858da19817372449c15b3dbde605c682cfc",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a57d0",
                            table="agreements_funderseat",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FunderSeatEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.funderseat",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.invitation",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funderoffice",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="1ea2acf256ea86d40fbfc20c2691e09e5daec94a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bc99c",
                            table="agreements_funderseatevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="programmes", to="agreements.funder"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("key", models.SlugField(max_length=40, unique=True)),
                (
                    "forbids_double_claims",
                    models.BooleanField(db_default=False, default=False, verbose_name="interdit la double déclaration"),
                ),
            ],
            options={
                "ordering": ["name"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_programmeevent" ("forbids_double_claims", "funder_id", "id", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."forbids_double_claims", NEW."funder_id", NEW."id", NEW."key", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="ab1c7f172423232329a658282fb087dc9357a52e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6d498",
                            table="agreements_programme",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_programmeevent" ("forbids_double_claims", "funder_id", "id", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."forbids_double_claims", NEW."funder_id", NEW."id", NEW."key", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="48513224bc1de68003aa1b60f0416f18e2d3e9bd",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7a595",
                            table="agreements_programme",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_programmeevent" ("forbids_double_claims", "funder_id", "id", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."forbids_double_claims", OLD."funder_id", OLD."id", OLD."key", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="37a1cbaf5ca93d800b7c380460342bc1918f4400",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b515c",
                            table="agreements_programme",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.programme",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "funder",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("key", models.SlugField(db_index=False, max_length=40)),
                (
                    "forbids_double_claims",
                    models.BooleanField(db_default=False, default=False, verbose_name="interdit la double déclaration"),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="f65c5c5b21c8173b0c7293ee14714d9a0f193b03",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0beaa",
                            table="agreements_programmeevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Stream",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="streams", to="agreements.programme"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["name"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_streamevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id"); RETURN NULL;',
                            hash="1630b70b82d1a1b98deb57d8b7f51695e94e916a",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d0950",
                            table="agreements_stream",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_streamevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id"); RETURN NULL;',
                            hash="ceb0b5fa682f4c9e7cc8dacdf8492f9ab11d4b04",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_136f8",
                            table="agreements_stream",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_streamevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id"); RETURN NULL;',
                            hash="ba0b3a534c29e9b9a4d4ad5c74e0bcce17c2635c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b70ec",
                            table="agreements_stream",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StreamEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.stream",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.programme",
                    ),
                ),
                ("name", models.CharField(max_length=160)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="f82f2a404745d1cb585b6a142d0c92d3a7f12860",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9ee88",
                            table="agreements_streamevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Priority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="priorities",
                        to="agreements.programme",
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("words", models.CharField(max_length=120)),
                (
                    "component",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                            (2, "Activités d’insertion en emploi"),
                            (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                            (4, "Accueil, établissement et intégration des familles"),
                            (5, "Développement des activités de régionalisation"),
                        ],
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ["programme", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "code"), name="priority_once_per_programme")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_priorityevent" ("code", "component", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "words") VALUES (NEW."code", NEW."component", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."words"); RETURN NULL;',
                            hash="886abe3f380c9dfd05af991f9ec9fc40d8f824b6",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_ade1b",
                            table="agreements_priority",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_priorityevent" ("code", "component", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "words") VALUES (NEW."code", NEW."component", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."words"); RETURN NULL;',
                            hash="c796bdd924bad44c6238bc49bc96284f5f74d15f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0dabd",
                            table="agreements_priority",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_priorityevent" ("code", "component", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "words") VALUES (OLD."code", OLD."component", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."words"); RETURN NULL;',
                            hash="56a5e67fab1d0e72a1f8beef4e58e38eb50d74d4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d564a",
                            table="agreements_priority",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriorityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.priority",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.programme",
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("words", models.CharField(max_length=120)),
                (
                    "component",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                            (2, "Activités d’insertion en emploi"),
                            (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                            (4, "Accueil, établissement et intégration des familles"),
                            (5, "Développement des activités de régionalisation"),
                        ],
                        null=True,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="de37f3f12daa3266cc9ca838a96cdd5f32fcf3cf",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fdb10",
                            table="agreements_priorityevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="organisms.organism"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="agreements.programme",
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="agreements.stream",
                    ),
                ),
                ("reference", models.CharField(max_length=40)),
                ("funder_reference", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[("core", "Mission"), ("service", "Services"), ("project", "Projet")],
                        db_default="service",
                        default="service",
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signée le")),
                (
                    "renews",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "is_complementary",
                    models.BooleanField(db_default=False, default=False, verbose_name="complémentaire"),
                ),
                (
                    "funder_share_max",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="part maximale des bailleurs, en %",
                    ),
                ),
                (
                    "in_kind_allowed",
                    models.BooleanField(db_default=True, default=True, verbose_name="apports en nature admis"),
                ),
                (
                    "stacking_limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="cumul maximal des aides publiques, en %",
                    ),
                ),
                (
                    "forbids_double_claims",
                    models.BooleanField(blank=True, null=True, verbose_name="interdit la double déclaration"),
                ),
                (
                    "components",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(
                            choices=[
                                (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                                (2, "Activités d’insertion en emploi"),
                                (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                                (4, "Accueil, établissement et intégration des familles"),
                                (5, "Développement des activités de régionalisation"),
                            ]
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "issued_by_network",
                    models.BooleanField(default=False, verbose_name="le réseau transmet les rapports"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("regions", models.ManyToManyField(blank=True, related_name="agreements", to="organisms.region")),
                ("mrcs", models.ManyToManyField(blank=True, related_name="agreements", to="organisms.mrc")),
            ],
            options={
                "ordering": ["reference"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organism", "reference"), name="agreement_reference_once_per_organism"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__fully_gt", (None, "1990-01-01")), ("during__fully_lt", ("2100-01-02", None))
                        ),
                        name="agreement_term_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signed_on__range", ("1990-01-01", "2100-12-31"))),
                        name="agreement_signed_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("renews", models.F("pk")), _negated=True), name="agreement_renews_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("funder_share_max__isnull", True),
                                ("funder_share_max__range", (0, 100)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("stacking_limit__isnull", True), ("stacking_limit__range", (0, 100)), _connector="OR"
                            ),
                        ),
                        name="agreement_shares_are_percentages",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_complementary", False), ("stream__isnull", False)),
                        expressions=[("organism", "="), ("stream", "="), ("during", "&&")],
                        name="one_agreement_per_stream_at_a_time",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="parties_hold",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            declare="DECLARE target bigint; leads bigint; total numeric;",
                            func="\n    FOR target IN SELECT DISTINCT t FROM unnest(ARRAY[NEW.id]) t WHERE t IS NOT NULL LOOP\n        PERFORM 1 FROM agreements_agreement WHERE id = target FOR NO KEY UPDATE;\n        IF FOUND THEN\n            SELECT count(*) FILTER (WHERE is_lead), COALESCE(sum(share), 0) INTO leads, total\n                FROM agreements_agreementfunder WHERE agreement_id = target;\n            IF leads <> 1 THEN\n                RAISE EXCEPTION 'agreement without its lead funder' USING ERRCODE = '23514';\n            END IF;\n            IF total <> 100 THEN\n                RAISE EXCEPTION 'shares of funders do not total 100' USING ERRCODE = '23514';\n            END IF;\n        END IF;\n    END LOOP;\n    RETURN NULL;\n",
                            hash="438746424a5566359a76a0cd4b96225d2f774dc3",
                            operation="INSERT",
                            pgid="pgtrigger_parties_hold_77a9f",
                            table="agreements_agreement",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="renews_one_of_its_own",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.renews_id IS NOT NULL THEN\n        PERFORM 1 FROM agreements_agreement r\n            WHERE r.id = NEW.renews_id AND r.organism_id = NEW.organism_id AND lower(r.during) < lower(NEW.during)\n            FOR SHARE;\n        IF NOT FOUND THEN\n            RAISE EXCEPTION 'renews an agreement of another organism or a later one' USING ERRCODE = '23514';\n        END IF;\n    END IF;\n    IF TG_OP = 'UPDATE' AND EXISTS (\n        SELECT 1 FROM agreements_agreement f\n        WHERE f.renews_id = NEW.id AND (f.organism_id <> NEW.organism_id OR lower(f.during) <= lower(NEW.during))\n    ) THEN\n        RAISE EXCEPTION 'renews an agreement of another organism or a later one' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="9a42d2027efe69aa6f6c37eb2af3465bad7c9ec2",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_renews_one_of_its_own_43f84",
                            table="agreements_agreement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="lead_is_no_partner",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (\n        SELECT 1 FROM agreements_agreementpartner WHERE agreement_id = NEW.id AND organism_id = NEW.organism_id\n    ) THEN\n        RAISE EXCEPTION 'lead organism is its own partner' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="7bfde1f7576d17a412705cdd5bcd54e1eead095e",
                            operation="UPDATE",
                            pgid="pgtrigger_lead_is_no_partner_0cba5",
                            table="agreements_agreement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_agreementevent" ("components", "created_at", "created_by_id", "during", "forbids_double_claims", "funder_reference", "funder_share_max", "id", "in_kind_allowed", "is_complementary", "issued_by_network", "kind", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reference", "renews_id", "signed_on", "stacking_limit", "stream_id", "title") VALUES (OLD."components", OLD."created_at", OLD."created_by_id", OLD."during", OLD."forbids_double_claims", OLD."funder_reference", OLD."funder_share_max", OLD."id", OLD."in_kind_allowed", OLD."is_complementary", OLD."issued_by_network", OLD."kind", OLD."organism_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."programme_id", OLD."reference", OLD."renews_id", OLD."signed_on", OLD."stacking_limit", OLD."stream_id", OLD."title"); RETURN NULL;',
                            hash="e69b9946d6fc519271aa8310bfff6f1e289fb5a6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_36fdd",
                            table="agreements_agreement",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_agreementevent" ("components", "created_at", "created_by_id", "during", "forbids_double_claims", "funder_reference", "funder_share_max", "id", "in_kind_allowed", "is_complementary", "issued_by_network", "kind", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reference", "renews_id", "signed_on", "stacking_limit", "stream_id", "title") VALUES (OLD."components", OLD."created_at", OLD."created_by_id", OLD."during", OLD."forbids_double_claims", OLD."funder_reference", OLD."funder_share_max", OLD."id", OLD."in_kind_allowed", OLD."is_complementary", OLD."issued_by_network", OLD."kind", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."reference", OLD."renews_id", OLD."signed_on", OLD."stacking_limit", OLD."stream_id", OLD."title"); RETURN NULL;',
                            hash="d28627d920835cb49034741b465583aa1df319b1",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a07e3",
                            table="agreements_agreement",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "organism",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.organism",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.programme",
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.stream",
                    ),
                ),
                ("reference", models.CharField(max_length=40)),
                ("funder_reference", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[("core", "Mission"), ("service", "Services"), ("project", "Projet")],
                        db_default="service",
                        default="service",
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signée le")),
                (
                    "renews",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "is_complementary",
                    models.BooleanField(db_default=False, default=False, verbose_name="complémentaire"),
                ),
                (
                    "funder_share_max",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="part maximale des bailleurs, en %",
                    ),
                ),
                (
                    "in_kind_allowed",
                    models.BooleanField(db_default=True, default=True, verbose_name="apports en nature admis"),
                ),
                (
                    "stacking_limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="cumul maximal des aides publiques, en %",
                    ),
                ),
                (
                    "forbids_double_claims",
                    models.BooleanField(blank=True, null=True, verbose_name="interdit la double déclaration"),
                ),
                (
                    "components",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(
                            choices=[
                                (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                                (2, "Activités d’insertion en emploi"),
                                (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                                (4, "Accueil, établissement et intégration des familles"),
                                (5, "Développement des activités de régionalisation"),
                            ]
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "issued_by_network",
                    models.BooleanField(default=False, verbose_name="le réseau transmet les rapports"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="8fd63f28d87094ee5589b58bdb7cca1887ed9d78",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ab134",
                            table="agreements_agreementevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementFunder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="agreements.funder"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="agreements.funderoffice",
                    ),
                ),
                ("is_lead", models.BooleanField(default=True)),
                (
                    "share",
                    models.DecimalField(
                        db_default=0, decimal_places=2, default=0, max_digits=5, verbose_name="part, en %"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "funder"), name="funder_signs_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_lead", True)), fields=("agreement",), name="one_lead_funder"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__range", (0, 100))), name="funder_share_is_percentage"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="parties_hold",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            declare="DECLARE target bigint; leads bigint; total numeric;",
                            func="\n    FOR target IN SELECT DISTINCT t FROM unnest(ARRAY[OLD.agreement_id, NEW.agreement_id]) t WHERE t IS NOT NULL LOOP\n        PERFORM 1 FROM agreements_agreement WHERE id = target FOR NO KEY UPDATE;\n        IF FOUND THEN\n            SELECT count(*) FILTER (WHERE is_lead), COALESCE(sum(share), 0) INTO leads, total\n                FROM agreements_agreementfunder WHERE agreement_id = target;\n            IF leads <> 1 THEN\n                RAISE EXCEPTION 'agreement without its lead funder' USING ERRCODE = '23514';\n            END IF;\n            IF total <> 100 THEN\n                RAISE EXCEPTION 'shares of funders do not total 100' USING ERRCODE = '23514';\n            END IF;\n        END IF;\n    END LOOP;\n    RETURN NULL;\n",
                            hash="d3094d29910164154696f64f28d101d8199889d9",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_parties_hold_bcfb6",
                            table="agreements_agreementfunder",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_agreementfunderevent" ("agreement_id", "funder_id", "id", "is_lead", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share") VALUES (OLD."agreement_id", OLD."funder_id", OLD."id", OLD."is_lead", OLD."office_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."share"); RETURN NULL;',
                            hash="8a5aaee3200690274b6483ab21eead487bb09e5b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_102a1",
                            table="agreements_agreementfunder",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_agreementfunderevent" ("agreement_id", "funder_id", "id", "is_lead", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share") VALUES (OLD."agreement_id", OLD."funder_id", OLD."id", OLD."is_lead", OLD."office_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."share"); RETURN NULL;',
                            hash="a474e29b1b595d0ce3383cc3311d8d19e8cf1348",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c1f44",
                            table="agreements_agreementfunder",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementFunderEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.agreementfunder",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funderoffice",
                    ),
                ),
                ("is_lead", models.BooleanField(default=True)),
                (
                    "share",
                    models.DecimalField(
                        db_default=0, decimal_places=2, default=0, max_digits=5, verbose_name="part, en %"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="83674a602a89059e1d8ab2fa767de51a3604f499",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_48bae",
                            table="agreements_agreementfunderevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="years", to="agreements.agreement"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="agreement_year_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__isempty", True),
                            models.Q(
                                models.Q(
                                    ("during__lower_inf", True),
                                    ("during__fully_gt", (None, "1990-01-01")),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("during__upper_inf", True),
                                    ("during__fully_lt", ("2103-01-01", None)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_year_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="agreement_year_amount_not_negative"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("agreement", "="), ("during", "&&")], name="agreement_years_do_not_overlap"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="holds_its_money",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM agreements_expense e JOIN agreements_budgetline l ON l.id = e.line_id\n        WHERE l.year_id = NEW.id AND e.explanation = '' AND NOT (NEW.during @> e.day))\n        OR EXISTS (SELECT 1 FROM agreements_contribution WHERE year_id = NEW.id AND NOT (NEW.during @> day)) THEN\n        RAISE EXCEPTION 'year leaves its money outside' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="7d1e33eecdcd7e6bcb3cf8f20d2cc69426a63214",
                            operation='UPDATE OF "during"',
                            pgid="pgtrigger_holds_its_money_566c5",
                            table="agreements_agreementyear",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_agreementyearevent" ("agreement_id", "amount", "during", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreement_id", OLD."amount", OLD."during", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;',
                            hash="1dbccfe17ca98faa5f865b12d6b8f6785b1ecf59",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d038c",
                            table="agreements_agreementyear",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_agreementyearevent" ("agreement_id", "amount", "during", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreement_id", OLD."amount", OLD."during", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="559e2c23579b6395e775727d8167b6da583cb8ad",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_bbe91",
                            table="agreements_agreementyear",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementYearEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.agreementyear",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="4d4f9940ddbb429f79a3e4573cd7f864e878bd26",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8a33d",
                            table="agreements_agreementyearevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="agreements.agreementyear",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="organisms.indicator"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
            ],
            options={
                "ordering": ["year", "indicator"],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "indicator"), name="target_once_per_year_and_indicator"),
                    models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="target_not_negative"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_targetevent" ("id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "year_id") VALUES (OLD."id", OLD."indicator_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."value", OLD."year_id"); RETURN NULL;',
                            hash="715dcb254aa382c5a4c43d74e75d6b193d7e732c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_11688",
                            table="agreements_target",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_targetevent" ("id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "year_id") VALUES (OLD."id", OLD."indicator_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."value", OLD."year_id"); RETURN NULL;',
                            hash="506672aae39488e75ecdfde102d05cdc83532ea3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_1f343",
                            table="agreements_target",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.target",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "year",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreementyear",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.indicator",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="d31a7b8d505329d316b7dbda6202dd5a21cae4eb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0c851",
                            table="agreements_targetevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="agreements.agreement",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "instrument",
                    models.CharField(
                        choices=[("amendment", "Avenant"), ("letter", "Lettre")],
                        default="amendment",
                        max_length=10,
                        verbose_name="acte",
                    ),
                ),
                ("effective_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "signed_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "instrument", "number"), name="amendment_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="amendment_numbered_from_one"),
                    models.UniqueConstraint(
                        condition=models.Q(("instrument", "amendment"), ("signed_at__isnull", True)),
                        fields=("agreement",),
                        name="one_amendment_drafted_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("number__isnull", True),
                                ("signed_at__isnull", True),
                                ("signed_by__isnull", True),
                                ("signed_on__isnull", True),
                            ),
                            models.Q(
                                ("number__isnull", False),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("signed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="amendment_signed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effective_on__range", ("1990-01-01", "2100-12-31"))),
                        name="amendment_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signed_on__range", ("1990-01-01", "2102-12-31"))),
                        name="amendment_signed_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="signed_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."signed_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'amendment is signed' USING ERRCODE = '23514';",
                            hash="b81f6a2d31212a945186494d0f2a342d67cc7593",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_signed_stays_5cdba",
                            table="agreements_amendment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_amendmentevent" ("agreement_id", "drafted_at", "drafted_by_id", "effective_on", "id", "instrument", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "signed_at", "signed_by_id", "signed_on") VALUES (OLD."agreement_id", OLD."drafted_at", OLD."drafted_by_id", OLD."effective_on", OLD."id", OLD."instrument", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."revision", OLD."signed_at", OLD."signed_by_id", OLD."signed_on"); RETURN NULL;',
                            hash="7b9250b7ac5f7e330c098ec890d7b1239d65a8e5",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_82160",
                            table="agreements_amendment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_amendmentevent" ("agreement_id", "drafted_at", "drafted_by_id", "effective_on", "id", "instrument", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revision", "signed_at", "signed_by_id", "signed_on") VALUES (OLD."agreement_id", OLD."drafted_at", OLD."drafted_by_id", OLD."effective_on", OLD."id", OLD."instrument", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."revision", OLD."signed_at", OLD."signed_by_id", OLD."signed_on"); RETURN NULL;',
                            hash="8374d015713c0ee99379aaeeaa1164416ff78d03",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0833d",
                            table="agreements_amendment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.amendment",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "instrument",
                    models.CharField(
                        choices=[("amendment", "Avenant"), ("letter", "Lettre")],
                        default="amendment",
                        max_length=10,
                        verbose_name="acte",
                    ),
                ),
                ("effective_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="6f5ad1728e6c145840843357e611f85a43e5ed1c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c5a16",
                            table="agreements_amendmentevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="agreements.amendment"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("term", "Durée"),
                            ("amount", "Montant"),
                            ("party", "Partie"),
                            ("target", "Cible"),
                            ("requirement", "Exigence"),
                        ],
                        max_length=12,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=40)),
                ("old", models.CharField(blank=True, max_length=80, null=True)),
                ("new", models.CharField(blank=True, max_length=80, null=True)),
            ],
            options={
                "ordering": ["amendment", "kind", "subject"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("amendment", "kind", "subject"), name="clause_changed_once_per_amendment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("new__isnull", False), ("old__isnull", True)),
                            models.Q(("new__isnull", True), ("old__isnull", False)),
                            models.Q(
                                ("new__isnull", False),
                                ("old__isnull", False),
                                models.Q(("old", models.F("new")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="change_changes",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="while_drafted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE signed timestamptz;",
                            func="\n    IF TG_OP = 'UPDATE' AND NEW.amendment_id <> OLD.amendment_id THEN\n        RAISE EXCEPTION 'row leaves its amendment' USING ERRCODE = '23514';\n    END IF;\n    SELECT signed_at INTO signed FROM agreements_amendment\n        WHERE id = COALESCE(NEW.amendment_id, OLD.amendment_id) FOR SHARE;\n    IF signed IS NOT NULL THEN\n        RAISE EXCEPTION 'amendment is signed' USING ERRCODE = '23514';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                            hash="36959946239337207538f162356120d3085fe10f",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_while_drafted_4773c",
                            table="agreements_change",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("interim", "Rapport d’étape"),
                            ("final", "Rapport final"),
                            ("financial", "Rapport financier"),
                            ("monthly", "Rapport mensuel"),
                            ("extra", "Livrable en plus"),
                        ],
                        max_length=10,
                    ),
                ),
                ("period_from_month", models.PositiveSmallIntegerField(default=4)),
                ("period_months", models.PositiveSmallIntegerField(default=12)),
                (
                    "due_month",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="premier jour ainsi daté après la fin de la période", null=True
                    ),
                ),
                ("due_day", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "due_after_days",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="jours après le dernier de la période", null=True
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "kind"), name="requirement_once_per_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_from_month__range", (1, 12)),
                            ("period_months__range", (1, 12)),
                            models.Q(("due_month__isnull", True), ("due_month__range", (1, 12)), _connector="OR"),
                            models.Q(("due_day__isnull", True), ("due_day__range", (1, 31)), _connector="OR"),
                        ),
                        name="requirement_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_after_days__isnull", True),
                                ("due_day__isnull", True),
                                ("due_month__isnull", True),
                                ("kind", "extra"),
                            ),
                            models.Q(
                                models.Q(("kind__in", ["extra", "monthly"]), _negated=True),
                                ("due_after_days__isnull", True),
                                ("due_day__isnull", False),
                                ("due_month__isnull", False),
                            ),
                            models.Q(
                                models.Q(("kind", "extra"), _negated=True),
                                ("due_after_days__isnull", False),
                                ("due_day__isnull", True),
                                ("due_month__isnull", True),
                                ("due_after_days__range", (0, 365)),
                            ),
                            _connector="OR",
                        ),
                        name="requirement_due_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "monthly"), _negated=True), ("period_months", 1), _connector="OR"
                        ),
                        name="requirement_monthly_by_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deliverable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliverables",
                        to="agreements.requirement",
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("due_on", models.DateField()),
                ("title", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("asked_by", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("skipped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "skipped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("skipped_reason", models.CharField(blank=True, db_default="", default="", max_length=300)),
                ("handed_on", models.DateField(blank=True, null=True)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "handed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revision", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("requirement", "="), ("period", "="), ("title", "=")],
                        name="deliverable_once_per_period_and_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period__isempty", False),
                            ("period__lower_inf", False),
                            ("period__upper_inf", False),
                            ("due_on__range", ("1990-01-01", "2102-12-31")),
                        ),
                        name="deliverable_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("added_at__isnull", True), ("added_by__isnull", True), ("asked_by", ""), ("title", "")
                            ),
                            models.Q(
                                models.Q(("title", ""), _negated=True),
                                models.Q(("asked_by", ""), _negated=True),
                                ("added_at__isnull", False),
                                ("added_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="deliverable_extra_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("skipped_at__isnull", True), ("skipped_by__isnull", True), ("skipped_reason", "")
                            ),
                            models.Q(
                                ("skipped_at__isnull", False),
                                ("skipped_by__isnull", False),
                                models.Q(("skipped_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="deliverable_skipped_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handed_at__isnull", True), ("handed_by__isnull", True), ("handed_on__isnull", True)
                            ),
                            models.Q(
                                ("handed_at__isnull", False),
                                ("handed_by__isnull", False),
                                ("handed_on__isnull", False),
                                ("handed_on__range", ("1990-01-01", "2102-12-31")),
                            ),
                            _connector="OR",
                        ),
                        name="deliverable_handed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("skipped_at__isnull", True), ("handed_at__isnull", True), _connector="OR"),
                        name="deliverable_skipped_or_handed",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="as_its_requirement_says",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE asked text;",
                            func="\n    SELECT kind INTO asked FROM agreements_requirement WHERE id = NEW.requirement_id;\n    IF (asked = 'extra') <> (NEW.title <> '') THEN\n        RAISE EXCEPTION 'only an extra deliverable has its own title' USING ERRCODE = '23514';\n    END IF;\n    IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;\n    IF NEW.requirement_id <> OLD.requirement_id THEN\n        RAISE EXCEPTION 'deliverable leaves its requirement' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.due_on IS NOT DISTINCT FROM OLD.due_on AND NEW.skipped_at IS NULL AND NEW.handed_at IS NULL THEN\n        RETURN NEW;\n    END IF;\n    IF EXISTS (SELECT 1 FROM reporting_report WHERE deliverable_id = OLD.id) THEN\n        IF NEW.skipped_at IS NOT NULL OR NEW.handed_at IS NOT NULL THEN\n            RAISE EXCEPTION 'report is begun' USING ERRCODE = '23514';\n        END IF;\n        IF NOT EXISTS (SELECT 1 FROM agreements_extension\n                       WHERE deliverable_id = OLD.id AND old_on = OLD.due_on AND new_on = NEW.due_on) THEN\n            RAISE EXCEPTION 'a begun report keeps its day' USING ERRCODE = '23514';\n        END IF;\n    END IF;\n    RETURN NEW;\n",
                            hash="9c7d706d4611087397b20f178c7f7df3828c5f9a",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_as_its_requirement_says_d7bbd",
                            table="agreements_deliverable",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_deliverableevent" ("added_at", "added_by_id", "asked_by", "changed_at", "due_on", "handed_at", "handed_by_id", "handed_on", "id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requirement_id", "revision", "skipped_at", "skipped_by_id", "skipped_reason", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."asked_by", OLD."changed_at", OLD."due_on", OLD."handed_at", OLD."handed_by_id", OLD."handed_on", OLD."id", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."requirement_id", OLD."revision", OLD."skipped_at", OLD."skipped_by_id", OLD."skipped_reason", OLD."title"); RETURN NULL;',
                            hash="9a077c205329a77c8a3d638947a72b950683b820",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_92279",
                            table="agreements_deliverable",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_deliverableevent" ("added_at", "added_by_id", "asked_by", "changed_at", "due_on", "handed_at", "handed_by_id", "handed_on", "id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requirement_id", "revision", "skipped_at", "skipped_by_id", "skipped_reason", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."asked_by", OLD."changed_at", OLD."due_on", OLD."handed_at", OLD."handed_by_id", OLD."handed_on", OLD."id", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."requirement_id", OLD."revision", OLD."skipped_at", OLD."skipped_by_id", OLD."skipped_reason", OLD."title"); RETURN NULL;',
                            hash="b8511bc67fa31b8b75904599b3d1ba9065734d6b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b4383",
                            table="agreements_deliverable",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliverableEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.deliverable",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "requirement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.requirement",
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("due_on", models.DateField()),
                ("title", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("asked_by", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("added_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("skipped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "skipped_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("skipped_reason", models.CharField(blank=True, db_default="", default="", max_length=300)),
                ("handed_on", models.DateField(blank=True, null=True)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "handed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revision", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="db6b74a6df748b9ba817eb7ade248a5c3a8d1aeb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_95a53",
                            table="agreements_deliverableevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "deliverable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="agreements.deliverable",
                    ),
                ),
                ("old_on", models.DateField()),
                ("new_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["deliverable", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("old_on__range", ("1990-01-01", "2102-12-31"))),
                        name="extension_old_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("new_on__gt", models.F("old_on"))), name="extension_is_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("new_on__range", ("1990-01-01", "2102-12-31"))), name="extension_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="extension_says_why"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="never_rewritten",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'an extension stays as it was granted' USING ERRCODE = '23514';",
                            hash="4daa544fb70196ab0b5a8a3dcc699b87ea0817e2",
                            operation="UPDATE",
                            pgid="pgtrigger_never_rewritten_ab6f5",
                            table="agreements_extension",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="from_the_day_that_stands",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE standing date;",
                            func="\n    SELECT due_on INTO standing FROM agreements_deliverable WHERE id = NEW.deliverable_id FOR UPDATE;\n    IF standing <> NEW.old_on THEN\n        RAISE EXCEPTION 'former day is not the one that stands' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="14cdffce3070b69393c571d68b3677c3063ad81a",
                            operation="INSERT",
                            pgid="pgtrigger_from_the_day_that_stands_56d58",
                            table="agreements_extension",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_extensionevent" ("deliverable_id", "granted_at", "granted_by_id", "id", "new_on", "old_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."deliverable_id", OLD."granted_at", OLD."granted_by_id", OLD."id", OLD."new_on", OLD."old_on", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason"); RETURN NULL;',
                            hash="12e3bfca3bdbf6e4378873f072a0ceda122b7b6b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_93841",
                            table="agreements_extension",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_extensionevent" ("deliverable_id", "granted_at", "granted_by_id", "id", "new_on", "old_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."deliverable_id", OLD."granted_at", OLD."granted_by_id", OLD."id", OLD."new_on", OLD."old_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;',
                            hash="3b124d2f8dbcf5f842d3e1b6c4ea059fc4590646",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9b056",
                            table="agreements_extension",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExtensionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.extension",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "deliverable",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.deliverable",
                    ),
                ),
                ("old_on", models.DateField()),
                ("new_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "granted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="420cd78d3be0f23299a8be2cb8d541a9d53a84ab",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_27d32",
                            table="agreements_extensionevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="money_rules",
                        to="agreements.agreement",
                    ),
                ),
                ("transfer_limit", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                (
                    "transfer_base",
                    models.CharField(
                        choices=[
                            ("source", "du poste d’où l’argent part"),
                            ("smaller", "du plus petit des deux postes"),
                        ],
                        default="source",
                        max_length=7,
                    ),
                ),
                ("holdback", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("transfer_limit__isnull", True), ("transfer_limit__range", (0, 100)), _connector="OR"
                            ),
                            ("holdback__range", (0, 100)),
                        ),
                        name="money_rules_are_percentages",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_moneyrulesevent" ("agreement_id", "holdback", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "transfer_base", "transfer_limit") VALUES (OLD."agreement_id", OLD."holdback", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."transfer_base", OLD."transfer_limit"); RETURN NULL;',
                            hash="12cb490b5f41d8c9408ef2cf2027a82040bb83a6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e6d45",
                            table="agreements_moneyrules",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_moneyrulesevent" ("agreement_id", "holdback", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "transfer_base", "transfer_limit") VALUES (OLD."agreement_id", OLD."holdback", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."transfer_base", OLD."transfer_limit"); RETURN NULL;',
                            hash="aba8e92c66deb72ac6a834e6110bea0268fb652e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_20b00",
                            table="agreements_moneyrules",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyRulesEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.moneyrules",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
                    ),
                ),
                ("transfer_limit", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                (
                    "transfer_base",
                    models.CharField(
                        choices=[
                            ("source", "du poste d’où l’argent part"),
                            ("smaller", "du plus petit des deux postes"),
                        ],
                        default="source",
                        max_length=7,
                    ),
                ),
                ("holdback", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="f39feac0ea3c89029467334666d826a7f5e4608b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_508b3",
                            table="agreements_moneyrulesevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="agreements.agreementyear"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("salaires", "Salaires"),
                            ("deplacements", "Déplacements"),
                            ("activites", "Activités"),
                            ("administration", "Administration"),
                            ("autre", "Autre"),
                        ],
                        default="autre",
                        max_length=16,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["year", "order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "name"), name="budget_line_once_per_year"),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="budget_line_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nature__in", ["salaires", "deplacements", "activites", "administration", "autre"])
                        ),
                        name="budget_line_nature",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="line_holds",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE moved numeric;",
                            func="\n    IF NEW.year_id <> OLD.year_id THEN\n        RAISE EXCEPTION 'line leaves its year' USING ERRCODE = '23514';\n    END IF;\n    SELECT COALESCE(SUM(CASE WHEN target_id = NEW.id THEN amount ELSE -amount END), 0) INTO moved\n        FROM agreements_transfer WHERE cancelled_at IS NULL AND NEW.id IN (source_id, target_id);\n    IF NEW.amount + moved < 0 THEN\n        RAISE EXCEPTION 'line holds less than its transfers' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="8666c54b25971550f9573e820f53752a2e4037b2",
                            operation="UPDATE",
                            pgid="pgtrigger_line_holds_d954a",
                            table="agreements_budgetline",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_budgetlineevent" ("amount", "id", "name", "nature", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year_id") VALUES (OLD."amount", OLD."id", OLD."name", OLD."nature", OLD."order", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."year_id"); RETURN NULL;',
                            hash="626d9c6922b82aef07a1aa6f3b6fbb3aab380e7c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e5887",
                            table="agreements_budgetline",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_budgetlineevent" ("amount", "id", "name", "nature", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year_id") VALUES (OLD."amount", OLD."id", OLD."name", OLD."nature", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."year_id"); RETURN NULL;',
                            hash="dfb618143c6a21b4fe8d240330f9c817fb076d29",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_40a26",
                            table="agreements_budgetline",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.budgetline",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "year",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreementyear",
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("salaires", "Salaires"),
                            ("deplacements", "Déplacements"),
                            ("activites", "Activités"),
                            ("administration", "Administration"),
                            ("autre", "Autre"),
                        ],
                        default="autre",
                        max_length=16,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="e35d5345e02abb50398c380952715c2ee19b63a1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d42b8",
                            table="agreements_budgetlineevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="agreements.agreementyear",
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="instalments", to="agreements.funder"
                    ),
                ),
                ("share", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("expected_on", models.DateField()),
                (
                    "condition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="agreements.deliverable",
                    ),
                ),
            ],
            options={
                "ordering": ["year", "expected_on", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="instalment_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("share__isnull", True), ("share__range", (0, 100)), _connector="OR"),
                        name="instalment_share_is_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expected_on__range", ("1990-01-01", "2100-12-31"))),
                        name="instalment_day_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="own_condition",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.condition_id IS NOT NULL AND NOT EXISTS (\n        SELECT 1 FROM agreements_deliverable d\n            JOIN agreements_requirement r ON r.id = d.requirement_id\n            JOIN agreements_agreementyear y ON y.agreement_id = r.agreement_id\n            WHERE d.id = NEW.condition_id AND y.id = NEW.year_id) THEN\n        RAISE EXCEPTION 'deliverable of another agreement' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="c1f3b3ee9c0d74914f9380acce32b9f620980425",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_own_condition_bc3b6",
                            table="agreements_instalment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_instalmentevent" ("amount", "condition_id", "expected_on", "funder_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share", "year_id") VALUES (OLD."amount", OLD."condition_id", OLD."expected_on", OLD."funder_id", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."share", OLD."year_id"); RETURN NULL;',
                            hash="678b12e02f8e5dfd04e054c50d825e9d53ae12db",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_aef1b",
                            table="agreements_instalment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_instalmentevent" ("amount", "condition_id", "expected_on", "funder_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share", "year_id") VALUES (OLD."amount", OLD."condition_id", OLD."expected_on", OLD."funder_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."share", OLD."year_id"); RETURN NULL;',
                            hash="0bb48f296a4330ac85dc3b030cf8ff97cf6c01aa",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_769d3",
                            table="agreements_instalment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstalmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.instalment",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "year",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreementyear",
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                ("share", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("expected_on", models.DateField()),
                (
                    "condition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.deliverable",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="00a99f6967b355c7848e7fd571c5b523a9090d2a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_541c1",
                            table="agreements_instalmentevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="agreements.instalment"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("corrected_reason", models.CharField(blank=True, max_length=300)),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "corrected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["day", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="payment_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("day__range", ("1990-01-01", "2100-12-31"))), name="payment_day_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("corrected_at__isnull", True), ("corrected_by__isnull", True), ("corrected_reason", "")
                            ),
                            models.Q(
                                ("corrected_at__isnull", False),
                                ("corrected_by__isnull", False),
                                models.Q(("corrected_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payment_corrected_whole",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="corrected_with_reason",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF TG_OP = 'DELETE' OR NEW.instalment_id <> OLD.instalment_id THEN\n        RAISE EXCEPTION 'what was received stays' USING ERRCODE = '23514';\n    END IF;\n    IF (NEW.amount <> OLD.amount OR NEW.day <> OLD.day)\n        AND (NEW.corrected_reason = '' OR NEW.corrected_at IS NOT DISTINCT FROM OLD.corrected_at) THEN\n        RAISE EXCEPTION 'correction without a reason' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="08169ed273142fd18d77478f9d249d0a9c88f4b9",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_corrected_with_reason_f8350",
                            table="agreements_payment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_paymentevent" ("amount", "corrected_at", "corrected_by_id", "corrected_reason", "created_at", "created_by_id", "day", "id", "instalment_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."amount", OLD."corrected_at", OLD."corrected_by_id", OLD."corrected_reason", OLD."created_at", OLD."created_by_id", OLD."day", OLD."id", OLD."instalment_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;',
                            hash="9888259dad23b8e1b02aad5518ad443e73459076",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b4534",
                            table="agreements_payment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_paymentevent" ("amount", "corrected_at", "corrected_by_id", "corrected_reason", "created_at", "created_by_id", "day", "id", "instalment_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."amount", OLD."corrected_at", OLD."corrected_by_id", OLD."corrected_reason", OLD."created_at", OLD."created_by_id", OLD."day", OLD."id", OLD."instalment_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="294d1cb59660daf93b4b71a13b98e2871251d823",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c8a60",
                            table="agreements_payment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.payment",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "instalment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.instalment",
                    ),
                ),
                ("day", models.DateField()),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("corrected_reason", models.CharField(blank=True, max_length=300)),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "corrected_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="852ea2b9c56f2f2a9fcb8bb4c95e989fd1ade38d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b81e9",
                            table="agreements_paymentevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="partners", to="agreements.agreement"
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="organisms.organism",
                    ),
                ),
            ],
            options={
                "ordering": ["organism__sort_name"],
                "constraints": [models.UniqueConstraint(fields=("agreement", "organism"), name="partner_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="partner_is_another",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    PERFORM 1 FROM agreements_agreement WHERE id = NEW.agreement_id AND organism_id = NEW.organism_id FOR KEY SHARE;\n    IF FOUND THEN\n        RAISE EXCEPTION 'lead organism is its own partner' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="04bac4d9e645b574a27ab09986902f77959e11eb",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_partner_is_another_f3b17",
                            table="agreements_agreementpartner",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_agreementpartnerevent" ("agreement_id", "id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreement_id", OLD."id", OLD."organism_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;',
                            hash="6115c87791ab452293634514d2487d14b72eb0ff",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b8288",
                            table="agreements_agreementpartner",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_agreementpartnerevent" ("agreement_id", "id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreement_id", OLD."id", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="8660aae96b6dfee4d3fda675916290d8ea8e1371",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_94ea8",
                            table="agreements_agreementpartner",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementPartnerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.agreementpartner",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.organism",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="1588177c21f067dc96757a93196f4c9e12c86309",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_181a4",
                            table="agreements_agreementpartnerevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="agreements.agreement"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="ce que c’est")),
                ("name", models.CharField(max_length=200)),
                ("file", models.FileField(max_length=200, upload_to="agreements/%Y/")),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-added_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("agreement", "sha256"),
                        name="agreement_document_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="agreement_document_removed_pair",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_agreementdocumentevent" ("added_at", "added_by_id", "agreement_id", "content_type", "file", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "removed_by_id", "sha256", "size", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."agreement_id", OLD."content_type", OLD."file", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."removed_at", OLD."removed_by_id", OLD."sha256", OLD."size", OLD."title"); RETURN NULL;',
                            hash="bf4cdcdb56e36f8cda4519e7d2af33023b3392e3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f8e88",
                            table="agreements_agreementdocument",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_agreementdocumentevent" ("added_at", "added_by_id", "agreement_id", "content_type", "file", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "removed_by_id", "sha256", "size", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."agreement_id", OLD."content_type", OLD."file", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."removed_at", OLD."removed_by_id", OLD."sha256", OLD."size", OLD."title"); RETURN NULL;',
                            hash="b8cb3d8f63d9a1248b61341be41b98bcffc76f1d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f78bf",
                            table="agreements_agreementdocument",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementDocumentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.agreementdocument",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="ce que c’est")),
                ("name", models.CharField(max_length=200)),
                ("file", models.FileField(max_length=200, upload_to="agreements/%Y/")),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="0fc8438ff19d36b6e4a5f1100de6b1c9eaeb4fea",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1eb4b",
                            table="agreements_agreementdocumentevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="agreements.programme"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "ordering": ["-during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("programme", "="), ("during", "&&")], name="programme_one_name_at_a_time"
                    ),
                    models.CheckConstraint(condition=models.Q(("during__isempty", False)), name="programme_name_lasts"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__isempty", True),
                            models.Q(
                                models.Q(
                                    ("during__lower_inf", True),
                                    ("during__fully_gt", (None, "1990-01-01")),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("during__upper_inf", True),
                                    ("during__fully_lt", ("2103-01-01", None)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="programme_name_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_programmenameevent" ("during", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."during", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id"); RETURN NULL;',
                            hash="465ac6e12ac16ec32786c503b156b592776efa69",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_35964",
                            table="agreements_programmename",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_programmenameevent" ("during", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."during", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id"); RETURN NULL;',
                            hash="88bf50463637cfc35a8d925e47946fcd40b4feb9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e0526",
                            table="agreements_programmename",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_programmenameevent" ("during", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (OLD."during", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id"); RETURN NULL;',
                            hash="a818fe0d7c4024742242bf35331ecd453520984c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_12798",
                            table="agreements_programmename",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeNameEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.programmename",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.programme",
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="27f15ac954a56946ca1b31788dd5bda6cca7b16e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ba381",
                            table="agreements_programmenameevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DefaultRequirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="default_requirements",
                        to="agreements.programme",
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("period_from_month", models.PositiveSmallIntegerField()),
                ("period_months", models.PositiveSmallIntegerField(default=12)),
                ("due_month", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due_day", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due_after_days", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["programme", "kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "kind"), name="default_requirement_once_per_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("period_from_month__range", (1, 12)), ("period_months__range", (1, 12))),
                        name="default_requirement_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_after_days__isnull", True),
                                ("due_day__isnull", False),
                                ("due_day__range", (1, 31)),
                                ("due_month__isnull", False),
                                ("due_month__range", (1, 12)),
                            ),
                            models.Q(
                                ("due_after_days__isnull", False),
                                ("due_after_days__range", (0, 365)),
                                ("due_day__isnull", True),
                                ("due_month__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="default_requirement_due_one_way",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_defaultrequirementevent" ("due_after_days", "due_day", "due_month", "id", "kind", "period_from_month", "period_months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."due_after_days", NEW."due_day", NEW."due_month", NEW."id", NEW."kind", NEW."period_from_month", NEW."period_months", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id"); RETURN NULL;',
                            hash="d25afc60610051c4f4e14da961b5813e18c52ab2",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_77e59",
                            table="agreements_defaultrequirement",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_defaultrequirementevent" ("due_after_days", "due_day", "due_month", "id", "kind", "period_from_month", "period_months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."due_after_days", NEW."due_day", NEW."due_month", NEW."id", NEW."kind", NEW."period_from_month", NEW."period_months", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id"); RETURN NULL;',
                            hash="20dc1c313f5dfebf9ae2720fdd975264930f41d2",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6d030",
                            table="agreements_defaultrequirement",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_defaultrequirementevent" ("due_after_days", "due_day", "due_month", "id", "kind", "period_from_month", "period_months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (OLD."due_after_days", OLD."due_day", OLD."due_month", OLD."id", OLD."kind", OLD."period_from_month", OLD."period_months", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id"); RETURN NULL;',
                            hash="75fb589ed96587ee27f2825c94bef9b79d695699",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a50da",
                            table="agreements_defaultrequirement",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DefaultRequirementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.defaultrequirement",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.programme",
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("period_from_month", models.PositiveSmallIntegerField()),
                ("period_months", models.PositiveSmallIntegerField(default=12)),
                ("due_month", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due_day", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due_after_days", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="ef25c5784fdc43bee50c21d66e096119b177975c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cccab",
                            table="agreements_defaultrequirementevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_out",
                        to="agreements.budgetline",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_in",
                        to="agreements.budgetline",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("decided_on", models.DateField()),
                ("consent_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cancelled_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["decided_on", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="transfer_moves_something"),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="transfer_between_two_lines",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="transfer_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on__range", ("1990-01-01", "2100-12-31")),
                            models.Q(
                                ("consent_on__isnull", True),
                                ("consent_on__range", ("1990-01-01", "2100-12-31")),
                                _connector="OR",
                            ),
                        ),
                        name="transfer_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_at__isnull", True), ("cancelled_by__isnull", True), ("cancelled_reason", "")
                            ),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("cancelled_by__isnull", False),
                                models.Q(("cancelled_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_cancelled_whole",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="within_line",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE giving agreements_budgetline; taking agreements_budgetline; payer bigint; moved numeric; free numeric; allowed numeric; base text;",
                            func="\n    IF TG_OP = 'DELETE' THEN\n        RAISE EXCEPTION 'a transfer is cancelled, never erased' USING ERRCODE = '23514';\n    END IF;\n    IF TG_OP = 'UPDATE' AND (OLD.cancelled_at IS NOT NULL OR NEW.cancelled_at IS NULL\n        OR (NEW.source_id, NEW.target_id, NEW.amount, NEW.decided_on, NEW.reason, COALESCE(NEW.consent_on, 'infinity'))\n        <> (OLD.source_id, OLD.target_id, OLD.amount, OLD.decided_on, OLD.reason, COALESCE(OLD.consent_on, 'infinity'))) THEN\n        RAISE EXCEPTION 'a transfer may only be cancelled' USING ERRCODE = '23514';\n    END IF;\n    PERFORM 1 FROM agreements_budgetline WHERE id IN (NEW.source_id, NEW.target_id) ORDER BY id FOR UPDATE;\n    SELECT * INTO giving FROM agreements_budgetline WHERE id = NEW.source_id;\n    SELECT * INTO taking FROM agreements_budgetline WHERE id = NEW.target_id;\n    IF giving.year_id <> taking.year_id THEN\n        RAISE EXCEPTION 'transfer between two years' USING ERRCODE = '23514';\n    END IF;\n    payer := CASE WHEN TG_OP = 'INSERT' THEN NEW.source_id ELSE NEW.target_id END;\n    SELECT COALESCE(SUM(CASE WHEN target_id = payer THEN amount ELSE -amount END), 0) INTO moved\n        FROM agreements_transfer WHERE cancelled_at IS NULL AND payer IN (source_id, target_id);\n    IF (SELECT amount FROM agreements_budgetline WHERE id = payer) + moved < NEW.amount THEN\n        RAISE EXCEPTION 'transfer exceeds its line' USING ERRCODE = '23514';\n    END IF;\n    IF TG_OP = 'INSERT' AND NEW.consent_on IS NULL THEN\n        SELECT r.transfer_limit, r.transfer_base INTO allowed, base FROM agreements_agreementyear y\n            JOIN agreements_moneyrules r ON r.agreement_id = y.agreement_id WHERE y.id = giving.year_id FOR SHARE OF r;\n        SELECT COALESCE(SUM(amount), 0) INTO free FROM agreements_transfer\n            WHERE source_id = NEW.source_id AND cancelled_at IS NULL AND consent_on IS NULL;\n        allowed := COALESCE(allowed, 0) * CASE WHEN base = 'smaller' THEN LEAST(giving.amount, taking.amount) ELSE giving.amount END;\n        IF (free + NEW.amount) * 100 > allowed THEN\n            RAISE EXCEPTION 'transfer needs consent' USING ERRCODE = '23514';\n        END IF;\n    END IF;\n    RETURN NEW;\n",
                            hash="38bfa6d99e96056a21ecbf1f237a3b029e370325",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_within_line_6f3a9",
                            table="agreements_transfer",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_transferevent" ("amount", "cancelled_at", "cancelled_by_id", "cancelled_reason", "consent_on", "created_at", "created_by_id", "decided_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source_id", "target_id") VALUES (OLD."amount", OLD."cancelled_at", OLD."cancelled_by_id", OLD."cancelled_reason", OLD."consent_on", OLD."created_at", OLD."created_by_id", OLD."decided_on", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."source_id", OLD."target_id"); RETURN NULL;',
                            hash="69f167cb6e312727a4a14cc9fb406ffd6320694f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f2125",
                            table="agreements_transfer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_transferevent" ("amount", "cancelled_at", "cancelled_by_id", "cancelled_reason", "consent_on", "created_at", "created_by_id", "decided_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source_id", "target_id") VALUES (OLD."amount", OLD."cancelled_at", OLD."cancelled_by_id", OLD."cancelled_reason", OLD."consent_on", OLD."created_at", OLD."created_by_id", OLD."decided_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."source_id", OLD."target_id"); RETURN NULL;',
                            hash="013ca8a4e5640c66874b9e262c4159a96b973956",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_07107",
                            table="agreements_transfer",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.transfer",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.budgetline",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.budgetline",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("decided_on", models.DateField()),
                ("consent_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cancelled_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="a47c581b708138dd7658cd2e680bb266ca6a51ae",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_49b32",
                            table="agreements_transferevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpenseBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expense_batches",
                        to="agreements.agreement",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("cells", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("written", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "sha256"), name="expense_file_once_per_agreement")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."written" IS DISTINCT FROM (NEW."written") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at"))',
                            func='INSERT INTO "agreements_expensebatchevent" ("agreement_id", "created_at", "created_by_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "written", "written_at") VALUES (OLD."agreement_id", OLD."created_at", OLD."created_by_id", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sha256", OLD."written", OLD."written_at"); RETURN NULL;',
                            hash="19f0707916e082bf2cf805dd25d52c03e4cd98d6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_80ff9",
                            table="agreements_expensebatch",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_expensebatchevent" ("agreement_id", "created_at", "created_by_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "written", "written_at") VALUES (OLD."agreement_id", OLD."created_at", OLD."created_by_id", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."written", OLD."written_at"); RETURN NULL;',
                            hash="d6732047d0e6e1a0413cafee47df5a3d53c8f6e4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3100e",
                            table="agreements_expensebatch",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpenseBatchEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.expensebatch",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreement",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("written", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="b8ac6ba12ee8ec91444f429bcbf7601cfd077f9e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_571d3",
                            table="agreements_expensebatchevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Expense",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="expenses", to="agreements.budgetline"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("explanation", models.CharField(blank=True, max_length=300)),
                ("is_committed", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses",
                        to="agreements.expensebatch",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-pk"],
                "indexes": [models.Index(fields=["line", "day"], name="expense_by_line_and_day")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="expense_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("day__range", ("1990-01-01", "2100-12-31"))), name="expense_day_in_range"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="in_year_or_explained",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE term daterange;",
                            func="\n    SELECT y.during INTO term FROM agreements_budgetline l\n        JOIN agreements_agreementyear y ON y.id = l.year_id WHERE l.id = NEW.line_id FOR SHARE OF y;\n    IF NEW.explanation = '' AND NOT (term @> NEW.day) THEN\n        RAISE EXCEPTION 'expense lies outside its year' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="5c685f9ed5eccbd5300f17a770a1304d1249fabc",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_in_year_or_explained_96d10",
                            table="agreements_expense",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_expenseevent" ("amount", "batch_id", "created_at", "created_by_id", "day", "explanation", "id", "is_committed", "line_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision") VALUES (OLD."amount", OLD."batch_id", OLD."created_at", OLD."created_by_id", OLD."day", OLD."explanation", OLD."id", OLD."is_committed", OLD."line_id", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."revision"); RETURN NULL;',
                            hash="c41ab9c6bff4ea79e5ac0ab2430bbccef3bde6d1",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_deabf",
                            table="agreements_expense",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_expenseevent" ("amount", "batch_id", "created_at", "created_by_id", "day", "explanation", "id", "is_committed", "line_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision") VALUES (OLD."amount", OLD."batch_id", OLD."created_at", OLD."created_by_id", OLD."day", OLD."explanation", OLD."id", OLD."is_committed", OLD."line_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision"); RETURN NULL;',
                            hash="4197a2b5b10c193de9aef5c7400fac39b55d9083",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_339a9",
                            table="agreements_expense",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpenseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.expense",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.budgetline",
                    ),
                ),
                ("day", models.DateField()),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("explanation", models.CharField(blank=True, max_length=300)),
                ("is_committed", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.expensebatch",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="63d5ddc279176f517328af2f0033ca6ddc58607e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bf2c1",
                            table="agreements_expenseevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="agreements.agreementyear",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("organism", "L’organisme"),
                            ("community", "Le milieu"),
                            ("public", "Une autre aide publique"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(max_length=120)),
                ("in_kind", models.BooleanField(default=False)),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("day", models.DateField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["day", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="contribution_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("day__range", ("1990-01-01", "2100-12-31"))),
                        name="contribution_day_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["organism", "community", "public"])),
                        name="contribution_origin",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="in_year",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE term daterange;",
                            func="\n    SELECT during INTO term FROM agreements_agreementyear WHERE id = NEW.year_id FOR SHARE;\n    IF NOT (term @> NEW.day) THEN\n        RAISE EXCEPTION 'contribution lies outside its year' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="33252e4e3f0b60976f2fcd34481e79b0921bdc5d",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_in_year_a9266",
                            table="agreements_contribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "agreements_contributionevent" ("amount", "created_at", "created_by_id", "day", "id", "in_kind", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "year_id") VALUES (OLD."amount", OLD."created_at", OLD."created_by_id", OLD."day", OLD."id", OLD."in_kind", OLD."origin", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."source", OLD."year_id"); RETURN NULL;',
                            hash="77759d6f78f73d88b5894f31584a73c4c37e15aa",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c054b",
                            table="agreements_contribution",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_contributionevent" ("amount", "created_at", "created_by_id", "day", "id", "in_kind", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "year_id") VALUES (OLD."amount", OLD."created_at", OLD."created_by_id", OLD."day", OLD."id", OLD."in_kind", OLD."origin", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."year_id"); RETURN NULL;',
                            hash="3d306ce9b3c642edb59b9c74be5e07bbf44c7b4b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4aecc",
                            table="agreements_contribution",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContributionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="agreements.contribution",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "year",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.agreementyear",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("organism", "L’organisme"),
                            ("community", "Le milieu"),
                            ("public", "Une autre aide publique"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(max_length=120)),
                ("in_kind", models.BooleanField(default=False)),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                ("day", models.DateField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="fb33b815283777703f8dc3b0c434a83da21cd64a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0b86c",
                            table="agreements_contributionevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="Agreement",
            name="funders",
            field=models.ManyToManyField(
                related_name="agreements", through="agreements.AgreementFunder", to="agreements.funder"
            ),
        ),
    ]
