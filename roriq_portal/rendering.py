"""One HTML for a field: label, hint, error, control, in that order."""

from functools import lru_cache
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

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
