"""Write versions.cfg (for buildout) from constraints.txt (for uv and pip), so that pins have one source."""

from packaging.requirements import Requirement
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent

# buildout looks for these two under exactly these spellings, and adds a looser pin of its own where it finds none.
DOTTED = ("zc.buildout", "zc.recipe.egg")


def read_constraints(text: str) -> dict[str, str]:
    """Name and version of every pin; of several lines for one name, the one for the running Python."""
    pins: dict[str, str] = {}
    for line in text.splitlines():
        pin = line.split("#", 1)[0].strip()
        if not pin:
            continue
        requirement = Requirement(pin)
        (specifier,) = requirement.specifier
        if requirement.name not in pins or not requirement.marker or requirement.marker.evaluate():
            pins[requirement.name] = specifier.version
    return pins


def versions_cfg(text: str) -> str:
    """The text of versions.cfg for a constraints file's text."""
    pins = read_constraints(text)
    for name in DOTTED:
        pins[name] = pins.pop(name.replace(".", "-"), None) or pins[name]
    body = "\n".join(f"{name} = {pins[name]}" for name in sorted(pins))
    return f"# Written by scripts/pins.py from constraints.txt (make pins); do not edit.\n[versions]\n{body}\n"


if __name__ == "__main__":
    (ROOT / "versions.cfg").write_text(versions_cfg((ROOT / "constraints.txt").read_text()))
