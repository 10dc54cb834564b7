"""Ranking of procedures for what people type. Knows three text indexes and their lexicon, no Plone.

Two stages. The indexes (Okapi BM25 over a procedure's name, its search words and its body) give the candidates; a short
list of them is then ordered by how well the words fit the name as people read it: all of them, in order, next to each
other, with the right diacritics where diacritics were typed.
"""

from BTrees.IIBTree import difference
from BTrees.IIBTree import IIBucket
from BTrees.IIBTree import IISet
from BTrees.IIBTree import intersection
from BTrees.IIBTree import union
from BTrees.IIBTree import weightedUnion
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from hcc_longan.vietnamese import fold
from hcc_longan.vietnamese import has_diacritics
from hcc_longan.vietnamese import marks
from hcc_longan.vietnamese import words
from heapq import nlargest
from itertools import pairwise
from math import log
from Products.ZCTextIndex.Lexicon import Lexicon
from Products.ZCTextIndex.OkapiIndex import OkapiIndex
from Products.ZCTextIndex.SetOps import mass_weightedUnion
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract


# Words that carry a question but not its subject. Typed without diacritics most of them could be a subject's word as
# well (`do` is `do`, `đo` and `đỏ`), so only the few that could hardly be count there.
FUNCTION_WORDS = frozenset(
    """
    anh bao nhiêu bị bởi các cách cái cần chị cho của đã đang đâu đây để đến đi được em gì giúp hả hay hỏi khi
    không là làm lại lên mình muốn nào này nên nếu như những ở ơi phải qua ra rằng rồi sao sẽ tại thế thì tôi
    trong từ và vào vậy về vì với xin
    cua duoc giup gi khong minh muon nao neu nhieu nhu nhung toi vay voi
    a an and apply are at be by can do for from get how i if in is it my of on or the to want what when where which with
    would you your
    """.split()
)
# What the law writes everywhere says little: these count, but less.
_FUNCTION_WEIGHT = 0.15

NAME_WEIGHT, WORDS_WEIGHT, BODY_WEIGHT = 6, 4, 1

# Of what the best candidate covers, the share that another must cover to count as found.
COVERAGE = 0.7
# Being known by a phrase is worth a little less than being called so.
_PHRASE_SHARE = 0.9
SHORT_LIST = 80


@dataclass(frozen=True)
class Term:
    """One word of a query: the words of the lexicon it stands for, and how sure that is (1: typed so)."""

    typed: str
    forms: Mapping[str, float]
    weight: float

    @property
    def folded(self) -> str:
        return fold(self.typed)


@dataclass(frozen=True)
class Document:
    """What the second stage reads of a procedure."""

    title: str
    known_as: str = ""


@dataclass
class Hits:
    """Found documents, best first, with their scores; `corrections` maps misspelt words to what was searched."""

    ranked: list[int] = field(default_factory=list)
    found: IIBucket = field(default_factory=IIBucket)
    corrections: dict[str, str] = field(default_factory=dict)


