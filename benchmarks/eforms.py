"""An e-form's page and filing with it, against stock EasyForm with SaveData; and many submitters at once over HTTP.

The stock form asks the same questions with what EasyForm itself offers. Ours also looks into each file, keeps a draft
and files a dossier. The seconds that a person needs and a browser's work are switched off in the site; limits are only
raised. No e-mail is sent.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import field
from io import BytesIO
from lxml import etree
from pathlib import Path
from statistics import median
from support import percentile
from support import serving
from support import write_result
from typing import Any
from typing import Protocol
from urllib.parse import urlsplit

import http.client
import json
import logging
import lxml.html
import os
import secrets
import shutil
import sys
import tempfile
import time


PROCEDURE = "2.000635"
PAGES = 60
SUBMITS = 25
WARM_UP = 5
PAGE_AIM, SUBMIT_AIM = 1.0, 1.5  # of the stock form's time
CLIENTS = 32
EACH = int(os.environ.get("HCC_BENCH_FILINGS", "10"))  # by each client
THREADS = 4
PROCESSES = (1, 2)
# Plone's theme is off for 127.0.0.1.
HOST = "bench.example.org"
BOUNDARY = "----benchmark-of-e-forms"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

PAPERS = {"paper_to_khai": "to-khai", "paper_giay_to_tuy_than": "giay-to-tuy-than"}
ANSWERS = {
    "applicant_name": "Nguyễn Thị Mai",
    "applicant_id_number": "080192000123",
    "applicant_phone": "0901234567",
    "case": "1",
    "document": "birth",
    "subject_name": "Nguyễn Văn An",
    "subject_sex": "male",
    "relation": "child",
    "registered_at": "UBND phường 1, thành phố Tân An, tỉnh Long An",
    "copies": "2",
}
OUR_ANSWERS = {
    **ANSWERS,
    "subject_birth_date": "01/05/2015",
    "applicant_address.province": "new:80",
    "applicant_address.ward": "Phường Long An",
    "applicant_address.detail": "12 Trương Định",
    "declaration": "yes",
}
STOCK_ANSWERS = {
    **ANSWERS,
    "subject_birth_date": "2015-05-01",
    "applicant_address": "12 Trương Định, Phường Long An, Tây Ninh",
    "declaration": "selected",
}

_MODEL = "http://namespaces.plone.org/supermodel/schema"
_DEPENDS_ON = "{http://namespaces.plone.org/supermodel/easyform}depends_on"
_FIELD = "hcc_longan.eforms.fields."
# What EasyForm itself has instead of our types; a line of text for all others.
_STOCK_TYPES = {
    f"{_FIELD}BirthDate": "zope.schema.Date",
    f"{_FIELD}Day": "zope.schema.Date",
    f"{_FIELD}Count": "zope.schema.Int",
    f"{_FIELD}Declaration": "zope.schema.Bool",
    "hcc_longan.eforms.uploads.Papers": "plone.namedfile.field.NamedBlobFile",
}
_STOCK_ELEMENTS = ("title", "description", "required", "values", "default", "min", "max")
_SAVE_DATA = f"""<model xmlns="{_MODEL}">
  <schema>
    <field name="saver" type="collective.easyform.actions.SaveData">
      <title>Save data</title>
    </field>
  </schema>
</model>
"""


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    location: str
    body: bytes


class Browser(Protocol):
    """Somebody's browser that keeps no cookies."""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer: ...


@dataclass(frozen=True)
class InProcess:
    """A browser whose requests are calls of the WSGI application, by a demo account where one is named."""

    application: Any
    account: str = ""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        from hcc_longan.demo import PASSWORD

        names = {name.upper(): value for name, value in headers.items()}
        if self.account:
            names["AUTHORIZATION"] = f"Basic {b64encode(f'{self.account}:{PASSWORD}'.encode()).decode()}"
        found: list[Any] = []
        environment = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SCRIPT_NAME": "",
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "HTTP_HOST": HOST,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": names.pop("CONTENT_TYPE", ""),
            **{f"HTTP_{name}": value for name, value in names.items()},
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        parts = self.application(environment, lambda status, headers, exc_info=None: found.extend((status, headers)))
        try:
            text = b"".join(parts)
        finally:
            getattr(parts, "close", bool)()
        status, sent = found
        return Answer(int(status[:3]), dict(sent).get("Location", ""), text)


class OverHttp:
    """A browser with a connection."""

    def __init__(self, port: int):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body, {"Host": HOST, **sent})
        response = self._connection.getresponse()
        return Answer(response.status, response.headers.get("Location", ""), response.read())


