"""Read by every gunicorn that starts in this folder. Answers do not say which server made them."""

from gunicorn.http.wsgi import Response

_default_headers = Response.default_headers


def _without_server(response: Response) -> list[str]:
    return [line for line in _default_headers(response) if not line.startswith("Server:")]


Response.default_headers = _without_server
