"""The form of an agreement, and what it shares with amendments: parties with their shares, term, amounts."""

from datetime import timedelta
from decimal import Decimal
from typing import cast

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html

from agreements.agreement.double_claims import CHOICES, KEYS
from agreements.agreement.terms.facts import WHOLE, YEAR_STARTS, AgreementInput, shares_of
from agreements.agreement.terms.parties import share_words
from agreements.form_fields import PICK, day_field, dress, number_field
from agreements.models import Agreement, Funder, FunderOffice, Programme, Stream
from organisms.form_controls import choice_field, name_rows, row_field
from organisms.models import Component, Mrc, Organism, Region
from roriq_portal.formats.days import format_day

AMOUNT_BOXES = 6


def percent_field(label: str, **more) -> forms.DecimalField:
    return number_field(label, digits=5, required=False, max_value=100, **more)


def offices_open(besides: FunderOffice | None = None) -> QuerySet[FunderOffice]:
    """Offices that a signature may name: those open today, and the one it names already."""
    rows = FunderOffice.objects.select_related("funder")
    is_open = Q(pk__in=FunderOffice.objects.open_on(timezone.localdate()).values("pk"))
    return rows.filter(is_open | Q(pk=besides.pk) if besides else is_open).order_by("funder__sort_name", "name")


