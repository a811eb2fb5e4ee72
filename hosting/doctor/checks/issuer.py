"""The issuer of identities by which people enter too: whether it answers, for itself, and where browsers may follow."""

from urllib.parse import urlsplit

import requests
from django.conf import settings

from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good
from roriq_portal.settings.issuers import Issuer

SECONDS = 5
DOCUMENT = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ACT = "Vérifiez OIDC_ISSUER, et le chemin jusqu’à lui. D’ici là, on entre par courriel et mot de passe."


@check("issuer", Group.WEB, "Émetteur d’identités")
def issuer_answers(asked: Asked) -> Finding:
    issuer = settings.ISSUER
    if issuer is None:
        return good("Aucun\u00a0: on entre par courriel et mot de passe.")
    url = issuer.url
    try:
        answer = requests.get(url + DOCUMENT, timeout=SECONDS)
        answer.raise_for_status()
        said = answer.json()
        missing = [name for name in NEEDED if not said.get(name)]
    except (requests.RequestException, ValueError, AttributeError) as failure:
        return attention(f"{url} n’est pas un émetteur qui répond\u00a0: {failure}", ACT)
    if missing:
        return attention(f"{url} ne dit pas {', '.join(missing)}.", ACT)
    if str(said.get("issuer")).rstrip("/") != url:
        return bad(
            f"{url} se donne un autre nom\u00a0: {said.get('issuer')}.",
            "Mettez ce nom dans OIDC_ISSUER, s’il est le bon.",
        )
    return _places(issuer, said["authorization_endpoint"])


def _places(issuer: Issuer, endpoint: str) -> Finding:
    """A browser goes only where the content policy of the portal lets a form lead."""
    parts = urlsplit(endpoint)
    place = f"{parts.scheme}://{parts.netloc}"
    if place not in issuer.places:
        return bad(
            f"On s’y connecte ailleurs, où les navigateurs n’iront pas\u00a0: {place}.",
            f"Ajoutez {place} à OIDC_ORIGINS.",
        )
    return good(f"{issuer.url} répond.")
