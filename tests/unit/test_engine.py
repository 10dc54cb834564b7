"""What people type, and which procedures they get first. The procedures are made up; each has a name, phrases it is
also known by, and a body."""

from BTrees.IIBTree import IITreeSet
from collections.abc import Mapping
from hcc_longan.catalogue.engine import Document
from hcc_longan.catalogue.engine import Engine
from hcc_longan.catalogue.engine import Hits
from hcc_longan.catalogue.engine import SHORT_LIST
from hcc_longan.catalogue.lexicon import FoldingSplitter
from hcc_longan.vietnamese import folded_words
from hypothesis import given
from hypothesis import strategies as st
from itertools import permutations
from Products.ZCTextIndex.Lexicon import Lexicon
from Products.ZCTextIndex.OkapiIndex import OkapiIndex

import pytest
import unicodedata


class Shelf:
    """Procedures by number, indexed as the catalogue does."""

    def __init__(self, procedures: Mapping[int, tuple[str, list[str], str]]):
        self.procedures = procedures
        lexicon = Lexicon(FoldingSplitter())
        self.indexes = [OkapiIndex(lexicon) for _field in range(3)]
        for number, (title, known_as, body) in procedures.items():
            for index, text in zip(self.indexes, (title, "\n".join(known_as), body), strict=True):
                index.index_doc(number, text)
        self.engine = Engine(lexicon, *self.indexes)

    def document(self, number: int) -> Document:
        title, known_as, _body = self.procedures[number]
        return Document(title, " | ".join(" ".join(folded_words(phrase)) for phrase in known_as))

    def search(self, text: str, among=None, **options) -> Hits:
        numbers = IITreeSet(self.procedures if among is None else among)
        return self.engine.search(text, among=numbers, document=self.document, **options)

    def ranked(self, text: str, **options) -> list[int]:
        return self.search(text, **options).ranked


COMPANY, SHARES, PAUSE, HOUSEHOLD, COPY, WINE, PARCEL, MEDIATION, DEATH, ENVIRONMENT = range(1, 11)

PROCEDURES = {
    COMPANY: (
        "Đăng ký thành lập công ty trách nhiệm hữu hạn",
        ["mở công ty", "lập công ty"],
        "Người thành lập nộp giấy đề nghị tại quầy. Điều lệ công ty.",
    ),
    SHARES: (
        "Đăng ký thành lập công ty cổ phần",
        ["mở công ty", "lập công ty"],
        "Người thành lập nộp giấy đề nghị, danh sách cổ đông.",
    ),
    PAUSE: (
        "Thông báo tạm ngừng kinh doanh",
        ["nghỉ một thời gian"],
        "Công ty gửi thông báo trước ba ngày. Giấy phép cũ.",
    ),
    HOUSEHOLD: ("Đăng ký hộ kinh doanh", ["mở tiệm", "mở quán"], "Giấy đề nghị đăng ký hộ kinh doanh."),
    COPY: ("Cấp bản sao trích lục hộ tịch", ["giấy khai sinh bản sao"], "Sở Tư pháp cấp trong ngày."),
    WINE: ("Cấp giấy phép bán lẻ rượu", ["bán rượu"], "Bản cam kết của nơi kinh doanh."),
    PARCEL: ("Tách thửa hoặc hợp thửa đất", ["chia đất", "sổ đỏ"], "Bản vẽ tách thửa."),
    MEDIATION: ("Hòa giải tranh chấp đất đai", ["cãi nhau về ranh đất"], "Đơn yêu cầu của một bên."),
    DEATH: ("Đăng ký khai tử", ["báo tử"], "Giấy báo tử."),
    ENVIRONMENT: ("Cấp giấy phép môi trường", ["phép xả thải"], "Báo cáo đề xuất, kinh doanh."),
}


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(PROCEDURES)


