"""How the text indexes split and fold what they index, and what is looked up in them."""

from hcc_longan.catalogue import lexicon
from hcc_longan.catalogue.lexicon import FoldingSplitter
from hypothesis import given
from hypothesis import strategies as st
from Products.ZCTextIndex.Lexicon import Lexicon
from Products.ZCTextIndex.OkapiIndex import OkapiIndex
from Products.ZCTextIndex.PipelineFactory import element_factory
from Products.ZCTextIndex.QueryParser import QueryParser

import pickle
import pytest
import unicodedata


@pytest.fixture
def index():
    return OkapiIndex(Lexicon(FoldingSplitter()))


def found(index, query: str) -> set[int]:
    """What a query finds in the way that Zope's catalogue asks."""
    return set(QueryParser(index._lexicon).parseQuery(query).executeQuery(index) or ())


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Ủy ban nhân dân"], ["uy", "ban", "nhan", "dan"]),
        (["Ấn phẩm ứng dụng ở ế Ỹ"], ["an", "pham", "ung", "dung", "o", "e", "y"]),
        (["Đất đai", "hộ tịch"], ["dat", "dai", "ho", "tich"]),
        (["Nghị định 118/2014/NĐ-CP"], ["nghi", "dinh", "118", "2014", "nd", "cp"]),
        (["mau_don.docx"], ["mau", "don", "docx"]),
        (["giấy* phép?"], ["giay", "phep"]),
        ([unicodedata.normalize("NFD", "Giấy phép")], ["giay", "phep"]),
        (["hộ\u200b\u00adtịch"], ["hotich"]),
        (["", " … –"], []),
        ([], []),
    ],
)
def test_indexed_words_are_folded(texts, expected):
    assert FoldingSplitter().process(texts) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Giấy phép", ["giay", "phep"]),
        ("Giấ*", ["gia*"]),
        ("đ* ph?p", ["d*", "ph?p"]),
        ("giay*", ["giay*"]),
        ("mau_don", ["mau", "don"]),
        ("mau_do*", ["mau", "do*"]),
        ("*", []),
        ("giấy * phép", ["giay", "phep"]),
        ("** ? *?", []),
        ("_", []),
        ("", []),
    ],
)
def test_queries_keep_their_patterns_but_no_lone_ones(query, expected):
    assert FoldingSplitter().processGlob([query]) == expected


@given(st.text().filter(lambda text: not set(unicodedata.normalize("NFKD", text)) & set("*?")))
def test_a_query_without_patterns_is_split_like_what_it_looks_for(text):
    splitter = FoldingSplitter()
    assert splitter.processGlob([text]) == splitter.process([text])


@pytest.mark.parametrize(
    "query",
    ["Ủy ban", "uỷ ban", "uy ban", "UY BAN", unicodedata.normalize("NFD", "Ủy ban"), "u* ban", "ủ* b?n", '"ủy ban"'],
)
def test_people_find_a_text_however_they_type_it(index, query):
    index.index_doc(1, "Quyết định của Ủy ban nhân dân tỉnh")
    index.index_doc(2, "Thông báo của Sở Tư pháp")
    assert found(index, query) == {1}


def test_a_phrase_must_stand_as_it_is(index):
    index.index_doc(1, "đất đai và môi trường")
    assert found(index, '"đất đai"') == {1}
    assert found(index, '"đai đất"') == set()


def test_a_splitter_survives_in_the_database_with_its_lexicon(index):
    index.index_doc(1, "Ủy ban nhân dân")
    again = pickle.loads(pickle.dumps(index))
    again.index_doc(2, "Ủy viên")
    assert found(again, "ủy") == {1, 2}


def test_zope_may_start_more_than_once():
    lexicon.initialize(None)
    lexicon.initialize(None)
    assert element_factory.instantiate("Word Splitter", "Vietnamese Folding Splitter").process(["Đơn"]) == ["don"]
