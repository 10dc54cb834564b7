"""A citizen's whole way on a telephone, in both languages.

Find by lay words, file with photos through two dead spots, get the receipt, follow, answer a supplement request, see
every step with its time. With HCC_PICTURES=folder each step is pictured there.
"""

from PIL import Image
from pypdf import PdfReader

import io
import os
import pytest
import re
import requests


PASSWORD = "long-an-17-10-2016"
CODE = "2.000635"
APPLICANT = {
    "applicant_name": "Trần Văn Bình",
    "applicant_id_number": "080090001234",
    "applicant_phone": "0912345678",
    "applicant_address.ward": "Phường Long An",
    "applicant_address.detail": "12 Trương Định",
    "subject_name": "Trần Thị Hoa",
    "subject_birth_date": "02/03/2019",
    "registered_at": "UBND phường 1, thành phố Tân An",
    "copies": "2",
}
CHOICES = {"case": "1", "document": "birth", "subject_sex": "female", "relation": "child"}
LAY_WORDS = {"vi": "giấy khai sinh bản sao", "en": "copy of birth certificate"}
REASON = "Bản chụp mờ, không đọc được nơi đăng ký khai sinh"
PAPER = "Ảnh chụp rõ giấy báo sinh"
OFFICERS = {"receiver": "tiepnhan", "head": "lanhdao-tp", "handler": "thuly-tp"}


@pytest.fixture(params=["vi", "en"])
def language(request):
    return request.param


@pytest.fixture
def telephone(chromium, language):
    """A page of a telephone's width in the reader's language; a script error fails the test."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 780}, locale="vi-VN" if language == "vi" else "en-GB", has_touch=True
    )
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(30_000)
    yield page
    context.close()
    assert not errors


@pytest.fixture
def picture(language):
    """Keeps a picture of a step where HCC_PICTURES says."""
    folder = os.environ.get("HCC_PICTURES")

    def take(page, name):
        if folder:
            page.screenshot(path=f"{folder}/{name}-{language}.png", full_page=True)

    return take


@pytest.fixture
def officer(site_url):
    """An officer's step: `officer("head", path, "assign", version, assignee=…)` gives the answer's JSON."""

    def move(who, path, transition, version, **data):
        answer = requests.post(
            f"{path}/@move",
            json={"transition": transition, "data": data, "version": version},
            headers={"Accept": "application/json"},
            auth=(OFFICERS[who], PASSWORD),
            timeout=60,
        )
        assert answer.ok, answer.text
        return answer.json()

    return move


def path_of(site_url, number):
    """Where officers find a dossier that was filed just now."""
    answer = requests.get(
        f"{site_url}/@worklist",
        params={"queue": "to_receive", "department": "tp", "b_size": 200},
        headers={"Accept": "application/json"},
        auth=(OFFICERS["receiver"], PASSWORD),
        timeout=60,
    )
    return next(each["@id"] for each in answer.json()["items"] if each["number"] == number)


def photo(name):
    """A picture as a telephone takes it, of about a megabyte."""
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(out, "JPEG", quality=85)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def field(page, name):
    return page.locator(f'[name="form.widgets.{name}"]')


def find_by_lay_words(page, site_url, language):
    page.goto(f"{site_url}/{language}")
    page.locator("main input[type=search]").first.fill(LAY_WORDS[language])
    page.keyboard.press("Enter")
    page.locator("main h3 a").first.click()
    page.locator(".hcc-code", has_text=CODE).wait_for()


def cut_network_while_uploading(page, component, files):
    """The network goes away in the middle of the upload, comes back, and goes once more."""
    context = page.context
    pieces = []
    page.on("request", lambda request: request.method == "PATCH" and pieces.append(request))
    page.locator(f'[name="form.widgets.{component}"]').set_input_files(files)
    for _time in range(2):
        seen = len(pieces)
        for _wait in range(100):
            if len(pieces) > seen:
                break
            page.wait_for_timeout(50)
        context.set_offline(True)
        page.wait_for_timeout(1500)
        context.set_offline(False)
        page.wait_for_timeout(500)


def test_a_birth_certificate_from_search_to_supplement(telephone, site_url, language, picture, officer):
    page = telephone

    # Find and open the form.
    find_by_lay_words(page, site_url, language)
    picture(page, "1-procedure")
    page.locator("a.hcc-file-online").first.click()
    page.locator("form#eform").wait_for()

    # Fill it in; the address needs a province, photos two cuts.
    for name, value in APPLICANT.items():
        field(page, name).fill(value)
    field(page, "applicant_address.province").select_option(label="Tây Ninh")
    for name, value in CHOICES.items():
        field(page, f"{name}:list").select_option(value)
    cut_network_while_uploading(
        page, "paper_giay_to_tuy_than", [photo("can-cuoc-truoc.jpg"), photo("can-cuoc-sau.jpg")]
    )
    page.wait_for_function(
        "() => document.querySelectorAll('#eform [data-upload-complete=yes]').length === 2", timeout=60_000
    )
    picture(page, "2-form")
    field(page, "declaration").check()
    page.locator('#eform [name="form.buttons.submit"]').click()

    # The receipt: number, files with hashes, PDF.
    page.wait_for_url(re.compile("bien-nhan|receipt"), timeout=60_000)
    text = page.locator("main").inner_text()
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", text)[0]
    assert "can-cuoc-truoc.jpg" in text
    assert "can-cuoc-sau.jpg" in text
    picture(page, "3-receipt")
    pdf = page.request.get(page.locator("a[href*=pdf]").first.get_attribute("href"))
    assert number in PdfReader(io.BytesIO(pdf.body())).pages[0].extract_text()

    # The department asks for one more paper.
    path = path_of(site_url, number)
    officer("receiver", path, "receive", 1)
    officer("receiver", path, "hand_over", 2)
    officer("head", path, "assign", 3, assignee=OFFICERS["handler"])
    officer("handler", path, "ask_supplement", 4, reason=REASON, papers=[{"what": PAPER}])

    # Follow it, as somebody who has nothing but the number.
    page.context.clear_cookies()
    page.goto(f"{site_url}/{'vi/tra-cuu' if language == 'vi' else 'en/tracking'}")
    picture(page, "4-look-up")
    page.fill("[name=number]", number.lower().replace("-", " "))
    page.fill("[name=digits]", APPLICANT["applicant_phone"][-4:])
    page.locator("main form button[type=submit]").first.click()
    page.locator(".hcc-timeline").wait_for()
    assert REASON in page.locator("main").inner_text()
    assert "Bình" not in page.locator("main .hcc-whose").inner_text()
    picture(page, "5-asked")

    # Answer right there.
    page.locator(".hcc-answer input[type=file]").first.set_input_files(photo("giay-bao-sinh.jpg"))
    page.wait_for_function("() => document.querySelectorAll('.hcc-answer [data-upload-complete=yes]').length === 1")
    page.locator(".hcc-answer [name=answer]").click()
    page.wait_for_function("() => !document.querySelector('.hcc-answer')")
    steps = page.locator(".hcc-timeline > li")
    # Filed, received, handed over, assigned, asked, answered: each with its time.
    assert steps.count() >= 6
    assert steps.locator("time").count() >= steps.count()
    assert "giay-bao-sinh.jpg" in page.locator("main").inner_text()
    picture(page, "6-answered")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
