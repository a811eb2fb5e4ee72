"""What a form asks: its lines with their terms, bands and rules. Rows of a published version never change."""

from django.db import models
from django.db.models import Q

from agreements.models import Priority
from organisms.models import Category, Component, Dimension, Indicator
from roriq_portal.formats.language import said

from .template import Section, TemplateVersion, of_a_draft

OF_ITS_LINE = "SELECT version_id FROM reporting_line WHERE id = changed.line_id"


class Line(models.Model):
    class Kind(models.TextChoices):
        HEADING = "heading", "intertitre, sans réponse"
        FIGURE = "figure", "chiffre"
        RATIO = "ratio", "taux, une part sur un tout"
        TEXT = "text", "texte"
        MONEY = "money", "argent"
        FILE = "file", "pièce"

    class Source(models.TextChoices):
        RECORDS = "records", "activités"
        PARTNERS = "partners", "partenaires nommés"
        DECLARED = "declared", "déclaration"
        HOUSEHOLDS = "households", "ménages"
        POSITIONS = "positions", "postes"
        AGREEMENTS = "agreements", "argent de l’entente"
        LINES = "lines", "autres lignes"
        ASKED = "asked", "question"

    class Scope(models.TextChoices):
        CHARGED = "charged", "imputé à l’entente"
        ORGANISM = "organism", "tout l’organisme"

    class Place(models.TextChoices):
        ANYWHERE = "anywhere", "partout"
        MRCS = "agreement_mrcs", "MRC de l’entente"
        REGIONS = "agreement_regions", "régions de l’entente"

    class Window(models.TextChoices):
        """Which days a line counts; the last one is always the last of the report's period."""

        PERIOD = "period", "la période du rapport"
        MONTH = "month", "le mois"
        QUARTER = "quarter", "le trimestre"
        YEAR = "year", "le cumul de l’année"
        AGREEMENT = "agreement", "depuis le début de l’entente"

    class Repetition(models.TextChoices):
        """One line asked several times: an answer for each of them, and their sum."""

        AGREEMENT = "agreement", "entente en cours dans la période"
        COMPONENT = "component", "volet de l’entente"
        MRC = "mrc", "MRC de l’entente"
        SERVICE = "service", "service offert"
        FUNDER = "funder", "bailleur de l’organisme"

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40, help_text="survit d’une version à l’autre")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="lines")
    number = models.CharField(max_length=10, blank=True)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.CharField(max_length=300, blank=True, default="", db_default="")
    words_en = models.CharField(max_length=300, blank=True, default="", db_default="")
    hint = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True, default="", db_default="")
    unit = models.CharField(max_length=60, blank=True)
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    component = models.PositiveSmallIntegerField(choices=Component, null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.ASKED)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ORGANISM)
    place = models.CharField(max_length=20, choices=Place, default=Place.ANYWHERE)
    required = models.BooleanField(default=True)
    max_chars = models.PositiveIntegerField(null=True, blank=True)
    window = models.CharField(max_length=10, choices=Window, default=Window.PERIOD)
    for_each = models.CharField(
        max_length=10, choices=Repetition, blank=True, default="", db_default="", help_text="une réponse pour chacun"
    )

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="line_key_once"),
            models.CheckConstraint(name="line_has_words", condition=~Q(words="", words_en="")),
            models.CheckConstraint(name="line_text_has_limit", condition=~Q(kind="text") | Q(max_chars__isnull=False)),
        ]
        triggers = [of_a_draft("line_of_a_draft", "changed.version_id")]

    def __str__(self):
        return f"{self.number} {said(self.words, self.words_en)}".strip()


class Term(models.Model):
    """A figure is the sum of its terms; categories: OR inside a dimension, never AND between two."""

    class Part(models.TextChoices):
        VALUE = "value", "valeur"
        NUMERATOR = "numerator", "numérateur"
        DENOMINATOR = "denominator", "dénominateur"

    SHARE_PARTS = (Part.NUMERATOR, Part.DENOMINATOR)

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="terms")
    part = models.CharField(max_length=12, choices=Part, default=Part.VALUE)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    categories = models.ManyToManyField(Category, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "part", "indicator"], name="term_once")]
        triggers = [of_a_draft("term_of_a_draft", OF_ITS_LINE)]

    def __str__(self):
        return f"{self.line_id}: {self.indicator_id}"


