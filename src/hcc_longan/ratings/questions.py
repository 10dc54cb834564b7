"""The questions that applicants are asked: data, with a version, so that old votes keep their meaning.

This is the poll of applicants (NĐ 61/2018, Điều 31; TT 01/2018, Điều 13); its three classes of answers are those of the
legal table. The wording is ours: the provincial office designs the form.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan import _


@dataclass(frozen=True)
class Question:
    """A question and its choices, worst first; `choices` are value and words."""

    id: str
    title: str
    choices: Sequence[tuple[str, str]]
    is_required: bool = False


_SATISFACTION = (("1", _("Dissatisfied")), ("2", _("Satisfied")), ("3", _("Very satisfied")))
_VISITS = (("4", _("Four times or more")), ("3", _("Three times")), ("2", _("Twice")), ("1", _("Once or never")))
_CHARGES = (("yes", _("Yes")), ("no", _("No")))

VERSION = 1
QUESTIONS: Mapping[int, Sequence[Question]] = {
    1: (
        Question("overall", _("How satisfied are you with how your dossier was handled?"), _SATISFACTION, True),
        Question("attitude", _("The attitude of the staff"), _SATISFACTION),
        Question("clarity", _("How clearly you were told what to do"), _SATISFACTION),
        Question("time", _("The time it took, against what was promised"), _SATISFACTION),
        Question("visits", _("How often did you have to come in person?"), _VISITS),
        Question("charges", _("Were you asked for money beyond the fees of the rules?"), _CHARGES),
    )
}
