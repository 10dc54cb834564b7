"""What files may be uploaded with a form: the rules of dossiers, where they go."""

from hcc_longan.dossiers.attachments import MB
from hcc_longan.dossiers.settings import setting
from hcc_longan.drafts.interfaces import IFileRules
from zope.interface import implementer


@implementer(IFileRules)
class FileRules:
    """As the settings stand when they are asked for."""

    @property
    def kinds(self) -> list[str]:
        return setting("file_types")

    @property
    def largest(self) -> int:
        return setting("largest_file") * MB

    @property
    def together(self) -> int:
        return setting("largest_dossier") * MB
