"""Forms of the funder's side: transmitting, answering, recording a letter, opening a link, verifying a code."""

from collections.abc import Sequence
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Funder
from organisms.form_controls import choice_field, row_field
from reporting.filling.forms import BOX
from reporting.models import Receipt
from reporting.reports.forms import CarriedForm, KeyForm
from reporting.workflow.signatures import EXACT
from roriq_portal.files.uploads import FileRefused, examine
from roriq_portal.formats.fields import TypedDayField
from roriq_portal.rendering import PlainSelect

ANSWERS = [
    (Receipt.State.ACCEPTED, _("Oui, je l’accepte")),
    (Receipt.State.ACCEPTED_WITH_RESERVE, _("Oui, avec réserve")),
    (Receipt.State.ASKED, _("J’ai besoin de précisions")),
]
LETTER_ANSWERS = [
    (Receipt.State.ACCEPTED, "Accepté"),
    (Receipt.State.ACCEPTED_WITH_RESERVE, "Accepté avec réserve"),
    (Receipt.State.ASKED, "Précisions demandées"),
]
PICK_FUNDER = {"required": "Choisissez un bailleur.", "invalid_choice": "Choisissez un bailleur de l’entente."}
MOST_CHARS = 3000
MOST_PAPER_MB = 50
LONGEST_WAIT = timedelta(days=366)


class IssueForm(CarriedForm):
    is_exact = forms.BooleanField(
        label=EXACT,
        error_messages={"required": "Cochez cette phrase pour attester."},
    )
    reason = forms.CharField(
        label="Pourquoi une nouvelle version",
        max_length=300,
        help_text="Le bailleur le lira en tête de la nouvelle version. L’autre reste lisible.",
        widget=forms.TextInput(attrs=BOX),
        error_messages={"required": "Dites en une phrase ce qui change\u00a0: le bailleur lit déjà une version."},
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=32767)

    def __init__(self, *args, is_first: bool, is_read: bool = False, **kwargs):
        """`is_read`: it leaves as the levels of its agreement have read it, with nothing to certify again."""
        super().__init__(*args, **kwargs)
        if is_first or is_read:
            del self.fields["reason"]
        if is_read:
            del self.fields["is_exact"]

    @property
    def cleaned_act(self) -> dict:
        """Return what `issue_report` asks beside the report and its author."""
        data = self.cleaned_data
        said = {"key": data["key"], "reason": data.get("reason", ""), "seen_version": data["seen_version"]}
        return said | {"confirmed": self.confirmed}


def _needs_words(form: forms.Form) -> None:
    data = form.cleaned_data
    if data.get("state") in (Receipt.State.ASKED, Receipt.State.ACCEPTED_WITH_RESERVE) and not data.get("text"):
        form.add_error("text", _("Écrivez votre réserve ou votre question : l’organisme la lira telle quelle."))


