"""`bin/hcc drafts`: what operators do about drafts."""

from hcc_longan.console import in_site
from hcc_longan.console import Refusal

import click


@click.group()
def drafts() -> None:
    """Drafts of forms that nobody has filed yet."""


@drafts.command("tidy")
@click.option(
    "--url",
    envvar="HCC_SITE_URL",
    help="Public address of the site, for the links in messages. [default: that of the control panel “Papers”]",
)
def drafts_tidy(url: str | None) -> None:
    """Warn of drafts that end soon; delete those that have ended, with their files.

    To be run once a day. The site may go on running.
    """
    from hcc_longan.drafts import tidying
    from plone import api

    with in_site():
        url = url or api.portal.get_registry_record("hcc_longan.papers.public_url", default="")
        if not url:
            raise Refusal("Messages need the public address of the site: give --url, or set it in the control panel.")
        done = tidying.tidy(url)
    click.echo(
        f"{done.warned} warned, {done.unreachable} that end soon can't be warned; "
        f"{done.drafts} drafts and {done.files} uploads deleted, {done.orphans} stray files removed."
    )
