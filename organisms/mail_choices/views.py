"""A person's mail: chosen under their account, or from a letter without login."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from organisms.mail_choices.actions import choose_mail
from organisms.mail_choices.choices import rhythms_of
from organisms.mail_choices.forms import MailForm, StopForm
from organisms.mail_choices.letters import Stop, read_token
from organisms.models import Rhythm
from organisms.user_request import UserRequest

DISCREET = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request: UserRequest) -> HttpResponse:
    form = MailForm(request.POST or None, standing=rhythms_of(request.user))
    if request.method == "POST" and form.is_valid():
        choose_mail(rhythms=form.cleaned_data, by=request.user)
        messages.success(request, "C’est noté. Vos prochains courriels viendront ainsi.")
        return redirect("organisms:mail-choices")
    return render(request, "organisms/mail_choices/mail_choices.html", {"form": form})


@csrf_exempt  # a mailbox posts here by itself (RFC 8058); the signed address is what it may, and no more
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    stop = read_token(token)
    if stop is None:
        raise Http404
    done = False
    form = StopForm(_posted(request), initial={"rythme": _standing(stop)})
    if request.method == "POST" and form.is_valid():
        choose_mail(rhythms={kind.value: form.cleaned_data["rythme"] for kind in stop.kinds}, by=stop.person)
        done = True
    context = {"form": form, "kinds": [kind.label for kind in stop.kinds], "done": done, "rhythm": _standing(stop)}
    response = render(request, "organisms/mail_choices/mail_stop.html", context)
    for name, value in DISCREET.items():
        response.headers[name] = value
    return response


def _posted(request: HttpRequest) -> dict[str, str] | None:
    """What was chosen; a mailbox that posts no choice stops the letters."""
    if request.method != "POST":
        return None
    return {"rythme": request.POST.get("rythme", Rhythm.NEVER)}


def _standing(stop: Stop) -> str:
    """Return the rhythm that holds for all the kinds of the letter; empty where they differ."""
    standing = rhythms_of(stop.person)
    rhythms = {standing[kind] for kind in stop.kinds}
    return rhythms.pop() if len(rhythms) == 1 else ""
