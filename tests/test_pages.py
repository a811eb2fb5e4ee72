"""Reading a page flat drops the layout of its template, and nothing that a reader sees."""

import pytest

from tests.pages import flat


@pytest.mark.parametrize(
    ("laid_out", "read"),
    [
        (b'<li>\n  <a\n    href="/"\n  >Accueil</a>\n</li>', b'<li><a href="/">Accueil</a></li>'),
        (b"<p>\n  Deux mots\n  et deux autres\n</p>", b"<p>Deux mots et deux autres</p>"),
        (b"<textarea>\nUne ligne\nune autre</textarea>", b"<textarea>Une ligne\nune autre</textarea>"),
        (b"<td>1 234,50 $</td> <td>0</td>", b"<td>1 234,50 $</td> <td>0</td>"),
        (b"<p>un</p>", b"<p>un</p>"),
    ],
)
def test_flat_keeps_words_and_their_own_line_ends(laid_out, read):
    assert flat(laid_out) == read


@pytest.mark.django_db
def test_tests_read_pages_flat(client):
    body = client.get("/compte/login/").content

    assert b"<h1>Se connecter</h1>" in body
    assert flat(body) == body
