"""The catalogue for programs, over HTTP as they use it."""

from hcc_longan.catalogue.content.procedure import IProcedure
from hcc_longan.catalogue.services import procedures as service
from plone import api
from plone.app.testing import SITE_OWNER_NAME
from plone.app.testing import SITE_OWNER_PASSWORD
from zope.schema import getFieldNames

import pytest
import requests
import transaction


pytestmark = pytest.mark.layer("acceptance")


@pytest.fixture
def get(portal):
    """`GET` of an address below the site, as a program does: gives the answer."""

    def call(address: str, auth=None, **parameters) -> requests.Response:
        transaction.commit()
        return requests.get(
            f"{portal.absolute_url()}/{address}",
            params=parameters,
            headers={"Accept": "application/json", "Accept-Language": "vi"},
            auth=auth,
            timeout=30,
        )

    return call


@pytest.fixture
def send(portal):
    """`POST` or `PATCH` of JSON to an address below the site, as its owner: gives the answer."""

    def call(method: str, address: str, **body) -> requests.Response:
        transaction.commit()
        return requests.request(
            method,
            f"{portal.absolute_url()}/{address}",
            json=body,
            headers={"Accept": "application/json", "Accept-Language": "vi"},
            auth=(SITE_OWNER_NAME, SITE_OWNER_PASSWORD),
            timeout=30,
        )

    return call


@pytest.fixture
def three(make_procedure):
    birth = make_procedure(
        "Đăng ký khai sinh", "Birth registration", code="1.001193", department="tp", field="tp-ho-tich"
    )
    make_procedure("Thành lập công ty cổ phần", "Founding a company", code="2.002043")
    make_procedure("Khai tử", code="1.000656", department="tp", field="tp-ho-tich", level_2022="partial")
    make_procedure("Bản nháp", code="1.000001", publish=False)
    return birth


class TestProcedures:
    """`GET @procedures`."""

    def test_its_shape(self, get, three):
        answer = get("@procedures", q="khai sinh")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("application/json")
        body = answer.json()
        assert body["items_total"] == 1
        assert body["items"] == [
            {
                "@id": three[0].absolute_url(),
                "code": "1.001193",
                "title": "Đăng ký khai sinh",
                "description": "Tóm tắt.",
                "department": "tp",
                "department_title": "Sở Tư pháp",
                "field": "tp-ho-tich",
                "field_title": "Hộ tịch",
                "time_limit": "3 ngày làm việc",
                "time_limits": [{"number": 3.0, "unit": "working_day"}],
                "online_level": "end_to_end",
                "online_level_2011": "4",
                "payment": "charged",
                "applicants": ["citizen"],
            }
        ]
        assert body["facets"]["department"] == [{"value": "tp", "count": 1}]

    def test_what_it_is_asked_for(self, get, three):
        def codes(**parameters) -> list[str]:
            body = get("@procedures", **parameters).json()
            assert body["items_total"] >= len(body["items"])
            return [item["code"] for item in body["items"]]

        assert codes() == ["1.001193", "1.000656", "2.002043"]
        assert codes(department="tp") == ["1.001193", "1.000656"]
        assert codes(department=["tp", "khdt"], online="partial") == ["1.000656"]
        assert codes(field="khdt-doanh-nghiep") == ["2.002043"]
        assert codes(q="2.002043") == ["2.002043"]
        assert codes(q="cong ty")[0] == "2.002043"
        assert codes(lang="en") == ["1.001193", "2.002043"]
        assert codes(lang="en", q="birth") == ["1.001193"]
        assert codes(b_size=1) == ["1.001193"]
        assert codes(b_start=1, b_size=1) == ["1.000656"]
        assert codes(b_start=3) == codes(b_size=0) == codes(b_size=-5) == []
        assert codes(b_start="x", b_size="y") == codes(b_start=-5) == codes()

    def test_facets_count_what_else_there_is(self, get, three):
        body = get("@procedures", department="tp").json()
        assert body["items_total"] == 2
        assert body["facets"]["department"] == [{"value": "khdt", "count": 1}, {"value": "tp", "count": 2}]
        assert body["facets"]["online"] == [{"value": "end_to_end", "count": 1}, {"value": "partial", "count": 1}]
        assert set(body["facets"]) == {"department", "field", "applicant", "online", "payment", "time"}

    def test_in_english(self, get, three):
        (item,) = get("@procedures", lang="en", q="birth").json()["items"]
        assert item["@id"] == three[1].absolute_url()
        assert item["department_title"] == "Department of Justice"
        assert item["field_title"] == "Civil status"
        assert item["time_limit"] == "3 working days"

    def test_no_more_than_its_limit_at_once(self, get, three, monkeypatch):
        monkeypatch.setattr(service, "LARGEST_SIZE", 2)
        body = get("@procedures", b_size=500).json()
        assert (body["items_total"], len(body["items"])) == (3, 2)

    def test_misspelt_words_are_named(self, get, three):
        body = get("@procedures", lang="en", q="brith registration").json()
        assert body["corrections"] == {"brith": "birth"}
        assert body["items"][0]["code"] == "1.001193"

    def test_a_language_that_there_is_not(self, get, furnished):
        answer = get("@procedures", lang="fr")
        assert answer.status_code == 400
        assert set(answer.json()) == {"error"}
        assert answer.json()["error"]["type"] == "BadRequest"
        assert answer.json()["error"]["message"]


