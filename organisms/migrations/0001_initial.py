import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from roriq_portal.database.migrating.initial_migration import InitialMigration


class Migration(InitialMigration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        # Lets an exclusion constraint hold a plain column beside a range
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=2, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("sort_name", models.CharField(db_index=True, max_length=60)),
                ("population", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["sort_name"],
            },
        ),
        migrations.CreateModel(
            name="Mrc",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=5, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("sort_name", models.CharField(db_index=True, max_length=80)),
            ],
            options={
                "ordering": ["sort_name"],
            },
        ),
        migrations.CreateModel(
            name="MrcRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mrc",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="regions", to="organisms.mrc"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mrc_periods", to="organisms.region"
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("mrc", "="), ("during", "&&")], name="mrc_in_one_region_at_a_time"
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
                        name="mrc_region_days_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=5, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("sort_name", models.CharField(db_index=True, max_length=80)),
                ("designation", models.CharField(max_length=40)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="municipalities",
                        to="organisms.region",
                    ),
                ),
                (
                    "mrc",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="municipalities",
                        to="organisms.mrc",
                    ),
                ),
                ("population", models.PositiveIntegerField(default=0)),
                ("receives_rpce_since", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["sort_name", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("receives_rpce_since__range", ("1990-01-01", "2102-12-31"))),
                        name="municipality_rpce_in_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, unique=True)),
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
                ("unit", models.CharField(max_length=60)),
                ("unit_plural", models.CharField(max_length=60)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("records", "activités"),
                            ("partners", "partenaires nommés"),
                            ("households", "ménages"),
                            ("positions", "postes"),
                            ("agreements", "ententes"),
                            ("declared", "déclaration"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[("flow", "flux"), ("stock", "état à un jour"), ("ratio", "rapport")], max_length=6
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(unique=True)),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IndicatorDefinition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="definitions",
                        to="organisms.indicator",
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                ("definition", models.TextField(blank=True)),
                ("valid_from", models.DateField(default="2012-04-01")),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                (
                    "written_by",
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
                "ordering": ["indicator", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "valid_from"), name="definition_once_per_day"),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__range", ("1990-01-01", "2100-12-31"))),
                        name="definition_day_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("written_at__isnull", True), ("written_by__isnull", True)),
                            models.Q(("written_at__isnull", False), ("written_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="definition_written_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dimension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=20, unique=True)),
                ("words", models.CharField(max_length=80)),
                ("order", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="categories", to="organisms.dimension"
                    ),
                ),
                ("key", models.SlugField(max_length=20)),
                ("words", models.CharField(max_length=80)),
                ("order", models.PositiveSmallIntegerField()),
                ("age_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "age_to",
                    models.PositiveSmallIntegerField(blank=True, help_text="inclus ; vide : et plus", null=True),
                ),
            ],
            options={
                "ordering": ["dimension", "order"],
                "constraints": [
                    models.UniqueConstraint(fields=("dimension", "key"), name="category_once_per_dimension")
                ],
            },
        ),
        migrations.CreateModel(
            name="Organism",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160)),
                ("sort_name", models.CharField(db_index=True, max_length=160)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="organisms", to="organisms.region"
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
                ("neq", models.CharField(blank=True, max_length=10, verbose_name="NEQ")),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("website", models.URLField(blank=True)),
                ("year_starts", models.PositiveSmallIntegerField(default=4, verbose_name="premier mois de l’exercice")),
                ("delegate", models.CharField(blank=True, max_length=120, verbose_name="délégation au réseau")),
                ("privacy_officer", models.CharField(blank=True, max_length=120)),
                ("privacy_email", models.EmailField(blank=True, max_length=254)),
                ("mrcs", models.ManyToManyField(blank=True, related_name="organisms", to="organisms.mrc")),
            ],
            options={
                "ordering": ["sort_name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("year_starts__range", (1, 12))), name="organism_year_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("components__contained_by", [1, 2, 3, 4, 5])),
                        name="organism_components_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganismName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="organisms.organism"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "ordering": ["-during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("organism", "="), ("during", "&&")], name="organism_one_name_at_a_time"
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
                        name="organism_name_days_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="network_memberships",
                        to="organisms.organism",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Membre"), ("observer", "Observateur"), ("suspended", "Suspendu")],
                        max_length=10,
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, help_text="quand rien ne suit : il a quitté le réseau", max_length=300
                    ),
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
            ],
            options={
                "ordering": ["-during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("organism", "="), ("during", "&&")], name="organism_one_membership_at_a_time"
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
                        name="network_membership_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_networkmembershipevent" ("created_at", "created_by_id", "during", "end_reason", "id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."end_reason", NEW."id", NEW."organism_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."state"); RETURN NULL;',
                            hash="b4e333c6db76e962ac16d7f497c6676b915647ea",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b5c7a",
                            table="organisms_networkmembership",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "organisms_networkmembershipevent" ("created_at", "created_by_id", "during", "end_reason", "id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."end_reason", NEW."id", NEW."organism_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."state"); RETURN NULL;',
                            hash="491cd693d64d57b3b42352e7ce3d68fdc91a0581",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7b2ca",
                            table="organisms_networkmembership",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_networkmembershipevent" ("created_at", "created_by_id", "during", "end_reason", "id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") VALUES (OLD."created_at", OLD."created_by_id", OLD."during", OLD."end_reason", OLD."id", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."state"); RETURN NULL;',
                            hash="1ef8b70bb20739491e0ab8fd7ae5823f94c731dd",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_075ec",
                            table="organisms_networkmembership",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkMembershipEvent",
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
                        to="organisms.networkmembership",
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
                    "state",
                    models.CharField(
                        choices=[("active", "Membre"), ("observer", "Observateur"), ("suspended", "Suspendu")],
                        max_length=10,
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, help_text="quand rien ne suit : il a quitté le réseau", max_length=300
                    ),
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
                            hash="e8c40dacc0e2b0056c63060bc3335a39e4c36388",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f732f",
                            table="organisms_networkmembershipevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PivotMandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="organisms.region"
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="organisms.organism"
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                "ordering": ["-during"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("region", "="), ("during", "&&")], name="one_pivot_per_region"
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
                        name="mandate_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_pivotmandateevent" ("created_by_id", "during", "id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id") VALUES (NEW."created_by_id", NEW."during", NEW."id", NEW."organism_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id"); RETURN NULL;',
                            hash="d131852c7ab72615cea0c9a17e08d3b8d4b1d00a",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2693b",
                            table="organisms_pivotmandate",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "organisms_pivotmandateevent" ("created_by_id", "during", "id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id") VALUES (NEW."created_by_id", NEW."during", NEW."id", NEW."organism_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id"); RETURN NULL;',
                            hash="3df3b8c99ba1746623414175d756114c93a33ed9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a7be8",
                            table="organisms_pivotmandate",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_pivotmandateevent" ("created_by_id", "during", "id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id") VALUES (OLD."created_by_id", OLD."during", OLD."id", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."region_id"); RETURN NULL;',
                            hash="e0a33321a9f4a4ef1473cd66c3b4140b2387c7e9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_736fb",
                            table="organisms_pivotmandate",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PivotMandateEvent",
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
                        to="organisms.pivotmandate",
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
                    "organism",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisms.organism",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField()),
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
                            hash="ef9976e0f3ac720599907804e3407ad871d4243d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_37b4a",
                            table="organisms_pivotmandateevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_accepted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_at__isnull", True), ("cancelled_by__isnull", True)),
                            models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_cancelled_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"
                        ),
                        name="invitation_accepted_or_cancelled",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_invitationevent" ("accepted_at", "accepted_by_id", "cancelled_at", "cancelled_by_id", "created_at", "created_by_id", "email", "expires_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."cancelled_at", NEW."cancelled_by_id", NEW."created_at", NEW."created_by_id", NEW."email", NEW."expires_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="e6b2b97c02e6d1ed11b2a502446b6cf5fd9be324",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_32f04",
                            table="organisms_invitation",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."accepted_by_id" IS DISTINCT FROM (NEW."accepted_by_id") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."cancelled_by_id" IS DISTINCT FROM (NEW."cancelled_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name"))',
                            func='INSERT INTO "organisms_invitationevent" ("accepted_at", "accepted_by_id", "cancelled_at", "cancelled_by_id", "created_at", "created_by_id", "email", "expires_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."cancelled_at", NEW."cancelled_by_id", NEW."created_at", NEW."created_by_id", NEW."email", NEW."expires_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="03dcf8768200cc9427d33c5bed9c7c6f782cbaaf",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_47b4d",
                            table="organisms_invitation",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_invitationevent" ("accepted_at", "accepted_by_id", "cancelled_at", "cancelled_by_id", "created_at", "created_by_id", "email", "expires_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."cancelled_at", OLD."cancelled_by_id", OLD."created_at", OLD."created_by_id", OLD."email", OLD."expires_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="9b6fa7709985d53fbb68a3327363ec62e4011faa",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_fe995",
                            table="organisms_invitation",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="organisms.organism"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("staff", "Intervention"), ("coordinator", "Coordination"), ("director", "Direction")],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", False), ("invitation__isnull", False), _connector="OR"),
                        name="membership_has_person_or_invitation",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), ("organism", "="), ("role", "="), ("during", "&&")],
                        name="membership_does_not_overlap",
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
                        name="membership_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_membershipevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", NEW."organism_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                            hash="870a327fee5dbbbee9df45eeb96629c31660c117",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_9dfcd",
                            table="organisms_membership",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "organisms_membershipevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", NEW."organism_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                            hash="81cd0b303c34ce62d071cb8858e1b296c1d483d9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_90243",
                            table="organisms_membership",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_membershipevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."during", OLD."id", OLD."invitation_id", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;',
                            hash="129f9e1f924ee79baa0cb0006b71bab7870f6e42",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4282d",
                            table="organisms_membership",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipEvent",
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
                        to="organisms.membership",
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
                    "role",
                    models.CharField(
                        choices=[("staff", "Intervention"), ("coordinator", "Coordination"), ("director", "Direction")],
                        max_length=12,
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
                            hash="040570f404c4769dc9b6166084cb96a516cf749d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a15a8",
                            table="organisms_membershipevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkSeat",
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
                        related_name="network_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("coordinator", "Coordination du réseau"), ("analyst", "Analyse du réseau")],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", False), ("invitation__isnull", False), _connector="OR"),
                        name="network_seat_has_person_or_invitation",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), ("during", "&&")], name="network_seat_does_not_overlap"
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
                        name="network_seat_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_networkseatevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                            hash="9b8a0dda309dfef1e32cb3ce4e8411dc01b7f2f9",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5a543",
                            table="organisms_networkseat",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "organisms_networkseatevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                            hash="4c82a0622721afd74903d4c5680f5d026bd78883",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b2739",
                            table="organisms_networkseat",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_networkseatevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."during", OLD."id", OLD."invitation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;',
                            hash="927f20ebabefbf5d6bc50252b5ea1f2bdf69ff3d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_772bc",
                            table="organisms_networkseat",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkSeatEvent",
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
                        to="organisms.networkseat",
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
                    "role",
                    models.CharField(
                        choices=[("coordinator", "Coordination du réseau"), ("analyst", "Analyse du réseau")],
                        max_length=12,
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
                            hash="e43cbc35b10e409b0a75331d0ff217181dd45ba1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_84c51",
                            table="organisms_networkseatevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditorSeat",
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
                        related_name="auditor_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="auditor_seats",
                        to="organisms.organism",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", False), ("invitation__isnull", False), _connector="OR"),
                        name="auditor_seat_has_person_or_invitation",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), ("organism", "="), ("during", "&&")],
                        name="auditor_seat_does_not_overlap",
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
                        name="auditor_seat_days_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_auditorseatevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", NEW."organism_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;',
                            hash="3ba72d596cf17d027bf086eee0e4c9c412226c84",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6afeb",
                            table="organisms_auditorseat",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "organisms_auditorseatevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."during", NEW."id", NEW."invitation_id", NEW."organism_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;',
                            hash="aa945098a3d296d14f8aeb4c65d9ce9abc74c183",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a08e6",
                            table="organisms_auditorseat",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "organisms_auditorseatevent" ("created_at", "created_by_id", "during", "id", "invitation_id", "organism_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."during", OLD."id", OLD."invitation_id", OLD."organism_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;',
                            hash="a6444e89d3e88aaa158ea2255cd54632d1b1d045",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_7ac8f",
                            table="organisms_auditorseat",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditorSeatEvent",
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
                        to="organisms.auditorseat",
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
                            hash="46b4eb9b4c9ec365166c07a936f3d97a47f895f7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_75d8f",
                            table="organisms_auditorseatevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationEvent",
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
                        to="organisms.invitation",
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
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=120)),
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
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
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
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="4fb8d63a2afbdd78343b92c42d590b4976fa081b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_213f2",
                            table="organisms_invitationevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("list_key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=1000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "list_key", "name"), name="saved_filter_named_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("query", ""), _negated=True), models.Q(("name", ""), _negated=True)
                        ),
                        name="saved_filter_says_something",
                    ),
                ],
            },
        ),
    ]
