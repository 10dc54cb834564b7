"""What keeps e-forms whole."""

from Acquisition import aq_parent
from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.catalogue import versions
from hcc_longan.catalogue.content.procedure import IProcedure
from hcc_longan.eforms import checks
from hcc_longan.eforms.interfaces import IEForm
from plone import api
from plone.base.interfaces import IHideFromBreadcrumbs
from Products.CMFCore.WorkflowCore import WorkflowException
from typing import Any
from zExceptions import BadRequest
from zope.globalrequest import getRequest
from zope.i18n import translate
from zope.interface import alsoProvides
from zope.interface import noLongerProvides


def came_to_its_place(form: Any, event: Any) -> None:
    """A form inside a procedure's page is an e-form; anywhere else it is an ordinary one."""
    inside = IProcedure.providedBy(aq_parent(form))
    if inside and not IEForm.providedBy(form):
        # It bears the procedure's name: one crumb of it is enough.
        alsoProvides(form, IEForm, IHideFromBreadcrumbs)
    elif not inside and IEForm.providedBy(form):
        noLongerProvides(form, IEForm)
        noLongerProvides(form, IHideFromBreadcrumbs)
    if inside and not versions.is_seeding():
        refuse_broken(form)


def changed(form: Any, event: Any) -> None:
    """Whatever way a form was changed, it may not become unusable."""
    if not versions.is_seeding():
        refuse_broken(form)


def schema_changed(view: Any, event: Any) -> None:
    """The editors of fields and actions write without telling anybody that the form was modified."""
    form = view.aq_parent
    if IEForm.providedBy(form):
        refuse_broken(form)


def before_transition(form: Any, event: Any) -> None:
    """A broken form isn't published."""
    if event.transition is not None and event.new_state.getId() == "published":
        broken = checks.faults(form)
        if broken:
            raise WorkflowException(sentence(broken))


def refuse_broken(form: Any) -> None:
    """Raise BadRequest with what is wrong, so that nothing is saved."""
    broken = checks.faults(form)
    if broken:
        raise BadRequest(sentence(broken))


def sentence(broken: Sequence[Any]) -> str:
    """What is wrong, for a person, in one text."""
    language = api.portal.get_current_language()
    faults = " ".join(translate(each, target_language=language) for each in broken)
    return translate(
        _("The form can't be saved like this. ${faults}", mapping={"faults": faults}), context=getRequest()
    )