@pytest.mark.parametrize("number", PROCEDURES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_procedure_comes_first_for_its_own_name(shelf, number, form):
    title = PROCEDURES[number][0]
    assert shelf.ranked(unicodedata.normalize(form, title))[0] == number
    assert shelf.ranked(title.upper())[0] == number


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("thanh lap cong ty co phan", SHARES),
        ("tam ngung kinh doanh", PAUSE),
        ("HO KINH DOANH", HOUSEHOLD),
        ("tach thua", PARCEL),
        ("moi truong", ENVIRONMENT),
        ("dat dai", MEDIATION),
        ("ban le ruou", WINE),
    ],
)
def test_names_are_found_without_diacritics(shelf, query, first):
    assert shelf.ranked(query)[0] == first


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("mở tiệm", HOUSEHOLD),
        ("mo quan", HOUSEHOLD),
        ("chia đất", PARCEL),
        ("sổ đỏ", PARCEL),
        ("phép xả thải", ENVIRONMENT),
        ("nghỉ một thời gian", PAUSE),
    ],
)
def test_procedures_are_found_by_the_words_people_use(shelf, query, first):
    assert shelf.ranked(query)[0] == first


def test_both_kinds_of_company_are_found_by_one_phrase(shelf):
    assert set(shelf.ranked("mở công ty")[:2]) == {COMPANY, SHARES}


# Which comes first


@pytest.mark.parametrize("order", permutations((1, 2, 3)))
def test_the_name_counts_more_than_the_body(order):
    shelf = Shelf(
        {
            order[0]: ("Khai báo thiết bị bức xạ", [], "Nộp ở quầy."),
            order[1]: ("Khai báo hóa chất", [], "Nơi có thiết bị bức xạ thì nộp thêm bản vẽ, thiết bị bức xạ."),
            order[2]: ("Cấp thẻ đọc sách", [], "Thiết bị bức xạ, thiết bị bức xạ, khai báo, khai báo."),
        }
    )
    ranked = shelf.ranked("khai báo thiết bị bức xạ")
    assert ranked[0] == order[0]
    assert order[2] not in ranked[:2]


def test_the_body_is_searched_where_no_name_has_the_word():
    shelf = Shelf({1: ("Cấp thẻ đọc", [], "Mang theo ảnh chân dung."), 2: ("Trả sách", [], "Nộp phạt.")})
    assert shelf.ranked("chân dung") == [1]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_official_words_count_more_than_lay_ones(order):
    official, lay = order
    shelf = Shelf(
        {
            official: ("Cho thuê đất", [], "Đơn."),
            lay: ("Giao quyền sử dụng ruộng vườn", ["cho thuê đất"], "Đơn."),
        }
    )
    assert shelf.ranked("cho thuê đất") == [official, lay]
    assert shelf.ranked("thue dat") == [official, lay]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_lay_phrase_counts_more_than_some_of_its_words_in_a_name(order):
    known, alike = order
    shelf = Shelf(
        {
            known: ("Đăng ký thành lập doanh nghiệp", ["mở công ty"], "Đơn."),
            alike: ("Giải thể công ty", [], "Biên bản họp."),
        }
    )
    assert shelf.ranked("mở công ty")[0] == known
    assert shelf.ranked("mo cong ty")[0] == known


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_diacritics_decide_where_they_are_typed(order):
    sale, copy = order
    shelf = Shelf({sale: ("Bán sách cũ", [], "Đơn."), copy: ("Bản sách cũ", [], "Đơn.")})
    assert shelf.ranked("bán") == [sale, copy]
    assert shelf.ranked("bản") == [copy, sale]
    assert shelf.ranked("BẢN SÁCH") == [copy, sale]
    assert shelf.ranked(unicodedata.normalize("NFD", "bán sách")) == [sale, copy]
    # Whoever types none may mean either.
    assert set(shelf.ranked("ban sach")) == {sale, copy}


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_diacritics_decide_whatever_the_body_repeats(order):
    sale, copy = order
    shelf = Shelf({sale: ("Bán sách cũ", [], "Đơn."), copy: ("Bản sách cũ", [], "Bản chính, bản sao. " * 20)})
    assert shelf.ranked("bán sách cũ") == [sale, copy]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_shorter_of_two_names_with_all_words_is_meant(order):
    plain, special = order
    shelf = Shelf(
        {
            plain: ("Đăng ký kết hôn", [], "Tờ khai."),
            special: ("Đăng ký kết hôn có yếu tố nước ngoài ở khu vực biên giới", [], "Tờ khai."),
        }
    )
    assert shelf.ranked("đăng ký kết hôn") == [plain, special]
    assert shelf.ranked("ket hon nuoc ngoai")[0] == special


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_words_side_by_side_count_more_than_words_apart(order):
    together, apart = order
    shelf = Shelf(
        {
            together: ("Thu hồi giấy phép đấu giá tài sản", [], ""),
            apart: ("Thu giấy đấu tài sản phép hồi giá", [], ""),
        }
    )
    assert shelf.ranked("giấy phép đấu giá") == [together, apart]


