"""The site around the catalogue: set-up, languages, home page, banner."""

from hcc_longan import demo
from hcc_longan.interfaces import IHccLonganLayer
from hcc_longan.pages import PAGES
from hcc_longan.pages import TITLES
from plone import api
from plone.browserlayer import utils
from zope.i18n import translate

import pytest


PROFILE = "hcc_longan:default"


class TestSetUp:
    """What the profile does, and takes back."""

    def test_installed(self, installer, browser_layers):
        assert installer.is_product_installed("hcc_longan")
        assert IHccLonganLayer in browser_layers

    def test_up_to_date(self, profile_last_version, setup_tool):
        assert profile_last_version(PROFILE) == setup_tool.getVersionForProfile(PROFILE)
        assert setup_tool.listUpgrades(PROFILE) == []

    def test_the_control_panel_finds_its_profiles(self, installer):
        assert installer.get_install_profile("hcc_longan")["id"] == PROFILE
        assert installer.get_uninstall_profile("hcc_longan")["id"] == "hcc_longan:uninstall"

    def test_uninstall_takes_the_layer_back(self, furnished, installer):
        installer.uninstall_product("hcc_longan")
        assert not installer.is_product_installed("hcc_longan")
        assert IHccLonganLayer not in utils.registered_layers()
        assert furnished["vi"]["thu-tuc"].portal_type == "Catalogue"

    def test_vietnamese_first_and_english_beside_it(self, portal):
        languages = api.portal.get_tool("portal_languages")
        assert languages.getDefaultLanguage() == "vi"
        assert sorted(languages.getSupportedLanguages()) == ["en", "vi"]
        for language in ("vi", "en"):
            assert portal[language].portal_type == "LRF"
            assert portal[language].language == language

    def test_catalogues_are_in_the_navigation(self, furnished, render):
        links = render(furnished["vi"], "home").texts("//*[@id='portal-globalnav']//a")
        assert links[1:] == ["Catalogue (vi)", "Departments (vi)"]


class TestHome:
    """The page of each language that people see first."""

    def test_is_the_page_of_the_language(self, furnished):
        for language in ("vi", "en"):
            assert furnished[language].getLayout() == "home"

    def test_leads_to_the_catalogue(self, make_procedure, furnished, render, anonymous):
        make_procedure("Đăng ký khai sinh", "Birth registration", department="tp")
        make_procedure("Khai tử", code="1.000656", department="tp")
        make_procedure("Bản nháp", code="1.000001", publish=False)
        with anonymous():
            page = render(furnished["en"], "home")
            vietnamese = render(furnished["vi"], "home")
        assert page.document.get("lang") == "en"
        address = "//div[@class='hcc-home']//form[@role='search']/@action"
        assert page.document.xpath(address) == [furnished["en"]["procedures"].absolute_url()]
        assert page.texts("//ul[@class='hcc-cards']/li") == [
            "Department of Planning and Investment Procedures: 0",
            "Department of Justice Procedures: 1",
        ]
        assert page.texts("//section[@aria-labelledby='changed-title']//a") == ["Birth registration"]
        assert vietnamese.document.get("lang") == "vi"
        assert sorted(vietnamese.texts("//section[@aria-labelledby='changed-title']//a")) == [
            "Khai tử",
            "Đăng ký khai sinh",
        ]

    def test_departments_that_left_are_not_named(self, furnished, render):
        page = furnished["en"]["departments"]["tp"]
        page.successor = furnished["vi"]["co-quan"]["tp"].successor = "khdt"
        for each in (page, furnished["vi"]["co-quan"]["tp"]):
            each.reindexObject()
        assert render(furnished["en"], "home").texts("//ul[@class='hcc-cards']/li/h3") == [
            "Department of Planning and Investment"
        ]


def languages(page) -> dict[str, tuple[str, bool, bool]]:
    """The language switch: address, whether it is the present one, whether a hint goes with it."""
    return {
        link.get("hreflang"): (link.get("href"), link.get("aria-current") == "true", bool(link.get("title")))
        for link in page.document.xpath("//nav[@class='hcc-languages']/a")
    }


