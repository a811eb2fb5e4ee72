"""One HTML for a field: label, hint, error, control, in that order."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, TemplatesSetting, get_default_renderer
from django.http import HttpRequest
from django.template import Library
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = Library()

# Lists of choices that a process keeps drawn: each vocabulary once, and once more for each choice made in it
LISTS_KEPT = 512

Option = tuple[str, str, tuple[tuple[str, str | bool], ...]]


class PortalFormRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        """Render a part of a form. The options of a select are drawn once for all pages that offer the same ones."""
        widget = context.get("widget", {})
        if "optgroups" in widget and template_name == "django/forms/widgets/select.html":
            context["options"] = _options(_vocabulary(widget["optgroups"]))
        return mark_safe(super().render(template_name, context, request))


@register.filter
def attributes(attrs: dict[str, Any] | tuple[tuple[str, Any], ...]) -> SafeString:
    """Return attributes as a tag prints them: True alone by its name, False not at all, all else escaped in quotes."""
    given = [(name, value) for name, value in dict(attrs).items() if value is not False]
    return mark_safe(" ".join(name if value is True else f'{name}="{escape(value)}"' for name, value in given))


class PlainSelect(forms.Select):
    """A select of class form-select: what options without groups print is read from the choices, and drawn once."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()):
        super().__init__({"class": "form-select", **(attrs or {})}, choices)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return what Django's own select prints, of which only the first option chosen is marked."""
        choices = list(self.choices)
        if any(isinstance(label, list | tuple) for _, label in choices):
            return super().render(name, value, attrs, renderer)
        chosen = next(iter(self.format_value(value)), None)
        options = tuple((_printed(key), str(label)) for key, label in choices)
        widget = {"name": name, "attrs": self.build_attrs(self.attrs, attrs)}
        context = {"widget": widget, "options": _chosen(options, chosen)}
        return mark_safe((renderer or get_default_renderer()).render(self.template_name, context))


def _printed(key: Any) -> str:
    return "" if key is None else str(key)


@lru_cache(maxsize=LISTS_KEPT)
def _chosen(options: tuple[tuple[str, str], ...], chosen: str | None) -> SafeString:
    first = next((at for at, (key, _) in enumerate(options) if key == chosen), None)
    marked = tuple((*option, (("selected", True),) if at == first else ()) for at, option in enumerate(options))
    return _options((("", marked),))


def _vocabulary(
    groups: list[tuple[str | None, list[dict[str, Any]], int]],
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Return all that the options print, group by group: what is equal is drawn alike."""
    return tuple((str(name or ""), tuple(_option(option) for option in options)) for name, options, _ in groups)


def _option(option: dict[str, Any]) -> Option:
    attrs = option["attrs"].items()
    # As words: True and 1 are equal keys and print differently
    printed = tuple((name, given is True or str(given)) for name, given in attrs if given is not False)
    return str(option["value"]), str(option["label"]), printed


@lru_cache(maxsize=LISTS_KEPT)
def _options(groups: tuple[tuple[str, tuple[Option, ...]], ...]) -> SafeString:
    return render_to_string("forms/options.html", {"groups": groups})