class Engine:
    """Searches three Okapi indexes that share one lexicon."""

    def __init__(self, lexicon: Lexicon, names: OkapiIndex, search_words: OkapiIndex, body: OkapiIndex):
        self.lexicon = lexicon
        self.fields = ((names, NAME_WEIGHT), (search_words, WORDS_WEIGHT), (body, BODY_WEIGHT))

    def search(self, text: str, among, document: Callable[[int], Document], unfinished: bool = False) -> Hits:
        """Documents of the set `among` that fit `text`.

        `document` gives what a number stands for; `unfinished` says that the last word is still being typed.
        """
        terms = self.understand(text, unfinished)
        hits = Hits(corrections=_corrections(terms))
        searched = [term for term in terms if term.forms]
        if not searched:
            return hits
        scores, coverage = self._scores(searched, among)
        if not coverage:
            return hits
        enough = max(coverage.values()) * COVERAGE
        hits.found = IIBucket({number: scores[number] for number, covered in coverage.items() if covered >= enough})
        short_list = nlargest(SHORT_LIST, hits.found.items(), key=lambda item: (item[1], -item[0]))
        best = short_list[0][1]
        ordered = sorted(
            ((score / best * _fit(searched, document(number)), number) for number, score in short_list),
            key=lambda pair: (-pair[0], pair[1]),
        )
        hits.ranked = [number for _score, number in ordered]
        return hits

    def understand(self, text: str, unfinished: bool = False) -> list[Term]:
        """The words of a query with what each stands for: itself, its completions, or its likely spellings."""
        typed = list(self._split_joined(word for word in words(text) if fold(word)))
        content = [word for word in typed if word not in FUNCTION_WORDS]
        terms = []
        for place, word in enumerate(typed):
            is_last = place == len(typed) - 1
            if word in FUNCTION_WORDS and content:
                # Nobody means another word by it.
                forms = {fold(word): 1.0} if self._known(fold(word)) else {}
            else:
                forms = self._forms(fold(word), unfinished=is_last and unfinished)
            weight = _FUNCTION_WEIGHT if content and word in FUNCTION_WORDS else 1.0
            terms.append(Term(word, forms, weight))
        return terms

    def _known(self, word: str) -> bool:
        number = self.lexicon.get_wid(word)
        return bool(number) and any(number in index._wordinfo for index, _weight in self.fields)

    def _frequency(self, word: str) -> int:
        """In how many documents a word stands, at most, in one of the fields."""
        number = self.lexicon.get_wid(word)
        return max(len(index._wordinfo.get(number, ())) for index, _weight in self.fields)

    def _split_joined(self, typed: Iterable[str]) -> Iterable[str]:
        """Words, and for a word nobody knows the two known ones it is made of (`kinhdoanh`)."""
        for word in typed:
            folded = fold(word)
            if len(folded) >= 5 and not self._known(folded):
                cuts = [
                    cut for cut in range(2, len(folded) - 1) if self._known(folded[:cut]) and self._known(folded[cut:])
                ]
                if cuts and len(folded) == len(word):
                    cut = max(cuts, key=lambda at: min(self._frequency(folded[:at]), self._frequency(folded[at:])))
                    # A join is likelier than a slip only when both halves are common words.
                    if min(self._frequency(folded[:cut]), self._frequency(folded[cut:])) > 2:
                        yield word[:cut]
                        yield word[cut:]
                        continue
            yield word

    def _forms(self, word: str, unfinished: bool) -> dict[str, float]:
        if unfinished:
            completions = [self.lexicon.get_word(number) for number in self.lexicon.globToWordIds(f"{word}*") if number]
            completions = nlargest(20, filter(self._known, completions), key=self._frequency)
            if completions:
                return {form: 1.0 if form == word else 0.8 for form in completions}
        if self._known(word):
            return {word: 1.0}
        if any(character.isdigit() for character in word):
            return {}
        return self._spellings(word) or (self._forms(word, unfinished=True) if not unfinished else {})

    def _spellings(self, word: str) -> dict[str, float]:
        """Known words a slip or two away (a letter left out, added, changed, or two swapped)."""
        if len(word) < 3:
            return {}
        slips = 1 if len(word) < 7 else 2
        near = extract(word, list(self.lexicon.words()), scorer=OSA.distance, score_cutoff=slips, limit=30)
        near = [(form, distance) for form, distance, _key in near if self._known(form) and not form.isdigit()]
        if not near:
            return {}
        closest = min(distance for _form, distance in near)
        best = [form for form, distance in near if distance == closest]
        # Slips seldom fall on the first letter; of the rest, common words are likelier meant.
        best.sort(key=lambda form: (form[:1] != word[:1], -self._frequency(form)))
        return {form: 0.8**closest * 0.9**place for place, form in enumerate(best[:4])}

    def _scores(self, terms: list[Term], among) -> tuple[IIBucket, IIBucket]:
        """Per document its BM25 score over all fields, and how much of the query's weight it has anywhere."""
        scores: list[tuple[IIBucket, int]] = []
        coverage: list[tuple[IIBucket, int]] = []
        documents = max((index.document_count() for index, _weight in self.fields), default=0) or 1
        for term in terms:
            called, mentioned = IISet(), IISet()
            for form, sureness in term.forms.items():
                number = self.lexicon.get_wid(form)
                for index, weight in self.fields:
                    if number not in index._wordinfo:
                        continue
                    ((bucket, _one),) = index._search_wids([number])
                    scores.append((bucket, max(1, round(weight * sureness * term.weight * 10))))
                    if weight == BODY_WEIGHT:
                        mentioned = union(mentioned, intersection(bucket, among))
                    else:
                        called = union(called, intersection(bucket, among))
            mentioned = difference(mentioned, called)
            rarity = term.weight * log(1 + documents / (1 + len(called) + len(mentioned))) * max(term.forms.values())
            coverage.append((_weighing(called, rarity), 1))
            # The law's body is long: that a word stands somewhere in it is weak evidence.
            coverage.append((_weighing(mentioned, 0.6 * rarity), 1))
        return mass_weightedUnion(scores), mass_weightedUnion(coverage)


