"""How text is split into words, and words are folded, in every text index of the site.

Plone's own normalizer leaves words that begin with a letter of U+1EA0 to U+1EF9 as they are (`ủy`, `ấn`, `ứng` …), so
that people without a Vietnamese keyboard don't find them. The class below is named in profiles/default/catalog.xml and
pickled into the lexicons: it must keep its name and its place.
"""

from collections.abc import Iterable
from hcc_longan.vietnamese import fold
from Products.ZCTextIndex.interfaces import ISplitter
from Products.ZCTextIndex.PipelineFactory import element_factory
from zope.interface import implementer

import re


_WORDS = re.compile(r"[^\W_]+")
_PATTERNS = re.compile(r"(?:[^\W_]|[*?])+")


@implementer(ISplitter)
class FoldingSplitter:
    """A lexicon's whole pipeline: words without diacritics, `đ` as `d`, in small letters."""

    def process(self, texts: Iterable[str]) -> list[str]:
        """The words of texts that are being indexed."""
        return [word for text in texts for word in _WORDS.findall(fold(text))]

    def processGlob(self, texts: Iterable[str]) -> list[str]:
        """The words and patterns (`giay*`) of a query; a lone `*` is none."""
        return [word for text in texts for word in _PATTERNS.findall(fold(text)) if word.strip("*?")]


def initialize(context) -> None:
    """Make the splitter known to ZCTextIndex when Zope starts; tests may do so more than once."""
    group, name = "Word Splitter", "Vietnamese Folding Splitter"
    if group not in element_factory.getFactoryGroups() or name not in element_factory.getFactoryNames(group):
        element_factory.registerFactory(group, name, FoldingSplitter)
