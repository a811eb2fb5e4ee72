"""What is said of a form that arrived after its session: at the login page, then where its words come back."""

from django.contrib import messages
from django.http import HttpRequest

from roriq_portal.typed_forms.keeping import TypedForm, has_words

ENDED = "Votre session avait pris fin."
WAITS = f"{ENDED} Connectez-vous : ce que vous avez écrit vous attend."
NOT_KEPT = f"{ENDED} Rien n’a été enregistré, et ce que vous aviez écrit n’a pas pu être gardé."
NOTHING_DONE = f"{ENDED} Rien n’a été fait : connectez-vous, puis refaites ce geste."
TO_COPY = f"{ENDED} Rien n’a été enregistré. Vous aviez écrit, à recopier :"
RESUMED = "Votre brouillon est repris. Il reste gardé jusqu’à ce que vous envoyiez."
GIVEN_BACK = "Ce que vous aviez écrit est revenu dans les boîtes. Enregistrez pour le garder."


def say_at_login(request: HttpRequest, *, is_kept: bool) -> None:
    """Let the login page say what becomes of a form that could not be answered."""
    if not has_words(request):
        messages.warning(request, NOTHING_DONE)
    elif is_kept:
        messages.info(request, WAITS)
    else:
        messages.warning(request, NOT_KEPT)


def words_given_back(form: TypedForm) -> str:
    """Return what the page says of the words that came back, and of each file that did not; blank for neither."""
    if form.is_draft:
        return RESUMED
    return " ".join([*_words_said(form), *_lost_files(form.files)])


def _words_said(form: TypedForm) -> list[str]:
    if form.fields and form.fills_page:
        return [GIVEN_BACK]
    # A form of a page that another address answers: its boxes stay empty, what was written in sentences is shown
    sentences = [value for _, values in form.fields.lists() for value in values if " " in value.strip()]
    if sentences:
        return [TO_COPY, " – ".join(f"« {sentence.strip()} »" for sentence in sentences)]
    return [f"{ENDED} Rien n’a été enregistré."] if form.fields or form.files else []


def _lost_files(names: list[str]) -> list[str]:
    listed = ", ".join(f"« {name} »" for name in names)
    if len(names) > 1:
        return [f"Les fichiers n’ont pas été gardés : joignez de nouveau {listed}."]
    return [f"Le fichier n’a pas été gardé : joignez de nouveau {listed}."] if names else []
