"""The log of what is sensitive, for the coordination of the network."""

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from privacy.models import Reading
from privacy.models.readings import YEARS
from privacy.readings.listing import READINGS
from reporting.access import allow

NOT_NETWORK = "Le registre des consultations sensibles se lit à la coordination du réseau."


@require_safe
def reading_list(request: UserRequest) -> HttpResponseBase:
    allow(request.user.coordinates_network, NOT_NETWORK)
    rows = Reading.objects.visible_to(request.user).select_related("by", "person")
    return answer_list(request, READINGS, rows, "privacy/readings/reading_list.html", {"years": YEARS})
