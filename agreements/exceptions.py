"""What an agreement's actions refuse."""


class AgreementRefused(Exception):
    """Reads as a sentence; `field` names the box it stands beside, if one."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field
