"""The look-up: the number of a dossier and four digits that its applicant knows."""

from hcc_longan import _
from hcc_longan.protection import challenge
from hcc_longan.protection import limits
from hcc_longan.tracking import lookup
from hcc_longan.tracking.browser.base import TrackingBase
from hcc_longan.tracking.links import act_url


# Tries from one address after which its browser has to prove work.
FREE_TRIES = 3
_REQUIRED = {
    "number": _("Give the number of the dossier."),
    "digits": _("Give the last four characters of the id number or phone number."),
}


class TrackingPage(TrackingBase):
    """Leads whoever proves to be the applicant to the page of the dossier."""

    def update(self) -> None:
        if self.request.method == "POST":
            self.look_up()

    def look_up(self) -> None:
        self.errors |= {name: message for name, message in _REQUIRED.items() if not self.typed(name)}
        if self.errors:
            return
        try:
            if self.needs_challenge:
                # The work alone: a number that is pasted takes no time, so quick visitors are no robots here.
                challenge.check_rest(self.request.form, "tracking")
            dossier = lookup.find(self.typed("number"), self.typed("digits"))
        except limits.TooManyAttempts as error:
            self.request.response.setStatus(429)
            self.request.response.setHeader("Retry-After", str(error.retry_after))
            self.errors["number"] = error.message
        else:
            if dossier is not None:
                right = lookup.right_by(self.typed("number"))
                self.go_to(act_url(dossier, self.language, right))
            else:
                self.errors["number"] = _(
                    "Nothing was found for this number with these four characters. Please check both: the number on "
                    "the receipt or in the e-mail, and the end of the id or phone number that was given there."
                )

    @property
    def needs_challenge(self) -> bool:
        return limits.attempts("tracking.address", limits.address()) >= FREE_TRIES

    def challenge(self) -> str:
        return challenge.field(self.request) if self.needs_challenge else ""
