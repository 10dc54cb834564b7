"""The page that says whether a paper is genuine."""

from hcc_longan.papers.browser.verify import LARGEST
from hcc_longan.papers.browser.verify import masked
from hcc_longan.papers.issuing import filing_note
from hcc_longan.papers.issuing import reissue
from hcc_longan.papers.typesetting import qr_code
from io import BytesIO
from PIL import Image
from plone import api
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import pytest
import subprocess
import zxingcpp


@pytest.fixture
def verify(portal, http_request, render, anonymous):
    """The page for a code, as anybody sees it; with `file` a PDF is sent along."""

    def ask(code=None, language="vi", file=None, name="paper.pdf"):
        form = {} if code is None else {"m": code}
        if file is not None:
            form["file"] = _Upload(file)
            form["file"].filename = name
        http_request.method = http_request.environ["REQUEST_METHOD"] = "GET" if file is None else "POST"
        http_request.response.setStatus(200)
        with anonymous():
            return render(portal[language], {"vi": "kiem-tra", "en": "verify"}[language], **form)

    yield ask
    http_request.method = http_request.environ["REQUEST_METHOD"] = "GET"


class _Upload(BytesIO):
    filename = "paper.pdf"


def seen(page, kind: str) -> str:
    """The words of a box: success, warning or danger."""
    return " ".join(page.texts(f"//div[contains(@class, 'hcc-verify')]//*[contains(@class, 'alert-{kind}')]"))


def test_a_genuine_paper(verify, received):
    dossier = received()
    (paper,) = dossier.papers
    page = verify(paper.code)
    assert seen(page, "success")
    for part in (paper.number, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", paper.sha256, masked(dossier.code)):
        assert part in page.text
    assert "TT 03/2025/TT-VPCP" in page.text
    # Nobody learns who filed, or the whole number.
    for part in ("Nguyễn Văn An", "0900000001", dossier.code, dossier.tracking_number):
        assert part not in page.html


def test_the_code_is_taken_however_it_is_typed_and_in_english(verify, received):
    (paper,) = received().papers
    page = verify(f" {paper.code.lower().replace('-', ' ')} ", "en")
    assert "Genuine" in seen(page, "success")
    assert "Receipt and appointment for the result" in page.text


@pytest.mark.parametrize(
    "code", ["4F7K-2M9Q-X3TD-C8PA", "x", "<script>alert(1)</script>", "\0", "a" * 5000, "Ａ" * 16, "….….…"]
)
def test_an_unknown_code(verify, code):
    page = verify(code, "en")
    assert "Not known" in seen(page, "danger") or not code.strip("\0")
    assert "<script>alert" not in page.html
    assert not page.document.xpath("//input[@type='file']")


def test_nothing_typed_asks_for_the_code(verify):
    assert not seen(verify(), "danger")
    page = verify("", "en")
    assert "Type the code" in seen(page, "danger")
    assert page.document.get_element_by_id("m").get("aria-invalid") == "true"


def test_a_replaced_paper_names_its_successor(verify, received):
    dossier = received()
    (former,) = dossier.papers
    dossier.applicant = {**dossier.applicant, "name": "Nguyễn Văn Ân"}
    corrected = reissue(dossier, former.code)
    page = verify(former.code, "en")
    assert corrected.number in seen(page, "warning")
    assert not seen(page, "success")
    assert "Genuine" in seen(verify(corrected.code, "en"), "success")


def test_a_file_is_compared_and_not_kept(verify, received):
    dossier = received()
    (paper,) = dossier.papers
    assert "bit by bit" in seen(verify(paper.code, "en", paper.data), "success")
    for other in (paper.data + b"\n", paper.data[:-1], b"", b"%PDF" * (LARGEST // 4 + 1)):
        page = verify(paper.code, "en", other)
        assert "not the one that we issued" in seen(page, "danger")
    assert "Choose the PDF" in seen(verify(paper.code, "en", b"", name=""), "danger")


def test_papers_for_trying_out_say_so(verify, received):
    (paper,) = received(is_test=True).papers
    assert "no legal effect" in seen(verify(paper.code, "en"), "warning")


def test_a_filing_note_is_verified_by_its_own_code_and_by_no_other(verify, file, monkeypatch):
    addresses = []
    monkeypatch.setattr("hcc_longan.papers.issuing.qr_code", lambda address: addresses.append(address) or qr_code("x"))
    dossier = file()
    filing_note(dossier, "vi")
    (code,) = parse_qs(urlsplit(addresses[0]).query)["m"]
    page = verify(code, "en")
    assert "Genuine" in seen(page, "success")
    assert "Confirmation of filing" in page.text
    assert not page.document.xpath("//input[@type='file']")
    assert dossier.tracking_number not in page.html
    content, _point, signature = code.partition(".")
    forged = f"{content}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    assert "Not known" in seen(verify(forged, "en"), "danger")


def test_attempts_are_limited(verify, http_request, received):
    (paper,) = received().papers
    for _number in range(60):
        verify(paper.code)
    page = verify(paper.code, "en")
    assert http_request.response.getStatus() == 429
    assert http_request.response.getHeader("Retry-After")
    assert "too many attempts" in seen(page, "danger")
    assert paper.number not in page.text


def test_no_cache_and_no_search_engine_keeps_the_page(verify, http_request, received):
    verify(received().papers[0].code)
    assert http_request.response.getHeader("Cache-Control") == "private, no-store"
    assert http_request.response.getHeader("X-Robots-Tag") == "noindex"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("000.00.91.H39-261124-0001", "000.00.91.H3•-••••••-••01"),
        ("4F7K-2M9Q-X3TD-C", "4F7K-2M9•-••••-C"),
        ("", ""),
        ("1", "1"),
    ],
)
def test_masked_numbers(number, shown):
    assert masked(number) == shown


def test_the_printed_qr_code_opens_the_page(received, verify, tmp_path, portal):
    api.portal.set_registry_record("hcc_longan.papers.public_url", "https://hcc.example.vn")
    (paper,) = received().papers
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(paper.data)
    try:
        subprocess.run(["pdftoppm", "-r", "150", "-png", str(pdf), str(tmp_path / "page")], check=True)
    except FileNotFoundError:
        pytest.skip("pdftoppm is missing: apt-get install poppler-utils")
    (found,) = zxingcpp.read_barcodes(Image.open(next(tmp_path.glob("page*.png"))))
    address = urlsplit(found.text)
    assert (address.netloc, address.path) == ("hcc.example.vn", "/vi/kiem-tra")
    assert paper.number in verify(parse_qs(address.query)["m"][0]).text
