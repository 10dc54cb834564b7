"""What editors do with e-forms: make them, change their models, see what is wrong with them."""

from collective.easyform.browser.actions import ModelEditorView as ActionsModelEditorView
from collective.easyform.browser.fields import ModelEditorView as FieldsModelEditorView
from collective.easyform.interfaces import IFieldExtender
from functools import cached_property
from hcc_longan import _
from hcc_longan.catalogue import departments
from hcc_longan.eforms import checks
from hcc_longan.eforms import making
from hcc_longan.eforms.interfaces import IEForm
from hcc_longan.eforms.subscribers import sentence
from hcc_longan.vietnamese import collation_key
from plone import api
from plone.app.layout.viewlets import ViewletBase
from plone.autoform.interfaces import WRITE_PERMISSIONS_KEY
from plone.protect import CheckAuthenticator
from Products.Five import BrowserView
from typing import Any
from zExceptions import MethodNotAllowed


# Conditions are no TALES, as EasyForm's own are not: whoever may write the questions may say when they are asked.
IFieldExtender.getTaggedValue(WRITE_PERMISSIONS_KEY)["depends_on"] = "cmf.ModifyPortalContent"


class _Refusing:
    """Saves an e-form's model only if the form stays usable, and keeps what was typed if not."""

    refused: Any = None

    def modelSource(self) -> Any:
        return self.refused or super().modelSource()

    def save(self, source: str) -> None:
        form = self.context.aq_parent
        broken = self.faults(form, source) if IEForm.providedBy(form) else []
        if broken:
            self.refused = source
            api.portal.show_message(sentence(broken), self.request, "error")
        else:
            super().save(source)


class FieldsModelEditor(_Refusing, FieldsModelEditorView):
    def faults(self, form: Any, source: str) -> list[Any]:
        return checks.faults_of(source, form.actions_model)


class ActionsModelEditor(_Refusing, ActionsModelEditorView):
    def faults(self, form: Any, source: str) -> list[Any]:
        return checks.faults_of(form.fields_model, source)


class MakeEForm(BrowserView):
    """One click: the e-forms of a procedure, from its components, in every language it has a page in."""

    def __call__(self) -> Any:
        if self.request.method != "POST":
            raise MethodNotAllowed
        CheckAuthenticator(self.request)
        made = making.make_eforms(self.context)
        if made:
            message = _("Made. Look at the questions, add your own, and publish the forms in both languages.")
        else:
            message = _("The procedure has its e-forms already.")
        api.portal.show_message(message, self.request)
        self.request.response.redirect(making.eform_of(self.context).absolute_url(), 303)


class EditorsBar(ViewletBase):
    """On a procedure's page, for those who may edit it: its e-form, or the button that makes one."""

    @property
    def available(self) -> bool:
        return api.user.has_permission("Modify portal content", obj=self.context)

    @cached_property
    def form(self) -> Any | None:
        return making.eform_of(self.context)

    @property
    def findings(self) -> list[checks.Finding]:
        return checks.findings(self.form)


class EFormsView(BrowserView):
    """Control panel: the e-forms with what is wrong, and the procedures offered online that have none."""

    @property
    def language(self) -> str:
        return api.portal.get_current_language()

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        lines = []
        for form in checks.eforms():
            found = checks.findings(form)
            lines.append(
                {
                    "title": form.title,
                    "code": form.aq_parent.code,
                    "language": form.language,
                    "url": form.absolute_url(),
                    "is_published": api.content.get_state(form, default="") == "published",
                    "faults": [each.message for each in found if each.is_fault],
                    "notes": [each.message for each in found if not each.is_fault],
                }
            )
        return sorted(lines, key=lambda line: (not line["faults"], not line["notes"], collation_key(line["title"])))

    @property
    def broken(self) -> int:
        return sum(bool(line["faults"]) for line in self.lines)

    @cached_property
    def missing(self) -> list[dict[str, Any]]:
        """Procedures in force that can be filed online by their record and have no published e-form."""
        found = []
        for brain in api.content.find(portal_type="Procedure", review_state="published", Language=self.language):
            if "online" not in (brain.procedure_facts.get("channels") or ()):
                continue
            procedure = brain.getObject()
            form = making.eform_of(procedure)
            if form is None or api.content.get_state(form, default="") != "published":
                department = departments.get(procedure.department)
                found.append(
                    {
                        "title": procedure.title,
                        "code": procedure.code,
                        "url": procedure.absolute_url(),
                        "department": department.short_title(self.language) if department else "",
                    }
                )
        return sorted(found, key=lambda line: (line["department"], collation_key(line["title"])))
