"""Funders' forms as data: versioned templates of lines, terms, bands and rules."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models import Priority, Programme, Requirement
from organisms.models import Category, Component, Dimension, Indicator


class Template(models.Model):
    """The *Rapport annuel unifié* has no programme: its reader is the network."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="templates")
    kind = models.CharField(max_length=10, choices=[("annual", "Rapport annuel"), *Requirement.Kind.choices])

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class TemplateVersion(models.Model):
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(
        max_length=64, blank=True, help_text="empreinte de la source, pour ne la charger qu’une fois"
    )

    class Meta:
        ordering = ["template", "-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self):
        return f"{self.template}, version {self.number}"


class Line(models.Model):
    class Kind(models.TextChoices):
        HEADING = "heading", "titre"
        FIGURE = "figure", "chiffre"
        RATIO = "ratio", "rapport"
        TEXT = "text", "texte"
        MONEY = "money", "argent"
        FILE = "file", "pièce"

    class Source(models.TextChoices):
        RECORDS = "records", "activités"
        PARTNERS = "partners", "partenaires nommés"
        DECLARED = "declared", "déclaration"
        AGREEMENTS = "agreements", "argent de l’entente"
        ASKED = "asked", "question"

    class Scope(models.TextChoices):
        CHARGED = "charged", "imputé à l’entente"
        ORGANISM = "organism", "tout l’organisme"

    class Place(models.TextChoices):
        ANYWHERE = "anywhere", "partout"
        MRCS = "agreement_mrcs", "MRC de l’entente"
        REGIONS = "agreement_regions", "régions de l’entente"

    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="lines")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40, help_text="survit d’une version à l’autre")
    section = models.SlugField(max_length=20, help_text="identification, v1 à v5, finances, pieces")
    number = models.CharField(max_length=10, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    component = models.PositiveSmallIntegerField(choices=Component, null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.ASKED)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ORGANISM)
    place = models.CharField(max_length=20, choices=Place, default=Place.ANYWHERE)
    required = models.BooleanField(default=True)
    max_chars = models.PositiveIntegerField(null=True, blank=True)
    per_agreement = models.BooleanField(default=False, help_text="une réponse par entente en cours dans la période")

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="line_key_once"),
            models.CheckConstraint(name="line_text_has_limit", condition=~Q(kind="text") | Q(max_chars__isnull=False)),
        ]

    def __str__(self):
        return f"{self.number} {self.words}".strip()


class Term(models.Model):
    """A figure is the sum of its terms; categories: OR inside a dimension, never AND between two."""

    class Part(models.TextChoices):
        VALUE = "value", "valeur"
        NUMERATOR = "numerator", "numérateur"
        DENOMINATOR = "denominator", "dénominateur"

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="terms")
    part = models.CharField(max_length=12, choices=Part, default=Part.VALUE)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    categories = models.ManyToManyField(Category, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "part", "indicator"], name="term_once")]

    def __str__(self):
        return f"{self.line_id}: {self.indicator_id}"


class Band(models.Model):
    """A part of a line in the funder's words. Its categories nest in it; a money line's bands have none."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="bands")
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=120)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    categories = models.ManyToManyField(Category, blank=True, related_name="+")

    class Meta:
        ordering = ["line", "order"]
        constraints = [models.UniqueConstraint(fields=["line", "key"], name="band_once")]

    def __str__(self):
        return self.words


class Rule(models.Model):
    class Op(models.TextChoices):
        AT_MOST_LINE = "at_most_line", "partie de l’autre ligne"
        NOT_ABOVE = "not_above", "jamais plus que l’autre ligne"
        AT_MOST_DAYS = "at_most_days", "au plus les jours de la période"
        AT_MOST_SHARE = "at_most_share", "au plus une part du total"
        EXPLAIN_OVER = "explain_over", "expliquer un écart à la cible"

    class Level(models.TextChoices):
        ERROR = "error", "arrête"
        WARNING = "warning", "avertit"

    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="rules")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="rules")
    op = models.CharField(max_length=14, choices=Op)
    other = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    band_key = models.SlugField(max_length=40, blank=True)
    number = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    level = models.CharField(max_length=7, choices=Level, default=Level.ERROR)

    def __str__(self):
        return f"{self.line_id} {self.op}"