class TestProcedure:
    """`GET` of a procedure itself."""

    def test_it_has_every_field(self, get, three):
        answer = get("vi/thu-tuc/dang-ky-khai-sinh")
        assert answer.status_code == 200
        body = answer.json()
        # Notes among editors are for editors.
        for_editors = {"review_by", "to_check"}
        assert set(getFieldNames(IProcedure)) - set(body) == for_editors
        full = get("vi/thu-tuc/dang-ky-khai-sinh", auth=(SITE_OWNER_NAME, SITE_OWNER_PASSWORD)).json()
        assert set(getFieldNames(IProcedure)) <= set(full)
        assert body["department"] == {"token": "tp", "title": "Sở Tư pháp"}
        assert body["fees"] == three[0].fees
        assert body["ways"] == three[0].ways
        assert body["components"] == three[0].components
        assert body["legal_basis"][0]["issued"] == "2020-06-17"
        assert body["review_state"] == "published"

    def test_a_draft_is_for_its_editors(self, get, three):
        assert get("vi/thu-tuc/ban-nhap").status_code == 401
        answer = get("vi/thu-tuc/ban-nhap", auth=(SITE_OWNER_NAME, SITE_OWNER_PASSWORD))
        assert (answer.status_code, answer.json()["code"]) == (200, "1.000001")

    def test_an_abolished_one_stays_readable(self, get, three):
        api.content.transition(three[0], "abolish")
        answer = get("vi/thu-tuc/dang-ky-khai-sinh")
        assert (answer.status_code, answer.json()["review_state"]) == (200, "abolished")
        assert get("@procedures", q="1.001193").json()["items_total"] == 0


class TestWriting:
    """`POST` and `PATCH` of a procedure."""

    WAY = {"channel": "counter", "case": "", "limit": 3, "unit": "working_day", "note_vi": "", "note_en": ""}

    def test_post(self, send, furnished):
        answer = send("POST", "vi/thu-tuc", **{"@type": "Procedure"}, title="Khai tử", code="1.000656", ways=[self.WAY])
        assert (answer.status_code, answer.json()["ways"]) == (201, [{**self.WAY, "limit": 3.0}])

    def test_post_of_a_bad_code(self, send, furnished):
        answer = send("POST", "vi/thu-tuc", **{"@type": "Procedure"}, title="Khai tử", code="1000656")
        assert answer.status_code == 400
        assert "code" in answer.json()["message"]

    def test_patch_shows_in_the_other_language(self, send, get, three):
        assert send("PATCH", "vi/thu-tuc/dang-ky-khai-sinh", ways=[{**self.WAY, "limit": 7}]).status_code == 204
        assert [way["limit"] for way in get("en/procedures/birth-registration").json()["ways"]] == [7.0]