class TermCategory(Term.categories.through):  # type: ignore[name-defined]  # Django makes the class
    class Meta:
        proxy = True
        triggers = [
            of_a_draft(
                "term_category_of_a_draft",
                "SELECT line.version_id FROM reporting_line line JOIN reporting_term term ON term.line_id = line.id "
                "WHERE term.id = changed.term_id",
            )
        ]


class LineTerm(models.Model):
    """A line computed from lines of its own form: a sum, a difference, a share of one in another, or a mean.

    `reading`: the other line as it stands in this report, or what earlier reports of the same year filed for it.
    """

    class Reading(models.TextChoices):
        NOW = "now", "dans ce rapport"
        FILED = "filed", "dans les rapports déjà transmis de l’année"

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="line_terms")
    part = models.CharField(max_length=12, choices=Term.Part, default=Term.Part.VALUE)
    other = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    is_subtracted = models.BooleanField(default=False)
    reading = models.CharField(max_length=5, choices=Reading, default=Reading.NOW)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "part", "other", "reading"], name="line_term_once"),
            models.CheckConstraint(name="line_term_of_another", condition=~Q(line=models.F("other"))),
        ]
        triggers = [of_a_draft("line_term_of_a_draft", OF_ITS_LINE)]

    def __str__(self):
        return f"{self.line_id}: {self.other_id}"


class Band(models.Model):
    """A part of a line in the funder's words. Its categories nest in it; a money line's bands have none."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="bands")
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=120, blank=True, default="", db_default="")
    words_en = models.CharField(max_length=120, blank=True, default="", db_default="")
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    categories = models.ManyToManyField(Category, blank=True, related_name="+")

    class Meta:
        ordering = ["line", "order"]
        constraints = [
            models.UniqueConstraint(fields=["line", "key"], name="band_once"),
            models.CheckConstraint(name="band_has_words", condition=~Q(words="", words_en="")),
        ]
        triggers = [of_a_draft("band_of_a_draft", OF_ITS_LINE)]

    def __str__(self):
        return said(self.words, self.words_en)


class BandCategory(Band.categories.through):  # type: ignore[name-defined]  # Django makes the class
    class Meta:
        proxy = True
        triggers = [
            of_a_draft(
                "band_category_of_a_draft",
                "SELECT line.version_id FROM reporting_line line JOIN reporting_band band ON band.line_id = line.id "
                "WHERE band.id = changed.band_id",
            )
        ]


class Rule(models.Model):
    class Op(models.TextChoices):
        AT_MOST_LINE = "at_most_line", "partie de l’autre ligne"
        NOT_ABOVE = "not_above", "jamais plus que l’autre ligne"
        AT_MOST_DAYS = "at_most_days", "au plus les jours de la période"
        AT_MOST_SHARE = "at_most_share", "au plus une part du total"
        EXPLAIN_OVER = "explain_over", "expliquer un écart à la cible"
        NOT_BELOW_LAST = "not_below_last", "jamais sous le rapport précédent"
        EXPLAIN_CHANGE = "explain_change", "expliquer un écart au rapport précédent"
        EQUAL_PARTS = "equal_parts", "égal à la somme de ses tranches, ou de ses parties"

    class Level(models.TextChoices):
        ERROR = "error", "arrête"
        WARNING = "warning", "avertit"

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="rules")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="rules")
    op = models.CharField(max_length=16, choices=Op)
    other = models.ForeignKey(Line, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    band_key = models.SlugField(max_length=40, blank=True)
    number = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    level = models.CharField(max_length=7, choices=Level, default=Level.ERROR)

    class Meta:
        triggers = [of_a_draft("rule_of_a_draft", "changed.version_id")]

    def __str__(self):
        return f"{self.line_id} {self.op}"