class ReceiptForm(KeyForm):
    state = forms.ChoiceField(
        label=_("Ce rapport vous convient-il\u00a0?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une réponse."), "invalid_choice": _("Choisissez une réponse.")},
    )
    text = forms.CharField(
        label=_("Réserve ou question"),
        required=False,
        max_length=MOST_CHARS,
        help_text=_("L’organisme la lira telle quelle. Le rapport reste lisible pendant qu’il répond."),
        widget=forms.Textarea(attrs={**BOX, "rows": 3}),
    )
    line_key = forms.ChoiceField(
        label=_("La question porte sur"),
        required=False,
        help_text=_("L’organisme pourra corriger cette ligne, et elle seule."),
        widget=PlainSelect(),
        error_messages={"invalid_choice": _("Choisissez une ligne de la liste.")},
    )
    answer_by = TypedDayField(
        label=_("Réponse attendue d’ici le"),
        required=False,
        help_text=_("L’organisme verra ce jour dans ce qu’il doit, et recevra un rappel."),
        error_messages={"invalid": _("Écrivez la date ainsi : 2026-05-19.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32767)

    def __init__(self, *args, lines: Sequence[tuple[str, list[tuple[str, str]]]], **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "line_key").choices = [("", _("L’ensemble du rapport")), *lines]

    def clean_answer_by(self):
        day, today = self.cleaned_data["answer_by"], timezone.localdate()
        if day and not today < day <= today + LONGEST_WAIT:
            raise forms.ValidationError(_("Choisissez un jour à venir, d’ici un an."))
        return day

    def clean(self):
        """A line and a day are of a question: another answer leaves them out."""
        super().clean()
        _needs_words(self)
        if self.cleaned_data.get("state") != Receipt.State.ASKED:
            self.cleaned_data |= {"line_key": "", "answer_by": None}
        return self.cleaned_data

    @property
    def said(self) -> dict:
        """Return what `record_receipt` asks beside the version, the funder and who answers."""
        return {name: self.cleaned_data[name] for name in ("state", "text", "line_key", "answer_by", "key")}


class ReplyInWritingForm(KeyForm):
    text = forms.CharField(
        label="Votre réponse",
        max_length=MOST_CHARS,
        help_text="Le bailleur la lira telle quelle, sous la version qu’il a déjà. Les chiffres ne changent pas.",
        widget=forms.Textarea(attrs={**BOX, "rows": 6}),
        error_messages={"required": "Écrivez votre réponse\u00a0: le bailleur la lira telle quelle."},
    )


class LetterForm(KeyForm):
    funder = forms.ModelChoiceField(
        Funder.objects.none(), label="Bailleur", widget=PlainSelect(),
        empty_label=None, error_messages=PICK_FUNDER,
    )  # fmt: skip
    state = forms.ChoiceField(
        label="Ce que dit la lettre",
        choices=LETTER_ANSWERS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez ce que dit la lettre.",
            "invalid_choice": "Choisissez ce que dit la lettre.",
        },
    )
    dated = TypedDayField(
        label="Date de la lettre",
        error_messages={
            "required": "Écrivez la date ainsi : 2026-05-19.",
            "invalid": "Écrivez la date ainsi : 2026-05-19.",
        },
    )
    text = forms.CharField(
        label="Réserve ou question",
        required=False,
        max_length=MOST_CHARS,
        widget=forms.Textarea(attrs={**BOX, "rows": 3}),
    )
    letter = forms.FileField(
        label="La lettre",
        help_text="PDF, PNG, JPEG, DOCX ou XLSX, au plus 10\u00a0Mo.",
        widget=forms.FileInput(attrs=BOX),
        error_messages={
            "required": "Joignez la lettre.",
            "empty": "Ce fichier est vide. Choisissez-en un autre.",
            "missing": "Joignez la lettre.",
            "invalid": "Joignez la lettre.",
        },
    )

    def __init__(self, *args, funders, today, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "funder").queryset = funders
        self.today = today

    def clean_dated(self):
        dated = self.cleaned_data["dated"]
        if dated > self.today:
            raise forms.ValidationError("Cette date est à venir. Inscrivez celle de la lettre.")
        return dated

    def clean_letter(self):
        file = self.cleaned_data["letter"]
        try:
            return examine(file, file.name)
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self):
        super().clean()
        _needs_words(self)
        return self.cleaned_data


class ChangesForm(KeyForm):
    CHOICES = [
        ("note", "Le dire dans le prochain rapport"),
        ("leave", "Laisser tel quel"),
    ]

    choice = forms.ChoiceField(
        label="Que faites-vous de ces changements\u00a0?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez ce que vous en faites.",
            "invalid_choice": "Choisissez ce que vous en faites.",
        },
    )
    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        widget=forms.TextInput(attrs=BOX),
        error_messages={"required": "Dites pourquoi, en une phrase."},
    )


class PaperForm(forms.Form):
    paper = forms.FileField(
        label=_("Le PDF à comparer"),
        help_text=_("Au plus 50\u00a0Mo. Le portail calcule son empreinte et ne garde rien du fichier."),
        max_length=255,
        widget=forms.FileInput(attrs={**BOX, "accept": ".pdf,.xlsx"}),
        error_messages={
            "required": _("Choisissez le PDF à comparer."),
            "missing": _("Choisissez le PDF à comparer."),
            "invalid": _("Choisissez le PDF à comparer."),
            "empty": _("Ce fichier est vide. Choisissez-en un autre."),
            "max_length": _("Le nom de ce fichier est trop long\u00a0: renommez-le."),
        },
    )

    def clean_paper(self):
        paper = self.cleaned_data["paper"]
        if paper.size > MOST_PAPER_MB * 1024 * 1024:
            raise forms.ValidationError(_("Ce fichier dépasse 50\u00a0Mo\u00a0: il n’est pas du portail."))
        return paper


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code de vérification"),
        max_length=60,
        help_text=_("Il est au bas de chaque page du PDF, par exemple 7K4M-Q2ZT-N6XW-D5RA."),
        widget=forms.TextInput(attrs={**BOX, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Recopiez le code imprimé au bas du document."),
            "max_length": _("Ce code est trop long : il compte 16 signes."),
        },
    )
