"""What a question begins with, where its form's editor wrote an expression for it."""

from collective.easyform.fields import GroupFieldExtenderDefault
from collective.easyform.interfaces import IFieldExtender
from hcc_longan.eforms.interfaces import IEForm
from typing import Any
from z3c.form.interfaces import IValue
from zope.component import adapter
from zope.interface import implementer
from zope.interface import Interface
from zope.schema.interfaces import IField


@adapter(IEForm, Interface, Interface, IField, Interface)
@implementer(IValue)
def expression(context: Any, request: Any, view: Any, field: Any, widget: Any) -> GroupFieldExtenderDefault | None:
    """EasyForm's default of a field with an expression.

    For the others, which have the default of the field itself, EasyForm makes two classes a field on every request.
    """
    if not IFieldExtender(field).TDefault:
        return None
    return GroupFieldExtenderDefault(context, request, view, field, widget)
