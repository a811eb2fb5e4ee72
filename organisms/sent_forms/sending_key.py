"""Which sending a request is: two requests of one page, with the same words, are the same sending."""

import hashlib

from django.http import HttpRequest

from roriq_portal.files.request_size import is_heavy

TOKEN = "csrfmiddlewaretoken"


def sending_key(request: HttpRequest) -> str | None:
    """Return a digest of the person, the address, the page and what it sends; None where the page is not known.

    Django masks its token against forged requests anew for each page that it serves, so every form already says from
    which page it comes. Files count by their content. A body that weighs more than a form may is left unread.
    """
    if is_heavy(request):
        return None
    if TOKEN not in request.POST:
        return None
    digest = hashlib.sha256(f"{request.user.pk}\0{request.get_full_path()}\0".encode())
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        digest.update(
            repr((name, [(file.name, hashlib.file_digest(file, "sha256").digest()) for file in files])).encode()
        )
        rewind(files)
    return digest.hexdigest()


def rewind(files) -> None:
    for file in files:
        file.seek(0)
