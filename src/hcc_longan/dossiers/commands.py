"""`bin/hcc files`: what operators do about the files of dossiers."""

from hcc_longan.console import in_site
from hcc_longan.console import Refusal

import click


@click.group()
def files() -> None:
    """The files of dossiers."""


@files.command("scan")
@click.option("--all", "everything", is_flag=True, help="Also files that came while nothing was scanned.")
def files_scan(everything: bool) -> None:
    """Let the virus scanner look at the files that wait for it, and release the clean ones.

    To be run every few minutes. The site may go on running. Exit code 1, and words on standard error, if the scanner
    can't judge or objects to a file: that one stays locked.
    """
    from collections import Counter
    from hcc_longan.dossiers import quarantine
    from hcc_longan.protection import scanning
    from hcc_longan.protection.scanning import Verdict

    counts: Counter[Verdict] = Counter()
    with in_site():
        state = scanning.state()
        if not state.is_on:
            raise Refusal("Virus scanning is off. Set the scanner's address in the control panel, or HCC_CLAMD.")
        if not state.works:
            raise click.ClickException(f"The virus scanner can't be used; files go on waiting. {state.problem}")
        for looked in quarantine.rescan(everything):
            finding = looked.finding
            counts[finding.verdict] += 1
            why = finding.signature or finding.reason
            line = f"{finding.verdict:<9} {looked.number} {looked.sha256[:16]} {why}".rstrip()
            click.echo(line, err=finding.verdict is not Verdict.CLEAN)
    click.echo(
        f"{counts.total()} files scanned: {counts[Verdict.CLEAN]} released, {counts[Verdict.INFECTED]} infected and "
        f"locked, {counts[Verdict.WAITING]} still waiting."
    )
    if counts.total() > counts[Verdict.CLEAN]:
        raise SystemExit(1)
