"""The pins of buildout are those of uv and pip."""

from importlib.util import module_from_spec
from importlib.util import spec_from_file_location

import pytest
import sys


@pytest.fixture
def pins(root):
    spec = spec_from_file_location("hcc_longan_pins", root / "scripts" / "pins.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_versions_cfg_is_what_make_pins_writes(pins, root):
    constraints = (root / "constraints.txt").read_text()
    assert (root / "versions.cfg").read_text() == pins.versions_cfg(constraints)


def test_every_constraint_is_a_pin(pins, root):
    lines = (root / "constraints.txt").read_text().splitlines()
    names = {line.split("==")[0].strip() for line in lines if "==" in line and not line.lstrip().startswith("#")}
    assert set(pins.read_constraints("\n".join(lines))) == names
    assert {"plone-restapi", "products-cmfplone", "rapidfuzz"} <= names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# a comment\n\n    # via -r requirements.txt\n", {}),
        ("one==1.0  # via two", {"one": "1.0"}),
        ("one[extra]==1.0\ntwo==2", {"one": "1.0", "two": "2"}),
        ("other==1 ; sys_platform == 'no-such'", {"other": "1"}),
    ],
)
def test_read_constraints(pins, text, expected):
    assert pins.read_constraints(text) == expected


@pytest.mark.parametrize("reverse", [False, True])
def test_the_pin_for_the_running_python_wins(pins, reverse):
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    lines = [f"one==1 ; python_version < '{version}'", f"one==2 ; python_version >= '{version}'"]
    assert pins.read_constraints("\n".join(lines[::-1] if reverse else lines)) == {"one": "2"}


def test_a_range_is_no_pin(pins):
    with pytest.raises(ValueError, match="unpack"):
        pins.read_constraints("one>=1,<2")


def test_buildout_finds_its_own_parts_under_dotted_names(pins):
    text = pins.versions_cfg("zc-buildout==5.1\nzc.recipe.egg==4.0\nalpha==1")
    assert text.splitlines()[1:] == ["[versions]", "alpha = 1", "zc.buildout = 5.1", "zc.recipe.egg = 4.0"]
