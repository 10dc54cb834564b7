"""What is wrong with a duty or an absence that somebody wants to enter."""

from zope.i18nmessageid import Message


class NotPossible(ValueError):
    """A duty, an absence or an account that can't be as it was asked for; `field` is what is to be corrected."""

    def __init__(self, field: str, message: Message):
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message
