"""The end of a form: saving for later, and the texts of its script."""

from functools import cached_property
from hcc_longan.drafts import store
from hcc_longan.drafts.browser.uploads import texts
from hcc_longan.drafts.store import Draft
from hcc_longan.pages import page_url
from Products.Five import BrowserView

import json


class DraftTexts(BrowserView):
    """`@@draft-texts`: the block that the script reads its texts from."""

    def __call__(self) -> str:
        addresses = {
            "sign_in_url": page_url("sign-in", came_from=self.context.absolute_url()),
            "tracking_url": page_url("tracking"),
        }
        facts = texts(self.request) | addresses
        # Nothing in a text may end the element.
        block = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
        return f'<script type="application/json" id="hcc-draft-texts">{block}</script>'


class DraftBar(DraftTexts):
    """`@@draft-bar`: to stand inside a form, behind its own button, so that Enter still presses that one."""

    def __call__(self) -> str:
        return self.index()

    @property
    def texts(self) -> str:
        return super().__call__()

    @cached_property
    def draft(self) -> Draft | None:
        return store.of_request(self.context, self.request)
