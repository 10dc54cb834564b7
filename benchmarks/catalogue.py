"""Search and import of the catalogue against Plone's stock full-text search, over seed and national records."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from statistics import median
from support import NATIONAL_RECORDS
from support import peak_memory
from support import percentile
from support import ROOT
from support import write_result

import json
import shutil
import tempfile
import time
import yaml


MANY = 2600
STATES = ["published", "draft"]


def many_records(lines: list[bytes], number: int):
    """As many records as asked for: the real ones, then copies under other codes and names."""
    for turn in range(number // len(lines) + 1):
        for place, line in enumerate(lines):
            if turn * len(lines) + place >= number:
                return
            record = json.loads(line)
            if turn:
                record["code"] = f"9.{turn}{place:05}"
                record["name"] = f"{record['name']} – địa bàn {turn}"
            yield json.dumps(record, ensure_ascii=False).encode()


def stock_search(catalog, text: str, language: str) -> list[str]:
    """Codes of the first ten as Plone's own search page finds them."""
    from plone.base.utils import munge_search_term

    brains = catalog(
        stock_text=munge_search_term(text), portal_type="Procedure", Language=language, review_state=STATES
    )
    return [brain.procedure_facts["code"] for brain in brains[:10]]


def our_search(catalog, text: str, language: str) -> list[str]:
    from hcc_longan.catalogue import search

    results = search.search(search.Query(text, language, states=STATES))
    return [brain.procedure_facts["code"] for brain in results.brains(0, 10)]


def relevance(queries: list[dict], find: Callable[[str, str], list[str]]) -> dict[str, dict]:
    """MRR@10 and recall@10, over all queries and by kind and set."""
    ranks, recalls = defaultdict(list), defaultdict(list)
    for query in queries:
        codes = find(query["q"], query["lang"])
        rank = next((place for place, code in enumerate(codes, 1) if code in query["expect"]), 0)
        for group in ("all", query["kind"], f"set:{query['set']}"):
            ranks[group].append(1 / rank if rank else 0.0)
            recalls[group].append(len(set(codes) & set(query["expect"])) / len(query["expect"]))
    return {
        group: {"queries": len(ranks[group]), "mrr": mean(ranks[group]), "recall": mean(recalls[group])}
        for group in ranks
    }


def times(queries: list[dict], find: Callable[[str, str], list[str]]) -> list[float]:
    """Milliseconds of server time a query, warm (after a first round)."""
    measured = []
    for measure in (False, True):
        for query in queries:
            began = time.perf_counter()
            find(query["q"], query["lang"])
            if measure:
                measured.append(1000 * (time.perf_counter() - began))
    return measured


def add_stock_index(site) -> None:
    """The full-text index that Plone comes with, over the same text."""
    from Products.CMFPlone.UnicodeSplitter.splitter import I18NNormalizer
    from Products.CMFPlone.UnicodeSplitter.splitter import Splitter
    from Products.ZCTextIndex.ZCTextIndex import PLexicon

    catalog = site.portal_catalog
    catalog._setObject("stock_lexicon", PLexicon("stock_lexicon", "", Splitter(), I18NNormalizer()))

    class Extra:
        lexicon_id = "stock_lexicon"
        index_type = "Okapi BM25 Rank"
        doc_attr = "SearchableText"

    catalog.addIndex("stock_text", "ZCTextIndex", Extra())
    catalog.manage_reindexIndex(ids=["stock_text"])


def import_records(site, lines) -> float:
    """Bring in records; gives the seconds it took."""
    from hcc_longan.catalogue import importing
    from hcc_longan.catalogue.national import read_lines

    began = time.perf_counter()
    importer = importing.Importer(importing.catalogue_in_vietnamese())
    importing.run(importer, read_lines(lines), importing.Summary())
    return time.perf_counter() - began


def main() -> None:
    if not NATIONAL_RECORDS.exists():
        print("Left out: ../shared/data/national_procedures.jsonl is not here.")
        return
    from hcc_longan import cli
    from hcc_longan.zope_app import enter_site
    from hcc_longan.zope_app import use_own_database
    from hcc_longan.zope_app import zope_root

    import transaction

    folder = Path(tempfile.mkdtemp(prefix="hcc-benchmark-"))
    use_own_database(folder)
    queries = yaml.safe_load((ROOT / "tests" / "relevance" / "queries.yaml").read_text(encoding="utf-8"))
    lines = NATIONAL_RECORDS.read_bytes().splitlines()
    with zope_root() as root:
        cli._make_site(root, production=True, admin_password="benchmark")
        site = enter_site(root, cli.SITE_ID)
        import_records(site, lines)
        add_stock_index(site)
        transaction.commit()
        catalog = site.portal_catalog

        def ours(text, language):
            return our_search(catalog, text, language)

        def stock(text, language):
            return stock_search(catalog, text, language)

        quality = {"ours": relevance(queries, ours), "stock": relevance(queries, stock)}
        few = {"ours": times(queries, ours), "stock": times(queries, stock)}
        few_number = len(catalog(portal_type="Procedure", Language="vi"))

        catalog.delIndex("stock_text")
        seconds = import_records(site, list(many_records(lines, MANY)))
        memory = peak_memory()
        catalog._delObject("stock_lexicon")
        add_stock_index(site)
        transaction.commit()
        many = {"ours": times(queries, ours), "stock": times(queries, stock)}
        many_number = len(catalog(portal_type="Procedure", Language="vi"))

    print(f"Relevance over {len(queries)} queries, seed and national records (MRR@10 / recall@10):")
    for group, ours_of_group in quality["ours"].items():
        stock_of_group = quality["stock"][group]
        print(
            f"  {group:<13} {ours_of_group['mrr']:.3f} / {ours_of_group['recall']:.3f}"
            f"   stock {stock_of_group['mrr']:.3f} / {stock_of_group['recall']:.3f}"
        )
    ratio = quality["ours"]["all"]["mrr"] / (quality["stock"]["all"]["mrr"] or 1)
    print(f"  MRR is {ratio:.2f} times the stock search's")
    for number, measured in ((few_number, few), (many_number, many)):
        print(f"Server time at {number} procedures, warm (median / 95th percentile, ms):")
        for name, values in measured.items():
            print(f"  {name:<6} {median(values):.1f} / {percentile(values, 0.95):.1f}")
        print(f"  median is {median(measured['ours']) / median(measured['stock']):.2f} times the stock search's")
    growth = {name: median(many[name]) / median(few[name]) for name in few}
    print(f"Growth of the median: ours {growth['ours']:.2f}, stock {growth['stock']:.2f}")
    added = MANY - len(lines)
    each = 1000 * seconds / MANY
    print(f"Import of {MANY} records ({added} new): {seconds:.0f} s, {each:.0f} ms each; peak {memory:.0f} MB")
    print(f"  {seconds / 180:.2f} of the 180 s and {memory / 1024:.2f} of the 1,024 MB allowed")
    write_result(
        "catalogue",
        {
            "relevance": quality,
            "mrr_ratio": ratio,
            "ms": {
                str(number): {
                    name: {"median": median(values), "p95": percentile(values, 0.95)}
                    for name, values in measured.items()
                }
                for number, measured in ((few_number, few), (many_number, many))
            },
            "growth": growth,
            "import": {"records": MANY, "seconds": seconds, "peak_mb": memory},
        },
    )
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
