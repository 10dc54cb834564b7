"""`bin/hcc papers`: what operators do about papers."""

from hcc_longan.console import in_site
from hcc_longan.console import Refusal

import click


@click.group()
def papers() -> None:
    """The official papers of dossiers."""


@papers.command("issue")
def papers_issue() -> None:
    """Make the papers that could not be made when they were due; exit code 1 if some still can't."""
    from hcc_longan.papers import repair

    with in_site():
        _refuse_without_address()
        failed = 0
        for done in repair.issue_due():
            failed += bool(done.error)
            click.echo(f"{done.kind:<20} {done.dossier} {done.error or done.paper}")
    if failed:
        click.echo(f"{failed} papers are still due. The reasons are above, with their traces in the log.")
        raise SystemExit(1)


@papers.command("replace")
@click.argument("code")
def papers_replace(code: str) -> None:
    """Issue a corrected paper in place of the one with the verification code CODE, if the dossier differs."""
    from hcc_longan.papers import repair

    with in_site():
        _refuse_without_address()
        replaced = repair.replace(code)
        if replaced is None:
            raise Refusal(f"There is no paper with the code {code}.")
        former, paper = replaced
        if paper.code == former.code:
            click.echo(f"{paper.number} says what the dossier says; nothing was issued.")
        else:
            click.echo(f"{paper.number} ({paper.code}) takes the place of {former.number}.")


@papers.command("check")
def papers_check() -> None:
    """Compare every paper with its hash and its row in the ledger; exit code 1 if anything differs."""
    from hcc_longan.papers import repair

    with in_site():
        wrong = done = 0
        for found in repair.check():
            if found is None:
                done += 1
                continue
            wrong += 1
            click.echo(found)
    click.echo(f"{done} papers compared, {wrong} differences.")
    if wrong:
        click.echo("`bin/hcc papers rebuild` makes the rows anew. A changed file has to come back from a backup.")
        raise SystemExit(1)


@papers.command("rebuild")
def papers_rebuild() -> None:
    """Make the ledger's rows of papers anew from the dossiers. The site may go on running."""
    from hcc_longan.papers import repair

    with in_site():
        done = 0
        for done in repair.rebuild():
            click.echo(f"{done} papers ...", err=True)
    click.echo(f"{done} papers can be verified.")


def _refuse_without_address() -> None:
    """A paper's QR code needs an address that holds outside of this process."""
    from hcc_longan.papers.settings import settings

    if not settings()["public_url"]:
        raise Refusal("Papers need the public address of the site: give it in the control panel “Papers”.")
