"""Without a page: the online dossier that waits longest, and what the words of a procedure may mean."""

from dataclasses import asdict
from hcc_longan import _
from hcc_longan.desk.parts import Part
from hcc_longan.desk.reception import procedures
from hcc_longan.desk.reception import recent
from hcc_longan.desk.reception import waiting

import json


class Next(Part):
    """Opens the online dossier that waits longest."""

    def page(self) -> str:
        row = waiting.next_online(self.screen.served)
        if row is None:
            return self.screen.go(self.screen.at("reception"), _("No online dossier is waiting."))
        return self.screen.go(self.screen.at("dossier", row.code or row.tracking_number))


class Suggestions(Part):
    """Procedures that the words `q` may mean, as JSON for the script."""

    def page(self) -> str:
        found = procedures.suggestions(
            self.typed("q", 200), self.screen.language, self.screen.served, recent.codes(self.request)
        )
        self.request.response.setHeader("Content-Type", "application/json; charset=utf-8")
        return json.dumps([asdict(each) for each in found], ensure_ascii=False)
