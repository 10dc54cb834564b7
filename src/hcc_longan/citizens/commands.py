"""`bin/hcc citizens`: what operators run about citizens' data."""

from hcc_longan.console import in_site

import click


@click.group()
def citizens() -> None:
    """Access logs and requests about personal data."""


@citizens.command("tidy")
def tidy() -> None:
    """Remove access logs and answered requests that are older than the settings say. To be run daily."""
    from hcc_longan.citizens.keeping import purge

    import transaction

    with in_site():
        looks, requests = purge()
        transaction.commit()
    click.echo(f"{looks} entries of access logs and {requests} answered requests were removed.")
