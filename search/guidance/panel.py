"""The panel « Aide » of a page, and the words that a page explains where they stand."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.template import Library
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from search.guidance.glossary import glossary
from search.guidance.page_help import GuidePart, PageHelp, guides_of, help_of, part_of

register = Library()
KEYS = {"n": "inscrire une activité", "f": "chercher dans la liste"}
OF_ALL_PAGES = (("/", "chercher partout"), ("?", "cette aide"))
TERM = (
    '<button type="button" class="term" popovertarget="mot-{0}">{1}</button>'
    '<span class="term-said" id="mot-{0}" popover><b>{2}</b> <span>{3}</span></span>'
)


@dataclass(frozen=True)
class Panel:
    """What the panel shows. `address`: of the page, for who writes from it; `keys`: each with what it does here."""

    title: str
    address: str
    page: PageHelp
    part: GuidePart
    keys: tuple[tuple[str, str], ...]

    @property
    def write_url(self) -> str:
        """Return where one writes to the network from this page."""
        return f"{reverse('organisms:inquiry-add')}?{urlencode({'de': self.address})}"

    @property
    def aim(self) -> str:
        """Return the sentence that says what the page is for."""
        return self.page.said[0]

    @property
    def acts(self) -> tuple[str, ...]:
        """Return what one does and reads there, a sentence each."""
        return self.page.said[1:]


@register.simple_tag(takes_context=True)
def page_help(context: Context) -> Panel:
    """Return the panel of the page that is shown, for the seat that is shown. No query."""
    request, seat = context["request"], context["seat"]
    place = next((link for link in context["places"] if link.current), None)
    route = request.resolver_match.view_name if request.resolver_match else ""
    page = help_of(route, place.route if place else "")
    slugs = guides_of(seat, context["door_words"])
    title = page.title or (place.words if place else page.said[0])
    return Panel(title, request.path, page, part_of(page, slugs), _keys(context, route))


def _keys(context: Context, route: str) -> tuple[tuple[str, str], ...]:
    here = {"services:activity-list": "nf" if context.get("can_write") else "f", "services:partner-list": "f"}
    return (OF_ALL_PAGES[0], *((key, KEYS[key]) for key in here.get(route, "")), OF_ALL_PAGES[1])


@register.simple_tag(takes_context=True)
def term(context: Context, anchor: str, words: str = "") -> SafeString | str:
    """Return a word of the glossary that says what it means when it is touched; `words`: as the sentence has it.

    Only where it first stands in a page, and never on paper or in a fragment: there the words stand alone.
    """
    word = glossary()[anchor]
    shown, request = words or word.term, getattr(context, "request", None)
    if request is None or request.htmx:
        return shown
    explained = request.__dict__.setdefault("explained_words", set())
    if anchor in explained:
        return shown
    explained.add(anchor)
    return format_html(TERM, anchor, shown, word.term, word.said)
