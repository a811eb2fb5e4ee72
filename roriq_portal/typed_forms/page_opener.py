"""For whom a page was made, said in each of its forms: what is left when neither session nor cookie says it."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.template import Context, Library
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from roriq_portal.files.request_size import is_heavy

register = Library()
OPENED_BY = "page_opened_by"
# Who left a page open longer than that writes again
OPEN_AT_MOST = timedelta(days=7)
_signer = TimestampSigner(salt="roriq.page-opened-by")


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> str:
    """Write Django's token of the form, and beside it for whom the page is made, where a person is logged in."""
    token = CsrfTokenNode().render(context)
    opener = sign_opener(getattr(context, "request", None))
    if not (token and opener):
        return token
    return token + format_html('<input type="hidden" name="{}" value="{}">', OPENED_BY, opener)


def sign_opener(request: HttpRequest | None) -> str:
    """Return the signed key of the person for whom a page is made; blank for nobody.

    The portal alone can write it, and only into a page of that person: a form that carries it comes from there.
    """
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return ""
    if not hasattr(request, "page_opener"):
        request.page_opener = _signer.sign(str(user.pk))  # type: ignore[attr-defined]  # our own mark
    return request.page_opener  # type: ignore[attr-defined]  # our own mark


def opener_of(request: HttpRequest) -> str | None:
    """Return the key of the person for whom the page that sent this form was made; None when it does not say."""
    if is_heavy(request):
        return None
    try:
        return _signer.unsign(request.POST.get(OPENED_BY, ""), max_age=OPEN_AT_MOST)
    except BadSignature:
        return None
