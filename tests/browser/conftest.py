"""A real site, served as `make start` does it, and Debian's Chromium in front of it."""

from axe_playwright_python.sync_playwright import Axe
from base64 import b64encode
from contextlib import contextmanager
from contextlib import ExitStack
from hcc_longan.demo import PASSWORD
from pathlib import Path
from playwright.sync_api import sync_playwright

import os
import pytest
import requests
import shutil
import signal
import socket
import subprocess
import time
import urllib.request


ROOT = Path(__file__).resolve().parents[2]
WAIT = 180  # seconds for the site to be made and served

# A machine without a network and a container's root user need these.
CHROMIUM_OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site_url(tmp_path_factory):
    """Address of a new site with its seed content, served from a temporary database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("site") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(ROOT / "bin" / "hcc"), "start", "--trial", "--port", str(port)], stdout=out, stderr=out
        )
    url = f"http://127.0.0.1:{port}/hcc"
    try:
        _wait_for(f"{url}/vi", server, log)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"The site did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def ask(site_url):
    """A service's answer to an account ("" for a visitor): `ask("POST", "@dossiers", "congdan", procedure=…)`.

    What is sent is a GET's parameters or JSON; the address is whole or below the site.
    """

    def call(method: str, address: str, who: str = "", **sent) -> dict:
        body = {"params": sent} if method == "GET" else {"json": sent}
        url = address if address.startswith("http") else f"{site_url}/{address}"
        login = (who, PASSWORD) if who else None
        answer = requests.request(method, url, headers={"Accept": "application/json"}, auth=login, timeout=60, **body)
        assert answer.ok, answer.text
        return answer.json()

    return call


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(chromium, request):
    """A page of a telephone's and of a desk's width; a script error fails the test."""
    yield from _page(chromium, request.param)


@pytest.fixture
def desk(chromium):
    """A page of a desk's width alone."""
    yield from _page(chromium, 1280)


@pytest.fixture
def editor(desk, site_url):
    """A desk's page, logged in as an editor."""
    desk.goto(f"{site_url}/login")
    desk.fill("#__ac_name", "bientap")
    desk.fill("#__ac_password", PASSWORD)
    desk.click("#buttons-login")
    desk.wait_for_load_state()
    return desk


def _page(chromium, width: int, **options):
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="vi-VN", **options)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(30_000)
    yield page
    context.close()
    assert not errors


@pytest.fixture
def open_as(chromium, site_url):
    """Opens a page for an account ("" for a visitor): `open_as("quantri", "@@work-calendar", "en")`."""

    def act(who, path, language="vi"):
        login = {"Authorization": f"Basic {b64encode(f'{who}:{PASSWORD}'.encode()).decode()}"} if who else {}
        page = pages.enter_context(contextmanager(_page)(chromium, 1280, extra_http_headers=login))
        # As the switch of languages leaves it.
        page.context.add_cookies([{"name": "I18N_LANGUAGE", "value": language, "url": site_url}])
        page.goto(f"{site_url}/{path}")
        return page

    with ExitStack() as pages:
        yield act


@pytest.fixture
def page_without_javascript(chromium):
    """A page whose browser runs no scripts."""
    yield from _page(chromium, 1280, java_script_enabled=False)


@pytest.fixture(scope="session")
def axe():
    return Axe()
