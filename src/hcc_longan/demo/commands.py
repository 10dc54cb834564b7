"""`bin/hcc demo`: fill a trial site with a month of dossiers."""

from hcc_longan.console import in_site
from hcc_longan.console import Refusal

import click
import time


@click.command("demo")
@click.option("--days", default=30, show_default=True, type=click.IntRange(5, 365), help="Over how many days.")
@click.option("--dossiers", default=300, show_default=True, type=click.IntRange(1, 20_000), help="How many.")
@click.option("--seed", default=1, show_default=True, help="The same number gives the same people and steps.")
@click.option("--more", is_flag=True, help="Add a further month to a site that has one.")
@click.option("--force", is_flag=True, help="Also where there are no demo accounts: makes them, with known passwords!")
def demo_month(days: int, dossiers: int, seed: int, more: bool, force: bool) -> None:
    """Fill the site with made-up dossiers of all departments, as a month up to now might have left them.

    They are filed and moved by the demo accounts at past moments, in working hours, and look like real ones: never do
    this on a site that is in use. What is there stays; a second call adds nothing without --more.
    """
    from hcc_longan import demo
    from hcc_longan.demo import month as months
    from plone import api

    began = time.monotonic()
    with in_site():
        if not api.portal.get_registry_record(demo.RECORD, default=False):
            if not force:
                raise Refusal("This site has no demo accounts, so it may be a real one. --force makes them.")
            demo.make_accounts()
        if months.months_made() and not more:
            click.echo("The site has its demo month already; --more adds another one.")
            return
        try:
            with click.progressbar(length=1000, label="Making dossiers", show_eta=False) as bar:
                month = months.make_month(
                    days, dossiers, seed, lambda done, together: bar.update(1000 * done // together - bar.pos)
                )
        except months.NoProcedures:
            raise Refusal("The catalogue has no published procedure with a time limit to file for.") from None
    made = sum(bool(case.path) for case in month.cases)
    click.echo(f"{made} dossiers in {time.monotonic() - began:.0f} s.")
    if cut_off := sum(case.is_cut_off for case in month.cases):
        click.echo(f"{cut_off} of them stopped early: somebody else had moved them.")
    click.echo("Officers besides the demo accounts (same password):")
    for account in months.OFFICERS:
        click.echo(f"  {account.name:<14} {account.title}")