class Sheet:
    """A form as a browser shows it, filled in."""

    def __init__(self, page: bytes, answers: Mapping[str, str]):
        (self.form,) = lxml.html.fromstring(page.decode()).xpath("//form[.//*[@name='form.buttons.submit']]")
        controls = {_short(name): name for name in self.form.fields}
        for name, value in answers.items():
            self.form.fields[controls[name]] = value
        self.papers = {_short(name): name for name in self.form.xpath(".//input[@type='file']/@name")}

    def body(self, files: Mapping[str, bytes], **changed: str) -> bytes:
        """What is sent, with files by question; one that nobody chose is sent as an empty part."""
        parts = []
        for name, value in [*self.form.form_values(), ("form.buttons.submit", "1")]:
            parts.append((f'name="{name}"', changed.get(name, value).encode()))
        for question, name in self.papers.items():
            data = files.get(question, b"")
            kind = "image/jpeg" if data else "application/octet-stream"
            filename = f"{question}.jpg" if data else ""
            parts.append((f'name="{name}"; filename="{filename}"\r\nContent-Type: {kind}', data))
        return b"".join(
            [
                f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
                for head, data in parts
            ]
            + [f"--{BOUNDARY}--\r\n".encode()]
        )


def _short(name: str) -> str:
    return name.removeprefix("form.widgets.").partition(":")[0]


def photo() -> bytes:
    """A JPEG picture of about 1 MB."""
    from PIL import Image

    stream = BytesIO()
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(stream, "JPEG", quality=85)
    return stream.getvalue()


def marked(picture: bytes, text: str) -> bytes:
    """The picture with a comment: the same one to look at, but no other file's twin."""
    comment = text.encode()
    return picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2) + comment + picture[2:]


def two_files(picture: bytes, owner: str) -> dict[str, bytes]:
    """A file for each of PAPERS."""
    return {question: marked(picture, f"{owner} {question}") for question in PAPERS}


def prepared_site(root: Any) -> tuple[str, str]:
    """Make the site with both forms; gives their paths."""
    from hcc_longan import cli
    from hcc_longan.eforms.making import eform_of
    from hcc_longan.eforms.making import make_eforms
    from hcc_longan.protection.settings import DEFAULT_LIMITS
    from hcc_longan.zope_app import enter_site
    from plone import api

    import transaction

    cli._make_site(root, production=False)
    site = enter_site(root, cli.SITE_ID)
    api.portal.set_registry_record("hcc_longan.protection.shortest_time", 0)
    api.portal.set_registry_record("hcc_longan.protection.difficulty", 0)
    limits = [f"{line.partition('|')[0]}| 1000000 | 3600" for line in DEFAULT_LIMITS]
    api.portal.set_registry_record("hcc_longan.protection.limits", limits)
    (brain,) = site.portal_catalog(portal_type="Procedure", Language="vi", procedure_code=PROCEDURE)
    procedure = brain.getObject()
    make_eforms(procedure)
    ours = eform_of(procedure)
    stock = api.content.create(
        site["vi"],
        "EasyForm",
        id="mau-don",
        title=ours.title,
        language="vi",
        fields_model=stock_model(ours.fields_model),
        actions_model=_SAVE_DATA,
    )
    for form in (ours, stock):
        if api.content.get_state(form) != "published":
            api.content.transition(form, "publish")
    transaction.commit()
    return "/".join(ours.getPhysicalPath()), "/".join(stock.getPhysicalPath())


def stock_model(xml: str) -> str:
    """The same questions, parts and conditions with EasyForm's own types."""
    root = etree.fromstring(xml.encode())
    for question in root.iter(f"{{{_MODEL}}}field"):
        type_ = question.get("type")
        if not type_.startswith("zope.schema."):
            question.set("type", _STOCK_TYPES.get(type_, "zope.schema.TextLine"))
        for element in list(question):
            if etree.QName(element).localname not in _STOCK_ELEMENTS:
                question.remove(element)
        # Its server looks at no conditions: a required answer would be missed where it is not asked for.
        if question.get(_DEPENDS_ON):
            for required in question.findall(f"{{{_MODEL}}}required"):
                question.remove(required)
            etree.SubElement(question, f"{{{_MODEL}}}required").text = "False"
    return etree.tostring(root, encoding="unicode")


