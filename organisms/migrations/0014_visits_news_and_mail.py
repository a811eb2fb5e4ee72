"""Visits, what is marked as read, how each kind of news is mailed, and the letters that gather it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisms", "0013_help_and_inquiries"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("turn", "Rapports qui avancent"),
                            ("answers", "Réponses à vos rapports"),
                            ("questions", "Questions des bailleurs"),
                            ("households", "Cibles conjointes et ménages"),
                            ("files", "Importations et documents"),
                            ("campaigns", "Campagnes et gabarits"),
                            ("deadlines", "Échéances et ententes"),
                            ("seats", "Sièges"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("at_once", "Tout de suite"),
                            ("daily", "Une fois par jour"),
                            ("weekly", "Le lundi"),
                            ("never", "Jamais"),
                        ],
                        max_length=8,
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="mail_choice_once_a_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["turn", "answers", "questions", "households", "files", "campaigns", "deadlines"],
                            )
                        ),
                        name="mail_choice_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ["at_once", "daily", "weekly", "never"])),
                        name="mail_choice_rhythm",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NewsLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("at_once", "Tout de suite"),
                            ("daily", "Une fois par jour"),
                            ("weekly", "Le lundi"),
                            ("never", "Jamais"),
                        ],
                        max_length=8,
                    ),
                ),
                ("slot", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "En attente"), ("sent", "Parti"), ("void", "Sans objet")],
                        default="queued",
                        max_length=6,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="news_letters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="news_letter_to_forget")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "rhythm", "slot"), name="news_letter_once_a_slot"),
                    models.CheckConstraint(
                        condition=models.Q(("since__lt", models.F("until"))), name="news_letter_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ["at_once", "daily", "weekly"])), name="news_letter_rhythm"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(("sent_at__isnull", True), ("state__in", ["queued", "void"])),
                            _connector="OR",
                        ),
                        name="news_letter_says_how_it_went",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NewsMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(blank=True, max_length=12)),
                ("row", models.BigIntegerField(blank=True, null=True)),
                ("up_to", models.DateTimeField(blank=True, null=True)),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="news_marks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["marked_at"], name="news_mark_to_forget")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "source", "row"), name="news_marked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("row__isnull", True), ("source", ""), ("up_to__isnull", False)),
                            models.Q(
                                models.Q(("source", ""), _negated=True), ("row__isnull", False), ("up_to__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="news_mark_of_one_or_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("former_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visit", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("former_at__isnull", True), ("former_at__lt", models.F("began_at")), _connector="OR"
                        ),
                        name="visit_after_the_former",
                    )
                ],
            },
        ),
    ]
