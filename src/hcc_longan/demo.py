"""Demo accounts of a site that is no production site; a banner on every page says that they exist."""

from dataclasses import dataclass
from plone import api


PASSWORD = "long-an-17-10-2016"
RECORD = "hcc_longan.demo_accounts"


@dataclass(frozen=True)
class Account:
    """A demo account; `roles` are those that the rooms built so far know."""

    name: str
    title: str
    roles: tuple[str, ...] = ("Member",)


DEPARTMENT_CODES = ("khdt", "tnmt", "xd", "ct", "tp", "khcn")

ACCOUNTS = (
    Account("tiepnhan", "Cán bộ tiếp nhận"),
    Account("traketqua", "Cán bộ trả kết quả"),
    *(Account(f"thuly-{code}", f"Cán bộ thụ lý ({code})") for code in DEPARTMENT_CODES),
    *(Account(f"lanhdao-{code}", f"Lãnh đạo sở ({code})") for code in DEPARTMENT_CODES),
    Account("giamdoc", "Giám đốc Trung tâm"),
    Account("thanhtra", "Thanh tra viên", ("Member", "Reader")),
    Account("bientap", "Biên tập viên", ("Member", "Editor", "Contributor", "Reviewer")),
    Account("quantri", "Quản trị viên", ("Member", "Site Administrator")),
    Account("congdan", "Công dân Nguyễn Văn An"),
)


def make_accounts() -> None:
    """Make the accounts that are missing, and note that the site has them."""
    for account in ACCOUNTS:
        if api.user.get(username=account.name) is None:
            api.user.create(
                username=account.name,
                email=f"{account.name}@example.org",
                password=PASSWORD,
                properties={"fullname": account.title},
            )
            api.user.grant_roles(username=account.name, roles=list(account.roles))
    api.portal.set_registry_record(RECORD, True)
