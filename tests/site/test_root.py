"""The root of the site and the languages of its pages, over HTTP."""

import pytest
import requests
import transaction


pytestmark = pytest.mark.layer("acceptance")


def test_leads_to_the_language_of_the_visitor(furnished):
    transaction.commit()
    root = furnished.absolute_url()
    for accepted, language in (
        ("vi", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.5,vi;q=0.4", "en"),
        ("fr", "vi"),
        ("", "vi"),
    ):
        answer = requests.get(root, headers={"Accept-Language": accepted}, allow_redirects=False, timeout=30)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{root}/{language}"), accepted
    assert requests.get(root, headers={"Accept-Language": "en"}, timeout=30).url == f"{root}/en"


def test_a_page_speaks_its_own_language_to_everybody(furnished):
    transaction.commit()
    for language, accepted in (("vi", "en"), ("en", "vi")):
        answer = requests.get(furnished[language].absolute_url(), headers={"Accept-Language": accepted}, timeout=30)
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.text.partition("<head")[0]
        assert ("Which procedure are you looking for?" in answer.text) is (language == "en")
