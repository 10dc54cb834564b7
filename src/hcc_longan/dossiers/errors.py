"""Why something could not be done with a dossier; each with a sentence for the person who tried."""

from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.transitions import TRANSITIONS
from zope.i18n import interpolate
from zope.i18nmessageid import Message


class LifecycleError(Exception):
    """Something that can't be done; `message` is for the reader, to be translated. Nothing was changed."""

    def __init__(self, message: Message):
        super().__init__(interpolate(message, message.mapping))
        self.message = message


class ImpossibleTransition(LifecycleError):
    """The dossier's state doesn't offer the transition; `possible` are those that it does."""

    def __init__(self, transition: str, state: str, possible: Sequence[str]):
        known = TRANSITIONS.get(transition)
        title = known.title if known else transition
        super().__init__(
            _(
                "“${transition}” is not possible while the dossier is in the state “${state}”.",
                mapping={"transition": title, "state": STATES[state].title},
            )
        )
        self.possible = tuple(possible)


class NotAllowed(LifecycleError):
    """The person may not do this with this dossier."""

    def __init__(self, transition: str):
        super().__init__(
            _("You may not do this here: “${transition}”.", mapping={"transition": TRANSITIONS[transition].title})
        )


class StaleVersion(LifecycleError):
    """Somebody else was quicker: the dossier is no longer as the caller saw it."""

    def __init__(self, version: int, held_by: str, actor: str, title: str):
        super().__init__(
            _(
                "The dossier has changed since you opened it: ${actor} has done “${transition}”. Look again.",
                mapping={"actor": actor, "transition": title},
            )
        )
        self.version = version
        self.held_by = held_by


class KeyUsed(LifecycleError):
    """The idempotency key belongs to another call."""

    def __init__(self):
        super().__init__(_("This key was used for another request. Use a new one for a new request."))


class RuleBroken(LifecycleError):
    """A rule of the matter stands against it."""


class NoWorkflow(LifecycleError):
    """The department has a workflow that doesn't exist."""

    def __init__(self, department: str, workflow: str):
        super().__init__(
            _(
                "The department ${department} is bound to the workflow ${workflow}, which doesn't exist. "
                "An administrator can bind another one in the control panel.",
                mapping={"department": department, "workflow": workflow},
            )
        )
