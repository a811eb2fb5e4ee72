"""What a page of entry says of work outside the components of its organism or of an agreement."""

from collections.abc import Iterable

from django.contrib import messages

from organisms.models import Organism
from organisms.user_request import UserRequest
from services.activities.outside_components import outside_components
from services.activities.rules import outside_words
from services.models import Activity


def warn_outside(request: UserRequest, organism: Organism, made: Iterable[Activity]) -> None:
    rows = Activity.objects.visible_to(request.user).filter(organism=organism, pk__in=[row.pk for row in made])
    for words in outside_words(outside_components(rows, organism.components)):
        messages.warning(request, words)