def _weighing(documents: IISet, weight: float) -> IIBucket:
    """The documents, each with the same weight (in thousandths, the buckets hold integers)."""
    return weightedUnion(IIBucket(), documents, 0, round(1000 * weight))[1]


def _corrections(terms: Iterable[Term]) -> dict[str, str]:
    return {
        term.typed: max(term.forms, key=term.forms.get)
        for term in terms
        if term.forms and max(term.forms.values()) < 1.0 and not any(f.startswith(term.folded) for f in term.forms)
    }


def _fit(terms: list[Term], document: Document) -> float:
    """How well the words fit the name as people read it, or the words it is also known by: 1 (neither) and up."""
    title = words(document.title)
    folded_title = [fold(word) for word in title]
    total = sum(term.weight for term in terms)
    places = [_places(term, folded_title) for term in terms]
    in_title = sum(_called(term, at, title) for term, at in zip(terms, places, strict=True)) / total
    # How much of the name the words make up: for two names that have them all, the shorter one is meant.
    share_of_title = len({place for at in places for place in at}) / (len(title) or 1)
    side_by_side = _side_by_side(places)
    also_known = _PHRASE_SHARE * _longest_phrase(terms, document.known_as) / total
    return (
        1
        + 1.5 * max(in_title, also_known)
        + max(side_by_side * in_title, also_known)
        + 0.8 * share_of_title * in_title
        + 0.6 * _same_marks(terms, places, title) * in_title
    )


def _called(term: Term, places: set[int], title: list[str]) -> float:
    """What a word's standing in the name is worth; half where it was typed with other diacritics (`bán`, `bản`)."""
    if not places:
        return 0.0
    if not has_diacritics(term.typed) or any(marks(title[place]) == marks(term.typed) for place in places):
        return term.weight
    return term.weight / 2


def _side_by_side(places: list[set[int]]) -> float:
    """The share of neighbouring words that are neighbours in the name as well."""
    if len(places) < 2:
        return 0.0
    pairs = pairwise(places)
    return sum(any(place + 1 in after for place in before) for before, after in pairs) / (len(places) - 1)


def _longest_phrase(terms: list[Term], known_as: str) -> float:
    """The weight of the longest run of two or more words that stands as it is among the phrases it is known as."""
    padded = f" {known_as} "
    longest = 0.0
    for start in range(len(terms) - 1):
        for end in range(len(terms), start + 1, -1):
            weight = sum(term.weight for term in terms[start:end])
            if weight <= longest:
                break
            if f" {' '.join(term.folded for term in terms[start:end])} " in padded:
                longest = weight
    return longest


def _same_marks(terms: list[Term], places: list[set[int]], title: list[str]) -> float:
    """Of the words typed with diacritics, the share that stands in the name with the same ones."""
    accented = [(term, at) for term, at in zip(terms, places, strict=True) if has_diacritics(term.typed) and at]
    same = sum(any(marks(title[place]) == marks(term.typed) for place in at) for term, at in accented)
    return same / len(accented) if accented else 0.0


def _places(term: Term, folded_title: list[str]) -> set[int]:
    return {place for place, word in enumerate(folded_title) if word in term.forms}
