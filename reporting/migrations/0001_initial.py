import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import reporting.models
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
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=160)),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="templates",
                        to="agreements.programme",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("annual", "Rapport annuel"),
                            ("interim", "Rapport d’étape"),
                            ("final", "Rapport final"),
                            ("financial", "Rapport financier"),
                            ("monthly", "Rapport mensuel"),
                            ("extra", "Livrable en plus"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="reporting.template"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True, help_text="empreinte de la source, pour ne la charger qu’une fois", max_length=64
                    ),
                ),
            ],
            options={
                "ordering": ["template", "-number"],
                "constraints": [models.UniqueConstraint(fields=("template", "number"), name="template_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="reporting.templateversion",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                ("key", models.SlugField(help_text="survit d’une version à l’autre", max_length=40)),
                ("section", models.SlugField(help_text="identification, v1 à v5, finances, pieces", max_length=20)),
                ("number", models.CharField(blank=True, max_length=10)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="reporting.line",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("heading", "titre"),
                            ("figure", "chiffre"),
                            ("ratio", "rapport"),
                            ("text", "texte"),
                            ("money", "argent"),
                            ("file", "pièce"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("hint", models.CharField(blank=True, max_length=300)),
                ("unit", models.CharField(blank=True, max_length=60)),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.priority",
                    ),
                ),
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
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("records", "activités"),
                            ("partners", "partenaires nommés"),
                            ("declared", "déclaration"),
                            ("agreements", "argent de l’entente"),
                            ("asked", "question"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("charged", "imputé à l’entente"), ("organism", "tout l’organisme")],
                        default="organism",
                        max_length=10,
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("anywhere", "partout"),
                            ("agreement_mrcs", "MRC de l’entente"),
                            ("agreement_regions", "régions de l’entente"),
                        ],
                        default="anywhere",
                        max_length=20,
                    ),
                ),
                ("required", models.BooleanField(default=True)),
                ("max_chars", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "per_agreement",
                    models.BooleanField(default=False, help_text="une réponse par entente en cours dans la période"),
                ),
            ],
            options={
                "ordering": ["version", "order"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="line_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "text"), _negated=True), ("max_chars__isnull", False), _connector="OR"
                        ),
                        name="line_text_has_limit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="reporting.line"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("value", "valeur"), ("numerator", "numérateur"), ("denominator", "dénominateur")],
                        default="value",
                        max_length=12,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisms.indicator"
                    ),
                ),
                ("categories", models.ManyToManyField(blank=True, related_name="+", to="organisms.category")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("line", "part", "indicator"), name="term_once")],
            },
        ),
        migrations.CreateModel(
            name="Band",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bands", to="reporting.line"
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisms.dimension",
                    ),
                ),
                ("key", models.SlugField(max_length=40)),
                ("order", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=120)),
                ("age_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("age_to", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("categories", models.ManyToManyField(blank=True, related_name="+", to="organisms.category")),
            ],
            options={
                "ordering": ["line", "order"],
                "constraints": [models.UniqueConstraint(fields=("line", "key"), name="band_once")],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="reporting.templateversion",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rules", to="reporting.line"
                    ),
                ),
                (
                    "op",
                    models.CharField(
                        choices=[
                            ("at_most_line", "au plus l’autre ligne"),
                            ("at_most_share", "au plus une part du total"),
                            ("explain_over", "expliquer un écart à la cible"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.line",
                    ),
                ),
                ("band_key", models.SlugField(blank=True, max_length=40)),
                ("number", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                (
                    "level",
                    models.CharField(
                        choices=[("error", "arrête"), ("warning", "avertit")], default="error", max_length=7
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField(unique=True)),
                (
                    "template_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="reporting.templateversion",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("due_on", models.DateField()),
            ],
            options={
                "ordering": ["-period"],
                "constraints": [
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
                        name="campaign_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__range", ("1990-01-01", "2102-12-31"))),
                        name="campaign_due_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("annual", "Rapport annuel"), ("funder", "Rapport à un bailleur")], max_length=6
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="organisms.organism"
                    ),
                ),
                (
                    "template_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="reporting.templateversion",
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="reporting.campaign",
                    ),
                ),
                (
                    "deliverable",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="agreements.deliverable",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        help_text="figée à l’ouverture",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="organisms.region",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Brouillon"),
                            ("to_certify", "À attester"),
                            ("submitted", "Déposé"),
                            ("returned", "À corriger"),
                            ("endorsed", "Endossé"),
                            ("approved", "Approuvé"),
                            ("issued", "Transmis"),
                            ("asked", "Précisions demandées"),
                            ("accepted", "Accepté"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True, help_text="donné au premier dépôt", max_length=20, null=True, unique=True
                    ),
                ),
                ("due_on", models.DateField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("filed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "filed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("excused_at", models.DateTimeField(blank=True, null=True)),
                (
                    "excused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("excused_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("organism", "campaign"), name="one_annual_report_per_campaign"),
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
                        name="report_days_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__range", ("1990-01-01", "2102-12-31"))), name="report_due_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("campaign__isnull", False), ("deliverable__isnull", True), ("kind", "annual")),
                            models.Q(("campaign__isnull", True), ("deliverable__isnull", False), ("kind", "funder")),
                            _connector="OR",
                        ),
                        name="report_belongs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "annual"),
                                ("state__in", ["draft", "to_certify", "submitted", "returned", "endorsed", "approved"]),
                            ),
                            models.Q(
                                ("kind", "funder"),
                                ("state__in", ["draft", "to_certify", "issued", "asked", "accepted"]),
                            ),
                            _connector="OR",
                        ),
                        name="report_state_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("filed_at__isnull", True), ("filed_by__isnull", True)),
                            models.Q(("filed_at__isnull", False), ("filed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_filed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issued_at__isnull", True), ("issued_by__isnull", True)),
                            models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_issued_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "to_certify"]),
                            ("filed_at__isnull", False),
                            ("issued_at__isnull", False),
                            _connector="OR",
                        ),
                        name="report_filed_when_past_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("excused_at__isnull", True), ("excused_by__isnull", True), ("excused_reason", "")
                            ),
                            models.Q(
                                ("excused_at__isnull", False),
                                ("excused_by__isnull", False),
                                models.Q(("excused_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_excused_pair",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="deliverable_is_awaited",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE settled boolean;",
                            func="\n    SELECT skipped_at IS NOT NULL OR handed_at IS NOT NULL INTO settled\n        FROM agreements_deliverable WHERE id = NEW.deliverable_id FOR SHARE;\n    IF settled THEN\n        RAISE EXCEPTION 'deliverable is not awaited' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="43c0c88de0e8c7be7fb595d617e132074837adc4",
                            operation='INSERT OR UPDATE OF "deliverable_id"',
                            pgid="pgtrigger_deliverable_is_awaited_35151",
                            table="reporting_report",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="reporting.report"
                    ),
                ),
                ("line_key", models.SlugField(max_length=40)),
                ("band_key", models.SlugField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("blank", "–"), ("value", "nombre"), ("zero", "0"), ("na", "s. o."), ("nd", "n. d.")],
                        default="blank",
                        max_length=5,
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("text", models.TextField(blank=True)),
                ("computed_value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("override_reason", models.CharField(blank=True, max_length=300)),
                (
                    "saved_from",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="la page ouverte qui l’a enregistrée",
                        max_length=16,
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="services.declaration",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "saved_by",
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
                    models.UniqueConstraint(fields=("report", "line_key", "band_key"), name="answered_once"),
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
                        name="answer_value_fits_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value__isnull", True), ("value__gte", 0), _connector="OR"),
                            models.Q(("denominator__isnull", True), ("denominator__gt", 0), _connector="OR"),
                        ),
                        name="answer_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("computed_value__isnull", True),
                            ("value", models.F("computed_value")),
                            models.Q(("override_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="answer_override_says_why",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="answer_while_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE target bigint; line text; found text;",
                            func="\n    IF TG_OP = 'UPDATE' AND (NEW.report_id, NEW.line_key) IS DISTINCT FROM (OLD.report_id, OLD.line_key) THEN\n        RAISE EXCEPTION 'row leaves its line' USING ERRCODE = '23514';\n    END IF;\n\n    target := COALESCE(NEW.report_id, OLD.report_id);\n    line := COALESCE(NEW.line_key, OLD.line_key);\n    SELECT state INTO found FROM reporting_report WHERE id = target FOR SHARE;\n    IF found NOT IN ('draft', 'to_certify', 'returned', 'asked') THEN\n        RAISE EXCEPTION 'report is not open' USING ERRCODE = '23514';\n    END IF;\n    IF found = 'returned' AND NOT EXISTS (\n        SELECT 1 FROM reporting_comment c\n        WHERE c.report_id = target AND c.line_key IN (line, '') AND (c.resolved_at IS NULL OR c.opened_at > COALESCE(\n            (SELECT max(v.as_of) FROM reporting_version v WHERE v.report_id = target), '-infinity'))\n    ) THEN\n        RAISE EXCEPTION 'line is not open' USING ERRCODE = '23514';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                            hash="c3876b9214d1629bb04131363ed2419dc3201074",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_answer_while_open_ebd6f",
                            table="reporting_answer",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="reporting.report"
                    ),
                ),
                ("line_key", models.SlugField(blank=True, max_length=40)),
                ("body", models.TextField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reply", models.TextField(blank=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_by",
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
                "ordering": ["-opened_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_resolved_pair",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="comment_while_discussed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE found text;",
                            func="\n    IF TG_OP = 'UPDATE' AND (NEW.report_id, NEW.line_key) IS DISTINCT FROM (OLD.report_id, OLD.line_key) THEN\n        RAISE EXCEPTION 'row leaves its line' USING ERRCODE = '23514';\n    END IF;\n\n    SELECT state INTO found FROM reporting_report WHERE id = COALESCE(NEW.report_id, OLD.report_id) FOR SHARE;\n    IF found IN ('approved', 'accepted') THEN\n        RAISE EXCEPTION 'report is closed' USING ERRCODE = '23514';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                            hash="c76742b11d7e540c9ddb2d78ef936c4c6300f000",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_comment_while_discussed_c5fd4",
                            table="reporting_comment",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transitions", to="reporting.report"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Brouillon"),
                            ("to_certify", "À attester"),
                            ("submitted", "Déposé"),
                            ("returned", "À corriger"),
                            ("endorsed", "Endossé"),
                            ("approved", "Approuvé"),
                            ("issued", "Transmis"),
                            ("asked", "Précisions demandées"),
                            ("accepted", "Accepté"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "Brouillon"),
                            ("to_certify", "À attester"),
                            ("submitted", "Déposé"),
                            ("returned", "À corriger"),
                            ("endorsed", "Endossé"),
                            ("approved", "Approuvé"),
                            ("issued", "Transmis"),
                            ("asked", "Précisions demandées"),
                            ("accepted", "Accepté"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("comment", models.TextField(blank=True)),
                ("idempotency_key", models.UUIDField(unique=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="270e566a2c09d880580acf66a12e266756fc2f48",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cbfe6",
                            table="reporting_transition",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="reporting.report"
                    ),
                ),
                ("line_key", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("file", models.FileField(max_length=200, upload_to="attachments/%Y/")),
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
                "ordering": ["line_key", "added_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="attachment_removed_pair",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="attachment_while_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE target bigint; line text; found text;",
                            func="\n    IF TG_OP = 'UPDATE' AND (NEW.report_id, NEW.line_key) IS DISTINCT FROM (OLD.report_id, OLD.line_key) THEN\n        RAISE EXCEPTION 'row leaves its line' USING ERRCODE = '23514';\n    END IF;\n\n    target := COALESCE(NEW.report_id, OLD.report_id);\n    line := COALESCE(NEW.line_key, OLD.line_key);\n    SELECT state INTO found FROM reporting_report WHERE id = target FOR SHARE;\n    IF found NOT IN ('draft', 'to_certify', 'returned', 'asked') THEN\n        RAISE EXCEPTION 'report is not open' USING ERRCODE = '23514';\n    END IF;\n    IF found = 'returned' AND NOT EXISTS (\n        SELECT 1 FROM reporting_comment c\n        WHERE c.report_id = target AND c.line_key IN (line, '') AND (c.resolved_at IS NULL OR c.opened_at > COALESCE(\n            (SELECT max(v.as_of) FROM reporting_version v WHERE v.report_id = target), '-infinity'))\n    ) THEN\n        RAISE EXCEPTION 'line is not open' USING ERRCODE = '23514';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                            hash="b826b8986227d661a3a9706e181efd290bf12e42",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_attachment_while_open_d5299",
                            table="reporting_attachment",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("chosen", models.CharField(help_text="à qui, en mots", max_length=300)),
                ("key", models.UUIDField(unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="4f16859e61adf5a9c5a5150f397eb409c149871f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b39e7",
                            table="reporting_message",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="reporting.message"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("organisms", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "En attente"), ("sent", "Parti"), ("failed", "Non livré")],
                        default="queued",
                        max_length=6,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["message", "person__name"],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "person"), name="message_once_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("error", ""), ("sent_at__isnull", True), ("state", "queued")),
                            models.Q(("error", ""), ("sent_at__isnull", False), ("state", "sent")),
                            models.Q(
                                ("sent_at__isnull", True), ("state", "failed"), models.Q(("error", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="message_says_how_it_went",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "funder",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminder_rule",
                        to="agreements.funder",
                    ),
                ),
                (
                    "offsets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        default=reporting.models.usual_offsets,
                        help_text="jours avant, négatifs après",
                        size=None,
                    ),
                ),
                ("text_ahead", models.TextField(blank=True)),
                ("text_day", models.TextField(blank=True)),
                ("text_late", models.TextField(blank=True)),
                ("revision", models.PositiveIntegerField(default=0)),
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
            ],
            options={
                "ordering": ["funder__sort_name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.Case(models.When(funder__isnull=True, then=True)), name="one_reminder_rule_for_all"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("offsets__len__range", (1, 8)),
                            (
                                "offsets__contained_by",
                                [
                                    -60,
                                    -59,
                                    -58,
                                    -57,
                                    -56,
                                    -55,
                                    -54,
                                    -53,
                                    -52,
                                    -51,
                                    -50,
                                    -49,
                                    -48,
                                    -47,
                                    -46,
                                    -45,
                                    -44,
                                    -43,
                                    -42,
                                    -41,
                                    -40,
                                    -39,
                                    -38,
                                    -37,
                                    -36,
                                    -35,
                                    -34,
                                    -33,
                                    -32,
                                    -31,
                                    -30,
                                    -29,
                                    -28,
                                    -27,
                                    -26,
                                    -25,
                                    -24,
                                    -23,
                                    -22,
                                    -21,
                                    -20,
                                    -19,
                                    -18,
                                    -17,
                                    -16,
                                    -15,
                                    -14,
                                    -13,
                                    -12,
                                    -11,
                                    -10,
                                    -9,
                                    -8,
                                    -7,
                                    -6,
                                    -5,
                                    -4,
                                    -3,
                                    -2,
                                    -1,
                                    0,
                                    1,
                                    2,
                                    3,
                                    4,
                                    5,
                                    6,
                                    7,
                                    8,
                                    9,
                                    10,
                                    11,
                                    12,
                                    13,
                                    14,
                                    15,
                                    16,
                                    17,
                                    18,
                                    19,
                                    20,
                                    21,
                                    22,
                                    23,
                                    24,
                                    25,
                                    26,
                                    27,
                                    28,
                                    29,
                                    30,
                                    31,
                                    32,
                                    33,
                                    34,
                                    35,
                                    36,
                                    37,
                                    38,
                                    39,
                                    40,
                                    41,
                                    42,
                                    43,
                                    44,
                                    45,
                                    46,
                                    47,
                                    48,
                                    49,
                                    50,
                                    51,
                                    52,
                                    53,
                                    54,
                                    55,
                                    56,
                                    57,
                                    58,
                                    59,
                                    60,
                                    61,
                                    62,
                                    63,
                                    64,
                                    65,
                                    66,
                                    67,
                                    68,
                                    69,
                                    70,
                                    71,
                                    72,
                                    73,
                                    74,
                                    75,
                                    76,
                                    77,
                                    78,
                                    79,
                                    80,
                                    81,
                                    82,
                                    83,
                                    84,
                                    85,
                                    86,
                                    87,
                                    88,
                                    89,
                                    90,
                                    91,
                                    92,
                                    93,
                                    94,
                                    95,
                                    96,
                                    97,
                                    98,
                                    99,
                                    100,
                                    101,
                                    102,
                                    103,
                                    104,
                                    105,
                                    106,
                                    107,
                                    108,
                                    109,
                                    110,
                                    111,
                                    112,
                                    113,
                                    114,
                                    115,
                                    116,
                                    117,
                                    118,
                                    119,
                                    120,
                                ],
                            ),
                        ),
                        name="reminder_offsets_in_range",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reporting_reminderruleevent" ("changed_at", "changed_by_id", "funder_id", "id", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "text_ahead", "text_day", "text_late") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."funder_id", NEW."id", NEW."offsets", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."text_ahead", NEW."text_day", NEW."text_late"); RETURN NULL;',
                            hash="7b1300d91d9da3d45646f24ada3194b9fd6ab9f8",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_cf303",
                            table="reporting_reminderrule",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "reporting_reminderruleevent" ("changed_at", "changed_by_id", "funder_id", "id", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "text_ahead", "text_day", "text_late") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."funder_id", NEW."id", NEW."offsets", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."text_ahead", NEW."text_day", NEW."text_late"); RETURN NULL;',
                            hash="17dd8d75a3d2834bb2ccae29df661cb5d6e32dd9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a448d",
                            table="reporting_reminderrule",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reporting_reminderruleevent" ("changed_at", "changed_by_id", "funder_id", "id", "offsets", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "text_ahead", "text_day", "text_late") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."funder_id", OLD."id", OLD."offsets", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revision", OLD."text_ahead", OLD."text_day", OLD."text_late"); RETURN NULL;',
                            hash="fec71cb75128cb6d518f39e15251290b8cdce59c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_1c77c",
                            table="reporting_reminderrule",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRuleEvent",
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
                        to="reporting.reminderrule",
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
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.funder",
                    ),
                ),
                (
                    "offsets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        default=reporting.models.usual_offsets,
                        help_text="jours avant, négatifs après",
                        size=None,
                    ),
                ),
                ("text_ahead", models.TextField(blank=True)),
                ("text_day", models.TextField(blank=True)),
                ("text_late", models.TextField(blank=True)),
                ("revision", models.PositiveIntegerField(default=0)),
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
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="427884ed8ea68c6659bc7d65664b2f5068cc7f39",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_74e21",
                            table="reporting_reminderruleevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("day__range", ("1990-01-01", "2102-12-31"))), name="reminder_run_in_range"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderSent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "deliverable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reminders",
                        to="agreements.deliverable",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reminders",
                        to="reporting.report",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="organisms.organism"
                    ),
                ),
                ("days_before", models.SmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "En attente"),
                            ("sent", "Parti"),
                            ("failed", "Non livré"),
                            ("void", "Sans objet"),
                        ],
                        default="queued",
                        max_length=6,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-queued_at", "-pk"],
                "indexes": [models.Index(fields=["-queued_at"], name="reminder_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__range", ("1990-01-01", "2102-12-31"))),
                        name="reminder_due_in_range",
                    ),
                    models.UniqueConstraint(
                        fields=("deliverable", "person", "days_before"), name="reminder_of_deliverable_once"
                    ),
                    models.UniqueConstraint(fields=("report", "person", "days_before"), name="reminder_of_report_once"),
                    models.CheckConstraint(
                        condition=models.Q(("deliverable__isnull", True), ("report__isnull", True), _connector="OR"),
                        name="reminder_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("error", ""), ("sent_at__isnull", False), ("state", "sent")),
                            models.Q(
                                ("sent_at__isnull", True), ("state", "failed"), models.Q(("error", ""), _negated=True)
                            ),
                            models.Q(("sent_at__isnull", True), ("state__in", ["queued", "void"])),
                            _connector="OR",
                        ),
                        name="reminder_says_how_it_went",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="not_after_it_is_done",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n    IF EXISTS (SELECT 1 FROM agreements_deliverable d LEFT JOIN reporting_report r ON r.deliverable_id = d.id\n               WHERE d.id = NEW.deliverable_id\n               AND (d.skipped_at IS NOT NULL OR d.handed_at IS NOT NULL OR r.issued_at IS NOT NULL))\n       OR EXISTS (SELECT 1 FROM reporting_report\n                  WHERE id = NEW.report_id AND (filed_at IS NOT NULL OR excused_at IS NOT NULL)) THEN\n        RAISE EXCEPTION 'nothing is awaited any more' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="f0964c7016a6c87d1e7cb743b76da13b4fe8ecd4",
                            operation="INSERT",
                            pgid="pgtrigger_not_after_it_is_done_80f85",
                            table="reporting_remindersent",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="sent_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" = 'sent')",
                            func="\n    IF (NEW.state, NEW.sent_at, NEW.person_id, NEW.days_before, NEW.title)\n       IS DISTINCT FROM (OLD.state, OLD.sent_at, OLD.person_id, OLD.days_before, OLD.title) THEN\n        RAISE EXCEPTION 'a reminder that left stays' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                            hash="7a8cf1ff1bd041897cb5e2fa4d59b32b5a859250",
                            operation="UPDATE",
                            pgid="pgtrigger_sent_stays_de066",
                            table="reporting_remindersent",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="log_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'the log stays' USING ERRCODE = '23514';",
                            hash="82a01e6380c2441ac3c540c5fba6bcc6a29e1706",
                            operation="DELETE",
                            pgid="pgtrigger_log_stays_fde77",
                            table="reporting_remindersent",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_choice",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pace",
                    models.CharField(
                        choices=[("each", "À chaque échéance"), ("weekly", "Un seul courriel par semaine, le lundi")],
                        default="each",
                        max_length=6,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("token_hash__regex", "^[0-9a-f]{64}$")), name="calendar_feed_hashed"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reporting_calendarfeedevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "user_id") VALUES (NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revoked_at", NEW."user_id"); RETURN NULL;',
                            hash="610dde09edc767e345626241585bf0496b6aa881",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_99563",
                            table="reporting_calendarfeed",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                            func='INSERT INTO "reporting_calendarfeedevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "user_id") VALUES (NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revoked_at", NEW."user_id"); RETURN NULL;',
                            hash="4295d9973c155ada5cd9d53af5f24a9b54c87acf",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_343a3",
                            table="reporting_calendarfeed",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reporting_calendarfeedevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "user_id") VALUES (OLD."id", OLD."made_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."revoked_at", OLD."user_id"); RETURN NULL;',
                            hash="197af298c9b6c79af2dcb712a289f90948d0f858",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0c69f",
                            table="reporting_calendarfeed",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeedEvent",
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
                        to="reporting.calendarfeed",
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
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="7bfa56a8d3cceaf3d2b267e55bf82a71e48d45f3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_21d24",
                            table="reporting_calendarfeedevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="reporting.report"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("code", models.CharField(help_text="80 bits au hasard, en base 32", max_length=16, unique=True)),
                ("as_of", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["report", "-number"],
                "constraints": [models.UniqueConstraint(fields=("report", "number"), name="version_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="852a5d5ffbff22fa6ec1ce0ca58551139efda9a1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cfa1b",
                            table="reporting_version",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="reporting.version"
                    ),
                ),
                ("format", models.CharField(choices=[("pdf", "PDF"), ("xlsx", "XLSX")], max_length=4)),
                ("file", models.FileField(max_length=200, upload_to="papers/%Y/")),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "format"), name="document_once_per_format")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="02481e1ff9bc448bfe270b4f0a6321aed596cca8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e1ac4",
                            table="reporting_document",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="reporting.version"
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="agreements.funder"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Transmis"),
                            ("read", "Lu"),
                            ("asked", "Précisions demandées"),
                            ("accepted", "Accepté"),
                            ("reserve", "Accepté avec réserve"),
                            ("answered", "Réponse écrite de l’organisme"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("letter", models.FileField(blank=True, max_length=200, upload_to="letters/%Y/")),
                ("idempotency_key", models.UUIDField(blank=True, null=True, unique=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["sent", "read"]),
                            ("by__isnull", False),
                            ("recorded_by__isnull", False),
                            _connector="OR",
                        ),
                        name="receipt_says_who",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
                            hash="ff4f0a6b7f3b1ea446074c5720f77c7d46653d1b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_216b4",
                            table="reporting_receipt",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivateLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="private_links", to="reporting.report"
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.funder"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_by",
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
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="link_revoked_pair",
                    )
                ],
            },
        ),
    ]
