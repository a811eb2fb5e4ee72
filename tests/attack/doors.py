"""Every address of ours that takes a POST, as the resolver knows them, and who may open each."""

import re

from django.urls import URLPattern, get_resolver, reverse

from tests.access import matrix

OURS = ("organisms:", "agreements:", "services:", "reporting:", "network:", "privacy:")


def _walk(patterns, prefix=""):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry.callback
        else:
            yield from _walk(entry.url_patterns, prefix + (f"{entry.namespace}:" if entry.namespace else ""))


def methods_of(view) -> set[str]:
    """Return the methods that the decorators of a view let through."""
    while view is not None:
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        if "request_method_list" in names:
            return set(view.__closure__[names.index("request_method_list")].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return set()


def posting_routes() -> list[str]:
    found = dict(_walk(get_resolver().url_patterns))
    return [name for name, view in found.items() if name.startswith(OURS) and "POST" in methods_of(view)]


def openers() -> dict[str, list[tuple[str, str]]]:
    """Route → (relation, role) of each row of the table of rights that serves it: its first role; posts come first."""
    served: dict[str, list[tuple[str, str]]] = {}
    for route, _, relation, signs in sorted(matrix.rows(), key=lambda row: row[1] != "POST"):
        role = next((role for role, sign in signs.items() if sign == "+" and role != "anonymous"), None)
        if role and (relation, role) not in served.setdefault(route, []):
            served[route].append((relation, role))
    return served


def address(route: str, place: dict) -> str:
    space, _, name = route.rpartition(":")
    resolver = get_resolver().namespace_dict[space][1] if space else get_resolver()
    wanted = resolver.reverse_dict.getlist(name)[0][0][0][1]
    return reverse(route, kwargs={key: place[key] for key in wanted if key in place})


def same_address(action: str, url: str) -> bool:
    return action in ("", ".") or re.sub(r"\?.*", "", action) == url