@pytest.mark.parametrize("order", permutations((1, 2, 3)))
def test_a_name_with_most_of_the_words_is_found_after_the_one_with_all(order):
    everything, most, little = order
    shelf = Shelf(
        {
            everything: ("Gia hạn giấy phép bán lẻ rượu mạnh", [], ""),
            most: ("Cấp giấy phép bán lẻ rượu mạnh", [], ""),
            little: ("Bán đấu giá tài sản", [], ""),
            4: ("Đăng ký khai tử", [], ""),
            5: ("Tách thửa đất", [], ""),
        }
    )
    assert shelf.ranked("gia hạn giấy phép bán lẻ rượu mạnh") == [everything, most]


# Slips


@pytest.mark.parametrize(
    ("query", "slip", "first"),
    [
        ("trich lụcc hộ tịch", "lụcc", COPY),
        ("thành lập công ty cổ phần trách nhiệm hưu hann", "hann", COMPANY),
        ("môi trườn", None, ENVIRONMENT),
        ("môi trừong", None, ENVIRONMENT),
        ("môi tường", "tường", ENVIRONMENT),
        ("tạm ngưgn kinh doanh", "ngưgn", PAUSE),
        ("hòa giải tranh chắp", None, MEDIATION),
        ("hòa giải trnh chấp", "trnh", MEDIATION),
        ("bán lẻ rượi", "rượi", WINE),
    ],
)
def test_a_slip_of_the_finger_does_not_matter(shelf, query, slip, first):
    hits = shelf.search(query)
    assert hits.ranked[0] == first
    assert set(hits.corrections) == ({slip} if slip else set())


def test_a_correction_names_what_was_searched(shelf):
    assert shelf.search("cấp bản saoo trích lục").corrections == {"saoo": "sao"}
    assert shelf.search("ngừgn kinh doanh").corrections == {"ngừgn": "ngung"}


def test_known_words_and_unfinished_ones_are_not_corrected(shelf):
    for number, (title, known_as, body) in PROCEDURES.items():
        for text in (title, *known_as, body):
            assert shelf.search(text).corrections == {}, number
    assert shelf.search("tạm ngừng kinh doa", unfinished=True).corrections == {}


def test_numbers_are_never_corrected():
    shelf = Shelf({1: ("Phí theo Thông tư 118", [], "Mẫu số 2019."), 2: ("Thông tư 119", [], "Mẫu số 2020.")})
    assert shelf.ranked("118") == [1]
    assert shelf.ranked("117") == []
    assert shelf.ranked("2018") == []


def test_numbers_of_forms_are_never_corrected():
    shelf = Shelf({1: ("Tờ khai TK01A", [], ""), 2: ("Tờ khai TK02A", [], "")})
    assert shelf.ranked("tk01a") == [1]
    assert shelf.ranked("tk03a") == []


@pytest.mark.parametrize("query", ["kinhdoanh", "tạm ngừng kinhdoanh", "KinhDoanh"])
def test_words_may_be_joined(query):
    shelf = Shelf(
        {
            1: ("Tạm ngừng kinh doanh", [], ""),
            2: ("Đăng ký hộ kinh doanh", [], ""),
            3: ("Chấm dứt kinh doanh", [], ""),
            4: ("Đăng ký khai tử", [], ""),
        }
    )
    hits = shelf.search(query)
    assert hits.ranked == shelf.ranked(query.lower().replace("kinhdoanh", "kinh doanh"))
    assert 1 in hits.ranked
    assert 4 not in hits.ranked
    assert hits.corrections == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoà giải", "hòa giải"), ("HOÀ GIẢI", "hòa giải"), ("thoả thuận", "thỏa thuận"), ("uỷ ban", "ủy ban")],
)
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_place_of_the_tone_does_not_matter(old, new, order):
    wanted, other = order
    titles = [
        ("Hòa giải; thỏa thuận; ủy ban", "Hóa giai; thoa thuan; ụy bàn"),
        ("Hoà giải; thoả thuận; uỷ ban", "Hoá giai; thoa thuan; uỵ bàn"),
    ]
    for title, look_alike in titles:
        shelf = Shelf({wanted: (title, [], ""), other: (look_alike, [], "")})
        assert shelf.ranked(old) == shelf.ranked(new) == [wanted, other]


