import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from reporting.papers.rendering.pdf import DATA_LIMIT, STATIC_URL, PaperFetcher, ResourceRefused


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.org/a.png",
        "ftp://example.org/a",
        STATIC_URL,
        STATIC_URL + "absent.css",
        "data:image/svg+xml," + "a" * DATA_LIMIT,
    ],
)
def test_fetcher_refuses_what_is_not_ours(address):
    with pytest.raises(ResourceRefused):
        PaperFetcher().fetch(address)


@pytest.mark.parametrize("name", ["../manage.py", "%2e%2e/manage.py", "../../etc/passwd"])
def test_fetcher_never_leaves_the_static_folder(name):
    with pytest.raises(Exception, match=r"static|outside"):
        PaperFetcher().fetch(STATIC_URL + name)


def test_a_refused_picture_stops_the_rendering():
    page = HTML(string='<img src="file:///etc/passwd" alt="x">', url_fetcher=PaperFetcher())

    with pytest.raises(FatalURLFetchingError):
        page.write_pdf()


def test_fetcher_serves_our_files_and_small_data():
    assert b"--ink" in PaperFetcher().fetch(STATIC_URL + "css/tokens.css").read()
    assert PaperFetcher().fetch("data:text/plain,oui").read() == b"oui"
