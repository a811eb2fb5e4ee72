import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import services.models
from django.conf import settings
from django.db import migrations, models

from roriq_portal.database.migrating.initial_migration import InitialMigration


class Migration(InitialMigration):
    initial = True

    dependencies = [
        ("agreements", "0001_initial"),
        ("organisms", "0001_initial"),
        ("organisms", "__first__"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="partners", to="organisms.organism"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("employer", "Employeur"), ("partner", "Partenaire")], max_length=8),
                ),
                ("name", models.CharField(max_length=160)),
                ("sort_name", models.CharField(max_length=160)),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.municipality",
                    ),
                ),
                ("neq", models.CharField(blank=True, db_default="", default="", max_length=10, verbose_name="NEQ")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="services.partner",
                    ),
                ),
                ("revision", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "ordering": ["sort_name"],
                "constraints": [
                    models.UniqueConstraint(fields=("organism", "kind", "sort_name"), name="partner_once_per_organism"),
                    models.CheckConstraint(
                        condition=models.Q(("neq", ""), ("neq__regex", "^(11|22|33|88)[0-9]{8}$"), _connector="OR"),
                        name="partner_neq_format",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="partner_not_into_itself",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="merged_flat",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_partner gone JOIN services_partner kept ON kept.id = gone.merged_into_id\n        WHERE (gone.id = NEW.id OR kept.id = NEW.id) AND (\n            kept.merged_into_id IS NOT NULL OR kept.organism_id <> gone.organism_id OR kept.kind <> gone.kind\n        )\n    ) THEN\n        RAISE EXCEPTION 'merged partners do not lead to one that stands' USING ERRCODE = '23514';\n    END IF;\n    IF EXISTS (\n        SELECT 1 FROM services_partner gone JOIN services_activity_partners named ON named.partner_id = gone.id\n        WHERE gone.id = NEW.id AND gone.merged_into_id IS NOT NULL\n    ) THEN\n        RAISE EXCEPTION 'a merged partner carries no activity' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="51e0b0b398f80f481d866d2de1b5b256d8656dbb",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_merged_flat_b6e62",
                            table="services_partner",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."municipality_id" IS DISTINCT FROM (NEW."municipality_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."neq" IS DISTINCT FROM (NEW."neq") OR OLD."organism_id" IS DISTINCT FROM (NEW."organism_id") OR OLD."sort_name" IS DISTINCT FROM (NEW."sort_name"))',
                            func='INSERT INTO "services_partnerevent" ("id", "kind", "merged_into_id", "municipality_id", "name", "neq", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name") VALUES (OLD."id", OLD."kind", OLD."merged_into_id", OLD."municipality_id", OLD."name", OLD."neq", OLD."organism_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sort_name"); RETURN NULL;',
                            hash="460ff203443814cf35ef673ab8b7bc2f0e8a3e18",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c0d52",
                            table="services_partner",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_partnerevent" ("id", "kind", "merged_into_id", "municipality_id", "name", "neq", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name") VALUES (OLD."id", OLD."kind", OLD."merged_into_id", OLD."municipality_id", OLD."name", OLD."neq", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sort_name"); RETURN NULL;',
                            hash="56a791bc456ec6f6e4ba420a4899e06e443f5bb8",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_7bead",
                            table="services_partner",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerEvent",
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
                        to="services.partner",
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
                    "kind",
                    models.CharField(choices=[("employer", "Employeur"), ("partner", "Partenaire")], max_length=8),
                ),
                ("name", models.CharField(max_length=160)),
                ("sort_name", models.CharField(max_length=160)),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.municipality",
                    ),
                ),
                ("neq", models.CharField(blank=True, db_default="", default="", max_length=10, verbose_name="NEQ")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.partner",
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
                            hash="a4e0aed37658321c0021ce1f29c15d50580ba2e6",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_13b94",
                            table="services_partnerevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="services.partner"
                    ),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merged_by", to="services.partner"
                    ),
                ),
                (
                    "moved",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "shared",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "followers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("merged_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "merged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
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
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("gone",), name="partner_merged_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="merge_undone_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcertationBody",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bodies", to="organisms.organism"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("sort_name", models.CharField(max_length=160)),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.region",
                    ),
                ),
                (
                    "mrc",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.mrc",
                    ),
                ),
                ("archived", models.BooleanField(default=False)),
                ("revision", models.PositiveIntegerField(db_default=1, default=1)),
                ("members", models.ManyToManyField(blank=True, related_name="bodies", to="services.partner")),
            ],
            options={
                "ordering": ["sort_name"],
                "constraints": [
                    models.UniqueConstraint(fields=("organism", "sort_name"), name="body_once_per_organism")
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlySum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisms.organism",
                    ),
                ),
                ("month", models.DateField(help_text="le premier jour du mois")),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisms.indicator",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisms.category",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=16)),
                ("records", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organism", "month"], name="monthly_sum_of_organism"),
                    models.Index(fields=["month"], name="monthly_sum_of_month"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__range", ("1990-01-01", "2102-12-31"))), name="monthly_sum_in_range"
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="monthly_sum_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value", 0), _negated=True),
                            models.Q(("records", 0), _negated=True),
                            _connector="OR",
                        ),
                        name="monthly_sum_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activity_types",
                        to="organisms.organism",
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("sort_name", models.CharField(max_length=100)),
                (
                    "component",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                            (2, "Activités d’insertion en emploi"),
                            (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                            (4, "Accueil, établissement et intégration des familles"),
                            (5, "Développement des activités de régionalisation"),
                        ]
                    ),
                ),
                (
                    "names_partner",
                    models.CharField(
                        blank=True,
                        choices=[("employer", "un employeur"), ("partner", "un partenaire"), ("", "personne")],
                        max_length=8,
                    ),
                ),
                ("archived", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["component", "sort_name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organism", "sort_name"), name="activity_type_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecipeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recipe", to="services.activitytype"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipe_lines",
                        to="organisms.indicator",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("one", "1 par activité"),
                            ("immigrants", "personnes immigrantes"),
                            ("host", "société d’accueil"),
                            ("quantity", "quantité"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.category",
                    ),
                ),
            ],
            options={
                "ordering": ["indicator__order"],
                "constraints": [
                    models.UniqueConstraint(fields=("activity_type", "indicator"), name="recipe_counts_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="organisms.organism"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "À vérifier"),
                            ("running", "En cours"),
                            ("done", "Importé"),
                            ("failed", "Arrêté"),
                            ("undone", "Annulé"),
                        ],
                        default="read",
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("file", models.FileField(max_length=200, upload_to=services.models.batch_path)),
                ("sha256", models.CharField(max_length=64)),
                ("mapping", models.JSONField(default=dict, help_text="colonne du fichier → champ, tel que confirmé")),
                (
                    "summary",
                    models.JSONField(
                        default=dict, help_text="nombres de lignes par sort, disparues et changées comprises"
                    ),
                ),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
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
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_undone_pair",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="activities", to="organisms.organism"
                    ),
                ),
                (
                    "activity_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="services.activitytype",
                    ),
                ),
                (
                    "component",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                            (2, "Activités d’insertion en emploi"),
                            (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                            (4, "Accueil, établissement et intégration des familles"),
                            (5, "Développement des activités de régionalisation"),
                        ]
                    ),
                ),
                ("day", models.DateField()),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="organisms.municipality",
                    ),
                ),
                ("immigrants", models.PositiveIntegerField(blank=True, null=True)),
                ("host", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="services.concertationbody",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=2000)),
                ("revision", models.PositiveIntegerField(default=1)),
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
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="services.importbatch",
                    ),
                ),
                (
                    "submit_key",
                    models.UUIDField(blank=True, help_text="un double clic n’inscrit qu’une activité", null=True),
                ),
                ("partners", models.ManyToManyField(blank=True, related_name="activities", to="services.partner")),
            ],
            options={
                "ordering": ["-day", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["organism", "day", "id"],
                        name="activity_live",
                    ),
                    models.Index(fields=["organism", "component", "day"], name="activity_by_component"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organism", "submit_key"), name="activity_submitted_once"),
                    models.CheckConstraint(
                        condition=models.Q(("day__range", ("1990-01-01", "2100-12-31"))), name="activity_day_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("component__range", (1, 5))), name="activity_component_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("immigrants__isnull", True), ("immigrants__lte", 1000000), _connector="OR"),
                            models.Q(("host__isnull", True), ("host__lte", 1000000), _connector="OR"),
                            models.Q(("quantity__isnull", True), ("quantity__range", (0, 1000000)), _connector="OR"),
                        ),
                        name="activity_numbers_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_reason", "")
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="activity_withdrawn_pair",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="charges_hold",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."day" IS DISTINCT FROM (NEW."day") OR OLD."organism_id" IS DISTINCT FROM (NEW."organism_id"))',
                            constraint="CONSTRAINT",
                            func="\n        IF EXISTS (\n            SELECT 1 FROM services_charge c JOIN services_activity a ON a.id = c.activity_id\n            JOIN agreements_agreement g ON g.id = c.agreement_id\n            WHERE c.activity_id = NEW.id AND NOT (g.during @> a.day AND (a.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = a.organism_id\n            )))\n        ) THEN\n            RAISE EXCEPTION 'charge outside organism or term' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                            hash="f27f49e0262069e9b488231943b5be0785e435e4",
                            operation="UPDATE",
                            pgid="pgtrigger_charges_hold_09499",
                            table="services_activity",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, 1 AS sign\n    FROM new_rows a JOIN services_count c ON c.activity_id = a.id JOIN LATERAL (\n        SELECT NULL::bigint AS category_id, c.value\n        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id\n    ) l ON TRUE WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="8fcea383ed666ca30d49f20aa32bdec5fd433440",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_keeps_sums_on_insert_413f3",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_activity",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, 1 AS sign\n    FROM new_rows a JOIN services_count c ON c.activity_id = a.id JOIN LATERAL (\n        SELECT NULL::bigint AS category_id, c.value\n        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id\n    ) l ON TRUE WHERE a.withdrawn_at IS NULL UNION ALL \n    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, -1 AS sign\n    FROM old_rows a JOIN services_count c ON c.activity_id = a.id JOIN LATERAL (\n        SELECT NULL::bigint AS category_id, c.value\n        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id\n    ) l ON TRUE WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="25592ab63cda60230950df29d8a6fbc0b8796d81",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_keeps_sums_on_update_cfffd",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="services_activity",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, -1 AS sign\n    FROM old_rows a JOIN services_count c ON c.activity_id = a.id JOIN LATERAL (\n        SELECT NULL::bigint AS category_id, c.value\n        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id\n    ) l ON TRUE WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="5008199ede5d2b33f098121b3605cb15876e5a48",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_keeps_sums_on_delete_d1129",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="services_activity",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."activity_type_id" IS DISTINCT FROM (NEW."activity_type_id") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."body_id" IS DISTINCT FROM (NEW."body_id") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."component" IS DISTINCT FROM (NEW."component") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."day" IS DISTINCT FROM (NEW."day") OR OLD."host" IS DISTINCT FROM (NEW."host") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."immigrants" IS DISTINCT FROM (NEW."immigrants") OR OLD."municipality_id" IS DISTINCT FROM (NEW."municipality_id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."organism_id" IS DISTINCT FROM (NEW."organism_id") OR OLD."quantity" IS DISTINCT FROM (NEW."quantity") OR OLD."submit_key" IS DISTINCT FROM (NEW."submit_key") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at") OR OLD."withdrawn_by_id" IS DISTINCT FROM (NEW."withdrawn_by_id") OR OLD."withdrawn_reason" IS DISTINCT FROM (NEW."withdrawn_reason"))',
                            func='INSERT INTO "services_activityevent" ("activity_type_id", "batch_id", "body_id", "changed_at", "changed_by_id", "component", "created_at", "created_by_id", "day", "host", "id", "immigrants", "municipality_id", "note", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "submit_key", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."activity_type_id", OLD."batch_id", OLD."body_id", OLD."changed_at", OLD."changed_by_id", OLD."component", OLD."created_at", OLD."created_by_id", OLD."day", OLD."host", OLD."id", OLD."immigrants", OLD."municipality_id", OLD."note", OLD."organism_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."quantity", OLD."submit_key", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;',
                            hash="a2dc5b20d0fda703b4ac35434484e2e9bb9d81c1",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7f844",
                            table="services_activity",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_activityevent" ("activity_type_id", "batch_id", "body_id", "changed_at", "changed_by_id", "component", "created_at", "created_by_id", "day", "host", "id", "immigrants", "municipality_id", "note", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "submit_key", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."activity_type_id", OLD."batch_id", OLD."body_id", OLD."changed_at", OLD."changed_by_id", OLD."component", OLD."created_at", OLD."created_by_id", OLD."day", OLD."host", OLD."id", OLD."immigrants", OLD."municipality_id", OLD."note", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quantity", OLD."submit_key", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;',
                            hash="6a34379cd579b498e5b9f14813f8124ec54e572b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ac4c4",
                            table="services_activity",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityEvent",
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
                        to="services.activity",
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
                    "activity_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.activitytype",
                    ),
                ),
                (
                    "component",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                            (2, "Activités d’insertion en emploi"),
                            (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                            (4, "Accueil, établissement et intégration des familles"),
                            (5, "Développement des activités de régionalisation"),
                        ]
                    ),
                ),
                ("day", models.DateField()),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.municipality",
                    ),
                ),
                ("immigrants", models.PositiveIntegerField(blank=True, null=True)),
                ("host", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.concertationbody",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=2000)),
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
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
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
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
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
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.importbatch",
                    ),
                ),
                (
                    "submit_key",
                    models.UUIDField(blank=True, help_text="un double clic n’inscrit qu’une activité", null=True),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="1e5990f155826feff28512747f79978cc8836989",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_73028",
                            table="services_activityevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="charges", to="services.activity"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="agreements.agreement"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("activity", "agreement"), name="charged_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="charge_within_on_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        PERFORM 1 FROM agreements_agreementpartner WHERE agreement_id IN (SELECT agreement_id FROM new_rows) FOR KEY SHARE;\n        IF EXISTS (\n            SELECT 1 FROM new_rows c WHERE (\n                SELECT g.during @> a.day AND (a.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = a.organism_id\n            ))\n                FROM services_activity a, agreements_agreement g WHERE a.id = c.activity_id AND g.id = c.agreement_id\n            ) IS NOT TRUE\n        ) THEN\n            RAISE EXCEPTION 'charge outside organism or term' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                            hash="8ed705c1271ef3f117bb17224418333e5aa6d095",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_charge_within_on_insert_1ba43",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_charge",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="charge_within_on_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        PERFORM 1 FROM agreements_agreementpartner WHERE agreement_id IN (SELECT agreement_id FROM new_rows) FOR KEY SHARE;\n        IF EXISTS (\n            SELECT 1 FROM new_rows c WHERE (\n                SELECT g.during @> a.day AND (a.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = a.organism_id\n            ))\n                FROM services_activity a, agreements_agreement g WHERE a.id = c.activity_id AND g.id = c.agreement_id\n            ) IS NOT TRUE\n        ) THEN\n            RAISE EXCEPTION 'charge outside organism or term' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                            hash="d6a2eb0683ef286654b4194afe2da9690fe042a9",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_charge_within_on_update_7bd2a",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_charge",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChargedAgreement",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("agreements.agreement",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chargedagreement",
            trigger=pgtrigger.compiler.Trigger(
                name="charges_hold",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."during" IS DISTINCT FROM (NEW."during") OR OLD."organism_id" IS DISTINCT FROM (NEW."organism_id"))',
                    constraint="CONSTRAINT",
                    func="\n        IF EXISTS (\n            SELECT 1 FROM services_charge c JOIN services_activity a ON a.id = c.activity_id\n            JOIN agreements_agreement g ON g.id = c.agreement_id\n            WHERE c.agreement_id = NEW.id AND NOT (g.during @> a.day AND (a.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = a.organism_id\n            )))\n        ) THEN\n            RAISE EXCEPTION 'charge outside organism or term' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c5bd90236d89e3663221898e8bd5225a3e980685",
                    operation="UPDATE",
                    pgid="pgtrigger_charges_hold_4d0d0",
                    table="agreements_agreement",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="ChargingPartner",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("agreements.agreementpartner",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chargingpartner",
            trigger=pgtrigger.compiler.Trigger(
                name="charges_hold",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        IF EXISTS (\n            SELECT 1 FROM services_charge c JOIN services_activity a ON a.id = c.activity_id\n            JOIN agreements_agreement g ON g.id = c.agreement_id\n            WHERE c.agreement_id = OLD.agreement_id AND a.organism_id = OLD.organism_id AND NOT (g.during @> a.day AND (a.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = a.organism_id\n            )))\n        ) THEN\n            RAISE EXCEPTION 'charge outside organism or term' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="f9bea2b3194d9b15ddfd5856edd16c2f9cc4f91f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_charges_hold_e04f8",
                    table="agreements_agreementpartner",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="counts", to="services.activity"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="counts", to="organisms.indicator"
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=9)),
            ],
            options={
                "ordering": ["indicator__order"],
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "indicator"), name="counted_once"),
                    models.CheckConstraint(condition=models.Q(("value__range", (0, 1000000))), name="count_in_range"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="count_covers_breakdown",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_breakdown b\n        JOIN services_count c ON c.id = b.count_id\n        JOIN organisms_category k ON k.id = b.category_id\n        WHERE b.count_id IN (SELECT id FROM new_rows)\n        GROUP BY c.id, c.value, k.dimension_id\n        HAVING SUM(b.value) > COALESCE(c.value, 0)\n    ) THEN\n        RAISE EXCEPTION 'breakdown above total' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="58b70683769e98436580516bd983aeb8f45c609e",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_count_covers_breakdown_7aae1",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_count",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$SELECT 1 FROM services_activity WHERE id IN (SELECT activity_id FROM new_rows) ORDER BY id FOR SHARE$sums$; EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, 1 AS sign\n    FROM services_activity a JOIN new_rows c ON c.activity_id = a.id JOIN LATERAL (\n        SELECT NULL::bigint AS category_id, c.value\n        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id\n    ) l ON TRUE WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="40d5a16a159a8c3ecb8d22217fecea7e870ec260",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_keeps_sums_on_insert_b233f",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_count",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$SELECT 1 FROM services_activity WHERE id IN (SELECT activity_id FROM new_rows UNION ALL SELECT activity_id FROM old_rows) ORDER BY id FOR SHARE$sums$; EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, 1 AS sign\n    FROM services_activity a JOIN new_rows c ON c.activity_id = a.id JOIN LATERAL (\n        SELECT NULL::bigint AS category_id, c.value\n        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id\n    ) l ON TRUE WHERE a.withdrawn_at IS NULL UNION ALL \n    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, -1 AS sign\n    FROM services_activity a JOIN old_rows c ON c.activity_id = a.id JOIN LATERAL (\n        SELECT NULL::bigint AS category_id, c.value\n        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id\n    ) l ON TRUE WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="cb97fc4e9f9bbb3102152bce7becdb50870cc310",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_keeps_sums_on_update_6c153",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="services_count",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$SELECT 1 FROM services_activity WHERE id IN (SELECT activity_id FROM old_rows) ORDER BY id FOR SHARE$sums$; EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, -1 AS sign\n    FROM services_activity a JOIN old_rows c ON c.activity_id = a.id JOIN LATERAL (\n        SELECT NULL::bigint AS category_id, c.value\n        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id\n    ) l ON TRUE WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="48afa4aa094d0dcb887ca4d4790a9d96af3631f5",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_keeps_sums_on_delete_b2987",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="services_count",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "services_countevent" ("activity_id", "id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value") VALUES (OLD."activity_id", OLD."id", OLD."indicator_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."value"); RETURN NULL;',
                            hash="e087bdfb9c7b1d06d093465e80300be8be5c3284",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_182e3",
                            table="services_count",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_countevent" ("activity_id", "id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value") VALUES (OLD."activity_id", OLD."id", OLD."indicator_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."value"); RETURN NULL;',
                            hash="feb55a92ff2ead12c46d52e4d749b5716dde206f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8d5ab",
                            table="services_count",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountEvent",
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
                        to="services.count",
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
                    "activity",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.activity",
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
                ("value", models.DecimalField(decimal_places=2, max_digits=9)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="32a459eea390e8e4ce4b0f3441aa0fbea08dd888",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_28551",
                            table="services_countevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Breakdown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "count",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breakdowns", to="services.count"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisms.category"
                    ),
                ),
                ("value", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("count", "category"), name="broken_down_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="breakdown_within_total_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_breakdown b\n        JOIN services_count c ON c.id = b.count_id\n        JOIN organisms_category k ON k.id = b.category_id\n        WHERE b.count_id IN (SELECT count_id FROM new_rows)\n        GROUP BY c.id, c.value, k.dimension_id\n        HAVING SUM(b.value) > COALESCE(c.value, 0)\n    ) THEN\n        RAISE EXCEPTION 'breakdown above total' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="054f1fdddb38fbf107de237dde7faad1470ea938",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_breakdown_within_total_insert_1b8d2",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_breakdown",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="breakdown_within_total_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_breakdown b\n        JOIN services_count c ON c.id = b.count_id\n        JOIN organisms_category k ON k.id = b.category_id\n        WHERE b.count_id IN (SELECT count_id FROM new_rows)\n        GROUP BY c.id, c.value, k.dimension_id\n        HAVING SUM(b.value) > COALESCE(c.value, 0)\n    ) THEN\n        RAISE EXCEPTION 'breakdown above total' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="a0c2e2c4aa0516b985ac195161296e5878f7aff6",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_breakdown_within_total_update_71303",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_breakdown",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$SELECT 1 FROM services_activity WHERE id IN (SELECT c.activity_id FROM new_rows b JOIN services_count c ON c.id = b.count_id) ORDER BY id FOR SHARE$sums$; EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, b.category_id, b.value, 1 AS sign\n    FROM new_rows b JOIN services_count c ON c.id = b.count_id JOIN services_activity a ON a.id = c.activity_id\n    WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="2056dc65b400296ac9940743f168f6090156e3b6",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_keeps_sums_on_insert_72562",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_breakdown",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$SELECT 1 FROM services_activity WHERE id IN (SELECT c.activity_id FROM new_rows b JOIN services_count c ON c.id = b.count_id UNION ALL SELECT c.activity_id FROM old_rows b JOIN services_count c ON c.id = b.count_id) ORDER BY id FOR SHARE$sums$; EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, b.category_id, b.value, 1 AS sign\n    FROM new_rows b JOIN services_count c ON c.id = b.count_id JOIN services_activity a ON a.id = c.activity_id\n    WHERE a.withdrawn_at IS NULL UNION ALL \n    SELECT a.organism_id, a.day, c.indicator_id, b.category_id, b.value, -1 AS sign\n    FROM old_rows b JOIN services_count c ON c.id = b.count_id JOIN services_activity a ON a.id = c.activity_id\n    WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="4aa6e6bbd93ce1478f30bdf000925c8d27e890e8",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_keeps_sums_on_update_70210",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="services_breakdown",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keeps_sums_on_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="EXECUTE $sums$SELECT 1 FROM services_activity WHERE id IN (SELECT c.activity_id FROM old_rows b JOIN services_count c ON c.id = b.count_id) ORDER BY id FOR SHARE$sums$; EXECUTE $sums$INSERT INTO services_monthlysum (organism_id, month, indicator_id, category_id, value, records) SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,\n        SUM(value * sign) AS value, SUM(sign) AS records\n    FROM (\n    SELECT a.organism_id, a.day, c.indicator_id, b.category_id, b.value, -1 AS sign\n    FROM old_rows b JOIN services_count c ON c.id = b.count_id JOIN services_activity a ON a.id = c.activity_id\n    WHERE a.withdrawn_at IS NULL) AS added GROUP BY organism_id, month, indicator_id, category_id HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0$sums$; RETURN NULL;",
                            hash="81a459b81c6d1350d14a85e7a49c5cb38717a8fc",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_keeps_sums_on_delete_404c4",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="services_breakdown",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="organisms.organism",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="organisms.indicator",
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "mrc",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.mrc",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.region",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("blank", "–"), ("value", "nombre"), ("zero", "0"), ("na", "s. o."), ("nd", "n. d.")],
                        max_length=5,
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="services.declaration",
                    ),
                ),
                ("declared_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_by__isnull", True)),
                        fields=("organism", "indicator", "period", "agreement", "mrc", "region"),
                        name="declared_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period__isempty", True),
                            models.Q(
                                models.Q(
                                    ("period__lower_inf", True),
                                    ("period__fully_gt", (None, "1990-01-01")),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("period__upper_inf", True),
                                    ("period__fully_lt", ("2103-01-01", None)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="declaration_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "value"), ("value__isnull", False)),
                            models.Q(("state", "zero"), ("value", 0)),
                            models.Q(
                                ("denominator__isnull", True),
                                ("state__in", ["blank", "na", "nd"]),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="declaration_value_fits_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value__isnull", True), ("value__gte", 0), _connector="OR"),
                            models.Q(("denominator__isnull", True), ("denominator__gt", 0), _connector="OR"),
                        ),
                        name="declaration_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="declaration_covers_breakdown",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_declaredbreakdown b\n        JOIN services_declaration c ON c.id = b.declaration_id\n        JOIN organisms_category k ON k.id = b.category_id\n        WHERE b.declaration_id IN (SELECT id FROM new_rows)\n        GROUP BY c.id, c.value, k.dimension_id\n        HAVING SUM(b.value) > COALESCE(c.value, 0)\n    ) THEN\n        RAISE EXCEPTION 'breakdown above total' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="a5685ab887ef3476ac377395d396d2843a247711",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_declaration_covers_breakdown_ebe3d",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_declaration",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "services_declarationevent" ("agreement_id", "declared_at", "declared_by_id", "denominator", "id", "indicator_id", "mrc_id", "organism_id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "replaced_by_id", "state", "value") VALUES (OLD."agreement_id", OLD."declared_at", OLD."declared_by_id", OLD."denominator", OLD."id", OLD."indicator_id", OLD."mrc_id", OLD."organism_id", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."region_id", OLD."replaced_by_id", OLD."state", OLD."value"); RETURN NULL;',
                            hash="d6e4fd3283030899ff99bde6b4b2dc51b7d5aac7",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d419a",
                            table="services_declaration",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_declarationevent" ("agreement_id", "declared_at", "declared_by_id", "denominator", "id", "indicator_id", "mrc_id", "organism_id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "replaced_by_id", "state", "value") VALUES (OLD."agreement_id", OLD."declared_at", OLD."declared_by_id", OLD."denominator", OLD."id", OLD."indicator_id", OLD."mrc_id", OLD."organism_id", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."region_id", OLD."replaced_by_id", OLD."state", OLD."value"); RETURN NULL;',
                            hash="cef4fa2f72dba893cbe0d829e37d5e239362acc3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e0bf2",
                            table="services_declaration",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclarationEvent",
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
                        to="services.declaration",
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
                    "indicator",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.indicator",
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "agreement",
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
                    "mrc",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.mrc",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.region",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("blank", "–"), ("value", "nombre"), ("zero", "0"), ("na", "s. o."), ("nd", "n. d.")],
                        max_length=5,
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.declaration",
                    ),
                ),
                ("declared_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "declared_by",
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
                            hash="15b2f4592782c18b3956315d21366ce1922f09e8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_93265",
                            table="services_declarationevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredBreakdown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breakdowns",
                        to="services.declaration",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisms.category"
                    ),
                ),
                ("value", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("declaration", "category"), name="declared_broken_down_once")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="declared_breakdown_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_declaredbreakdown b\n        JOIN services_declaration c ON c.id = b.declaration_id\n        JOIN organisms_category k ON k.id = b.category_id\n        WHERE b.declaration_id IN (SELECT declaration_id FROM new_rows)\n        GROUP BY c.id, c.value, k.dimension_id\n        HAVING SUM(b.value) > COALESCE(c.value, 0)\n    ) THEN\n        RAISE EXCEPTION 'breakdown above total' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="829ed445e5f7d4915930f6d29d38287af766ed39",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_declared_breakdown_insert_62124",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_declaredbreakdown",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="declared_breakdown_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_declaredbreakdown b\n        JOIN services_declaration c ON c.id = b.declaration_id\n        JOIN organisms_category k ON k.id = b.category_id\n        WHERE b.declaration_id IN (SELECT declaration_id FROM new_rows)\n        GROUP BY c.id, c.value, k.dimension_id\n        HAVING SUM(b.value) > COALESCE(c.value, 0)\n    ) THEN\n        RAISE EXCEPTION 'breakdown above total' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="4cb3d6d4509bf43464e0caeceb23047837dbc775",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_declared_breakdown_update_920ad",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_declaredbreakdown",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="services.activity"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("file", models.FileField(max_length=200, upload_to="evidence/%Y/")),
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
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("activity", "sha256"),
                        name="evidence_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_reason", "")
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_withdrawn_pair",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "services_evidenceevent" ("activity_id", "added_at", "added_by_id", "content_type", "file", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."activity_id", OLD."added_at", OLD."added_by_id", OLD."content_type", OLD."file", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sha256", OLD."size", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;',
                            hash="31fb108870908662c501ef218de32526d8f7d346",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e5497",
                            table="services_evidence",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_evidenceevent" ("activity_id", "added_at", "added_by_id", "content_type", "file", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (OLD."activity_id", OLD."added_at", OLD."added_by_id", OLD."content_type", OLD."file", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."size", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withdrawn_reason"); RETURN NULL;',
                            hash="d59694d85c45a44697c8e7f60ec0a14a14dc62f8",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_50d58",
                            table="services_evidence",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceEvent",
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
                        to="services.evidence",
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
                    "activity",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.activity",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("file", models.FileField(max_length=200, upload_to="evidence/%Y/")),
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
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
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
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="f7f48dd3d06cdaf2672852f51ae9949f54bba270",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fbbaf",
                            table="services_evidenceevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JointTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets_sent",
                        to="organisms.organism",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets_received",
                        to="organisms.organism",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("households", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "sender_agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_targets_sent",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "receiver_agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_targets_received",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposée"),
                            ("countered", "Contre-proposée"),
                            ("accepted", "Acceptée"),
                            ("ended", "Terminée"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("submit_key", models.UUIDField(help_text="un double clic ne propose qu’une cible", unique=True)),
            ],
            options={
                "ordering": ["-during", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__endswith__lte", "2101-01-01"),
                            ("during__startswith__gte", "1990-01-01"),
                            ("during__isempty", False),
                        ),
                        name="joint_target_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("households__isnull", True), ("households__range", (1, 10000)), _connector="OR"
                        ),
                        name="joint_target_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("households__isnull", False),
                            _connector="OR",
                        ),
                        name="joint_target_accepted_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "countered", "accepted", "ended"])),
                        name="joint_target_state",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="agreed_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF TG_OP = 'UPDATE' AND (NEW.sender_id, NEW.receiver_id, NEW.during)\n       IS DISTINCT FROM (OLD.sender_id, OLD.receiver_id, OLD.during) THEN\n        RAISE EXCEPTION 'ends of a joint target do not move' USING ERRCODE = '23514';\n    END IF;\n    IF NOT EXISTS (\n        SELECT 1 FROM organisms_organism s JOIN organisms_region m ON m.id = s.region_id, organisms_organism r\n        WHERE s.id = NEW.sender_id AND r.id = NEW.receiver_id AND m.code = '06' AND r.region_id <> s.region_id\n    ) AND TG_OP = 'INSERT' THEN\n        RAISE EXCEPTION 'not from Montréal to a region' USING ERRCODE = '23514';\n    END IF;\n    IF EXISTS (\n        SELECT 1 FROM agreements_agreement a\n        WHERE (a.id = NEW.sender_agreement_id AND a.organism_id <> NEW.sender_id)\n           OR (a.id = NEW.receiver_agreement_id AND a.organism_id <> NEW.receiver_id)\n    ) THEN\n        RAISE EXCEPTION 'agreement of another organism' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.households IS NOT NULL AND NEW.households IS DISTINCT FROM (\n        SELECT households FROM services_jointtargetrevision\n        WHERE joint_target_id = NEW.id AND act = 'accepted' ORDER BY number DESC LIMIT 1\n    ) THEN\n        RAISE EXCEPTION 'number that both did not accept' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="9cd92429f71838e0086a54a51c41534310ec2ece",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_agreed_only_bc03e",
                            table="services_jointtarget",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="as_was_said",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_jointtarget t WHERE t.id = NEW.id AND (\n            t.state IS DISTINCT FROM (\n                SELECT r.act FROM services_jointtargetrevision r WHERE r.joint_target_id = t.id\n                ORDER BY r.number DESC LIMIT 1\n            ) OR t.households IS DISTINCT FROM (\n                SELECT r.households FROM services_jointtargetrevision r\n                WHERE r.joint_target_id = t.id AND r.act = 'accepted' ORDER BY r.number DESC LIMIT 1\n            )\n        )\n    ) THEN\n        RAISE EXCEPTION 'joint target says what nobody wrote' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="be7964a9dde25141996e1a4bc7c0ee0dc4aaca53",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_as_was_said_eb43c",
                            table="services_jointtarget",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JointTargetRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "joint_target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="services.jointtarget"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposition"),
                            ("countered", "Contre-proposition"),
                            ("accepted", "Acceptation"),
                            ("ended", "Fin"),
                        ],
                        max_length=9,
                    ),
                ),
                ("side", models.CharField(choices=[("sender", "Montréal"), ("receiver", "Région")], max_length=8)),
                ("households", models.PositiveIntegerField()),
                ("words", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["joint_target", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("joint_target", "number"), name="joint_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(("households__range", (1, 10000))), name="joint_revision_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["proposed", "countered", "accepted", "ended"])),
                        name="joint_revision_act",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["sender", "receiver"])), name="joint_revision_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("act__in", ["proposed", "accepted"]),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="joint_revision_words",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="3e0286bea8ae45dd90ca91ead298b733403d89ad",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c89d9",
                            table="services_jointtargetrevision",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="answered_in_turn",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE last services_jointtargetrevision;",
                            func="\n    PERFORM 1 FROM services_jointtarget WHERE id = NEW.joint_target_id FOR UPDATE;\n    SELECT * INTO last FROM services_jointtargetrevision\n        WHERE joint_target_id = NEW.joint_target_id ORDER BY number DESC LIMIT 1;\n    IF NEW.number <> COALESCE(last.number, 0) + 1 THEN\n        RAISE EXCEPTION 'revision out of turn' USING ERRCODE = '23514';\n    END IF;\n    IF last.act = 'ended' OR (last.number IS NULL AND NEW.act <> 'proposed') THEN\n        RAISE EXCEPTION 'nothing to answer' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.act IN ('accepted', 'countered')\n       AND (last.act NOT IN ('proposed', 'countered') OR last.side = NEW.side) THEN\n        RAISE EXCEPTION 'own proposal answered' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.act = 'accepted' AND NEW.households <> last.households THEN\n        RAISE EXCEPTION 'another number accepted' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.act = 'proposed' AND last.act IN ('proposed', 'countered') THEN\n        RAISE EXCEPTION 'a proposal waits already' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="5702bf9d3f3fb8b1e6ed2bffc1bddfb93ce20b58",
                            operation="INSERT",
                            pgid="pgtrigger_answered_in_turn_5b6a1",
                            table="services_jointtargetrevision",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="as_was_said",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n    IF EXISTS (\n        SELECT 1 FROM services_jointtarget t WHERE t.id = NEW.joint_target_id AND (\n            t.state IS DISTINCT FROM (\n                SELECT r.act FROM services_jointtargetrevision r WHERE r.joint_target_id = t.id\n                ORDER BY r.number DESC LIMIT 1\n            ) OR t.households IS DISTINCT FROM (\n                SELECT r.households FROM services_jointtargetrevision r\n                WHERE r.joint_target_id = t.id AND r.act = 'accepted' ORDER BY r.number DESC LIMIT 1\n            )\n        )\n    ) THEN\n        RAISE EXCEPTION 'joint target says what nobody wrote' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="2161406a9538bc2cf478c3467d0a539ca5ad40ff",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_as_was_said_e28cb",
                            table="services_jointtargetrevision",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=7, unique=True)),
                ("size", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.category",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households_sent",
                        to="organisms.organism",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households_received",
                        to="organisms.organism",
                    ),
                ),
                (
                    "joint_target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referred",
                        to="services.jointtarget",
                    ),
                ),
                ("keep_until", models.DateField(blank=True, null=True)),
                ("purged_on", models.DateField(blank=True, null=True)),
                ("submit_key", models.UUIDField(help_text="un double clic n’inscrit qu’un ménage", unique=True)),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("purged_on__isnull", True)),
                        fields=["keep_until"],
                        name="household_to_purge",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}$")),
                        name="household_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__isnull", True), ("size__range", (1, 20)), _connector="OR"),
                        name="household_size",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sender__isnull", True),
                            models.Q(("sender", models.F("receiver")), _negated=True),
                            _connector="OR",
                        ),
                        name="household_two_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("joint_target__isnull", True), ("sender__isnull", False), _connector="OR"),
                        name="household_target_has_sender",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("keep_until__isnull", False), ("purged_on__isnull", True), ("size__isnull", False)
                            ),
                            models.Q(
                                ("category__isnull", True),
                                ("keep_until__isnull", True),
                                ("purged_on__isnull", False),
                                ("size__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="household_purged_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("keep_until__isnull", True),
                                ("keep_until__range", ("1990-01-01", "2110-12-31")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("purged_on__isnull", True),
                                ("purged_on__range", ("1990-01-01", "2110-12-31")),
                                _connector="OR",
                            ),
                        ),
                        name="household_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="household_stands",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF TG_OP = 'INSERT' THEN\n        IF NEW.joint_target_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM services_jointtarget t\n            WHERE t.id = NEW.joint_target_id AND t.sender_id = NEW.sender_id AND t.receiver_id = NEW.receiver_id\n              AND t.households IS NOT NULL AND t.state <> 'ended'\n        ) THEN\n            RAISE EXCEPTION 'joint target of others, or not agreed' USING ERRCODE = '23514';\n        END IF;\n        RETURN NEW;\n    END IF;\n    IF TG_OP = 'DELETE' OR OLD.purged_on IS NOT NULL THEN\n        RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';\n    END IF;\n    IF (NEW.key, NEW.sender_id, NEW.receiver_id, NEW.joint_target_id, NEW.submit_key)\n       IS DISTINCT FROM (OLD.key, OLD.sender_id, OLD.receiver_id, OLD.joint_target_id, OLD.submit_key) THEN\n        RAISE EXCEPTION 'a household keeps its key and its ends' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.purged_on IS NULL\n       AND (NEW.size, NEW.category_id) IS DISTINCT FROM (OLD.size, OLD.category_id) THEN\n        RAISE EXCEPTION 'a household keeps its size and category' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.purged_on IS NOT NULL AND (OLD.keep_until >= NEW.purged_on OR NEW.purged_on > current_date + 1) THEN\n        RAISE EXCEPTION 'purged before its day' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="9e3aebab9f0b1d6e8af8ee697486db59f44693b4",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_household_stands_2650b",
                            table="services_household",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="services.household"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("referred", "Référence transmise"),
                            ("acknowledged", "Référence reçue"),
                            ("visited", "Séjour exploratoire"),
                            ("settled", "Installation"),
                            ("confirmed", "Installation confirmée"),
                            ("refused", "Refus"),
                            ("withdrawn", "Retrait"),
                            ("follow_up", "Suivi"),
                            ("cancelled", "Étape annulée"),
                        ],
                        max_length=12,
                    ),
                ),
                ("side", models.CharField(choices=[("sender", "Montréal"), ("receiver", "Région")], max_length=8)),
                ("day", models.DateField()),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stayed", "Le ménage est resté"),
                            ("left", "Le ménage est parti"),
                            ("unknown", "On ne le sait pas"),
                        ],
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "cancels",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancelled_by",
                        to="services.householdstep",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["household", "day", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("day__range", ("1990-01-01", "2100-12-31"))), name="step_day_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["visited", "settled", "confirmed", "withdrawn", "cancelled"]),
                                ("side__in", ["sender", "receiver"]),
                            ),
                            models.Q(("kind", "referred"), ("side", "sender")),
                            models.Q(("kind__in", ["acknowledged", "refused", "follow_up"]), ("side", "receiver")),
                            _connector="OR",
                        ),
                        name="step_kind_and_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["refused", "withdrawn", "cancelled"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="step_reason_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancels__isnull", False), ("kind", "cancelled")),
                            models.Q(models.Q(("kind", "cancelled"), _negated=True), ("cancels__isnull", True)),
                            _connector="OR",
                        ),
                        name="step_cancels_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "follow_up"),
                                ("months__in", (6, 12, 24)),
                                ("result__in", ["stayed", "left", "unknown"]),
                            ),
                            models.Q(
                                models.Q(("kind", "follow_up"), _negated=True), ("months__isnull", True), ("result", "")
                            ),
                            _connector="OR",
                        ),
                        name="step_follow_up_whole",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="goes_with_household",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF TG_OP = 'DELETE' AND EXISTS (\n        SELECT 1 FROM services_household h WHERE h.id = OLD.household_id AND h.purged_on IS NOT NULL\n    ) THEN\n        RETURN OLD;\n    END IF;\n    RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';\n",
                            hash="276f19f97210c39d07491ecf190aa45ecceb2b3d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_goes_with_household_a1920",
                            table="services_householdstep",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="step_holds",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE home services_household;",
                            func="\n    SELECT * INTO home FROM services_household WHERE id = NEW.household_id FOR UPDATE;\n    IF home.purged_on IS NOT NULL THEN\n        RAISE EXCEPTION 'household is purged' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.side = 'sender' AND home.sender_id IS NULL THEN\n        RAISE EXCEPTION 'no sender' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.kind = 'cancelled' THEN\n        IF NOT EXISTS (\n            SELECT 1 FROM services_householdstep s\n            WHERE s.id = NEW.cancels_id AND s.household_id = NEW.household_id AND s.side = NEW.side\n              AND s.kind <> 'cancelled'\n        ) THEN\n            RAISE EXCEPTION 'cancels a step of others' USING ERRCODE = '23514';\n        END IF;\n        RETURN NEW;\n    END IF;\n    IF NEW.kind <> 'visited' AND EXISTS (\n        SELECT 1 FROM services_householdstep s\n        WHERE s.household_id = NEW.household_id AND s.kind = NEW.kind\n          AND s.months IS NOT DISTINCT FROM NEW.months\n          AND NOT EXISTS (SELECT 1 FROM services_householdstep c WHERE c.cancels_id = s.id)\n    ) THEN\n        RAISE EXCEPTION 'step stands already' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.kind = 'confirmed' AND NOT EXISTS (\n        SELECT 1 FROM services_householdstep s\n        WHERE s.household_id = NEW.household_id AND s.kind = 'settled' AND s.side <> NEW.side\n          AND NOT EXISTS (SELECT 1 FROM services_householdstep c WHERE c.cancels_id = s.id)\n    ) THEN\n        RAISE EXCEPTION 'own settlement confirmed' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="9e071ccb003990e104f69d3faf8abe2dc159c969",
                            operation="INSERT",
                            pgid="pgtrigger_step_holds_737da",
                            table="services_householdstep",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="services.household"
                    ),
                ),
                (
                    "component",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                            (2, "Activités d’insertion en emploi"),
                            (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                            (4, "Accueil, établissement et intégration des familles"),
                            (5, "Développement des activités de régionalisation"),
                        ]
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisms.organism"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["household", "day", "component"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "component", "organism", "day"), name="household_service_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("component__range", (1, 5))), name="household_service_component"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("day__range", ("1990-01-01", "2100-12-31"))), name="household_service_day"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="goes_with_household",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF TG_OP = 'DELETE' AND EXISTS (\n        SELECT 1 FROM services_household h WHERE h.id = OLD.household_id AND h.purged_on IS NOT NULL\n    ) THEN\n        RETURN OLD;\n    END IF;\n    RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';\n",
                            hash="652732159fe18b9c4bd534380aafac51e4a2ea3e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_goes_with_household_ec464",
                            table="services_householdservice",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="services.household"
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisms.organism"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["organism", "-at"], name="household_readings")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="ff48f5cdce1c82a85df0f32b96b8aec890a27578",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bb2c9",
                            table="services_householdreading",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8)),
                ("quarter", models.DateField()),
                (
                    "sender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.organism",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisms.organism"
                    ),
                ),
                (
                    "joint_target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.jointtarget",
                    ),
                ),
                ("value", models.PositiveIntegerField()),
                ("denominator", models.PositiveIntegerField(default=0)),
                ("unknown", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["quarter", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__in", ["V1.09", "V1.10", "V1.11", "V4.10", "V4.11", "V4.12"])),
                        name="household_tally_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quarter__day", 1),
                            ("quarter__month__in", [1, 4, 7, 10]),
                            ("quarter__range", ("1990-01-01", "2100-12-31")),
                        ),
                        name="household_tally_quarter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__startswith", "V1"), ("denominator", 0), ("unknown", 0)),
                            models.Q(
                                ("code__startswith", "V4"),
                                (
                                    "value__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("denominator"), "-", models.F("unknown")
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="household_tally_ratio",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="770887c78e6c6029dabea2acce348a435f98f7fc",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e66d7",
                            table="services_householdtally",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="import_rows", to="organisms.organism"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="services.importbatch"
                    ),
                ),
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="import_row", to="services.activity"
                    ),
                ),
                ("file_row", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("nth", models.PositiveSmallIntegerField(default=1)),
                ("cells", models.JSONField(default=list)),
                ("is_undone", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["batch", "file_row"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_undone", False)),
                        fields=("organism", "sha256", "nth"),
                        name="row_imported_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="column_mappings",
                        to="organisms.organism",
                    ),
                ),
                ("header", models.CharField(max_length=200)),
                ("field", models.CharField(blank=True, help_text="vide : colonne ignorée", max_length=40)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organism", "header"), name="column_mapped_once")],
            },
        ),
        migrations.CreateModel(
            name="AgreementMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreement_mappings",
                        to="organisms.organism",
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        help_text="vide : importer sans imputation",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organism", "words"), name="agreement_words_mapped_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TypeMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="type_mappings",
                        to="organisms.organism",
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                (
                    "activity_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="services.activitytype"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organism", "words"), name="type_words_mapped_once")],
            },
        ),
        migrations.CreateModel(
            name="NamedPartner",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("services.activity_partners",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="namedpartner",
            trigger=pgtrigger.compiler.Trigger(
                name="partner_stands_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        PERFORM 1 FROM services_partner WHERE id IN (SELECT partner_id FROM new_rows) ORDER BY id FOR SHARE;\n        IF EXISTS (\n            SELECT 1 FROM services_partner\n            WHERE id IN (SELECT partner_id FROM new_rows) AND merged_into_id IS NOT NULL\n        ) THEN\n            RAISE EXCEPTION 'a merged partner carries no activity' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="924dc2e1ea51519952b40f2ec2a01c4c41028b9a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_partner_stands_insert_84a69",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="services_activity_partners",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="namedpartner",
            trigger=pgtrigger.compiler.Trigger(
                name="partner_stands_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        PERFORM 1 FROM services_partner WHERE id IN (SELECT partner_id FROM new_rows) ORDER BY id FOR SHARE;\n        IF EXISTS (\n            SELECT 1 FROM services_partner\n            WHERE id IN (SELECT partner_id FROM new_rows) AND merged_into_id IS NOT NULL\n        ) THEN\n            RAISE EXCEPTION 'a merged partner carries no activity' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="eb725065202b66cd42af71526ad39d7d04ab4239",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_partner_stands_update_bacc0",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="services_activity_partners",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="MeetingActivity",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("services.activity",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meetingactivity",
            trigger=pgtrigger.compiler.Trigger(
                name="body_of_the_organism",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."body_id" IS NOT NULL)',
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM services_concertationbody WHERE id = NEW.body_id AND organism_id = NEW.organism_id\n                ) THEN\n                    RAISE EXCEPTION 'body of another organism' USING ERRCODE = '23514';\n                END IF;\n                RETURN NEW;\n                ",
                    hash="3c11d82fd5e4061dfed841f98722f0631750e044",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_body_of_the_organism_3da45",
                    table="services_activity",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "component",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                            (2, "Activités d’insertion en emploi"),
                            (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                            (4, "Accueil, établissement et intégration des familles"),
                            (5, "Développement des activités de régionalisation"),
                        ]
                    ),
                ),
                ("words", models.CharField(max_length=100)),
                ("sort_name", models.CharField(max_length=100)),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="organisms.category",
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="organisms.organism",
                    ),
                ),
            ],
            options={
                "ordering": ["component", "sort_name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organism", "sort_name"), name="service_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("component__range", (1, 5))), name="service_component_known"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="measure_of_its_axis",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.measure_id IS NOT NULL AND NOT EXISTS (\n        SELECT 1 FROM organisms_category k JOIN organisms_dimension d ON d.id = k.dimension_id\n        WHERE k.id = NEW.measure_id AND d.key = 'measure'\n    ) THEN\n        RAISE EXCEPTION 'not an employment measure' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="72c0828a43f501bbaf915b45bc09a675dd71b35f",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_measure_of_its_axis_a12c4",
                            table="services_service",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "services_serviceevent" ("component", "id", "measure_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name", "words") VALUES (OLD."component", OLD."id", OLD."measure_id", OLD."organism_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sort_name", OLD."words"); RETURN NULL;',
                            hash="fc363b62033d963736e33d870e7403a9e932f5f6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0a21e",
                            table="services_service",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_serviceevent" ("component", "id", "measure_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name", "words") VALUES (OLD."component", OLD."id", OLD."measure_id", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sort_name", OLD."words"); RETURN NULL;',
                            hash="c46f97b7062f994737ce7ef60b0cb47ba5044212",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_5f833",
                            table="services_service",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceEvent",
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
                        to="services.service",
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
                    "component",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Démarchage, prospection et recrutement des personnes immigrantes"),
                            (2, "Activités d’insertion en emploi"),
                            (3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"),
                            (4, "Accueil, établissement et intégration des familles"),
                            (5, "Développement des activités de régionalisation"),
                        ]
                    ),
                ),
                ("words", models.CharField(max_length=100)),
                ("sort_name", models.CharField(max_length=100)),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.category",
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                            hash="32b1bac147f83df3ecec9d5200bb6ea9f4beacf0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cc257",
                            table="services_serviceevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Offering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offerings", to="organisms.organism"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offerings", to="services.service"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offerings", to="organisms.region"
                    ),
                ),
                (
                    "mrc",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offerings",
                        to="organisms.mrc",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("note", models.CharField(blank=True, max_length=300)),
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
            ],
            options={
                "ordering": ["service", "region", "mrc", "-during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("organism", "="),
                            ("service", "="),
                            ("region", "="),
                            (django.db.models.functions.comparison.Coalesce("mrc", 0), "="),
                            ("during", "&&"),
                        ],
                        name="offered_once_in_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__fully_gt", (None, "1990-01-01")),
                            models.Q(
                                ("during__upper_inf", True), ("during__fully_lt", ("2101-01-01", None)), _connector="OR"
                            ),
                        ),
                        name="offering_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="stands_where_it_says",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NEW.mrc_id IS NOT NULL AND NOT EXISTS (\n        SELECT 1 FROM organisms_mrcregion p\n        WHERE p.mrc_id = NEW.mrc_id AND p.region_id = NEW.region_id AND p.during @> lower(NEW.during)\n    ) THEN\n        RAISE EXCEPTION 'MRC outside the region on the first day' USING ERRCODE = '23514';\n    END IF;\n    PERFORM 1 FROM services_service s\n        WHERE s.id = NEW.service_id AND (s.organism_id IS NULL OR s.organism_id = NEW.organism_id) FOR KEY SHARE;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'service of another organism' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="c4938865aa67f87cf412431622d9708e0849b38c",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_stands_where_it_says_04f2e",
                            table="services_offering",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="payments_hold",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."organism_id" IS DISTINCT FROM (NEW."organism_id"))',
                            constraint="CONSTRAINT",
                            func="\n        IF EXISTS (\n            SELECT 1 FROM services_offeringpayment c JOIN services_offering o ON o.id = c.offering_id\n            JOIN agreements_agreement g ON g.id = c.agreement_id\n            WHERE c.offering_id = NEW.id AND NOT (o.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = o.organism_id\n            ))\n        ) THEN\n            RAISE EXCEPTION 'offering paid by an agreement of others' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                            hash="05829ed48a50d2d580b6171312cbfdc9f08d4d3f",
                            operation="UPDATE",
                            pgid="pgtrigger_payments_hold_85c7c",
                            table="services_offering",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "services_offeringevent" ("created_at", "created_by_id", "during", "id", "mrc_id", "note", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "service_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."during", OLD."id", OLD."mrc_id", OLD."note", OLD."organism_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."region_id", OLD."service_id"); RETURN NULL;',
                            hash="ae0413e2fe1a2c5b06a761c3df01c40d85cfffae",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_1d4c3",
                            table="services_offering",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_offeringevent" ("created_at", "created_by_id", "during", "id", "mrc_id", "note", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "service_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."during", OLD."id", OLD."mrc_id", OLD."note", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."region_id", OLD."service_id"); RETURN NULL;',
                            hash="baeab2024a3ed2da0cb6e84b5cce390c5b5b06a9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c0f4c",
                            table="services_offering",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferingEvent",
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
                        to="services.offering",
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
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.service",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.region",
                    ),
                ),
                (
                    "mrc",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.mrc",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("note", models.CharField(blank=True, max_length=300)),
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
                            hash="2979ce0581013e3ebdcce28130d4626ae6fabc64",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_08921",
                            table="services_offeringevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferingPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="payments", to="services.offering"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offering_payments",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("offering", "agreement"), name="offering_paid_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="payment_within_on_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        PERFORM 1 FROM agreements_agreementpartner WHERE agreement_id IN (SELECT agreement_id FROM new_rows) FOR KEY SHARE;\n        IF EXISTS (\n            SELECT 1 FROM new_rows c WHERE (\n                SELECT (o.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = o.organism_id\n            ))\n                FROM services_offering o, agreements_agreement g WHERE o.id = c.offering_id AND g.id = c.agreement_id\n            ) IS NOT TRUE\n        ) THEN\n            RAISE EXCEPTION 'offering paid by an agreement of others' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                            hash="5e38f06094e07523682754982d13ab3af707aa10",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_payment_within_on_insert_2e82a",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_offeringpayment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="payment_within_on_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n        PERFORM 1 FROM agreements_agreementpartner WHERE agreement_id IN (SELECT agreement_id FROM new_rows) FOR KEY SHARE;\n        IF EXISTS (\n            SELECT 1 FROM new_rows c WHERE (\n                SELECT (o.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = o.organism_id\n            ))\n                FROM services_offering o, agreements_agreement g WHERE o.id = c.offering_id AND g.id = c.agreement_id\n            ) IS NOT TRUE\n        ) THEN\n            RAISE EXCEPTION 'offering paid by an agreement of others' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                            hash="b736dc46c14bda1d12a41f06fdcbe4607561a9a4",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_payment_within_on_update_28405",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="services_offeringpayment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "services_offeringpaymentevent" ("agreement_id", "id", "offering_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreement_id", OLD."id", OLD."offering_id", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;',
                            hash="341c14e73980ea9d72681f7a32b0909b0b202881",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fdb52",
                            table="services_offeringpayment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_offeringpaymentevent" ("agreement_id", "id", "offering_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreement_id", OLD."id", OLD."offering_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="261e856bb21cdae04ac54819b21da2988ca9aaae",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c7fe1",
                            table="services_offeringpayment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferingPaymentEvent",
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
                        to="services.offeringpayment",
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
                    "offering",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.offering",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="7c91e454c9c11257b6edddae618eb49402a7326a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b29b8",
                            table="services_offeringpaymentevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PayingAgreement",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("agreements.agreement",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingagreement",
            trigger=pgtrigger.compiler.Trigger(
                name="payments_hold",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."organism_id" IS DISTINCT FROM (NEW."organism_id"))',
                    constraint="CONSTRAINT",
                    func="\n        IF EXISTS (\n            SELECT 1 FROM services_offeringpayment c JOIN services_offering o ON o.id = c.offering_id\n            JOIN agreements_agreement g ON g.id = c.agreement_id\n            WHERE c.agreement_id = NEW.id AND NOT (o.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = o.organism_id\n            ))\n        ) THEN\n            RAISE EXCEPTION 'offering paid by an agreement of others' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="9e2b6d82548bb95d86adab19a53211de9df5e458",
                    operation="UPDATE",
                    pgid="pgtrigger_payments_hold_ccb34",
                    table="agreements_agreement",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="PayingPartner",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("agreements.agreementpartner",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payingpartner",
            trigger=pgtrigger.compiler.Trigger(
                name="payments_hold",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        IF EXISTS (\n            SELECT 1 FROM services_offeringpayment c JOIN services_offering o ON o.id = c.offering_id\n            JOIN agreements_agreement g ON g.id = c.agreement_id\n            WHERE c.agreement_id = OLD.agreement_id AND o.organism_id = OLD.organism_id AND NOT (o.organism_id = g.organism_id OR EXISTS (\n                SELECT 1 FROM agreements_agreementpartner p\n                WHERE p.agreement_id = g.id AND p.organism_id = o.organism_id\n            ))\n        ) THEN\n            RAISE EXCEPTION 'offering paid by an agreement of others' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a8b784c0021af7f33e993dfd39b00d11cc052a13",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_payments_hold_0f264",
                    table="agreements_agreementpartner",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="positions", to="organisms.organism"
                    ),
                ),
                ("title", models.CharField(max_length=100)),
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
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("hours", models.DecimalField(decimal_places=1, max_digits=3)),
                ("training_hours", models.PositiveSmallIntegerField(default=0)),
                ("languages", models.PositiveSmallIntegerField(default=0)),
                (
                    "lost_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("funding", "Fin du financement"),
                            ("gap", "Attente d’une entente"),
                            ("left", "Départ volontaire"),
                            ("retired", "Retraite"),
                            ("contract", "Fin d’un contrat prévu"),
                            ("other", "Autre raison"),
                        ],
                        max_length=8,
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
                ("submit_key", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": [
                    "organism",
                    models.OrderBy(models.F("during__endswith"), descending=True, nulls_first=True),
                    "title",
                    "pk",
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organism", "submit_key"), name="position_submitted_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__startswith__isnull", False),
                            ("during__startswith__range", ("1990-01-01", "2100-12-31")),
                            models.Q(
                                ("during__endswith__isnull", True),
                                ("during__endswith__lte", "2101-01-01"),
                                _connector="OR",
                            ),
                            ("during__isempty", False),
                        ),
                        name="position_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("during__endswith__isnull", True), ("lost_reason", "")),
                            models.Q(
                                ("during__endswith__isnull", False),
                                ("lost_reason__in", ["funding", "gap", "left", "retired", "contract", "other"]),
                            ),
                            _connector="OR",
                        ),
                        name="position_lost_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("component__range", (1, 5))), name="position_component_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 60)), name="position_hours_in_week"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("languages__lte", 30), ("training_hours__lte", 2000)),
                        name="position_skills_in_range",
                    ),
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="position_has_title"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."component" IS DISTINCT FROM (NEW."component") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."during" IS DISTINCT FROM (NEW."during") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."lost_reason" IS DISTINCT FROM (NEW."lost_reason") OR OLD."organism_id" IS DISTINCT FROM (NEW."organism_id") OR OLD."submit_key" IS DISTINCT FROM (NEW."submit_key") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."training_hours" IS DISTINCT FROM (NEW."training_hours"))',
                            func='INSERT INTO "services_positionevent" ("component", "created_at", "created_by_id", "during", "hours", "id", "languages", "lost_reason", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submit_key", "title", "training_hours") VALUES (OLD."component", OLD."created_at", OLD."created_by_id", OLD."during", OLD."hours", OLD."id", OLD."languages", OLD."lost_reason", OLD."organism_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."submit_key", OLD."title", OLD."training_hours"); RETURN NULL;',
                            hash="6bc172dee7817ea609d86783b650c4f53ebc6ed3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_060d1",
                            table="services_position",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "services_positionevent" ("component", "created_at", "created_by_id", "during", "hours", "id", "languages", "lost_reason", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "submit_key", "title", "training_hours") VALUES (OLD."component", OLD."created_at", OLD."created_by_id", OLD."during", OLD."hours", OLD."id", OLD."languages", OLD."lost_reason", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."submit_key", OLD."title", OLD."training_hours"); RETURN NULL;',
                            hash="99a3a94fd0eb4a6eaea8180c47e4b21732d4e9af",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_58905",
                            table="services_position",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PositionEvent",
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
                        to="services.position",
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
                ("title", models.CharField(max_length=100)),
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
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("hours", models.DecimalField(decimal_places=1, max_digits=3)),
                ("training_hours", models.PositiveSmallIntegerField(default=0)),
                ("languages", models.PositiveSmallIntegerField(default=0)),
                (
                    "lost_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("funding", "Fin du financement"),
                            ("gap", "Attente d’une entente"),
                            ("left", "Départ volontaire"),
                            ("retired", "Retraite"),
                            ("contract", "Fin d’un contrat prévu"),
                            ("other", "Autre raison"),
                        ],
                        max_length=8,
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
                ("submit_key", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="c1f2ff5e66b7a367f3ab224091aefdc7b0125cbf",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ca7f4",
                            table="services_positionevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PositionPay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pays", to="services.position"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.agreement"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("position", "agreement"), name="position_paid_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="paid_by_its_own",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF NOT EXISTS (\n        SELECT 1 FROM services_position s JOIN agreements_agreement g ON g.id = NEW.agreement_id\n        WHERE s.id = NEW.position_id AND (s.organism_id = g.organism_id OR EXISTS (\n            SELECT 1 FROM agreements_agreementpartner p\n            WHERE p.agreement_id = g.id AND p.organism_id = s.organism_id\n        ))\n    ) THEN\n        RAISE EXCEPTION 'position paid by an agreement of others' USING ERRCODE = '23514';\n    END IF;\n    RETURN NULL;\n",
                            hash="bd094f3c0ddfdc71ab557fd583524b9c2406d3b7",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_paid_by_its_own_5cfdb",
                            table="services_positionpay",
                            when="AFTER",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activity_templates",
                        to="organisms.organism",
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("sort_name", models.CharField(max_length=80)),
                (
                    "activity_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="services.activitytype"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.municipality",
                    ),
                ),
                ("immigrants", models.PositiveIntegerField(blank=True, null=True)),
                ("host", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                    ),
                ),
                ("archived", models.BooleanField(default=False)),
                ("revision", models.PositiveIntegerField(db_default=1, default=1)),
                ("partners", models.ManyToManyField(blank=True, related_name="+", to="services.partner")),
                ("agreements", models.ManyToManyField(blank=True, related_name="+", to="agreements.agreement")),
            ],
            options={
                "ordering": ["sort_name"],
                "constraints": [
                    models.UniqueConstraint(fields=("organism", "sort_name"), name="template_once_per_organism"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("immigrants__isnull", True), ("immigrants__lte", 1000000), _connector="OR"),
                            models.Q(("host__isnull", True), ("host__lte", 1000000), _connector="OR"),
                            models.Q(("quantity__isnull", True), ("quantity__range", (0, 1000000)), _connector="OR"),
                        ),
                        name="template_numbers_in_range",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Activity",
            name="agreements",
            field=models.ManyToManyField(
                related_name="activities", through="services.Charge", to="agreements.agreement"
            ),
        ),
        migrations.AddField(
            model_name="Offering",
            name="agreements",
            field=models.ManyToManyField(
                related_name="offerings", through="services.OfferingPayment", to="agreements.agreement"
            ),
        ),
        migrations.AddField(
            model_name="Position",
            name="agreements",
            field=models.ManyToManyField(
                related_name="positions", through="services.PositionPay", to="agreements.agreement"
            ),
        ),
    ]
