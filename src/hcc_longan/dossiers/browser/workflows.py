"""Control panels of workflows: which department follows which, and the stages of each."""

from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from hcc_longan import _
from hcc_longan import PACKAGE_NAME
from hcc_longan.dossiers import rebinding
from hcc_longan.dossiers import stages
from hcc_longan.dossiers.binding import bound_workflow
from hcc_longan.dossiers.browser.settings import read_number
from hcc_longan.dossiers.browser.settings import SettingsPage
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.register.queries import counts_by_state
from hcc_longan.dossiers.settings import partners
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.states import Clock
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.workflows import DAY
from hcc_longan.dossiers.workflows import DEPARTMENT
from hcc_longan.dossiers.workflows import Stage
from hcc_longan.dossiers.workflows import WORKFLOWS
from typing import Any
from zExceptions import NotFound
from zope.i18n import translate


HOLDERS = {CENTRE: _("The centre"), DEPARTMENT: _("The department")}


class WorkflowPage(SettingsPage):
    """What both pages say of a workflow."""

    @cached_property
    def workflows(self) -> Mapping[str, Any]:
        return rebinding.dossier_workflows()

    def title(self, workflow: Any) -> str:
        return translate(workflow.title, PACKAGE_NAME, target_language=self.language) or workflow.getId()

    def stages_url(self, workflow: str) -> str:
        return f"{self.context.absolute_url()}/@@workflow-stages?workflow={workflow}"

    def followers(self, workflow: str) -> str:
        """The departments that follow a workflow."""
        return ", ".join(
            department.short_title(self.language)
            for code, department in self.departments.items()
            if bound_workflow(code) == workflow
        )


class DepartmentWorkflowsView(WorkflowPage):
    """The departments with their workflows: bind another one, or a copy."""

    def save(self) -> str:
        return self._copy() if "copy" in self.request.form else self._bind()

    def _bind(self) -> str:
        department, name = self.typed("department"), self.typed("workflow")
        try:
            number = rebinding.bind(department, name)
        except RuleBroken as error:
            self.errors[f"workflow-{department}"] = self.translate(error.message)
            return ""
        return _(
            "The department ${department} now follows the workflow “${workflow}”. Open dossiers taken along: ${number}",
            mapping={
                "department": self.departments[department].title(self.language),
                "workflow": self.title(self.workflows[name]),
                "number": number,
            },
        )

    def _copy(self) -> str:
        if not self.typed("title"):
            self.errors["copy-title"] = self.translate(_("This is required."))
            return ""
        department = self.typed("department")
        try:
            rebinding.copy(self.typed("workflow"), department, self.typed("title"))
        except RuleBroken as error:
            self.errors["copy-department"] = self.translate(error.message)
            return ""
        return _(
            "The workflow “${workflow}” was made, and the department ${department} follows it.",
            mapping={
                "workflow": self.typed("title"),
                "department": self.departments[department].title(self.language),
            },
        )

    @property
    def department_lines(self) -> Sequence[Mapping[str, Any]]:
        tried = self.typed("department") if "bind" in self.request.form else ""
        return [
            {
                "code": code,
                "title": department.title(self.language),
                "bound": bound_workflow(code),
                "chosen": self.typed("workflow") if code == tried else bound_workflow(code),
                "open": sum(counts_by_state(code).values()),
            }
            for code, department in self.departments.items()
        ]

    def copied(self, name: str) -> str:
        """What was typed into the form for a copy."""
        return self.typed(name) if "copy" in self.request.form else ""


class WorkflowStagesView(WorkflowPage):
    """The stages of one workflow: who acts, and how long."""

    @cached_property
    def workflow(self) -> Any:
        workflow = self.workflows.get(self.typed("workflow"))
        if workflow is None:
            raise NotFound(self.translate(_("There is no such workflow for dossiers.")))
        return workflow

    @property
    def url(self) -> str:
        return self.stages_url(self.workflow.getId())

    @property
    def is_shipped(self) -> bool:
        return self.workflow.getId() in WORKFLOWS

    def save(self) -> str:
        new = {state: self._read(state) for state in stages.settable_states(self.workflow)}
        if self.errors:
            return ""
        for state, stage in new.items():
            stages.set_stage(self.workflow, state, stage)
        return _("The stages have been saved. They hold for dossiers that enter a stage from now on.")

    def _read(self, state: str) -> Stage:
        """The stage as typed; sets `errors`."""
        holder, share, days = (self.typed(f"{name}-{state}") for name in ("holder", "share", "days"))
        if holder not in self.holders(state):
            self.errors[f"holder-{state}"] = self.translate(_("Choose who acts."))
        if share and not (share.isascii() and share.isdecimal() and int(share) <= 100):
            self.errors[f"share-{state}"] = self.translate(_("Give a whole number from 0 to 100, or nothing."))
        try:
            minutes = round(read_number(days) * DAY) if days else 0
        except ValueError:
            self.errors[f"days-{state}"] = self.translate(
                _("Give a number of working days, for example 0.5, or nothing.")
            )
            minutes = 0
        if share and minutes:
            self.errors[f"days-{state}"] = self.translate(_("Give either a share or working days."))
        if self.errors:
            return Stage()
        return Stage(holder, int(share or 0) or None, minutes or None)

    def holders(self, state: str) -> Mapping[str, str]:
        """Who may act in a state, by short name; an agency that is no longer in the settings stays where it is."""
        named = {code: self.translate(title) for code, title in HOLDERS.items()}
        named |= {code: partner.title(self.language) for code, partner in partners().items()}
        present = stages.stage(self.workflow, state).holder
        return {present: present, **named} if present not in named else named

    @cached_property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The states of the workflow; the settable ones with the values of their fields, as typed or as kept."""
        settable = stages.settable_states(self.workflow)
        return [
            {
                "state": name,
                "title": self.translate(state.title),
                "fields": self._fields(name) if name in settable else None,
                "holder": self._holder(name),
                "ways": [
                    " → ".join(filter(None, (self.translate(title), ", ".join(map(self.translate, targets)))))
                    for title, targets in stages.ways_out(self.workflow, name)
                ],
            }
            for name, state in STATES.items()
            if name in self.workflow.states
        ]

    def _fields(self, state: str) -> Mapping[str, str]:
        if self.request.method == "POST":
            return {name: self.typed(f"{name}-{state}") for name in ("holder", "share", "days")}
        stage = stages.stage(self.workflow, state)
        # Four decimals: a minute is two thousandths of a day.
        days = f"{stage.minutes / DAY:.4f}".rstrip("0").rstrip(".") if stage.minutes else ""
        return {"holder": stage.holder, "share": str(stage.share or ""), "days": days}

    def _holder(self, state: str) -> str:
        """Who acts in a state whose stage can't be set."""
        if state == "consulting":
            return self.translate(_("Each agency that is asked, within the limit it is given"))
        clock = STATES[state].clock
        if clock is Clock.PAUSED or state == "correcting":
            return self.translate(_("The applicant; the clock stands still"))
        if state in ("filed", "finished"):
            return self.translate(HOLDERS[CENTRE])
        return self.translate(_("Nobody"))

    @property
    def total(self) -> int:
        """The sum of the shares that are kept, in percent."""
        return sum(stages.stage(self.workflow, state).share or 0 for state in stages.settable_states(self.workflow))
