"""The Zope application for a process that is no web server: `bin/hcc` and scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import os


class NoConfiguration(RuntimeError):
    """No Zope configuration was found; the message says what to do."""


def wsgi_configuration() -> Path:
    """The wsgi.ini of the instance: HCC_WSGI, which buildout sets for bin/hcc."""
    path = Path(os.environ.get("HCC_WSGI", "parts/instance/etc/wsgi.ini")).resolve()
    if not path.exists():
        raise NoConfiguration(
            f"There is no {path}. Run `make start` once, or set HCC_WSGI to your instance's wsgi.ini."
        )
    return path


def use_own_database(folder: Path) -> None:
    """Make this process use a database in `folder`, made if need be: for trials, tests and benchmarks.

    To be called before Zope starts. Everything else is configured as in the instance.
    """
    etc = wsgi_configuration().parent
    var = Path(os.environ.get("HCC_HOME", ".")).resolve() / "var"
    for name in ("cache", "instance", "log", "relstorage", "blobstorage"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in ("zope.conf", "wsgi.ini"):
        text = (etc / name).read_text()
        if name == "zope.conf" and str(var) not in text:
            # It would open another checkout's database.
            raise NoConfiguration(f"{etc / name} keeps its data elsewhere: HCC_HOME and HCC_WSGI have to fit.")
        (folder / name).write_text(text.replace(str(var), str(folder)).replace(str(etc), str(folder)))
    os.environ["HCC_WSGI"] = str(folder / "wsgi.ini")
    os.environ["HCC_LEDGER_URL"] = f"sqlite:///{folder / 'ledger.sqlite'}"
    os.environ["HCC_MAILBOX"] = str(folder / "mailbox")
    os.environ["HCC_UPLOADS"] = str(folder / "uploads")


def load_wsgi() -> Any:
    """Start Zope; gives its WSGI application."""
    from paste.deploy import loadapp

    configuration = wsgi_configuration()
    # So that removing var/ is all it takes to begin anew.
    for name in ("cache", "instance", "log"):
        (Path(os.environ.get("HCC_HOME", ".")) / "var" / name).mkdir(parents=True, exist_ok=True)
    return loadapp(f"config:{configuration}")


@contextmanager
def zope_root() -> Iterator[Any]:
    """The application root with a request, as a manager sees it; starts Zope if need be."""
    from AccessControl.SecurityManagement import newSecurityManager
    from AccessControl.SecurityManagement import noSecurityManager
    from AccessControl.users import UnrestrictedUser
    from Testing.makerequest import makerequest
    from zope.component.hooks import setSite
    from zope.globalrequest import clearRequest
    from zope.globalrequest import setRequest

    import transaction
    import Zope2

    if Zope2.bobo_application is None:
        load_wsgi()
    root = makerequest(Zope2.app())
    setRequest(root.REQUEST)
    # Unlike Zope's system user, one whose roles the catalog knows: it finds drafts as well.
    newSecurityManager(None, UnrestrictedUser("hcc", "", ["Manager"], []).__of__(root.acl_users))
    try:
        yield root
    finally:
        transaction.abort()
        setSite(None)
        noSecurityManager()
        clearRequest()
        root._p_jar.close()


def enter_site(root: Any, site_id: str) -> Any:
    """Make a site the current one, its browser layers set as in a real request; raises KeyError if it isn't there."""
    from plone.browserlayer.layer import mark_layer
    from zope.component.hooks import setSite
    from zope.traversing.interfaces import BeforeTraverseEvent

    site = root[site_id]
    setSite(site)
    mark_layer(site, BeforeTraverseEvent(site, root.REQUEST))
    return site
