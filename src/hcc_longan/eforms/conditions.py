"""Conditions under which a question is asked: `has_proxy`, `applicant_kind=organisation`, `not (a or b!="two words")`.

The part of pat-depends' language that is worth having, with the question's short name for the name of its input. The
browser follows the same rules (static/conditions.js). A name alone holds if there is an answer and it is not "no".
"""

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hcc_longan import _
from typing import Any
from zope.i18nmessageid import Message

import re


LONGEST = 500  # characters
_DEEPEST = 20  # parentheses and "not" in each other
_PREFIX = "form.widgets."
_TOKEN = re.compile(r"""\s*(?:(!=|=|\(|\))|"([^"]*)"|'([^']*)'|([^\s()=!<>~"']+))""")
_KEYWORDS = frozenset({"and", "or", "not"})
# How widgets spell the two answers to a question of yes or no.
_YES = frozenset({"yes", "true", "selected", "on"})
_NO = frozenset({"no", "false"})
_NOTHING = frozenset({"", "--NOVALUE--"})


class WrongCondition(ValueError):
    """A condition that can't be read; the message says why."""

    def __init__(self, message: Message):
        super().__init__(message)
        self.message = message


def holds(expression: str, values: Mapping[str, Any]) -> bool:
    """Whether a condition holds with these answers (raw or converted, by short name); raises WrongCondition."""
    return _read(expression).holds(values)


def names(expression: str) -> set[str]:
    """The questions that a condition looks at; raises WrongCondition."""
    return set(_read(expression).names)


def check(expression: str, known: Collection[str]) -> Message | None:
    """What is wrong with a condition among questions of these names; None if nothing is."""
    try:
        unknown = sorted(names(expression) - set(known))
    except WrongCondition as error:
        return error.message
    return _("There is no question ${names}.", mapping={"names": ", ".join(unknown)}) if unknown else None


def asked(conditions: Mapping[str, str], values: Mapping[str, Any]) -> set[str]:
    """Which of the questions with conditions are asked. An answer to a question that isn't asked counts as none."""
    verdicts: dict[str, bool] = {}

    def is_asked(name: str) -> bool:
        if name not in conditions:
            return True
        if name not in verdicts:
            # In a circle, the one that was looked at first counts as asked.
            verdicts[name] = True
            known = {other: values.get(other) for other in names(conditions[name]) if is_asked(other)}
            verdicts[name] = holds(conditions[name], known)
        return verdicts[name]

    return {name for name in conditions if is_asked(name)}


def circles(conditions: Mapping[str, str]) -> set[str]:
    """The questions whose conditions look, in the end, at themselves; raises WrongCondition."""
    found = set()
    for name in conditions:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            for other in names(conditions[waiting.pop()]) - seen:
                seen.add(other)
                if other in conditions:
                    waiting.append(other)
        if name in seen:
            found.add(name)
    return found


@dataclass(frozen=True)
class _Condition:
    """`kind`: "and", "or", "not", or the operator of a comparison, or "answered"."""

    kind: str
    parts: tuple["_Condition", ...] = ()
    name: str = ""
    value: str = ""

    @property
    def names(self) -> list[str]:
        return [self.name] if self.name else [name for part in self.parts for name in part.names]

    def holds(self, values: Mapping[str, Any]) -> bool:
        match self.kind:
            case "and":
                return all(part.holds(values) for part in self.parts)
            case "or":
                return any(part.holds(values) for part in self.parts)
            case "not":
                return not self.parts[0].holds(values)
        answers = _answers(values.get(self.name))
        if self.kind == "answered":
            return any(answer not in _NO for answer in answers)
        return any(_same(answer, self.value) for answer in answers) == (self.kind == "=")


def _answers(value: Any) -> list[str]:
    """An answer as the browser sends it: the choices that were made, the texts that were typed."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return [answer for each in value for answer in _answers(each)]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    text = "" if value is None else str(value)
    return [] if text in _NOTHING else [text]


def _same(answer: str, value: str) -> bool:
    return answer == value or any(answer in spellings and value in spellings for spellings in (_YES, _NO))


@lru_cache(maxsize=1024)
def _read(expression: str) -> _Condition:
    tokens = _tokens(expression)
    condition = _either(tokens, 0)
    if tokens:
        raise _unexpected(tokens[0])
    return condition


def _tokens(expression: str) -> list[tuple[str, str]]:
    """Pairs of a sort ("sign", "keyword", "word" or "quoted") and a text."""
    if len(expression) > LONGEST:
        raise WrongCondition(_("A condition has ${most} characters at most.", mapping={"most": LONGEST}))
    tokens = []
    rest = expression.strip()
    while rest:
        found = _TOKEN.match(rest)
        if found is None:
            raise _unexpected(("sign", rest[:20]))
        sign, double, single, word = found.groups()
        if sign:
            tokens.append(("sign", sign))
        elif word:
            tokens.append(("keyword", word.lower()) if word.lower() in _KEYWORDS else ("word", word))
        else:
            tokens.append(("quoted", single if double is None else double))
        rest = rest[found.end() :].lstrip()
    return tokens


def _either(tokens: list, depth: int) -> _Condition:
    parts = [_all(tokens, depth)]
    while tokens and tokens[0] == ("keyword", "or"):
        del tokens[0]
        parts.append(_all(tokens, depth))
    return parts[0] if len(parts) == 1 else _Condition("or", tuple(parts))


def _all(tokens: list, depth: int) -> _Condition:
    parts = [_one(tokens, depth)]
    while tokens and tokens[0] == ("keyword", "and"):
        del tokens[0]
        parts.append(_one(tokens, depth))
    return parts[0] if len(parts) == 1 else _Condition("and", tuple(parts))


def _one(tokens: list, depth: int) -> _Condition:
    if depth > _DEEPEST:
        raise WrongCondition(_("The condition is nested too deeply."))
    token = tokens.pop(0) if tokens else None
    if token == ("keyword", "not"):
        return _Condition("not", (_one(tokens, depth + 1),))
    if token == ("sign", "("):
        inner = _either(tokens, depth + 1)
        if not tokens or tokens.pop(0) != ("sign", ")"):
            raise WrongCondition(_("A parenthesis is not closed."))
        return inner
    if token is None or token[0] != "word":
        raise _unexpected(token)
    name = token[1].removeprefix(_PREFIX)
    if tokens and tokens[0][0] == "sign" and tokens[0][1] in ("=", "!="):
        operator = tokens.pop(0)[1]
        value = tokens.pop(0) if tokens else None
        if value is None or value[0] == "sign":
            raise _unexpected(value)
        return _Condition(operator, name=name, value=value[1])
    return _Condition("answered", name=name)


def _unexpected(token: tuple[str, str] | None) -> WrongCondition:
    if token is None:
        return WrongCondition(_("The condition breaks off: a name like has_proxy or a value is missing."))
    return WrongCondition(
        _(
            '"${text}" can\'t stand there. Write for example: has_proxy=yes and not kind=person',
            mapping={"text": token[1]},
        )
    )
