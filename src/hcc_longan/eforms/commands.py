"""`bin/hcc check`: what is broken on the site and would lose people's work."""

from hcc_longan.console import in_site
from zope.i18n import translate

import click


@click.command()
@click.option("--notes", is_flag=True, help="Also what an editor should look at.")
def check(notes: bool) -> None:
    """Check every e-form; exit code 1 if one can't be used."""
    from hcc_longan.eforms import checks

    broken = number = 0
    with in_site():
        for form in checks.eforms():
            number += 1
            found = checks.findings(form)
            broken += any(each.is_fault for each in found)
            for each in found:
                if each.is_fault or notes:
                    kind = "broken" if each.is_fault else "note"
                    path = "/".join(form.getPhysicalPath()[2:])
                    click.echo(f"{kind:<7} {path}: {translate(each.message, target_language='en')}")
    click.echo(f"{number} e-forms checked, {broken} broken.")
    if broken:
        raise SystemExit(1)
