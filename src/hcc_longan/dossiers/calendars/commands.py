"""`bin/hcc calendar`: the work calendar to and from spreadsheets, and its changes to running dossiers."""

from hcc_longan.console import in_site
from hcc_longan.console import Refusal

import click


@click.group()
def calendar() -> None:
    """The work calendar; the site's control panel shows and edits it."""


_department = click.option("--department", default="", help="Code of a department; without it the whole centre.")


@calendar.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8-sig"))
@_department
def calendar_export(file, department: str) -> None:
    """Write the special days to FILE as CSV (- for standard output)."""
    from hcc_longan.dossiers.calendars import versions as calendars
    from hcc_longan.worktime.exchange import write_days

    with in_site():
        _refuse_unknown(department)
        file.write(write_days(calendars.current().own(department).days))


@calendar.command("import")
@click.argument("file", type=click.File("rb"))
@_department
@click.option("--reason", default="", help="Why, for example the number of the decision; needed unless --dry-run.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def calendar_import(file, department: str, reason: str, dry_run: bool) -> None:
    """Publish a calendar with the special days of FILE (CSV; - for standard input) added or replaced.

    No day is removed. Exit code 1, and nothing written, if a line is wrong.
    """
    from hcc_longan.dossiers.calendars import changes
    from hcc_longan.dossiers.calendars import recalendar
    from hcc_longan.dossiers.calendars import versions as calendars

    import transaction

    if not (reason.strip() or dry_run):
        raise Refusal("Say why with --reason, for example with the number of the decision.")
    with in_site():
        _refuse_unknown(department)
        days, problems = changes.read_file(file.read(), "en")
        if problems:
            raise click.ClickException("\n".join(problems))
        version = calendars.current()
        old = version.own(department)
        new = changes.with_days(old, days)
        specs = changes.with_spec(version, department, new)
        if not changes.has_working_time(specs):
            raise click.ClickException(str(changes.NO_WORKING_TIME))
        differences = changes.differences(old, new, "en")
        for each in differences:
            click.echo(f"{each.what}: {each.old} -> {each.new}")
        if not differences:
            click.echo("The calendar holds these days already.")
            return
        moved = sum(1 for _change in recalendar.affected(specs))
        click.echo(f"{moved} running dossiers get other dates" + (": `bin/hcc calendar apply`." if moved else "."))
        if dry_run:
            click.echo("Nothing was written (--dry-run).")
            return
        number = calendars.publish(specs, reason.strip()).number
        transaction.commit()
    click.echo(f"Published version {number}.")


@calendar.command("check")
def calendar_check() -> None:
    """Say what a person should do about the calendar; exit code 1 if anything."""
    from hcc_longan.dossiers.calendars import recalendar
    from hcc_longan.dossiers.calendars.changes import calendar_warning
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
    from hcc_longan.dossiers.calendars import recalendar

    with in_site():
        done = 0
        for done in recalendar.apply():
            click.echo(f"{done} dossiers ...", err=True)
    click.echo(f"{done} dossiers have new dates.")


def _refuse_unknown(department: str) -> None:
    from hcc_longan.catalogue.departments import all_departments

    if department and department not in all_departments():
        known = ", ".join(all_departments())
        raise Refusal(f"There is no department {department}. There are: {known}.")
