"""`bin/hcc ledger`: what operators do about the register."""

from hcc_longan.console import in_site

import click


@click.group()
def ledger() -> None:
    """The register and the other tables beside the site."""


@ledger.command("check")
def ledger_check() -> None:
    """Compare every dossier with the register; exit code 1 if anything differs."""
    from hcc_longan.dossiers.register import maintenance

    with in_site():
        differences = 0
        done = 0
        for found in maintenance.check():
            if found is None:
                done += 1
                if done % maintenance.BATCH == 0:
                    click.echo(f"{done} dossiers ...", err=True)
                continue
            differences += 1
            click.echo(f"{found.fault.value:<10} {found.number} {found.detail}".rstrip())
    click.echo(f"{done} dossiers compared, {differences} differences.")
    if differences:
        click.echo("`bin/hcc ledger rebuild` makes the register anew from the dossiers.")
        raise SystemExit(1)


@ledger.command("rebuild")
def ledger_rebuild() -> None:
    """Make the register anew from the dossiers. The site may go on running."""
    from hcc_longan.dossiers.register import maintenance

    with in_site():
        done = 0
        for done in maintenance.rebuild():
            click.echo(f"{done} dossiers ...", err=True)
    click.echo(f"{done} dossiers are in the register.")
