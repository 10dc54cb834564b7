"""`bin/hcc batches`: what operators do about batches."""

from hcc_longan.console import in_site

import click


@click.group()
def batches() -> None:
    """Actions of officers over many dossiers."""


@batches.command("tidy")
def batches_tidy() -> None:
    """Delete the results of old batches (control panel "Desk: batches").

    To be run once a day. The site may go on running.
    """
    from hcc_longan.desk.batch import tidying

    with in_site():
        number = tidying.tidy()
    click.echo(f"{number} batches deleted.")
