"""A page's own form, filled as a person would: what it shows stays, what it asks for gets something plausible."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

TOKEN = "csrfmiddlewaretoken"
WORDS = {
    "date": "2026-11-02", "number": "1", "url": "https://example.org", "tel": "1",
    "decimal": "1", "numeric": "",
}  # fmt: skip
# What a kind of box does not tell: days that follow one another, and boxes that a person leaves alone
NAMED = {
    "from_day": "2026-11-03", "until": "2026-12-31", "due_on": "2027-06-30", "last_day": "2027-03-31", "town": "",
    "households": "3", "size": "3", "lead_share": "100", "neq": "", "consent_on": "",
}  # fmt: skip
LEFT_ALONE = re.compile(
    "cosigners|partners|funder_share_max|stacking|is_compl|amount_[2-9]|renews|share_|cat_|mrcs|office|body$"
)
numbers = count(1)
# What stands on another page than their own address
ELSEWHERE = {
    "agreements:amendment-sign": {"signed_on": "2026-11-02"},
    "agreements:contribution-add": {"day": "2024-06-03"},
    "agreements:deliverable-hand-in": {"hand-on": "2026-11-02"},
    "agreements:deliverable-skip": {"skip-reason": "Essai"},
    "services:household-step": {"settled-day": "2026-11-02"},
    # What the first type does not count
    "services:session-add": {f"s{rank}-{name}": "" for rank in range(1, 13) for name in ("immigrants", "host")},
}
FILES = {"reporting:attachment-add": ["file"], "services:evidence-add": ["file"]}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class Filled:
    """One form of a page: where it goes, its words, and the names of its files."""

    action: str
    data: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    has_button: bool = False


class _Reader(HTMLParser):
    """`fills`: what a page leaves empty gets something plausible; otherwise it is sent as a browser would send it."""

    def __init__(self, *, fills: bool = True):
        super().__init__()
        self.fills = fills
        self.forms: list[Filled] = []
        self.form: Filled | None = None
        self.select = self.area = None

    def handle_starttag(self, tag, pairs):
        attrs = dict(pairs)
        if tag == "form" and attrs.get("method", "").lower() == "post":
            self.form = Filled(attrs.get("action") or "")
            self.forms.append(self.form)
        elif self.form is not None:
            getattr(self, f"_{tag}", lambda attrs: None)(attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select:
            name, options, chosen, several = self.select
            if chosen or not several:
                self.form.data[name] = chosen or [self._first(name, options)]
            self.select = None
        elif tag == "textarea" and self.area:
            name, words = self.area
            self.form.data[name] = [(words.strip() or "Essai") if self.fills else words]
            self.area = None

    def _first(self, name, options):
        if not self.fills:
            return next(iter(options), "")
        return "" if LEFT_ALONE.match(name) else next(filter(None, options), "")

    def handle_data(self, data):
        if self.area:
            self.area = (self.area[0], self.area[1] + data)

    def _input(self, attrs):
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if not name or kind in ("submit", "button"):
            return
        if kind == "file":
            self.form.files.append(name)
        elif kind in ("radio", "checkbox"):
            if "checked" in attrs:
                self.form.data.setdefault(name, []).append(attrs.get("value", "on"))
            else:
                self.form.data.setdefault(f"?{name}", []).append(attrs.get("value", "on"))
        elif kind == "hidden":
            self.form.data[name] = [attrs.get("value", "")]
        else:
            shape = kind if kind in WORDS else attrs.get("inputmode", "text")
            number = next(numbers)
            # An address that received three letters today receives no other
            usual = f"personne{number}@example.org" if kind == "email" else f"Essai {number}"
            alone = not self.fills or LEFT_ALONE.match(name)
            blank = "" if alone else NAMED.get(name, WORDS.get(shape, usual))
            self.form.data[name] = [attrs.get("value") or blank]

    def _select(self, attrs):
        self.select = (attrs.get("name"), [], [], "multiple" in attrs)

    def _option(self, attrs):
        if self.select:
            self.select[1].append(attrs.get("value", ""))
            if "selected" in attrs and attrs.get("value"):
                self.select[2].append(attrs["value"])

    def _textarea(self, attrs):
        self.area = (attrs.get("name"), "")

    def _button(self, attrs):
        """A form is sent by its first button, as by the Enter key: the others of a form say something else."""
        if attrs.get("type", "submit") != "submit" or self.form.has_button:
            return
        self.form.has_button = True
        if attrs.get("name"):
            self.form.data.setdefault(attrs["name"], [attrs.get("value", "")])


def forms_of(page: str) -> list[Filled]:
    """Return the forms that a page posts, filled; of choices that none was made of, the first is made."""
    reader = _Reader()
    reader.feed(page)
    for form in reader.forms:
        for name in [name for name in form.data if name.startswith("?")]:
            values = form.data.pop(name)
            if not LEFT_ALONE.match(name[1:]):
                form.data.setdefault(name[1:], values[:1])
    return [form for form in reader.forms if TOKEN in form.data]


def forms_as_shown(page: str) -> list[Filled]:
    """Return the forms that a page posts, with what it shows and nothing else: nobody touched them."""
    reader = _Reader(fills=False)
    reader.feed(page)
    for form in reader.forms:
        form.data = {name: values for name, values in form.data.items() if not name.startswith("?")}
    return [form for form in reader.forms if TOKEN in form.data]


def file_for(route: str) -> SimpleUploadedFile:
    if route in ("services:import-add", "agreements:expense-import"):
        table = "Date;Activité;Volet;Poste;Montant;Notes\n2025-04-02;Suivi;4;Salaires;5;\n"
        return SimpleUploadedFile("registre.csv", table.encode())
    return SimpleUploadedFile("piece.pdf", PDF)
