"""What is to be done with every dossier of a batch, and how decisions that are signed together are numbered."""

from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from hcc_longan.dossiers.data import as_json
from typing import Any
from typing import Self


# Where a decision's own number stands in a pattern.
PLACE = "{n}"


@dataclass(frozen=True)
class Order:
    """The data of a step; with a `pattern` each dossier that can be done has its own `number`, from `first` on."""

    values: Mapping[str, Any] = field(default_factory=dict)
    pattern: str = ""
    first: int = 1

    @classmethod
    def of_json(cls, data: Mapping[str, Any] | None) -> Self:
        return cls(**(data or {}))

    def as_json(self) -> dict[str, Any]:
        return as_json(asdict(self))

    def own(self, place: int) -> dict[str, str]:
        """The data of one dossier alone: `{n}/QĐ-SKHDT` with 17 as the first gives `18/QĐ-SKHDT` at place 1."""
        return {"number": self.pattern.replace(PLACE, str(self.first + place))} if self.pattern else {}
