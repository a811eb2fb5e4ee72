"""A funder's own file: a blank workbook or the headings of a CSV, and which of its cells say what of a report."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from .line import Line
from .template import Template, TemplateVersion

OF_ITS_FORM = """
    IF NOT EXISTS (SELECT 1 FROM reporting_templateversion
                   WHERE id = NEW.from_version_id AND template_id = NEW.template_id AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a funder file begins at a published version of its form' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
# In use, it is what papers were made from: it is retired, and nothing else of it changes
IN_USE_STAYS = """
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a funder file in use stays' USING ERRCODE = '23514';
    END IF;
    IF to_jsonb(NEW) - ARRAY['retired_at', 'retired_by_id'] <> to_jsonb(OLD) - ARRAY['retired_at', 'retired_by_id'] THEN
        RAISE EXCEPTION 'a funder file in use stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
OF_A_DRAFT = """
    IF EXISTS (SELECT 1 FROM reporting_funderfile WHERE id = {row}.funder_file_id AND adopted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a funder file in use stays' USING ERRCODE = '23514';
    END IF;
"""
SAYS_WHAT_IS_THERE = """
    SELECT * INTO file FROM reporting_funderfile WHERE id = NEW.funder_file_id;
    IF (file.kind = 'xlsx') <> (NEW.rank IS NULL) THEN
        RAISE EXCEPTION 'a cell of a workbook, a column of a CSV' USING ERRCODE = '23514';
    END IF;
    IF NEW.line_key <> '' AND NOT EXISTS (
        SELECT 1 FROM reporting_line WHERE version_id = file.from_version_id AND key = NEW.line_key
    ) THEN
        RAISE EXCEPTION 'a tie names a line of its form' USING ERRCODE = '23514';
    END IF;
    IF NEW.band_key <> '' AND NOT EXISTS (
        SELECT 1 FROM reporting_band band JOIN reporting_line line ON line.id = band.line_id
        WHERE line.version_id = file.from_version_id AND line.key = NEW.line_key AND band.key = NEW.band_key
    ) THEN
        RAISE EXCEPTION 'a tie names a band of its line' USING ERRCODE = '23514';
    END IF;
"""


def blank_path(file: "FunderFile", name: str) -> str:
    return f"funder_files/{file.template_id}/{file.sha256}"


class FunderFileQuerySet(models.QuerySet["FunderFile"]):
    def in_use(self) -> QuerySet["FunderFile"]:
        return self.filter(adopted_at__isnull=False, retired_at__isnull=True)

    def serving(self, version: TemplateVersion) -> QuerySet["FunderFile"]:
        """Those in use that serve reports of this version of their form, the one that applies first."""
        rows = self.in_use().filter(template=version.template_id, from_version__number__lte=version.number)
        return rows.order_by("kind", "-from_version__number", "-number")


class FunderFile(models.Model):
    """A blank workbook, or the columns of a CSV, from a version of a form on: a draft until it is put in use.

    `losses`: what a copy will not hold, by its code. `repeats`: a CSV has a row for each of these, else one a report.
    """

    class Kind(models.TextChoices):
        XLSX = "xlsx", "classeur XLSX"
        CSV = "csv", "fichier CSV"

    class Separator(models.TextChoices):
        SEMICOLON = ";", "point-virgule"
        COMMA = ",", "virgule"
        TAB = "\t", "tabulation"
        BAR = "|", "barre verticale"

    class DecimalMark(models.TextChoices):
        COMMA = ",", "virgule"
        POINT = ".", "point"

    class DayFormat(models.TextChoices):
        ISO = "%Y-%m-%d", "aaaa-mm-jj"
        DAY_FIRST = "%d/%m/%Y", "jj/mm/aaaa"
        MONTH_FIRST = "%m/%d/%Y", "mm/jj/aaaa"
        PLAIN = "%Y%m%d", "aaaammjj"

    class Encoding(models.TextChoices):
        UTF8 = "utf-8-sig", "UTF-8"
        WINDOWS = "cp1252", "Windows-1252"

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="funder_files")
    from_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to=blank_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    losses = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    adds_notes = models.BooleanField(default=False)
    separator = models.CharField(max_length=1, choices=Separator, blank=True)
    decimal_mark = models.CharField(max_length=1, choices=DecimalMark, blank=True)
    day_format = models.CharField(max_length=10, choices=DayFormat, blank=True)
    encoding = models.CharField(max_length=10, choices=Encoding, blank=True)
    repeats = models.CharField(max_length=10, choices=Line.Repetition, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FunderFileQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="funder_file_once"),
            models.UniqueConstraint(
                fields=["template", "kind"], condition=Q(adopted_at__isnull=True), name="funder_file_one_draft"
            ),
            models.CheckConstraint(
                name="funder_file_of_its_kind",
                condition=Q(
                    kind="xlsx", size__gt=0, separator="", decimal_mark="", day_format="", encoding="", repeats=""
                )
                & ~Q(sha256="")
                & ~Q(file="")
                | Q(kind="csv", file="", sha256="", size=0, losses=[], adds_notes=False)
                & ~Q(separator="")
                & ~Q(decimal_mark="")
                & ~Q(day_format="")
                & ~Q(encoding=""),
            ),
            # « 1,5 » between commas is two cells
            models.CheckConstraint(
                name="funder_file_two_marks", condition=~Q(kind="csv") | ~Q(separator=models.F("decimal_mark"))
            ),
            models.CheckConstraint(
                name="funder_file_adopted_pair",
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True)
                | Q(adopted_at__isnull=False, adopted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="funder_file_retired_pair",
                condition=Q(retired_at__isnull=True, retired_by__isnull=True)
                | Q(retired_at__isnull=False, retired_by__isnull=False, adopted_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="funder_file_of_its_form",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OF_ITS_FORM,
            ),
            pgtrigger.Trigger(
                name="funder_file_in_use_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__adopted_at__isnull=False),
                func=IN_USE_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, fichier {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.adopted_at is None

    @property
    def is_workbook(self) -> bool:
        return self.kind == self.Kind.XLSX


class FileTie(models.Model):
    """A cell of a workbook, or a column of a CSV, and the one thing that it says: a fact of the report, or of a line.

    `item`: which of a repeated line's parts, from 1. `cell_name`: the name of the cell in the workbook, when it was
    tied by it.
    """

    class Fact(models.TextChoices):
        ORGANISM = "organism", "Nom de l’organisme"
        NEQ = "neq", "NEQ de l’organisme"
        REGION = "region", "Région administrative"
        FUNDER = "funder", "Bailleur de fonds"
        PROGRAMME = "programme", "Programme"
        AGREEMENT = "agreement", "Numéro de l’entente"
        FUNDER_REFERENCE = "reference", "Numéro du bailleur pour l’entente"
        TITLE = "title", "Titre du rapport"
        REPORT = "report", "Numéro du rapport"
        PERIOD_FIRST = "first_day", "Premier jour de la période"
        PERIOD_LAST = "last_day", "Dernier jour de la période"
        PERIOD = "period", "Période, en mots"
        VERSION = "version", "Numéro de la version"
        ISSUED_ON = "issued_on", "Jour où la version a été figée"
        CODE = "code", "Code de vérification"
        VERIFY_URL = "verify_url", "Adresse de vérification"
        SIGNATORY = "signatory", "Personne qui atteste"
        SIGNATORY_ROLE = "role", "Fonction de la personne qui atteste"

    class Part(models.TextChoices):
        VALUE = "value", "valeur"
        PERCENT = "percent", "en %"
        NUMERATOR = "numerator", "numérateur"
        DENOMINATOR = "denominator", "dénominateur"
        TARGET = "target", "cible"
        PAST = "past", "période d’avant"
        NOTE = "note", "note"
        NAME = "name", "nom"

    funder_file = models.ForeignKey(FunderFile, on_delete=models.CASCADE, related_name="ties")
    sheet = models.CharField(max_length=31, blank=True)
    cell = models.CharField(max_length=10, blank=True)
    cell_name = models.CharField(max_length=255, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    fact = models.CharField(max_length=10, choices=Fact, blank=True)
    line_key = models.SlugField(max_length=40, blank=True)
    band_key = models.SlugField(max_length=40, blank=True)
    item = models.PositiveSmallIntegerField(null=True, blank=True)
    part = models.CharField(max_length=12, choices=Part, blank=True)

    class Meta:
        ordering = ["funder_file", "rank", "sheet", "cell", "pk"]
        constraints = [
            models.CheckConstraint(
                name="file_tie_of_one_place",
                condition=Q(rank__isnull=True, heading="", cell__regex=r"^[A-Z]{1,3}[1-9][0-9]{0,6}$") & ~Q(sheet="")
                | Q(rank__gte=1, sheet="", cell="", cell_name=""),
            ),
            # A column of a CSV may stay empty, under its heading
            models.CheckConstraint(
                name="file_tie_says_one_thing",
                condition=Q(fact="", part="", line_key="", band_key="", item__isnull=True, rank__isnull=False)
                | Q(line_key="", band_key="", item__isnull=True, part="") & ~Q(fact="")
                | Q(fact="") & ~Q(line_key="") & ~Q(part="") & (Q(item__isnull=True) | Q(item__gte=1, band_key="")),
            ),
            models.CheckConstraint(
                name="file_tie_name_of_an_item", condition=~Q(part="name") | Q(item__isnull=False, band_key="")
            ),
            models.UniqueConstraint(
                fields=["funder_file", "sheet", "cell"], condition=Q(rank__isnull=True), name="file_tie_cell_once"
            ),
            models.UniqueConstraint(
                fields=["funder_file", "rank"], condition=Q(rank__isnull=False), name="file_tie_column_once"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="file_tie_of_a_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("file", "reporting_funderfile")],
                func=f"""
                    IF TG_OP <> 'INSERT' THEN {OF_A_DRAFT.format(row="OLD")} END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    {OF_A_DRAFT.format(row="NEW")}
                    {SAYS_WHAT_IS_THERE}
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.rank is None else f"colonne {self.rank}"
