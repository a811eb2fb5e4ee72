"""The later version of its form that an open report may be moved to."""

from reporting.models import Report, TemplateVersion


def later_version(report: Report) -> TemplateVersion | None:
    """Return the newest published version of a report's form that serves its period; None when it has that one.

    A retired form offers none. One query.
    """
    own = report.template_version
    later = TemplateVersion.objects.in_use().filter(template=own.template_id, number__gt=own.number)
    return later.begun_for(report.period.lower).select_related("template").order_by("-number").first()
