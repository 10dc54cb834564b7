"""Making papers: milliseconds a paper, against the same by a plain `typst.compile`; and issuing one, all in all."""

from collections.abc import Mapping
from dossiers import APPLICANT
from dossiers import procedure_of
from runpy import run_path
from statistics import median
from support import peak_memory
from support import percentile
from support import ROOT
from support import spread
from support import timed
from support import trial_site
from support import write_result
from typing import Any

import time
import typst


ROUNDS = 60
AIM = 60  # milliseconds a paper
LARGE = 500  # dossiers of a register
FACTS = run_path(str(ROOT / "tests" / "unit" / "papers" / "conftest.py"))["FACTS"]


def numbered(kind: str, number: int) -> Mapping[str, Any]:
    """Facts that no other round has, so that nothing is remembered from an earlier one."""
    authority = {"vi": f"UBND tỉnh số {number}", "en": f"Province no. {number}"}
    return {**FACTS[kind], "authority": authority, "place": f"Nơi số {number}"}


def typesetting_alone() -> dict[str, dict]:
    """Every kind, ours and the peer's."""
    from hcc_longan.papers.kinds import Edition
    from hcc_longan.papers.typesetting import inputs
    from hcc_longan.papers.typesetting import TEMPLATES
    from hcc_longan.papers.typesetting import typeset

    edition = Edition.TT_03_2025
    result = {}
    for kind in FACTS:
        template = str(TEMPLATES / f"{kind.value}.typ")

        def plain(number: int, kind=kind, template=template) -> bytes:
            given = inputs(kind, edition, numbered(kind, number), "vi")
            return typst.compile(template, sys_inputs=given, pdf_standards=["a-2b"])

        ours = timed(lambda number, kind=kind: typeset(kind, edition, numbered(kind, number)), ROUNDS)
        peer = timed(plain, ROUNDS)
        result[kind.value] = {
            "ms": spread(ours),
            "peer_ms": spread(peer),
            "ratio": median(ours) / median(peer),
        }
    return result


def large_register() -> float:
    """Seconds of a register with as many dossiers as one may have."""
    from hcc_longan.papers.kinds import Edition
    from hcc_longan.papers.kinds import PaperKind
    from hcc_longan.papers.typesetting import typeset

    row = FACTS["register"]["rows"][0]
    rows = [{**row, "number": number, "applicant_name": f"Người số {number}"} for number in range(1, LARGE + 1)]
    began = time.perf_counter()
    typeset(PaperKind.REGISTER, Edition.TT_03_2025, {**FACTS["register"], "rows": rows})
    return time.perf_counter() - began


def issuing_whole(site: Any) -> list[float]:
    """A receipt with everything: facts from the dossier, number, PDF, kept with the dossier, row in the ledger."""
    from hcc_longan.dossiers.filing import file_dossier
    from hcc_longan.dossiers.lifecycle import move
    from hcc_longan.papers.issuing import reissue

    import transaction

    dossier = file_dossier(procedure_of(site, "ct"), APPLICANT)
    move(dossier, "receive", {})
    transaction.commit()

    def correct(number: int) -> Any:
        dossier.applicant = {**APPLICANT, "name": f"Người số {number}"}
        issued = reissue(dossier, dossier.papers[-1].code)
        transaction.commit()
        return issued

    return timed(correct, ROUNDS)


def main() -> None:
    papers = typesetting_alone()
    print(f"Milliseconds a paper, {ROUNDS} of each (median / 95th percentile), and by a plain typst.compile:")
    for kind, each in papers.items():
        ours, peer = (f"{each[name]['median']:6.1f} / {each[name]['p95']:6.1f}" for name in ("ms", "peer_ms"))
        print(f"  {kind:<20} {ours}   {peer}   ratio {each['ratio']:.2f}")
    seconds = large_register()
    print(f"A register of {LARGE} dossiers: {seconds:.2f} s, {peak_memory():.0f} MB")
    with trial_site(issuing_whole) as (_application, whole):
        pass
    print(f"A receipt issued, committed: {median(whole):.1f} / {percentile(whole, 0.95):.1f} ms (aim {AIM})")
    write_result("papers", {"papers": papers, "register_s": seconds, "issued_ms": spread(whole)})


if __name__ == "__main__":
    main()
