"""How pages of the form editor reach a version, and say no in a sentence."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.models import Line, Section, Template, TemplateVersion
from roriq_portal.edits.marked_forms import under_lock

NOT_READ = "Les gabarits se lisent au réseau."
NOT_WRITTEN = "Les gabarits se font à la coordination du réseau."


def may_read(request: UserRequest) -> None:
    """Refuse (PermissionDenied) whoever has no seat in the network."""
    allow(request.user.is_network, NOT_READ)


def may_write(request: UserRequest) -> None:
    """Refuse (PermissionDenied) whoever does not coordinate the network."""
    allow(request.user.coordinates_network, NOT_WRITTEN)


def template_for(request: UserRequest, template_id: int) -> Template:
    may_write(request)
    return get_object_or_404(Template.objects.select_related("programme"), pk=template_id)


def versions() -> QuerySet[TemplateVersion]:
    return TemplateVersion.objects.select_related("template__programme__funder", "published_by")


def version_read(request: UserRequest, version_id: int) -> TemplateVersion:
    may_read(request)
    return get_object_or_404(versions(), pk=version_id)


def version_written(request: UserRequest, version_id: int) -> TemplateVersion:
    """Return a version for who may change it, locked while a posted form is answered."""
    may_write(request)
    return get_object_or_404(under_lock(request, versions()), pk=version_id)


def published_stays(request: UserRequest, version: TemplateVersion) -> HttpResponse:
    """Lead back, with a sentence, from a page that changes a draft to the version, which is none."""
    messages.warning(request, "Une version publiée ne change plus. Préparez la suivante.")
    return redirect("reporting:form-version", version.pk)


def line_of(version: TemplateVersion, key: str, related: tuple[str, ...] = ()) -> Line:
    rows = version.lines.select_related("section", "parent", "priority").prefetch_related(*related)
    return get_object_or_404(rows, key=key)


def section_of(version: TemplateVersion, key: str) -> Section:
    return get_object_or_404(version.sections, key=key)
