"""The pictures of docs/desk: each screen of the desk with a demo month, 1280 px wide, in both languages.

`bin/py scripts/desk_pictures.py [FOLDER]` makes a site of its own in a temporary folder (or goes on with the one in
FOLDER) and writes docs/pictures/desk/*.png. Needs Debian's Chromium; takes some minutes.
"""

from base64 import b64encode
from hcc_longan.demo import PASSWORD
from hcc_longan.zope_app import use_own_database
from io import BytesIO
from pathlib import Path
from PIL import Image
from playwright.sync_api import Page
from playwright.sync_api import sync_playwright

import logging
import re
import requests
import shutil
import socket
import subprocess
import sys
import tempfile
import time


ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures" / "desk"
SERVE = """
import sys
from hcc_longan import cli
from hcc_longan.zope_app import use_own_database
from pathlib import Path
use_own_database(Path(sys.argv[1]))
cli._serve("127.0.0.1", int(sys.argv[2]), 2)
"""
# Name, account, and the address in Vietnamese and English; {to_sign} … are numbers of dossiers in that list.
SCREENS = (
    ("day-head", "lanhdao-tp", "vi/can-bo", "en/desk"),
    ("day-receiver", "tiepnhan", "vi/can-bo", "en/desk"),
    ("lists", "thuly-tnmt", "vi/can-bo/danh-sach/department", "en/desk/lists/department"),
    ("dossier", "lanhdao-xd", "vi/can-bo/ho-so/{to_review}", "en/desk/dossiers/{to_review}"),
    (
        "supplement",
        "lanhdao-xd",
        "vi/can-bo/ho-so/{to_review}/ask_supplement",
        "en/desk/dossiers/{to_review}/ask_supplement",
    ),
    ("reception", "tiepnhan", "vi/can-bo/tiep-nhan", "en/desk/reception"),
    ("hand-over", "tiepnhan", "vi/can-bo/tiep-nhan/ban-giao", "en/desk/reception/hand-over"),
    ("returning", "traketqua", "vi/can-bo/tra-ket-qua", "en/desk/returns"),
    ("returning-counter", "traketqua", "vi/can-bo/tra-ket-qua/{to_return}", "en/desk/returns/{to_return}"),
    ("parcels", "traketqua", "vi/can-bo/tra-ket-qua/buu-gui", "en/desk/returns/parcels"),
    ("batch", "tiepnhan", "vi/can-bo/danh-sach/to_hand_over", "en/desk/lists/to_hand_over"),
    ("duties", "giamdoc", "vi/can-bo/phan-cong", "en/desk/duties"),
    ("people", "quantri", "@@staff-settings", "@@staff-settings"),
    ("who-may-what", "quantri", "@@who-may-what", "@@who-may-what"),
    ("centre", "quantri", "@@centre-settings", "@@centre-settings"),
    ("lists-settings", "quantri", "@@worklists-settings", "@@worklists-settings"),
)


def main(folder: Path) -> None:
    """Make the site, fill it, serve it and take the pictures."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = start(folder, port)
    try:
        url = f"http://127.0.0.1:{port}/hcc"
        fill(folder)
        numbers = {
            queue: number_in(url, queue, who, department)
            for queue, who, department in (("to_review", "lanhdao-xd", "xd"), ("to_return", "traketqua", ""))
        }
        PICTURES.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            options = {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox", "--disable-dev-shm-usage"]}
            browser = playwright.chromium.launch(**options)
            for name, who, *addresses in SCREENS:
                login = b64encode(f"{who}:{PASSWORD}".encode()).decode()
                for language, address in zip(("vi", "en"), addresses, strict=True):
                    context = browser.new_context(
                        viewport={"width": 1280, "height": 900},
                        locale={"vi": "vi-VN", "en": "en-GB"}[language],
                        extra_http_headers={"Authorization": f"Basic {login}"},
                    )
                    context.add_cookies([{"name": "I18N_LANGUAGE", "value": language, "url": url}])
                    page = context.new_page()
                    page.goto(f"{url}/{address.format(**numbers)}")
                    BEFORE.get(name, lambda page: None)(page)
                    page.wait_for_load_state("networkidle")
                    keep(page, PICTURES / f"{name}-{language}.png")
                    context.close()
    finally:
        server.terminate()
        server.wait(30)


def start(folder: Path, port: int) -> subprocess.Popen:
    """Serve the site; gives the server once it answers."""
    script = folder / "serve.py"
    script.write_text(SERVE)
    with (folder / "server.log").open("ab") as out:
        server = subprocess.Popen([ROOT / "bin" / "py", script, folder, str(port)], stdout=out, stderr=out)
    while server.poll() is None:
        try:
            requests.get(f"http://127.0.0.1:{port}/hcc/vi", timeout=60)
            return server
        except requests.ConnectionError:
            time.sleep(0.5)
    raise SystemExit((folder / "server.log").read_text()[-2000:])


def fill(folder: Path) -> None:
    """Make the demo month, beside the server."""
    from hcc_longan.console import in_site
    from hcc_longan.demo import month

    use_own_database(folder)
    with in_site():
        if not month.months_made():
            month.make_month(30, 300, 1, lambda done, together: None)


def open_scan(page: Page) -> None:
    """Show a scanned picture: the browser's own viewer of PDF files stays black on pictures."""
    scan = page.get_by_role("link", name=re.compile(r"\.(jpg|png)$"))
    if scan.count():
        scan.first.click()


def check_batch(page: Page) -> None:
    """Select what is to be handed over, and look whether it can be."""
    for box in page.locator("tbody input[type=checkbox]").all()[:6]:
        box.check()
    page.get_by_role("button", name=re.compile("Do something|Xử lý các hồ sơ")).click()
    page.check("#batch-hand_over")
    page.click("[name=choose]")
    page.click("[name=fill]")
    page.wait_for_selector("[name=start]")


# What is done before a picture is taken.
BEFORE = {"dossier": open_scan, "batch": check_batch}


def number_in(url: str, queue: str, who: str, department: str) -> str:
    """The number of a dossier in a work list."""
    answer = requests.get(
        f"{url}/@worklist",
        params={"queue": queue, "department": department, "b_size": 1},
        auth=(who, PASSWORD),
        headers={"Accept": "application/json"},
        timeout=60,
    )
    return answer.json()["items"][0]["number"]


def keep(page: Page, path: Path) -> None:
    """A page in 256 colours: a third of the size, and nobody sees it."""
    page.evaluate("scrollTo(0, 0)")
    picture = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture.crop((0, 0, picture.width, min(picture.height, 2400))).quantize(256).save(path, optimize=True)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
