"""What a page showed is compared with what stands in one place."""

import pytest

from agreements.exceptions import AgreementRefused, StalePage
from reporting.filling.actions.answers import StaleAnswer
from reporting.workflow.transitions import ActionRefused
from roriq_portal.stale_revision import StaleRevision, check_seen


def test_what_stands_still_passes_and_what_changed_says_what_it_is_now():
    check_seen(3, 3, StaleRevision("now"))
    with pytest.raises(StaleRevision, match="a changé pendant que vous écriviez") as stale:
        check_seen(2, 3, StaleRevision("now"))
    assert stale.value.current == "now"


def test_a_page_that_prints_refusals_prints_this_one_too():
    assert isinstance(StalePage(4, "Relisez."), AgreementRefused)
    assert (str(StalePage(4, "Relisez.")), StalePage(4).current, StalePage().field) == ("Relisez.", 4, None)
    answer = StaleAnswer(("a1", ""), None)
    assert isinstance(answer, ActionRefused)
    assert (answer.box, str(answer)[:18]) == (("a1", ""), "Quelqu’un a répond")
