"""`bin/hcc`: what operators run."""

from hcc_longan import demo
from hcc_longan.citizens.commands import citizens
from hcc_longan.console import in_site
from hcc_longan.console import Refusal
from hcc_longan.console import SITE_ID
from hcc_longan.console import started
from hcc_longan.demo.commands import demo_month
from hcc_longan.desk.batch.commands import batches
from hcc_longan.dossiers.calendars.commands import calendar
from hcc_longan.dossiers.commands import files
from hcc_longan.dossiers.register.commands import ledger
from hcc_longan.drafts.commands import drafts
from hcc_longan.eforms.commands import check
from hcc_longan.papers.commands import papers
from hcc_longan.zope_app import enter_site
from hcc_longan.zope_app import load_wsgi
from hcc_longan.zope_app import use_own_database
from hcc_longan.zope_app import zope_root
from pathlib import Path

import click
import logging
import os
import signal
import socket
import sys
import tempfile


TITLE = "Trung tâm Phục vụ hành chính công tỉnh Long An"
MOTTO = "Công khai – Minh bạch – Văn minh – Hiện đại – Thuận dân"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Operate the site of the Long An Public Administrative Service Centre.

    The site may run meanwhile: every command works on the same database. Exit codes: 0 done, 1 failed or found
    something wrong, 2 called wrongly.
    """
    for name in ("GenericSetup", "Products.MimetypesRegistry", "plone.exportimport", "relstorage", "plone.dexterity"):
        logging.getLogger(name).setLevel(logging.ERROR)


main.add_command(ledger)
main.add_command(calendar)
main.add_command(citizens)
main.add_command(papers)
main.add_command(files)
main.add_command(drafts)
main.add_command(batches)
main.add_command(check)
main.add_command(demo_month)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64), help="Requests served at once.")
@click.option("--trial", is_flag=True, help="Serve a new site from a temporary folder that is removed at the end.")
def start(host: str, port: int, threads: int, trial: bool) -> None:
    """Serve the site; make it first, with seed content and demo accounts, if there is none."""
    _refuse_used_port(host, port)
    if not trial:
        return _serve(host, port, threads)
    with tempfile.TemporaryDirectory(prefix="hcc-trial-") as folder:
        started(lambda: use_own_database(Path(folder)))
        _serve(host, port, threads)


def _serve(host: str, port: int, threads: int) -> None:
    from waitress import serve

    # A stop by the system ends like Ctrl+C: requests are finished, a trial's folder goes.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    application = started(load_wsgi)
    with zope_root() as root:
        if _is_half_made(root):
            click.echo("The making of the site was cut off earlier; nobody has used it yet, so it is made anew.")
            _remove_site(root)
        if SITE_ID in root.objectIds():
            made = False
            _upgrade(root)
            accounts = _has_demo_accounts(root)
        else:
            click.echo("Making the site with its seed content (about 10 s) ...")
            _make_site(root, production=False)
            made = accounts = True
    # The first page is slow while templates are compiled: that is our visitor's time otherwise.
    _warm(application, host, port)
    address = f"http://{host}:{port}/{SITE_ID}"
    click.echo(f"\n{'Made and ready' if made else 'Ready'}: {address}\n")
    if accounts:
        click.echo(f"Demo accounts (password {demo.PASSWORD}), log in at {address}/login:")
        for account in demo.ACCOUNTS:
            click.echo(f"  {account.name:<14} {account.title}")
    click.echo("\nStop with Ctrl+C; the data stays.")
    sys.stdout.flush()
    serve(application, host=host, port=port, threads=threads, clear_untrusted_proxy_headers=True, ident=None)


@main.group()
def site() -> None:
    """Make sites."""


@site.command("create")
@click.option("--production", is_flag=True, help="No demo accounts; asks for the administrator's password.")
@click.option("--admin-password", envvar="HCC_ADMIN_PASSWORD", help="For --production; else it is asked for.")
@click.option("--empty", is_flag=True, help="Without the seed content.")
def site_create(production: bool, admin_password: str | None, empty: bool) -> None:
    """Make the site from the distribution hcc_longan."""
    if production and not admin_password:
        admin_password = click.prompt("Password for admin", hide_input=True, confirmation_prompt=True)
    with started(zope_root) as root:
        if _is_half_made(root):
            _remove_site(root)
        if SITE_ID in root.objectIds():
            raise Refusal(f"/{SITE_ID} is there already. To begin anew, stop the site and remove var/.")
        _make_site(root, production, content=not empty, admin_password=admin_password)
    click.echo(f"Made /{SITE_ID}.")


@main.group()
def content() -> None:
    """Seed content: between the site and the folder content/."""


@content.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
def content_export(folder: Path | None) -> None:
    """Write the site's content to FOLDER (content/), in the format of plone.exportimport.

    Accounts are left out: a distribution brings none.
    """
    from hcc_longan.seed import export_seed

    folder = (folder or Path(os.environ.get("HCC_HOME", ".")) / "content").resolve()
    with in_site() as site:
        number = export_seed(site, folder)
    click.echo(f"Wrote {number} items to {folder}.")


@main.group()
def procedures() -> None:
    """The catalogue of procedures."""


@procedures.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Say what would change, field by field, and write nothing.")
@click.option("--department", "only", multiple=True, help="Only records of this department (code); may be repeated.")
@click.option(
    "--abolish", is_flag=True, help="Mark procedures that earlier imports brought and FILE lacks as abolished."
)
@click.option("--verbose", is_flag=True, help="Name every record, also unchanged ones, with old and new values.")
@click.pass_context
def procedures_import(context, file, dry_run: bool, only: tuple[str, ...], abolish: bool, verbose: bool) -> None:
    """Bring in national records from FILE (JSON Lines; - for standard input).

    Local changes are kept and noted to check. Exit code 1 if a line was broken; the rest is brought in all the same.
    """
    from hcc_longan.catalogue import departments
    from hcc_longan.catalogue import importing
    from hcc_longan.catalogue.national import read_lines

    summary = importing.Summary()
    with in_site():
        unknown = set(only) - set(departments.all_departments())
        if unknown:
            known = ", ".join(departments.all_departments())
            raise Refusal(f"There is no department {', '.join(sorted(unknown))}. There are: {known}.")
        catalogue = importing.catalogue_in_vietnamese()
        if catalogue is None:
            raise Refusal("The site has no Vietnamese catalogue to bring records into: add one first.")
        importer = importing.Importer(catalogue, only)
        done = 0

        def progress(change) -> None:
            nonlocal done
            done += 1
            if dry_run or verbose:
                _show_change(change, verbose)
            elif done % importing.BATCH == 0:
                click.echo(f"{done} records …", err=True)

        importing.run(importer, read_lines(file), summary, dry_run, abolish, progress)
    click.echo("Nothing was written (--dry-run). It would be:" if dry_run else "Done:")
    for number, text in (
        (summary.new, "new"),
        (summary.changed, "changed"),
        (summary.same, "unchanged"),
        (summary.abolished, "abolished" if abolish else "no longer in the file (--abolish marks them)"),
        (summary.unmapped, "mapped to no department: kept as drafts until an editor assigns them"),
        (summary.kept, "with local changes that were kept, noted to check"),
        (summary.to_check, "with something to check, listed on the completeness page"),
        (len(summary.broken), "broken lines"),
    ):
        click.echo(f"  {number:>5} {text}")
    for broken in summary.broken:
        click.echo(f"Line {broken.line}: {broken.reason}", err=True)
    context.exit(1 if summary.broken else 0)


def _show_change(change, verbose: bool) -> None:
    if not (change.needs_work or verbose):
        return
    mark = " (no department)" if change.is_unmapped else ""
    click.echo(f"{change.kind.value:<9} {change.code} {change.title[:100]}{mark}")
    if change.kind.value == "changed":
        for name, (old, new) in change.fields.items():
            click.echo(f"          {name}: {_short(old)} -> {_short(new)}")
        if change.kept:
            click.echo(f"          kept as here: {', '.join(change.kept)}")
    for problem in change.problems:
        click.echo(f"          to check: {problem.field}: {problem.problem} {_short(problem.value)}".rstrip())


def _short(value) -> str:
    import json

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _refuse_used_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                f"Can't listen on {host}:{port} ({error.strerror}). If another program uses the port, "
                f"choose another one: make start PORT={port + 1 if port < 65535 else port - 1}"
            ) from error


def _has_demo_accounts(root) -> bool:
    from plone import api

    enter_site(root, SITE_ID)
    return bool(api.portal.get_registry_record(demo.RECORD, default=False))


def _make_site(root, production: bool, content: bool = True, admin_password: str | None = None) -> None:
    from plone.distribution.api import site as site_api

    import transaction

    users = root.acl_users
    if users.getUserById("admin") is None:
        # The instance's initial user is used up by the first database; one made anew has none.
        users._doAddUser("admin", admin_password or demo.PASSWORD, ["Manager"], [])
    elif admin_password:
        users.userFolderEditUser("admin", admin_password, ["Manager"], [])
    # The creation of the site begins a transaction of its own, and would drop this one.
    transaction.commit()
    try:
        site_api.create(
            root,
            "hcc_longan",
            {
                "site_id": SITE_ID,
                "title": TITLE,
                "description": MOTTO,
                "default_language": "vi",
                "portal_timezone": "Asia/Ho_Chi_Minh",
                "setup_content": content,
            },
        )
        enter_site(root, SITE_ID)
        if not production:
            demo.make_accounts()
        transaction.commit()
    except BaseException:
        # The distribution commits before its last steps: leave no half-made site behind.
        transaction.abort()
        _remove_site(root)
        raise


def _upgrade(root) -> None:
    """Bring a site that an earlier version made up to date."""
    import transaction

    setup_tool = enter_site(root, SITE_ID).portal_setup
    if setup_tool.listUpgrades("hcc_longan:default"):
        click.echo("Bringing the site up to date ...")
        setup_tool.upgradeProfile("hcc_longan:default")
        if _has_demo_accounts(root):
            demo.make_accounts()
        transaction.commit()


def _is_half_made(root) -> bool:
    """Whether a process was killed between the distribution's own commit and the end of its work."""
    from plone.distribution.api.distribution import get_creation_report

    return SITE_ID in root.objectIds() and get_creation_report(root[SITE_ID]) is None


def _remove_site(root) -> None:
    import transaction

    if SITE_ID in root.objectIds():
        root._delObject(SITE_ID, suppress_events=True)
        transaction.commit()


def _warm(application, host: str, port: int) -> None:
    """Ask for the home page once, inside the process."""
    environment = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/{SITE_ID}/vi",
        "SCRIPT_NAME": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": open(os.devnull, "rb"),  # noqa: SIM115  (closed below)
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    answer = application(environment, lambda status, headers, exc_info=None: lambda data: None)
    try:
        b"".join(answer)
    finally:
        getattr(answer, "close", bool)()
        environment["wsgi.input"].close()
