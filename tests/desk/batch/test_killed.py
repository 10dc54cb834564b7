"""A process that is killed in the middle of a batch, and two that go on with it at once."""

import os
import pytest
import subprocess
import sys


MADE = """
from click.testing import CliRunner
from hcc_longan.cli import main
from hcc_longan.desk.batch import running, store
from hcc_longan.desk.officers import officer_of
from hcc_longan.desk.batch.making import start
from hcc_longan.dossiers.filing import file_dossier
from hcc_longan.dossiers.lifecycle import move
from hcc_longan.dossiers.register.queries import find_row
from hcc_longan.zope_app import enter_site, use_own_database, zope_root
from pathlib import Path
from plone import api
from zope.sqlalchemy.datamanager import SessionDataManager
import os, transaction

use_own_database(Path(os.environ["OWN_DATABASE"]))
made = CliRunner().invoke(main, ["site", "create", "--empty"])
assert made.exit_code == 0, made.output

def publish(container, portal_type, id, title, **fields):
    page = api.content.create(container, portal_type, id=id, title=title, **fields)
    api.content.transition(page, "publish")
    return page

with zope_root() as root:
    vi = enter_site(root, "hcc")["vi"]
    department = {"code": "tp", "agency_id": "000.00.92.H39"}
    publish(publish(vi, "Folder", "co-quan", "Cơ quan"), "Department", "tp", "Sở Tư pháp", **department)
    catalogue = publish(vi, "Catalogue", "thu-tuc", "Thủ tục")
    page = publish(catalogue, "Procedure", "khai-tu", "Khai tử", code="1.000656", department="tp")
    transaction.commit()
    dossiers = [file_dossier(page, {"name": "Trần Thị Bình", "address": "Tân An"}) for _number in range(6)]
    for dossier in dossiers:
        move(dossier, "receive")
        transaction.commit()
    with api.env.adopt_user(username="tiepnhan"):
        officer = officer_of(api.user.get_current())
        batch_id = start(officer, "hand_over", [find_row(each.number) for each in dossiers])
        batch = store.read(batch_id, "tiepnhan")
        store.begin(batch, [each.UID() for each in dossiers])
        print(batch_id, flush=True)
        vote, left = SessionDataManager.tpc_vote, [3]

        def vote_and_die(self, current):
            # The register has committed, the database is only to finish: now the power goes.
            vote(self, current)
            left[0] -= 1
            if not left[0]:
                os._exit(9)

        SessionDataManager.tpc_vote = vote_and_die
        running.work(batch, 60)
"""

GONE_ON = """
from hcc_longan.console import in_site
from hcc_longan.desk.batch import running, store
from hcc_longan.dossiers.folders import dossiers_in, make_root
from plone import api
import os, transaction

with in_site(), api.env.adopt_user(username="tiepnhan"):
    batch = store.read(os.environ["BATCH"], "tiepnhan")
    while (progress := running.work(batch, 0.05)).status == "running":
        pass
    transaction.begin()
    events = sorted([event.transition for event in dossier.events] for dossier in dossiers_in(make_root()))
    print(progress.status, progress.counts["done"], events)
"""


@pytest.mark.slow
def test_a_batch_whose_process_was_killed_is_gone_on_with_by_two_at_once(tmp_path, root):
    if not (root / "bin" / "py").exists():
        pytest.skip("bin/py is not here")

    def began(script: str, **variables: str) -> subprocess.Popen:
        environment = {**os.environ, "HCC_HOME": str(root), **variables}
        command = [sys.executable, root / "bin" / "py", "-c", script]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=root, env=environment)

    killed = began(MADE, OWN_DATABASE=str(tmp_path))
    said, trouble = killed.communicate()
    assert killed.returncode == 9, said + trouble
    here = {"HCC_WSGI": f"{tmp_path}/wsgi.ini", "HCC_LEDGER_URL": f"sqlite:///{tmp_path}/ledger.sqlite"}
    for going_on in [began(GONE_ON, BATCH=said.split()[-1], **here) for _process in range(2)]:
        said, trouble = going_on.communicate()
        assert said.strip() == f"done 6 {[['file', 'receive', 'hand_over']] * 6}", said + trouble