# While typing


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("tách th", PARCEL),
        ("tach t", PARCEL),
        ("môi tr", ENVIRONMENT),
        ("đăng ký hộ k", HOUSEHOLD),
        ("đăng ký hộ kinh doanh", HOUSEHOLD),
        ("tạm ng", PAUSE),
        ("hoà g", MEDIATION),
        ("rư", WINE),
    ],
)
def test_a_word_may_be_unfinished(shelf, query, first):
    assert shelf.ranked(query, unfinished=True)[0] == first


def test_each_letter_keeps_the_procedure_that_is_being_typed(shelf):
    title = PROCEDURES[PAUSE][0]
    for length in range(len("Thông báo t"), len(title) + 1):
        assert shelf.ranked(title[:length], unfinished=True)[:1] == [PAUSE], title[:length]


def test_only_the_last_word_is_unfinished():
    shelf = Shelf({1: ("Thu hồi đất", [], ""), 2: ("Thuê đất", [], ""), 3: ("Thuế đất", [], "")})
    assert set(shelf.ranked("đất thu", unfinished=True)) == {1, 2, 3}
    assert shelf.ranked("thu đất", unfinished=True)[0] == 1
    assert shelf.ranked("thu đất") == [1]


def test_a_finished_word_comes_before_its_completions():
    shelf = Shelf({1: ("Thuê đất", [], ""), 2: ("Thu đất", [], ""), 3: ("Thuế đất", [], "")})
    assert shelf.ranked("thu", unfinished=True)[0] == 2


# Questions


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("tôi muốn tạm ngừng kinh doanh thì phải làm gì", PAUSE),
        ("cho tôi hỏi về tách thửa", PARCEL),
        ("hòa giải đất đai ở đâu vậy", MEDIATION),
        ("làm thế nào để được cấp bản sao trích lục hộ tịch?", COPY),
        ("muon xin giay phep moi truong can nhung gi", ENVIRONMENT),
    ],
)
def test_the_words_of_a_question_do_not_get_in_the_way(shelf, query, first):
    assert shelf.ranked(query)[0] == first


def test_words_of_a_question_in_other_names_do_not_get_in_the_way():
    shelf = Shelf(
        {
            1: ("Đăng ký khai sinh", [], "Tờ khai."),
            2: ("Cho phép làm việc ở ngoài trường để thực tập thế nào thì được", [], "Làm đơn để được đi."),
        }
    )
    assert shelf.ranked("làm thế nào để được khai sinh") == [1]


def test_the_words_of_a_question_are_no_slips():
    # The other's body has a word one slip away from each word of the question.
    shelf = Shelf(
        {1: ("Thành lập công ty", ["mở công ty"], "Đơn."), 2: ("Hội chợ", [], "Tòa, mương, thìa, lan, thép, nan.")}
    )
    hits = shelf.search("tôi muốn mở công ty thì làm thế nào")
    assert (hits.ranked, hits.corrections) == ([1], {})


def test_english_questions():
    shelf = Shelf(
        {
            1: ("Registration of a household business", ["open a shop"], "File the form."),
            2: ("Licence to sell wine", [], "How to apply for it: at the counter."),
            3: ("Splitting of a land parcel", [], "What you want to get: a certificate."),
        }
    )
    assert shelf.ranked("how do I get a licence to sell wine?")[0] == 2
    assert shelf.ranked("I want to open a shop")[0] == 1
    assert shelf.ranked("what is the splitting of land")[0] == 3
    assert shelf.ranked("regist", unfinished=True) == [1]


