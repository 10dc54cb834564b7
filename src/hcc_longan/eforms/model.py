"""Field and action models of e-forms: EasyForm's XML, read and written."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import lru_cache
from hcc_longan import _
from hcc_longan.eforms.interfaces import IFileDossier
from lxml import etree
from plone.supermodel import loadString
from plone.supermodel.parser import SupermodelParseError
from typing import Any
from zope.i18n import interpolate
from zope.i18nmessageid import Message
from zope.interface.interface import InterfaceClass
from zope.schema import getFieldsInOrder

import threading


NAMESPACE = "http://namespaces.plone.org/supermodel/schema"
EASYFORM = "http://namespaces.plone.org/supermodel/easyform"
FORM = "http://namespaces.plone.org/supermodel/form"

ACTIONS = f"""<model xmlns="{NAMESPACE}">
  <schema>
    <field name="file_dossier" type="hcc_longan.eforms.action.FileDossier">
      <title>FileDossier</title>
    </field>
  </schema>
</model>
"""


class BrokenModel(ValueError):
    """A model that can't be read; `message` says why."""

    def __init__(self, message: Message | str):
        super().__init__(interpolate(message, getattr(message, "mapping", None)))
        self.message = message


@dataclass(frozen=True)
class Question:
    """A field to be written: `type` is its dotted name, `choices` value and title, `more` further elements."""

    name: str
    type: str
    title: str
    description: str = ""
    required: bool = True
    depends_on: str = ""
    choices: Sequence[tuple[str, str]] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    widget: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a form with a heading."""

    name: str
    label: str
    questions: Sequence[Question]
    description: str = ""


def write_fields(sections: Sequence[Section]) -> str:
    """The XML of a form's fields."""
    root = etree.Element(f"{{{NAMESPACE}}}model", nsmap={None: NAMESPACE, "easyform": EASYFORM, "form": FORM})
    schema = etree.SubElement(root, f"{{{NAMESPACE}}}schema")
    for section in sections:
        fieldset = etree.SubElement(schema, f"{{{NAMESPACE}}}fieldset", name=section.name, label=section.label)
        if section.description:
            fieldset.set("description", section.description)
        for question in section.questions:
            _write(fieldset, question)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def read_fields(xml: str) -> InterfaceClass:
    """The schema of a form's fields; raises BrokenModel.

    Kept by thread: a page reads it several times, and parsing costs more than the rest of it. EasyForm hangs the form
    on the schema as a tagged value, so no two threads may share one.
    """
    return _read(xml)


def read_actions(xml: str) -> InterfaceClass:
    """The schema of a form's actions, kept likewise; raises BrokenModel."""
    return _read(xml)


def file_actions(xml: str) -> list[str]:
    """The names of the actions that file a dossier; raises BrokenModel."""
    return [name for name, action in getFieldsInOrder(read_actions(xml)) if IFileDossier.providedBy(action)]


def sections_of(schema: InterfaceClass) -> Iterator[tuple[str, str, list[str]]]:
    """Name, label and field names of each part of a form, in order; the part without a heading comes first."""
    fieldsets = schema.queryTaggedValue("plone.supermodel.fieldsets", [])
    grouped = {name for fieldset in fieldsets for name in fieldset.fields}
    rest = [name for name, _field in getFieldsInOrder(schema) if name not in grouped]
    if rest:
        yield "default", "", rest
    for fieldset in fieldsets:
        yield fieldset.__name__, fieldset.label, list(fieldset.fields)


_kept = threading.local()


def _read(xml: str) -> InterfaceClass:
    parsed = getattr(_kept, "parsed", None)
    if parsed is None:
        parsed = _kept.parsed = lru_cache(maxsize=128)(_parse)
    return parsed(xml)


def _parse(xml: str) -> InterfaceClass:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True)
    try:
        etree.fromstring((xml or "").encode(), parser)
        return loadString(xml).schema
    except etree.XMLSyntaxError as error:
        raise BrokenModel(error.msg) from None
    except SupermodelParseError as error:
        raise BrokenModel(_reason(error)) from None
    except KeyError:
        raise BrokenModel(_("There is no schema in the model.")) from None


def _reason(error: SupermodelParseError) -> Message | str:
    """What the type of a field says against it, or what the parser says."""
    cause = error.__context__
    if cause is not None and cause.args and isinstance(cause.args[0], Message):
        return cause.args[0]
    return str(error).strip().partition("\n")[0]


def _write(parent: Any, question: Question) -> None:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}field", name=question.name, type=question.type)
    if question.depends_on:
        element.set(f"{{{EASYFORM}}}depends_on", question.depends_on)
    if question.widget:
        element.set(f"{{{FORM}}}widget", question.widget)
    if question.description:
        etree.SubElement(element, f"{{{NAMESPACE}}}description").text = question.description
    if not question.required:
        etree.SubElement(element, f"{{{NAMESPACE}}}required").text = "False"
    etree.SubElement(element, f"{{{NAMESPACE}}}title").text = question.title
    if question.choices:
        values = etree.SubElement(element, f"{{{NAMESPACE}}}values")
        for value, title in question.choices:
            etree.SubElement(values, f"{{{NAMESPACE}}}element", key=value).text = title
    for name, value in question.more.items():
        etree.SubElement(element, f"{{{NAMESPACE}}}{name}").text = str(value)
