"""The centre of the dossiers' own tests."""

from pathlib import Path
from runpy import run_path


FURNITURE = run_path(str(Path(__file__).resolve().parents[1] / "dossiers" / "conftest.py"))
globals().update({name: FURNITURE[name] for name in ("centre", "moment")})
