"""`bin/hcc ledger` and `bin/hcc calendar`: what operators do about the register and the work calendar."""

import click


@click.group()
def ledger() -> None:
    """The register and the other tables beside the site."""


@ledger.command("check")
def ledger_check() -> None:
    """Compare every dossier with the register; exit code 1 if anything differs."""
    from hcc_longan.cli import in_site
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
    from hcc_longan.cli import in_site
    from hcc_longan.dossiers.register import maintenance

    with in_site():
        done = 0
        for done in maintenance.rebuild():
            click.echo(f"{done} dossiers ...", err=True)
    click.echo(f"{done} dossiers are in the register.")


@click.group()
def calendar() -> None:
    """The work calendar; it is edited in the site's control panel."""


@calendar.command("check")
def calendar_check() -> None:
    """Say what a person should do about the calendar; exit code 1 if anything."""
    from hcc_longan.cli import in_site
    from hcc_longan.dossiers import recalendar
    from hcc_longan.dossiers.browser.calendar import calendar_warning
    from zope.i18n import translate

    with in_site():
        warning = calendar_warning()
        waiting = sum(1 for _change in recalendar.affected())
    if warning:
        click.echo(translate(warning, target_language="en"))
    if waiting:
        click.echo(f"{waiting} running dossiers have dates of an older calendar: `bin/hcc calendar apply`.")
    if warning or waiting:
        raise SystemExit(1)
    click.echo("The calendar is in order.")


@calendar.command("apply")
def calendar_apply() -> None:
    """Give running dossiers the dates of the newest calendar; an event in each says so."""
    from hcc_longan.cli import in_site
    from hcc_longan.dossiers import recalendar

    with in_site():
        done = 0
        for done in recalendar.apply():
            click.echo(f"{done} dossiers ...", err=True)
    click.echo(f"{done} dossiers have new dates.")
