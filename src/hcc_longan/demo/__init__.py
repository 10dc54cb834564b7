"""Demo accounts of a site that is no production site; a banner on every page says that they exist."""

from collections.abc import Iterable
from dataclasses import dataclass
from plone import api


PASSWORD = "long-an-17-10-2016"
RECORD = "hcc_longan.demo_accounts"


@dataclass(frozen=True)
class Account:
    """A demo account with its roles in the whole site and its groups, which give roles on dossiers."""

    name: str
    title: str
    roles: tuple[str, ...] = ("Member",)
    groups: tuple[str, ...] = ()


DEPARTMENT_CODES = ("khdt", "tnmt", "xd", "ct", "tp", "khcn")

ACCOUNTS = (
    Account("tiepnhan", "Cán bộ tiếp nhận", groups=("receiver",)),
    Account("traketqua", "Cán bộ trả kết quả", groups=("returner",)),
    *(Account(f"thuly-{code}", f"Cán bộ thụ lý ({code})", groups=(f"handler:{code}",)) for code in DEPARTMENT_CODES),
    *(Account(f"lanhdao-{code}", f"Lãnh đạo sở ({code})", groups=(f"approver:{code}",)) for code in DEPARTMENT_CODES),
    Account("giamdoc", "Giám đốc Trung tâm", groups=("supervisor",)),
    Account("thanhtra", "Thanh tra viên", ("Member", "Reader"), groups=("inspector",)),
    Account("bientap", "Biên tập viên", ("Member", "Editor", "Contributor", "Reviewer")),
    Account("quantri", "Quản trị viên", ("Member", "Site Administrator")),
    Account("congdan", "Công dân Nguyễn Thị Mai"),
)

CITIZEN = "congdan"
# Made up, so that forms have something to fill in. Proved: e-mail and phone, whose codes come to the trial's mailbox.
CITIZEN_DATA = {
    "name": "Nguyễn Thị Mai",
    "id_kind": "cccd",
    "id_number": "080192000123",
    "birth_date": "1992-05-01",
    "address": "Số 12 đường Trương Định, phường Long An, tỉnh Tây Ninh",
    "language": "vi",
}
CITIZEN_RECIPIENTS = ("congdan@example.org", "0901234567")


def make_accounts(accounts: Iterable[Account] = ACCOUNTS) -> None:
    """Make the accounts and memberships that are missing, and note that the site has them."""
    for account in accounts:
        if api.user.get(username=account.name) is None:
            api.user.create(
                username=account.name,
                email=f"{account.name}@example.org",
                password=PASSWORD,
                properties={"fullname": account.title},
            )
            api.user.grant_roles(username=account.name, roles=list(account.roles))
        for group in account.groups:
            # A department that the site doesn't have has no group.
            if api.group.get(groupname=group) is not None:
                api.group.add_user(groupname=group, username=account.name)
    _make_citizen()
    api.portal.set_registry_record(RECORD, True)


def _make_citizen() -> None:
    """Give the citizen's account its person, unless somebody said something else."""
    from hcc_longan.accounts import addresses
    from hcc_longan.accounts import person

    if person.person_of(CITIZEN).id_number:
        return
    person.change(CITIZEN, **CITIZEN_DATA)
    for recipient in CITIZEN_RECIPIENTS:
        if addresses.owner(recipient) is None:
            person.add_recipient(CITIZEN, recipient)
