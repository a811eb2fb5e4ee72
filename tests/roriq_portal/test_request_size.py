"""What a request says that it weighs is read, or counts for nothing: a length that is none is no error."""

import pytest
from django.test import RequestFactory

from roriq_portal.files.request_size import bytes_sent, is_heavy


@pytest.mark.parametrize(("said", "read"), [("", 0), ("12", 12), ("-1", 0), ("\u00b2", 0), ("1e9", 0), ("\u0663", 0)])
def test_a_length_is_read_or_is_none(said, read):
    assert bytes_sent(RequestFactory().get("/", CONTENT_LENGTH=said)) == read


def test_a_body_beyond_what_a_form_may_hold_is_heavy(settings):
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert [is_heavy(RequestFactory().get("/", CONTENT_LENGTH=str(size))) for size in (most, most + 1)] == [False, True]