class ContractForm(forms.Form):
    """What an agreement and its amendments both say: the parties, the term, the amounts, who reads its reports."""

    lead = forms.ModelChoiceField(Funder.objects.all(), label="Bailleur principal", error_messages=PICK)
    lead_share = percent_field(
        "Part du bailleur principal, en %", help_text="Laissez vide\u00a0: il paie ce que les autres ne paient pas."
    )
    office = forms.ModelChoiceField(
        FunderOffice.objects.none(), label="Bureau ou direction", required=False, error_messages=PICK
    )
    cosigners = forms.ModelMultipleChoiceField(
        Funder.objects.all(), label="Autres signataires", required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_on = day_field("Début")
    last_day = day_field("Fin", help_text="Dernier jour compris.")
    review = forms.ChoiceField(
        label="Qui lit les rapports avant le bailleur", choices=Agreement.Review, required=False, error_messages=PICK,
        help_text="Chacun peut retourner un rapport, ligne par ligne, avant sa première transmission. "
        "Un rapport déjà commencé garde ce qui valait à son ouverture.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.funders = list(Funder.objects.all())
        for funder in self.funders:
            self.fields[f"share_{funder.pk}"] = percent_field(f"Part du bailleur {funder}, en %")
        for number in range(1, AMOUNT_BOXES + 1):
            self.fields[f"amount_{number}"] = number_field(f"An {number}, en dollars", digits=14, required=False)
        # Read once for both lists and for the boxes of the shares
        names = [(funder.pk, str(funder)) for funder in self.funders]
        choice_field(self, "cosigners").choices = names
        choice_field(self, "lead").choices = [("", "Choisir"), *names]
        row_field(self, "office").empty_label = "Choisir"
        row_field(self, "office").queryset = offices_open(self.initial.get("office"))
        name_rows(self, "office", lambda office: f"{office.funder} – {office.name}")

    @staticmethod
    def initial_of(facts: AgreementInput) -> dict:
        initial: dict[str, object] = {f"amount_{n}": amount for n, amount in enumerate(facts.amounts, start=1)}
        initial |= {f"share_{funder.pk}": facts.share_of(funder) for funder in facts.cosigners}
        initial |= {"lead": facts.lead, "office": facts.office, "cosigners": facts.cosigners}
        initial["lead_share"] = facts.share_of(facts.lead) if facts.cosigners else None
        initial |= {"starts_on": facts.term.lower, "last_day": facts.term.upper - timedelta(days=1)}
        return initial | {"review": facts.review}

    def clean(self):
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "La fin vient avant le début : 2027-03-31, par exemple.")
        amounts = [data.get(f"amount_{n}") for n in range(1, AMOUNT_BOXES + 1)]
        typed = [a is not None for a in amounts]
        if True in typed and False in typed[: len(typed) - typed[::-1].index(True)]:
            self.add_error(f"amount_{typed.index(False) + 1}", "Inscrivez un montant pour cette année, 0 s’il le faut.")
        self._check_shares(data)
        return data

    def _check_shares(self, data: dict) -> None:
        """Each signatory has a share, nobody else; the lead's, when it is blank, is what remains."""
        signing = list(data.get("cosigners") or [])
        for funder in self.funders:
            name = f"share_{funder.pk}"
            if name in self.errors:
                return
            if funder in signing and data.get(name) is None:
                self.add_error(name, f"Inscrivez la part du bailleur {funder}, 0 si ce bailleur signe sans payer.")
            elif data.get(name) and funder not in signing and funder != data.get("lead"):
                self.add_error(name, f"Cochez {funder}, ou effacez sa part.")
        if self.errors.keys() & {"lead", "lead_share", "cosigners", *(f"share_{row.pk}" for row in self.funders)}:
            return
        others = sum((data[f"share_{funder.pk}"] for funder in signing), Decimal(0))
        lead_share = data.get("lead_share")
        total = others + lead_share if lead_share is not None else max(others, WHOLE)
        if total != WHOLE:
            self.add_error("lead_share", share_words(total))

    def contract(self) -> dict:
        """The typed parties, term, amounts and readers, by the names that AgreementInput gives them."""
        data = self.cleaned_data
        amounts = [data[f"amount_{n}"] for n in range(1, AMOUNT_BOXES + 1)]
        cosigners = tuple(data["cosigners"])
        percents = {funder: data[f"share_{funder.pk}"] for funder in cosigners}
        others = sum(percents.values(), Decimal(0))
        return {
            "lead": data["lead"],
            "office": data["office"],
            "cosigners": cosigners,
            "shares": shares_of({**percents, data["lead"]: WHOLE - others}) if others else (),
            "term": DateRange(data["starts_on"], data["last_day"] + timedelta(days=1)),
            "amounts": tuple(amount for amount in amounts if amount is not None),
            # A page of before asks nothing: what it showed stands
            "review": data["review"] or self.initial.get("review") or Agreement.Review.NONE,
        }

    def amount_boxes(self) -> list:
        return [self[f"amount_{n}"] for n in range(1, AMOUNT_BOXES + 1)]

    @property
    def is_shared(self) -> bool:
        """Whether something is said, or wrong, of several funders: that part of the page then stands open."""
        is_wrong = any(name.startswith(("share_", "lead_share")) for name in self.errors)
        return is_wrong or bool(self["cosigners"].value() or self["lead_share"].value())

    def signatories(self) -> list:
        """(tick, box of the share) for each funder."""
        return [(tick, self[f"share_{tick.data['value']}"]) for tick in self["cosigners"].subwidgets]


class AgreementForm(ContractForm):
    """`organisms`: among which to choose, when it is not known. `is_new`: offers the calendar and the funder's year."""

    reference = forms.CharField(
        label="Référence",
        max_length=40,
        help_text="Celle que votre organisme emploie.",
        error_messages={"required": "Inscrivez la référence."},
    )
    funder_reference = forms.CharField(label="Numéro de dossier du bailleur", max_length=60, required=False)
    title = forms.CharField(label="Titre", max_length=160, error_messages={"required": "Inscrivez le titre."})
    kind = forms.ChoiceField(
        label="Nature", choices=Agreement.Kind.choices, initial=Agreement.Kind.SERVICE, error_messages=PICK,
        help_text="Mission\u00a0: fonctionnement de l’organisme. Services\u00a0: ce qu’il offre. "
        "Projet\u00a0: un temps et un but.",
    )  # fmt: skip
    programme = forms.ModelChoiceField(
        Programme.objects.select_related("funder"), label="Programme", error_messages=PICK
    )
    stream = forms.ModelChoiceField(
        Stream.objects.select_related("programme"), label="Volet du programme", required=False, error_messages=PICK
    )
    is_complementary = forms.BooleanField(
        label="Complémentaire à une autre entente du même volet, aux mêmes dates", required=False
    )
    renews = forms.ModelChoiceField(
        Agreement.objects.none(), label="Fait suite à", required=False, empty_label="Aucune", error_messages=PICK,
        help_text="L’entente précédente, si celle-ci la renouvelle.",
    )  # fmt: skip
    partners = forms.ModelMultipleChoiceField(
        Organism.objects.all(), label="Organismes partenaires", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ils imputent leurs activités à l’entente\u00a0; votre organisme en rend compte.",
        error_messages=PICK,
    )  # fmt: skip
    signed_on = day_field("Signée le", required=False)
    first_month = forms.TypedChoiceField(
        label="Début de chaque année", choices=list(YEAR_STARTS.items()), coerce=int, initial=4, error_messages=PICK
    )
    components = forms.TypedMultipleChoiceField(
        label="Volets du continuum", coerce=int, widget=forms.CheckboxSelectMultiple, error_messages=PICK,
        choices=[(c.value, f"{c.value} – {c.label}") for c in Component],
    )  # fmt: skip
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(), label="Régions", required=False, widget=forms.CheckboxSelectMultiple
    )
    mrcs = forms.ModelMultipleChoiceField(
        Mrc.objects.all(), label="MRC", required=False, widget=forms.CheckboxSelectMultiple
    )
    funder_share_max = percent_field(
        "Part maximale des bailleurs, en %", help_text="Vide\u00a0: l’entente n’en fixe pas."
    )
    in_kind_allowed = forms.BooleanField(
        label="Les apports en nature comptent dans la part de l’organisme", required=False, initial=True
    )
    stacking_limit = percent_field(
        "Cumul maximal des aides publiques, en %", help_text="Vide\u00a0: l’entente n’en fixe pas."
    )
    forbids_double_claims = forms.TypedChoiceField(
        label="Interdit la double déclaration", choices=CHOICES, required=False, coerce=lambda key: key == "oui",
        empty_value=None, error_messages=PICK,
        help_text="Le portail prévient quand le même travail est imputé aussi à une autre entente.",
    )  # fmt: skip
    issued_by_network = forms.BooleanField(label="Le réseau transmet les rapports", required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    # The order in which the page asks, so that the summary of what is missing lists it so
    field_order = (
        "organism", "title", "reference", "funder_reference", "kind", "programme", "stream", "is_complementary",
        "renews",
        "lead", "lead_share", "office",
    )  # fmt: skip
    SAME = (
        "reference", "funder_reference", "title", "kind", "programme", "stream", "is_complementary", "renews",
        "signed_on",
        "first_month", "funder_share_max", "in_kind_allowed", "stacking_limit", "issued_by_network",
        "forbids_double_claims",
    )  # fmt: skip
    LISTS = ("components", "regions", "mrcs", "partners")
    # What the next agreement says anew
    NEW = {"reference", "funder_reference", "signed_on", "renews", "starts_on", "last_day", "seen"}

    def __init__(self, *args, renewable: QuerySet[Agreement], organisms=None, is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        if organisms is not None:
            self.fields["organism"] = forms.ModelChoiceField(
                organisms, label="Organisme", empty_label="Choisir", error_messages=PICK
            )
        if is_new:
            self._ask_of_a_new_one()
        for name in ("programme", "stream"):
            row_field(self, name).empty_label = "Choisir"
        name_rows(self, "stream", lambda stream: f"{stream.programme} – {stream.name}")
        row_field(self, "renews").queryset = renewable
        name_rows(self, "renews", _renewed_words)
        self.order_fields(self.field_order)
        dress(self)

    def _ask_of_a_new_one(self) -> None:
        # As ContractForm declares it
        month = cast(forms.TypedChoiceField, self.fields["first_month"])
        month.choices = [("", "Comme l’année du bailleur principal"), *YEAR_STARTS.items()]
        month.required, month.empty_value, month.initial = False, None, None
        self.fields["with_requirements"] = forms.BooleanField(
            label="Inscrire au calendrier les rapports que le programme demande d’habitude",
            required=False,
            initial=True,
        )

    def mark_kept(self, prior: Agreement) -> None:
        """Print beside each field the agreement its value comes from; offer to take over requirements and targets."""
        words = format_html('<span class="kept">Repris de l’entente {}.</span>', prior.reference)
        for name in self.fields.keys() - self.NEW:
            field = self.fields[name]
            is_kept = self.initial.get(name) not in (None, "", (), [], False)
            if is_kept:
                field.help_text = format_html("{} {}", field.help_text, words) if field.help_text else words
        self.fields["with_requirements"].label = f"Reprendre au calendrier ce que l’entente {prior.reference} demande"
        self.fields["with_targets"] = forms.BooleanField(
            label=f"Reprendre les cibles de l’entente {prior.reference}, année par année", required=False, initial=True
        )

    @classmethod
    def initial_from(cls, facts: AgreementInput) -> dict:
        said = {name: getattr(facts, name) for name in (*cls.SAME, *cls.LISTS)}
        return said | {"forbids_double_claims": KEYS[facts.forbids_double_claims]} | cls.initial_of(facts)

    def facts(self) -> AgreementInput:
        data = self.cleaned_data
        said = {name: data[name] for name in self.SAME} | {name: tuple(data[name]) for name in self.LISTS}
        if said["first_month"] is None:
            said["first_month"] = data["lead"].year_starts
        return AgreementInput(**said, **self.contract())

    def refuse(self, refusal) -> None:
        """Put a refusal beside the box it speaks of, when there is one."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


def _renewed_words(agreement: Agreement) -> str:
    return f"{agreement.reference} – {agreement.title}, jusqu’au {format_day(agreement.last_day)}"
