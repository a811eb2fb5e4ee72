"""The register of purposes and of what was purged, for the network; the privacy policy made of it, for anybody."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.accounts.issuer.state import LIFETIME
from organisms.user_request import UserRequest
from privacy.register.lines import WHOSE_WORDS, families
from privacy.register.standing import standings
from reporting.access import allow

NOT_NETWORK = "Le registre des renseignements personnels se lit à la coordination du réseau."


@require_safe
def purpose_register(request: UserRequest) -> HttpResponse:
    allow(request.user.is_network, NOT_NETWORK)
    now = timezone.now()
    rules = standings(now)
    context = {
        "families": [(family, lines, rules.get(family.purge)) for family, lines in families()],
        "tables": len({line.table for _, lines in families() for line in lines}),
        "rules": [(rule, rule.is_late(now)) for rule in rules.values()],
        "governs": request.user.coordinates_network,
    }
    return render(request, "privacy/register/purpose_register.html", context)


@require_safe
@login_not_required
def policy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of whom, why and until when, and whom to ask. The same words as the register."""
    groups = [
        (words, [family for family, _ in families() if family.whose == key])
        for key, words in WHOSE_WORDS.items()
        if key != "none"
    ]
    officer = {"name": settings.PRIVACY_OFFICER, "email": settings.PRIVACY_EMAIL}
    context = {"groups": groups, "officer": officer, "issuer": settings.ISSUER, "issuer_minutes": LIFETIME // 60}
    return render(request, "privacy/register/policy.html", context)
