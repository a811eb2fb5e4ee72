"""What a form shows of its draft: when it was kept, its buttons, and its words where another page answers the form."""

from typing import Any

from django.http import HttpRequest
from django.template import Context, Library

from organisms.models import TypedDraft
from organisms.typed_drafts.actions import BOXES, PAGE, SENT_TO, words_of

register = Library()


def draft_of(request: HttpRequest | None, sent_to: str) -> TypedDraft | None:
    """Return what the person kept of a form of this page. One query a page, none for nobody."""
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return None
    if not hasattr(request, "typed_drafts"):
        drafts = TypedDraft.objects.visible_to(user).filter(page=request.path)
        request.typed_drafts = {draft.sent_to: draft for draft in drafts}  # type: ignore[attr-defined]  # our own mark
    return request.typed_drafts.get(sent_to)  # type: ignore[attr-defined]  # our own mark


@register.inclusion_tag("organisms/typed_drafts/_draft.html", takes_context=True)
def draft(context: Context, sent_to: str = "", boxes: str = "") -> dict[str, Any]:
    """Show, at the end of a form, the button that keeps its draft. `sent_to`: its address, if not its page's.

    `boxes`: how the names of the boxes begin that are kept of a form that saves the rest by itself; its page fills them
    (`draft_words`). A draft that waits to be taken up (`draft_waiting`) is not written over as one types: only that
    button replaces it.
    """
    request = context.request  # type: ignore[attr-defined]  # a page is made for a request
    here = sent_to or request.path
    typed = draft_of(request, here)
    fields = [(PAGE, request.POST.get(PAGE) or request.path), (SENT_TO, here)]
    waits = bool(typed) and not boxes and _waits(request, sent_to)
    return {"typed": typed, "waits": waits, "boxes": boxes, "fields": [*fields, (BOXES, boxes)] if boxes else fields}


@register.inclusion_tag("organisms/typed_drafts/_waiting.html", takes_context=True)
def draft_waiting(context: Context) -> dict[str, Any]:
    """Show, before the form of a page, its draft, with the buttons that take it up and throw it away."""
    request = context.request  # type: ignore[attr-defined]  # a page is made for a request
    return {"typed": draft_of(request, request.path) if _waits(request, "") else None}


def _waits(request: HttpRequest, sent_to: str) -> bool:
    """Whether a draft is not in the boxes yet: they are filled where another address answers, or words came back."""
    return not sent_to and request.method != "POST" and not hasattr(request, "has_words_back")


@register.simple_tag(takes_context=True)
def draft_words(context: Context, sent_to: str, name: str) -> str:
    """Return what was kept of one box of a form that another address answers; blank for nothing."""
    typed = draft_of(getattr(context, "request", None), sent_to)
    return words_of(typed).get(name, "") if typed else ""
