"""What the applicants of a demo month say once they have their results."""

from datetime import timedelta
from hcc_longan import clock
from hcc_longan.demo.interfaces import IDemoPart
from hcc_longan.demo.month import Month
from hcc_longan.ratings import votes
from zope.interface import implementer


_VOTING = 0.7
# The choices of the first questions and how often they are taken.
_OVERALL = {"3": 11, "2": 7, "1": 2}


@implementer(IDemoPart)
class Voices:
    """A vote on seven of ten dossiers that were returned, some hours later."""

    weight = 20

    def make(self, month: Month) -> int:
        made = 0
        for case in month.cases:
            dossier = case.dossier if case.path else None
            if dossier is None or not votes.may_vote(dossier) or case.random.random() > _VOTING:
                continue
            at = min(dossier.events[-1].at + timedelta(hours=case.random.randint(1, 20)), month.last)
            overall, attitude = case.random.choices(list(_OVERALL), list(_OVERALL.values()), k=2)
            with clock.at(at):
                votes.vote(dossier, {"overall": overall, "attitude": attitude, "charges": "no"})
            made += 1
        return made


voices = Voices()