@dataclass
class Times:
    """Milliseconds of repeated calls: on the wall, and of this process's CPU."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def ask(self, browser: Browser, *arguments: Any, **named: Any) -> Answer:
        wall, cpu = time.perf_counter(), time.process_time()
        answer = browser.ask(*arguments, **named)
        self.wall.append(1000 * (time.perf_counter() - wall))
        self.cpu.append(1000 * (time.process_time() - cpu))
        return answer

    def summary(self) -> dict[str, float]:
        wall = self.wall[WARM_UP:]
        return {"median": median(wall), "p95": percentile(wall, 0.95), "cpu": median(self.cpu[WARM_UP:])}


def compare(browser: Browser, ours: str, stock: str, picture: bytes) -> dict[str, Times]:
    """Times of pages and submits, by turns so that noise meets both."""
    names = ("page", "stock page", "submit", "submit, files before", "stock submit", "receipt page")
    times = {name: Times() for name in names}
    for _turn in range(WARM_UP + PAGES):
        page = times["page"].ask(browser, "GET", ours)
        stock_page = times["stock page"].ask(browser, "GET", stock)
    sheet, stock_sheet = Sheet(page.body, OUR_ANSWERS), Sheet(stock_page.body, STOCK_ANSWERS)
    for turn in range(WARM_UP + SUBMITS):
        files = two_files(picture, f"turn {turn}")
        body = sheet.body(files, form_key=secrets.token_urlsafe())
        answer = times["submit"].ask(browser, "POST", ours, body, content_type=MULTIPART)
        assert answer.status == 303, answer
        answer = times["receipt page"].ask(browser, "GET", _path(answer.location))
        assert answer.status == 200, answer
        answer = times["stock submit"].ask(browser, "POST", stock, stock_sheet.body(files), content_type=MULTIPART)
        assert b"easyform-thankspage" in answer.body, answer
        draft = upload(browser, ours, files)
        body = sheet.body({}, draft=draft, form_key=secrets.token_urlsafe())
        answer = times["submit, files before"].ask(browser, "POST", ours, body, content_type=MULTIPART)
        assert answer.status == 303, answer
    return times


def upload(browser: Browser, form: str, files: Mapping[str, bytes]) -> str:
    """Send files ahead as the form's script does; gives the token of the draft that has them."""
    token = ""
    for question, data in files.items():
        wanted = {"component": PAPERS[question], "filename": f"{question}.jpg", "size": len(data), "token": token}
        answer = browser.ask("POST", f"{form}/@@uploads", json.dumps(wanted).encode(), content_type="application/json")
        assert answer.status == 200, answer
        begun = json.loads(answer.body)
        token = begun["token"]
        headers = {"draft_token": token, "upload_offset": "0", "content_type": "application/octet-stream"}
        answer = browser.ask("PATCH", f"{form}/@@uploads/{begun['id']}", data, **headers)
        assert json.loads(answer.body)["complete"], answer
    return token


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


@dataclass
class Traffic:
    """What submitters met: seconds of each filing, statuses, and the receipt that each filing led to."""

    times: list[float] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    receipts: dict[str, str] = field(default_factory=dict)  # by owner
    seconds: float = 0


def file_at_once(ports: Sequence[int], form: str, picture: bytes, name: str) -> Traffic:
    """CLIENTS submitters open the form and file EACH times, one filing after the other."""
    traffic = Traffic()

    def submit(client: int) -> None:
        browser = OverHttp(ports[client % len(ports)])
        sheet = Sheet(browser.ask("GET", form).body, OUR_ANSWERS)
        for number in range(EACH):
            owner = f"{name} {client}-{number}"
            body = sheet.body(
                two_files(picture, owner),
                **{"form_key": secrets.token_urlsafe(), "form.widgets.registered_at": owner},
            )
            began = time.perf_counter()
            answer = browser.ask("POST", form, body, content_type=MULTIPART)
            traffic.times.append(time.perf_counter() - began)
            traffic.statuses[answer.status] += 1
            traffic.receipts[owner] = answer.location

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(submit, range(CLIENTS)))
    traffic.seconds = time.perf_counter() - began
    return traffic


def lost_and_mixed_up(traffic: Traffic, picture: bytes) -> dict[str, int]:
    """How many filings led to no dossier of their own, and how many dossiers have other files than were sent."""
    from hcc_longan.tracking.links import receipt_of

    numbers, wrong = set(), 0
    for owner, location in traffic.receipts.items():
        dossier = receipt_of(location.partition("t=")[2])
        if dossier is None or dossier.answers["registered_at"] != owner:
            continue
        numbers.add(dossier.tracking_number)
        kept = {PAPERS[question]: data for question, data in two_files(picture, owner).items()}
        wrong += kept != {file.component: file.data for file in dossier.attachments}
    return {"lost": CLIENTS * EACH - len(numbers), "wrong files": wrong}