def test_a_word_of_questions_alone_is_still_searched():
    shelf = Shelf({1: ("Cấp phép ở trọ", [], ""), 2: ("Cấp thẻ đọc", [], "")})
    assert shelf.ranked("ở") == [1]


# Nothing


@pytest.mark.parametrize("query", ["", "   ", "?!", "…–“”", "\u200b\u00ad", "*", "* ?", "\uff9e"])
@pytest.mark.parametrize("unfinished", [False, True])
def test_an_empty_query_finds_nothing(shelf, query, unfinished):
    hits = shelf.search(query, unfinished=unfinished)
    assert (hits.ranked, list(hits.found), hits.corrections) == ([], [], {})


@pytest.mark.parametrize("query", ["xyzzyq", "qwrtzp wwwwww", "999999", "xxxxxxxxxxxxxxxxxxxxxxxx", "北京"])
@pytest.mark.parametrize("unfinished", [False, True])
def test_nonsense_finds_nothing(shelf, query, unfinished):
    hits = shelf.search(query, unfinished=unfinished)
    assert (hits.ranked, list(hits.found), hits.corrections) == ([], [], {})


def test_nonsense_beside_known_words_does_not_hide_them(shelf):
    assert shelf.ranked("xyzzyq tách thửa")[0] == PARCEL


@pytest.mark.parametrize("unfinished", [False, True])
def test_an_empty_catalogue_has_nothing(unfinished):
    assert Shelf({}).ranked("tách thửa đất", unfinished=unfinished) == []


def test_a_procedure_that_was_taken_away_is_not_found():
    shelf = Shelf({1: ("Cấp thẻ đọc", [], ""), 2: ("Cấp thẻ mượn", [], "")})
    for index in shelf.indexes:
        index.unindex_doc(1)
    assert shelf.ranked("thẻ đọc") == [2]
    assert shelf.ranked("đọc") == []


# What may be found


@pytest.mark.parametrize("query", ["kinh doanh", "đăng ký", "đất"])
def test_only_procedures_of_the_given_set_are_found(shelf, query):
    everywhere = shelf.ranked(query)
    assert len(everywhere) > 1
    for number in everywhere:
        assert shelf.ranked(query, among=[number]) == [number]
    assert shelf.ranked(query, among=[]) == []


def test_of_very_many_the_best_are_ranked_and_all_are_found():
    numbers = range(1, SHORT_LIST + 41)
    shelf = Shelf({number: (f"Cấp thẻ đọc số {number}", [], "Đơn.") for number in numbers})
    hits = shelf.search("thẻ đọc")
    assert set(hits.found) == set(numbers)
    assert len(hits.ranked) == SHORT_LIST
    assert shelf.ranked(f"thẻ đọc số {numbers[-1]}")[0] == numbers[-1]


def test_all_ranked_are_found_and_no_other(shelf):
    hits = shelf.search("đăng ký kinh doanh")
    assert sorted(hits.ranked) == sorted(hits.found)
    assert len(set(hits.ranked)) == len(hits.ranked)
    assert all(score > 0 for score in hits.found.values())


SHELF = Shelf(PROCEDURES)
VOCABULARY = sorted(
    {word for title, known_as, _body in PROCEDURES.values() for word in " ".join([title, *known_as]).split()}
)


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=6))
def test_case_composition_and_signs_do_not_change_what_is_found(words):
    expected = SHELF.ranked(" ".join(words))
    assert expected
    assert SHELF.ranked(" ".join(words).upper()) == expected
    assert SHELF.ranked(unicodedata.normalize("NFD", " ".join(words))) == expected
    assert SHELF.ranked(f"  “{' , '.join(words)}”?? ") == expected


@given(
    st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằấộữỹ ABCĐ019.,*?_-/()\"'"),
    st.booleans(),
    st.sets(st.sampled_from(sorted(PROCEDURES))),
)
def test_whatever_is_typed_finds_only_what_may_be_seen(text, unfinished, among):
    hits = SHELF.search(text, among=among, unfinished=unfinished)
    assert set(hits.ranked) == set(hits.found)
    assert set(hits.found) <= among
