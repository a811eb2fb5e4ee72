"""What an agreement's actions refuse."""

from roriq_portal.stale_revision import StaleRevision


class AgreementRefused(Exception):
    """Reads as a sentence; `field` names the box it stands beside, if one."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class StalePage(StaleRevision, AgreementRefused):
    """What the page showed has changed since; a page that shows no two versions prints the sentence as any refusal."""

    words = "Cette page a changé pendant que vous écriviez : relisez ce qui est inscrit, puis enregistrez de nouveau."
