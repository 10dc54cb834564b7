"""Files of forms that failed: Plone keeps them in the database for half an hour, whoever sent them.

Here only those of people are kept who may add content where they are. Others choose their file again, and the form
says so instead of claiming that it has the file.
"""

from hcc_longan import _
from hcc_longan.interfaces import IHccLonganLayer
from html import escape
from plone import api
from plone.base.interfaces import IPloneSiteRoot
from plone.formwidget.namedfile.interfaces import IFileUploadTemporaryStorage
from plone.formwidget.namedfile.utils import FileUploadTemporaryStorage
from plone.formwidget.namedfile.utils import is_file_upload
from plone.formwidget.namedfile.widget import NamedFileWidget
from plone.formwidget.namedfile.widget import NamedImageWidget
from plone.namedfile.interfaces import INamedFileField
from plone.namedfile.interfaces import INamedImageField
from typing import Any
from z3c.form.interfaces import IFieldWidget
from z3c.form.widget import FieldWidget
from zope.component import adapter
from zope.globalrequest import getRequest
from zope.i18n import translate
from zope.interface import implementer


@implementer(IFileUploadTemporaryStorage)
@adapter(IPloneSiteRoot)
class FormFiles(FileUploadTemporaryStorage):
    """Plone's storage for people who may add content; for others one that forgets at once."""

    def __init__(self, context: Any):
        super().__init__(context)
        self._forgotten: dict[str, Any] = {}

    @property
    def upload_map(self) -> Any:
        return super().upload_map if may_keep() else self._forgotten


def may_keep() -> bool:
    """Whether files of the present request's form may be kept."""
    parents = (getRequest() or {}).get("PARENTS") or [api.portal.get()]
    return not api.user.is_anonymous() and api.user.has_permission("Add portal content", obj=parents[0])


class _Forgetful:
    """A file's widget that doesn't claim to have a file which nobody keeps."""

    def render(self) -> str:
        if not is_file_upload(self.value) or may_keep():
            return super().render()
        notice = translate(
            _("Please choose the file ${name} again: it was not kept.", mapping={"name": self.filename}),
            context=self.request,
        )
        self.value = None
        return f'{super().render()}<p class="form-text text-danger">{escape(notice)}</p>'


class FileWidget(_Forgetful, NamedFileWidget):
    pass


class ImageWidget(_Forgetful, NamedImageWidget):
    pass


@implementer(IFieldWidget)
@adapter(INamedFileField, IHccLonganLayer)
def file_widget(field: Any, request: Any) -> FileWidget:
    return FieldWidget(field, FileWidget(request))


@implementer(IFieldWidget)
@adapter(INamedImageField, IHccLonganLayer)
def image_widget(field: Any, request: Any) -> ImageWidget:
    return FieldWidget(field, ImageWidget(request))
