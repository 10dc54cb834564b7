"""Words people use instead of the law's, and the procedures they lead to. Pure Python.

The table is text that editors write, a rule a line: `mở công ty, lập công ty = thành lập doanh nghiệp`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hcc_longan.vietnamese import clean
from hcc_longan.vietnamese import folded_words


class SynonymError(ValueError):
    """A line of the table that is no rule; `line` counts from 1."""

    def __init__(self, line: int, text: str):
        super().__init__(f"line {line}: {text!r}")
        self.line = line
        self.text = text


@dataclass(frozen=True)
class Rule:
    """When a text has one of the `official` phrases, it can be found by the `lay` ones; all folded words."""

    lay: tuple[str, ...]
    official: tuple[str, ...]


@lru_cache(maxsize=8)
def parse(table: str) -> tuple[Rule, ...]:
    """The rules of a table; raises `SynonymError` for a line that is none."""
    rules = []
    for number, line in enumerate((table or "").splitlines(), 1):
        text = clean(line)
        if not text or text.startswith("#"):
            continue
        left, sign, right = text.partition("=")
        lay, official = _phrases(left), _phrases(right)
        if not (sign and lay and official) or "=" in right:
            raise SynonymError(number, text)
        rules.append(Rule(lay, official))
    return tuple(rules)


def _phrases(text: str) -> tuple[str, ...]:
    folded = (" ".join(folded_words(phrase)) for phrase in text.split(","))
    return tuple(dict.fromkeys(phrase for phrase in folded if phrase))


def lay_phrases(rules: Iterable[Rule], texts: Iterable[str]) -> list[str]:
    """The lay phrases (folded) by which a procedure with these official texts can be found, each once."""
    # Whole words only: a blank on each side stands for the word's end.
    haystacks = [f" {' '.join(folded_words(text))} " for text in texts]
    found: dict[str, None] = {}
    for rule in rules:
        if any(f" {phrase} " in haystack for phrase in rule.official for haystack in haystacks):
            found.update(dict.fromkeys(rule.lay))
    return list(found)
