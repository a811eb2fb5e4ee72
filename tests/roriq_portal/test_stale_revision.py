"""What a page showed is compared with what stands in one place."""

import pytest

from agreements.exceptions import REFUSALS as agreement_refusals
from reporting.filling.actions.answers import StaleAnswer
from reporting.workflow.posted_steps import REFUSALS as report_refusals
from roriq_portal.edits.stale_revision import StaleRevision, check_seen


def test_what_stands_still_passes_and_what_changed_says_what_it_is_now():
    check_seen(3, 3, StaleRevision("now"))
    with pytest.raises(StaleRevision, match="a changé pendant que vous écriviez") as stale:
        check_seen(2, 3, StaleRevision("now"))
    assert stale.value.current == "now"


def test_a_page_that_prints_refusals_prints_this_one_too():
    stale = StaleRevision(4, "Relisez.")
    assert (str(stale), stale.current) == ("Relisez.", 4)
    assert isinstance(stale, agreement_refusals)
    assert isinstance(stale, report_refusals)
    answer = StaleAnswer(("a1", ""), None)
    assert isinstance(answer, report_refusals)
    assert (answer.box, str(answer)[:18]) == (("a1", ""), "Quelqu’un a répond")
