"""Typesetting: what stands on the paper, on what paper, and whatever people may have written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hcc_longan.clock import ZONE
from hcc_longan.papers import typesetting
from hcc_longan.papers.kinds import Edition
from hcc_longan.papers.kinds import form_of
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.typesetting import LONGEST
from hcc_longan.papers.typesetting import pictures
from hcc_longan.papers.typesetting import printable
from hcc_longan.papers.typesetting import typeset
from hcc_longan.papers.typesetting import TypesettingFailed
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from io import BytesIO
from pathlib import Path
from PIL import Image
from pypdf import PdfReader
from runpy import run_path

import pytest
import re
import zxingcpp


SAMPLES = run_path(str(Path(__file__).with_name("conftest.py")))["FACTS"]
NOW = datetime(2026, 11, 24, 8, 5, 0, 123, tzinfo=ZONE)
EVERY = [(kind, edition, language) for kind in PaperKind for edition in Edition for language in ("vi", "en")]


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def joined(text: str) -> str:
    """A text without blanks, since where a line ends is a matter of layout, and in small letters."""
    return re.sub(r"[\s\u200b]", "", text).lower()


def words(pdf: bytes) -> str:
    """All words of a paper, joined."""
    return joined("".join(page.extract_text() for page in read(pdf).pages))


def texts(value, language: str):
    """The texts in facts that are to be read in a language."""
    if isinstance(value, dict) and set(value) == {"vi", "en"}:
        yield from (value[key] for key in ("vi", "en")[: 2 if language == "en" else 1])
    elif isinstance(value, dict):
        for name, each in value.items():
            if name != "qr":
                yield from texts(each, language)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, language)
    elif value:
        yield str(value)


@pytest.mark.parametrize(("kind", "edition", "language"), EVERY)
def test_a_paper_says_all_facts_and_what_form_it_is(facts, kind, edition, language):
    text = words(typeset(kind, edition, facts(kind, is_late=False), language, NOW))
    missing = [each for each in texts(facts(kind, is_late=False), language) if joined(each) not in text]
    assert not missing
    form = form_of(kind, edition)
    assert joined(form.title_vi) in text
    assert (joined(form.title_en) in text) is (language == "en")
    assert (f"mẫusố{form.number},{joined(edition.value)}" in text) is bool(form.number)
    assert ("mẫucủatrungtâm" in text) is not bool(form.number)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_paper_sizes_and_fonts(facts, kind):
    pdf = read(typeset(kind, Edition.TT_01_2018, facts(kind), at=NOW))
    millimetres = tuple(round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:])
    assert millimetres == ((297, 210) if kind is PaperKind.REGISTER else (148, 210))
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            name = descendant.get_object()["/BaseFont"]
            assert "LibertinusSerif" in name
            assert {"/FontFile3", "/FontFile2"} & set(descendant.get_object()["/FontDescriptor"].get_object())
    assert b"pdfaid" in pdf.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert pdf.trailer["/Root"]["/Lang"].startswith("vi")


@pytest.mark.parametrize("kind", [kind for kind in PaperKind if kind.value not in ("control_slip", "register")])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_qr_code_is_read_by_another_library(facts, kind, language):
    page = pictures(kind, Edition.TT_03_2025, facts(kind), language)[0]
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(page)))
    assert found.text == "https://hcc.example.vn/vi/kiem-tra?m=4F7K-2M9Q-X3TD-C8PA"


def test_the_same_facts_give_the_same_bytes(facts):
    receipt = facts(PaperKind.RECEIPT)
    papers = {typeset(PaperKind.RECEIPT, Edition.TT_03_2025, receipt, at=NOW) for _number in range(3)}
    assert len(papers) == 1


NASTY = [
    '#panic("x")',
    "*bold* _emph_ `raw` $x$ = heading",
    "\\#\\u{1F600} \\n \\",
    '#import "frame.typ": d; #read("receipt.typ")',
    "@preview/x <label> // comment /* comment",
    '{"vi": 1}',
    "]]] ))) }}}",
    "1. list\n- list\n+ list",
]


@pytest.mark.parametrize("text", NASTY)
def test_what_people_write_is_never_code(facts, text):
    pdf = typeset(PaperKind.REFUSAL, Edition.TT_03_2025, facts(PaperKind.REFUSAL, reason=text, applicant_name=text))
    assert words(pdf).count(joined(text)) == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A😀B", "A□B"),
        ("中文 한글", "□□ □□"),
        ("a\u202eb\u2066c\u200fd", "a□b□cd"),
        ("e\u0301\u0301\u0301\u0301\u0301", "é\u0301\u0301"),
        ("Vie\u0323\u0302t", "Việt"),
        ("so\u00ad\u200bft", "soft"),
        ("a\tb\x00c\x1bd", "a b□c□d"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ud800", "□"),
    ],
)
def test_characters_that_no_font_has_become_boxes(facts, text, shown):
    assert printable(text) == shown
    typeset(PaperKind.REFUSAL, Edition.TT_03_2025, facts(PaperKind.REFUSAL, reason=text, applicant_name=text))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_printed(text):
    facts = SAMPLES[PaperKind.REFUSAL]
    changed = dict.fromkeys(("reason", "applicant_name", "address", "email", "legal_basis", "dossier_code"), text)
    assert typeset(PaperKind.REFUSAL, Edition.TT_03_2025, {**facts, **changed}, "en").startswith(b"%PDF-")


@pytest.mark.parametrize(("piece", "number"), [("qŷ", 5000), ("qŷ ", 3000), ("q-", 5000), ("ŷ\n", 2000)])
def test_long_texts_wrap_and_go_on_over_the_page(facts, piece, number):
    text = piece * number
    pdf = typeset(PaperKind.REFUSAL, Edition.TT_03_2025, facts(PaperKind.REFUSAL, reason=text))
    assert len(read(pdf).pages) > 1
    assert words(pdf).count(piece[0]) >= number


def test_a_text_beyond_measure_is_cut_and_says_so():
    assert printable("ab " * LONGEST).endswith("[…]")
    assert len(printable("ab " * LONGEST)) <= LONGEST


def test_nothing_runs_over_the_edge(facts):
    """Whatever is long: the right margin stays white."""
    long = "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww" * 3
    for kind in PaperKind:
        changed = _lengthened(facts(kind), long)
        for page in pictures(kind, Edition.TT_03_2025, changed, "en", ppi=72):
            picture = Image.open(BytesIO(page)).convert("L")
            margin = picture.crop((picture.width - 20, 0, picture.width, picture.height))
            assert margin.getextrema() == (255, 255), kind


def _lengthened(value, text: str):
    ours = ("number", "code", "verify_at", "qr", "is_test", "is_late", "sha256", "follow_at", "dossier_code")
    if isinstance(value, dict):
        return {name: each if name in ours else _lengthened(each, text) for name, each in value.items()}
    if isinstance(value, list):
        return [_lengthened(each, text) for each in value]
    return text if isinstance(value, str) else value


def test_many_components_break_the_page_with_their_heading(facts):
    row = facts(PaperKind.RECEIPT)["components"][0]
    pdf = read(typeset(PaperKind.RECEIPT, Edition.TT_03_2025, facts(PaperKind.RECEIPT, components=[row] * 60)))
    assert len(pdf.pages) > 2
    for number, page in enumerate(pdf.pages, 1):
        assert f"{number}/{len(pdf.pages)}" in page.extract_text()
    assert all("Thành phần hồ sơ" in page.extract_text() for page in pdf.pages[:-1])


def test_a_dossier_for_trying_out_has_marked_papers(facts):
    marked = typeset(PaperKind.RECEIPT, Edition.TT_03_2025, facts(PaperKind.RECEIPT, is_test=True))
    assert "hồsơthửnghiệm" in words(marked)
    assert "hồsơthửnghiệm" not in words(typeset(PaperKind.RECEIPT, Edition.TT_03_2025, facts(PaperKind.RECEIPT)))


def test_threads_do_not_mix_their_papers(facts):
    def make(number: int) -> bool:
        name = f"Người số {number}"
        pdf = typeset(PaperKind.RECEIPT, Edition.TT_03_2025, facts(PaperKind.RECEIPT, applicant_name=name))
        return joined(f"{name}Số CMND") in words(pdf)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(make, range(24)))


def test_a_breakdown_of_typst_is_an_error_like_others_and_the_next_paper_is_made(facts, monkeypatch):
    class PanicException(BaseException):
        pass

    class Broken:
        def compile(self, **kwargs):
            raise PanicException("end byte index 3 is out of bounds")

    typeset(PaperKind.RECEIPT, Edition.TT_03_2025, facts(PaperKind.RECEIPT))
    monkeypatch.setattr(typesetting._threads, "compiler", Broken())
    with pytest.raises(TypesettingFailed, match="out of bounds"):
        typeset(PaperKind.RECEIPT, Edition.TT_03_2025, facts(PaperKind.RECEIPT))
    assert typeset(PaperKind.RECEIPT, Edition.TT_03_2025, facts(PaperKind.RECEIPT)).startswith(b"%PDF-")