def registered() -> int:
    """How many dossiers the register has."""
    from hcc_longan.dossiers.register.tables import DossierRow
    from hcc_longan.ledger.engine import session
    from sqlalchemy import func
    from sqlalchemy import select

    return session().scalar(select(func.count()).select_from(DossierRow))


def many_submitters(processes: int, form: str, picture: bytes) -> dict[str, Any]:
    """File at once with so many processes on the same databases; gives what became of it."""
    from hcc_longan import cli
    from hcc_longan.zope_app import enter_site
    from hcc_longan.zope_app import zope_root

    with zope_root() as root:
        enter_site(root, cli.SITE_ID)
        before = registered()
    with ExitStack() as stack:
        ports = [stack.enter_context(serving("--threads", str(THREADS))) for _process in range(processes)]
        traffic = file_at_once(ports, form, picture, f"{processes}")
    with zope_root() as root:
        enter_site(root, cli.SITE_ID)
        more = registered() - before - CLIENTS * EACH
        found = lost_and_mixed_up(traffic, picture)
    return {
        "filed": len(traffic.times),
        "statuses": dict(traffic.statuses),
        "per_second": len(traffic.times) / traffic.seconds,
        "ms": {"median": 1000 * median(traffic.times), "p95": 1000 * percentile(traffic.times, 0.95)},
        **found,
        "too many or few": more,
    }


def check_saved(root: Any, stock: str) -> None:
    """That the stock form kept what it was sent: else it was compared with nothing."""
    (saved,) = root.unrestrictedTraverse(stock)._inputStorage.values()
    assert len(saved) == WARM_UP + SUBMITS, len(saved)
    assert all(len(row[question].data) > 1_000_000 for row in saved.values() for question in PAPERS)


def main() -> None:
    from hcc_longan.zope_app import load_wsgi
    from hcc_longan.zope_app import use_own_database
    from hcc_longan.zope_app import zope_root

    folder = Path(tempfile.mkdtemp(prefix="hcc-benchmark-"))
    try:
        use_own_database(folder)
        browser = InProcess(load_wsgi())
        logging.getLogger("wsgi").setLevel(logging.WARNING)
        with zope_root() as root:
            ours, stock = prepared_site(root)
        picture = photo()
        times = {name: each.summary() for name, each in compare(browser, ours, stock, picture).items()}
        with zope_root() as root:
            check_saved(root, stock)
        at_once = {f"processes: {processes}": many_submitters(processes, ours, picture) for processes in PROCESSES}
    finally:
        shutil.rmtree(folder)

    stock_page, stock_submit = times["stock page"]["median"], times["stock submit"]["median"]
    ratios = {
        "page": times["page"]["median"] / stock_page,
        "submit": times["submit"]["median"] / stock_submit,
        # The stock form's thanks come with the answer; our receipt has an address of its own.
        "submit and receipt": (times["submit"]["median"] + times["receipt page"]["median"]) / stock_submit,
        "submit, files before": times["submit, files before"]["median"] / stock_submit,
    }
    print(f"{PAGES} pages and {SUBMITS} submits with two files of 1 MB, by turns (ms: median / 95th percentile, CPU):")
    for name, each in times.items():
        print(f"  {name:<22} {each['median']:6.1f} / {each['p95']:6.1f}, {each['cpu']:6.1f}")
    print(f"As a share of the stock form's time (aims: page {PAGE_AIM}, submit {SUBMIT_AIM}):")
    print("  " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items()))
    print(f"{CLIENTS} submitters at once, {EACH} filings each, {THREADS} threads a process:")
    for name, each in at_once.items():
        speed = f"{each['per_second']:.1f} a second, {each['ms']['median']:.0f} / {each['ms']['p95']:.0f} ms"
        odd = ", ".join(f"{word} {each[word]}" for word in ("lost", "wrong files", "too many or few"))
        print(f"  {name}; {speed}; {each['filed']} filed, {odd}; statuses {each['statuses']}")
    write_result("eforms", {"ms": times, "ratios": ratios, "at_once": at_once})
    failures = [
        name
        for name, each in at_once.items()
        if each["lost"] or each["wrong files"] or each["too many or few"] or set(each["statuses"]) != {303}
    ]
    if failures:
        raise SystemExit(f"Lost, mixed up or refused: {', '.join(failures)}")


if __name__ == "__main__":
    main()
