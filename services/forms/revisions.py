"""Two people who change one card at once: the second is shown both versions, and keeps what they typed."""

from collections.abc import Iterable
from typing import Protocol

from django import forms

from roriq_portal.edits.marked_forms import Difference, in_words, set_typed
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.unchanged import says_the_same
from services.models import ActivityTemplate, ConcertationBody


class RevisionField(forms.IntegerField):
    """The revision that a page showed; one that does not read is none at all, and the page is stale."""

    def clean(self, value):
        try:
            return super().clean(value) or 0
        except forms.ValidationError:
            return 0


class SeenForm(forms.Form):
    """A form that says which revision of its card the page showed."""

    revision = RevisionField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)

    @property
    def seen(self) -> int:
        return self.cleaned_data["revision"]

    def shows(self, revision: int) -> None:
        """Set the seen revision, once both versions were shown: sent again, what was typed is saved."""
        set_typed(self, "revision", str(revision))


class Revised(Protocol):
    """A row whose revision grows with each save."""

    @property
    def pk(self) -> int | None: ...
    @property
    def revision(self) -> int: ...


def refuse_stale(row: Revised, seen: int) -> None:
    """Raise StaleRevision unless the locked row is still at the revision seen; one that was not made yet always is."""
    if row.pk:
        check_seen(seen, row.revision, StaleRevision(row))


def differences(mine: forms.Form, theirs: forms.Form) -> list[Difference]:
    """Return the fields that two forms of one card show differently, in words."""
    pairs = [(str(field.label), shown(field), shown(theirs[field.name])) for field in mine if not field.is_hidden]
    return [Difference(label, own or "–", other or "–") for label, own, other in pairs if own != other]


def shown(field: forms.BoundField) -> str:
    """Return what a field shows, in words."""
    return in_words(field, field.value())


def rewrite(row: ActivityTemplate | ConcertationBody, values: dict, links: dict[str, Iterable], seen: int) -> None:
    """Give a row these values and, by field, the rows it is linked with; one that has them already is left as it is.

    Raises StaleRevision, nothing written, when a row was saved after the revision `seen`.
    """
    refuse_stale(row, seen)
    wanted = {name: {link.pk if hasattr(link, "pk") else link for link in rows} for name, rows in links.items()}
    # The key that a name is sorted by is made of it: it says nothing more
    said = {name: value for name, value in values.items() if name != "sort_name"}
    if row.pk and says_the_same(row, said) and wanted == {name: _linked(row, name) for name in wanted}:
        return
    row.revision = seen + 1 if row.pk else 1
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    for name, keys in wanted.items():
        getattr(row, name).set(keys)


def _linked(row: ActivityTemplate | ConcertationBody, name: str) -> set[int]:
    return set(getattr(row, name).order_by().values_list("pk", flat=True))