class TestLanguageSwitch:
    """“Tiếng Việt | English” on every page."""

    def test_leads_to_the_translation(self, make_procedure, render):
        vi, en = make_procedure("Đăng ký khai sinh", "Birth registration")
        assert languages(render(vi)) == {
            "vi": (vi.absolute_url(), True, False),
            "en": (en.absolute_url(), False, False),
        }
        assert languages(render(en)) == {
            "vi": (vi.absolute_url(), False, False),
            "en": (en.absolute_url(), True, False),
        }

    def test_leads_home_with_a_hint_where_there_is_none(self, make_procedure, furnished, render):
        page = make_procedure("Đăng ký khai sinh")
        assert languages(render(page))["en"] == (furnished["en"].absolute_url(), False, True)

    def test_a_translation_that_the_reader_may_not_see_is_none(self, make_procedure, furnished, render, anonymous):
        vi, en = make_procedure("Đăng ký khai sinh", "Birth registration")
        api.content.transition(en, "retract")
        assert languages(render(vi))["en"][0] == en.absolute_url()
        with anonymous():
            assert languages(render(vi))["en"] == (furnished["en"].absolute_url(), False, True)

    def test_catalogues_departments_and_home_pages(self, furnished, render):
        for view, vi, en in (
            ("view", furnished["vi"]["thu-tuc"], furnished["en"]["procedures"]),
            ("departments", furnished["vi"]["co-quan"], furnished["en"]["departments"]),
            ("view", furnished["vi"]["co-quan"]["tp"], furnished["en"]["departments"]["tp"]),
            ("home", furnished["vi"], furnished["en"]),
        ):
            assert languages(render(vi, view))["en"] == (en.absolute_url(), False, False)
            assert languages(render(en, view))["vi"] == (vi.absolute_url(), False, False)

    def test_a_default_page_stands_for_its_folder(self, furnished, render):
        page = api.content.create(furnished["vi"]["co-quan"], "Document", id="gioi-thieu", title="Giới thiệu")
        furnished["vi"]["co-quan"].setDefaultPage("gioi-thieu")
        assert languages(render(page, "document_view"))["en"][0] == furnished["en"]["departments"].absolute_url()

    def test_each_name_is_in_its_own_language(self, furnished, render):
        links = render(furnished["vi"], "home").document.xpath("//nav[@class='hcc-languages']/a")
        assert [(link.text, link.get("lang")) for link in links] == [("Tiếng Việt", "vi"), ("English", "en")]


class TestDemo:
    """A site with demo accounts says so on every page."""

    def test_a_site_without_has_no_banner(self, furnished, render):
        assert render(furnished["vi"], "home").texts("//*[@class='hcc-demo']") == []

    def test_a_site_with_them_says_so(self, make_procedure, furnished, render, anonymous):
        demo.make_accounts()
        with anonymous():
            for page, view in ((furnished["en"], "home"), (furnished["en"]["procedures"], "view")):
                assert render(page, view).texts("//*[@class='hcc-demo']") == [
                    "Trial site with demo accounts: nothing filed here reaches an agency."
                ]

    def test_accounts_log_in_with_their_roles(self, portal):
        demo.make_accounts()
        assert {account.name for account in demo.ACCOUNTS} <= {user.getId() for user in api.user.get_users()}
        assert portal.acl_users.authenticate("bientap", demo.PASSWORD, None) is not None
        assert {"Editor", "Contributor", "Reviewer"} <= set(api.user.get_roles(username="bientap"))
        assert "Site Administrator" in api.user.get_roles(username="quantri")
        assert set(api.user.get_roles(username="congdan")) == {"Member", "Authenticated"}

    def test_making_them_twice_changes_nothing(self, portal):
        demo.make_accounts()
        number = len(api.user.get_users())
        demo.make_accounts()
        assert len(api.user.get_users()) == number


@pytest.mark.parametrize("page", list(PAGES))
def test_every_page_of_ours_has_words_for_the_windows_title(page):
    assert translate(TITLES[page], target_language="vi") != translate(TITLES[page], target_language="en")


@pytest.mark.parametrize(("language", "title"), [("vi", "Tra cứu hồ sơ"), ("en", "Follow a dossier")])
def test_the_windows_title_names_the_page_before_the_site(furnished, render, language, title):
    page = render(furnished[language], PAGES["tracking"][language == "en"])
    assert page.document.xpath("string(//title)").strip().startswith(f"{title} — ")
