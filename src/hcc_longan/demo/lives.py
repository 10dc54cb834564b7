"""How the dossiers of a demo month fare: their fates, and the steps that lead there with the time each takes."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Step:
    """A step and who takes it; before it passes a share (`weight`) of the dossier's working time or `pause` hours.

    `pause` is time that doesn't count: the applicant's.
    """

    transition: str
    who: str
    weight: float = 1.0
    pause: float = 0.0


@dataclass(frozen=True)
class Fate:
    """What becomes of a dossier: where its life stops (`until` a step, empty for the whole) and by which detours.

    `before`: it never came to reception. `after_assignment`: steps in between. `pace`: least and most share of the time
    limit that has passed, up to now for a life that stopped, up to the end for a whole one.
    """

    name: str
    until: str = ""
    before: Sequence[str] = ()
    after_assignment: Sequence[str] = ()
    pace: tuple[float, float] = (0.35, 0.9)
    is_received: bool = True
    by_post: bool = False
    owes_fees: bool = False
    due_today: bool = False


# Who takes a step, and how heavy it weighs in a dossier's time; the default is a handler's of weight 2.
_WHO: Mapping[str, tuple[str, float]] = {
    "receive": ("receiver", 0),
    "hand_over": ("receiver", 0.4),
    "assign": ("approver", 0.5),
    "transfer": ("approver", 0.6),
    "review": ("approver", 1),
    "sign": ("approver", 0.8),
    "send_to_committee": ("approver", 0.8),
    "extend": ("approver", 2),
    "stop": ("approver", 1),
    "accept_withdrawal": ("approver", 0.5),
    "answer_agency": ("agency", 2),
    "hand_back": ("handler", 0.4),
    "pay": ("receiver", 0),
    "return_result": ("returner", 0),
    "supplement": ("applicant", 0),
    "ask_withdrawal": ("applicant", 1),
    "ask_correction": ("receiver", 0),
    "refuse": ("receiver", 0),
    "correct": ("applicant", 0),
}
# Hours that pass before these steps, least and most: nobody's, or the applicant's.
_PAUSES: Mapping[str, tuple[float, float]] = {
    "pay": (4, 16),
    "supplement": (8, 30),
    "correct": (3, 12),
    "ask_correction": (0.5, 4),
    "refuse": (0.5, 4),
    "return_result": (1, 14),
}
# What a department does between the assignment and the hand-over of the result.
_PATHS: Mapping[str, Sequence[str]] = {
    "khdt": ("appraise submit review sign", "appraise submit review send_to_committee take_back"),
    "tnmt": (
        "send_to_land_registry take_back send_to_tax take_back submit review sign",
        "inspect appraise submit review sign",
    ),
    "xd": ("inspect appraise submit review sign", "appraise ask_agencies answer_agency take_back submit review sign"),
    "ct": ("inspect submit review sign", "submit review sign"),
    "tp": ("send_to_police take_back submit review sign", "submit review sign"),
    "khcn": ("appraise submit review sign",),
}
_SUPPLEMENT = ("ask_supplement", "supplement")
_PAYMENT = ("ask_payment", "pay")

# A deck: each fate as often as it stands here. Smaller months have less of everything.
FATES: Sequence[Fate] = (
    *(Fate("returned"),) * 6,
    Fate("returned late", pace=(1.05, 1.4)),
    *(Fate("returned by post", by_post=True),) * 2,
    Fate("returned after a supplement", after_assignment=_SUPPLEMENT),
    Fate("returned after a payment", after_assignment=_PAYMENT),
    *(Fate("to receive", is_received=False),) * 2,
    Fate("to correct", is_received=False, before=("ask_correction",)),
    Fate("corrected", is_received=False, before=("ask_correction", "correct")),
    Fate("refused", is_received=False, before=("refuse",)),
    Fate("received", until="receive"),
    Fate("to assign", until="hand_over"),
    Fate("transferred", until="transfer"),
    Fate("in handling", until="assign"),
    Fate("in handling after a supplement", until="supplement", after_assignment=_SUPPLEMENT),
    Fate("in a step", until="*"),
    Fate("with other agencies", until="ask_agencies", after_assignment=("ask_agencies",)),
    Fate("to review", until="submit"),
    Fate("to sign", until="review"),
    Fate("signed", until="sign"),
    Fate("to return", until="hand_back"),
    Fate("to return, with fees", until="hand_back", owes_fees=True),
    Fate("to return by post", until="hand_back", by_post=True),
    Fate("waiting for the supplement", until="ask_supplement", after_assignment=("ask_supplement",)),
    Fate("waiting for the payment", until="ask_payment", after_assignment=("ask_payment",)),
    Fate("withdrawal asked for", until="ask_withdrawal", after_assignment=("ask_withdrawal",)),
    Fate("withdrawn", until="accept_withdrawal", after_assignment=("ask_withdrawal", "accept_withdrawal")),
    Fate("stopped", until="stop", after_assignment=("stop",)),
    Fate("extended", until="extend", after_assignment=("extend",), pace=(0.6, 0.95)),
    *(Fate("overdue", until="assign", pace=(1.1, 1.7)),) * 2,
    Fate("overdue at the head", until="submit", pace=(1.05, 1.3)),
    *(Fate("due today", until="assign", due_today=True),) * 2,
)


def life(fate: Fate, department: str, random: Random) -> tuple[list[Step], float]:
    """The steps of a fate from reception on, and the share of the dossier's time that they take of a whole life."""
    paths = _PATHS.get(department, ("submit review sign",))
    path = random.choice(paths).split()
    if fate.until == "sign":
        # Where the committee decides, its answer stands for the signature.
        path = paths[0].split()
    if fate.until == "transfer":
        names = ["receive", "hand_over", "transfer"]
        whole = names
    else:
        whole = ["receive", "hand_over", "assign", *fate.after_assignment, *path, "hand_back", "return_result"]
        until = path[0] if fate.until == "*" else fate.until
        names = whole[: whole.index(until) + 1] if until else whole
    steps = [_step(name, random) for name in names]
    everything = sum(_WHO.get(name, ("", 2.0))[1] for name in whole)
    return steps, sum(step.weight for step in steps) / everything


def before_reception(fate: Fate, random: Random) -> list[Step]:
    """The steps of a dossier that is not received."""
    return [_step(name, random) for name in fate.before]


def _step(name: str, random: Random) -> Step:
    who, weight = _WHO.get(name, ("handler", 2.0))
    return Step(name, who, weight, random.uniform(*_PAUSES[name]) if name in _PAUSES else 0.0)
