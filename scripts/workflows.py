"""Write profiles/default/workflows/hcc_*_workflow/definition.xml from the table of workflows: `make workflows`."""

from hcc_longan.dossiers.definitions import definition
from hcc_longan.dossiers.workflows import WORKFLOWS
from pathlib import Path


FOLDER = Path(__file__).resolve().parent.parent / "profiles" / "default" / "workflows"

for workflow in WORKFLOWS.values():
    target = FOLDER / workflow.id / "definition.xml"
    target.parent.mkdir(exist_ok=True)
    target.write_text(definition(workflow), encoding="utf-8")
