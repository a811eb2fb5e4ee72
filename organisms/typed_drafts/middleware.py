"""Once a form is sent and answered, its draft is forgotten."""

from organisms.sent_forms.middleware import only_warns
from organisms.typed_drafts.actions import PAGE, SENT_TO, forget_draft

KEEPING = "/brouillons/"


def forget_sent_drafts(get_response):
    """Forget the draft of a form that led away: one that came back, or only warns, keeps it."""

    def middleware(request):
        response = get_response(request)
        is_sent = request.method == "POST" and response.status_code in (302, 303)
        if is_sent and request.user.is_authenticated and not request.path.startswith(KEEPING):
            page = request.POST.get(PAGE, "")
            if page and not only_warns(request):
                forget_draft(user=request.user, page=page, sent_to=request.POST.get(SENT_TO, ""))
        return response

    return middleware
