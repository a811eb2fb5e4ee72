"""What an agreement's actions refuse."""

from roriq_portal.edits.stale_revision import StaleRevision


class AgreementRefused(Exception):
    """Reads as a sentence; `field` names the box it stands beside, if one."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


# What a page of agreements prints as a sentence beside what was typed
REFUSALS = (AgreementRefused, StaleRevision)
