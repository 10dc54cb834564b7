"""Collect the texts to translate into src/hcc_longan/locales: the template and its Vietnamese catalogue.

English is the language of the message ids themselves, so it needs no catalogue.
"""

from pathlib import Path

import subprocess
import sys


ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "src" / "hcc_longan" / "locales"
DOMAIN = "hcc_longan"
LANGUAGE = "vi"


def rebuild(pot: Path) -> None:
    """Write the template of all messages of the package and its profiles to `pot`."""
    # Through the interpreter: the script's own first line may name a Python that moved.
    command = [sys.executable, "-m", "i18ndude.script"]
    subprocess.run(
        [*command, "rebuild-pot", "--pot", str(pot), "--create", DOMAIN, "src/hcc_longan", "profiles"],
        check=True,
        # Relative, so that the comments name no folder of this machine.
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )


def main() -> None:
    pot = LOCALES / f"{DOMAIN}.pot"
    po = LOCALES / LANGUAGE / "LC_MESSAGES" / f"{DOMAIN}.po"
    rebuild(pot)
    if not po.exists():
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_text(pot.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "i18ndude.script", "sync", "--pot", str(pot), str(po)], check=True)


if __name__ == "__main__":
    main()
