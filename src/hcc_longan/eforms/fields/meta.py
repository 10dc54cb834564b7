"""The ZCML directive `<hcc:question type=".FullName" />`: makes a type known to models and to the field editor."""

from plone.schemaeditor.fields import FieldFactory
from plone.schemaeditor.interfaces import IFieldFactory
from plone.supermodel.exportimport import BaseHandler
from plone.supermodel.interfaces import IFieldExportImportHandler
from typing import Any
from zope.component.zcml import utility
from zope.configuration.fields import GlobalObject
from zope.interface import Interface


class IQuestionDirective(Interface):
    """A type of question."""

    type = GlobalObject(title="Class of the field")


class QuestionHandler(BaseHandler):
    """Reads and writes a field in a model."""

    # Lists and mappings have no spelling there, and an empty answer needs none.
    filteredAttributes = {**BaseHandler.filteredAttributes, "missing_value": "rw"}
    forcedFields = frozenset()


class PlainQuestionHandler(QuestionHandler):
    """For values that are no texts or numbers: without a default."""

    filteredAttributes = {**QuestionHandler.filteredAttributes, "default": "rw"}


def question(_context: Any, type: Any) -> None:
    """Registers the type under its dotted name, for models and for the field editor."""
    name = f"{type.__module__}.{type.__name__}"
    handler = QuestionHandler if hasattr(type, "fromUnicode") else PlainQuestionHandler
    utility(_context, provides=IFieldExportImportHandler, component=handler(type), name=name)
    utility(_context, provides=IFieldFactory, component=FieldFactory(type, type.type_title), name=name)
