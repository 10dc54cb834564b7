"""Names as strangers may see them: enough to recognise one's own dossier by, too little to learn who filed one."""

from hcc_longan.vietnamese import clean


_MOST_INITIALS = 6


def masked_name(name: str) -> str:
    """`Nguyễn V. A.` for `Nguyễn Văn An`: the first word and initials; a single word keeps its initial alone."""
    first, *others = clean(name).split(" ")
    if not others:
        return f"{first[:1]}." if first else ""
    initials = [f"{word[0]}." for word in others]
    if len(initials) > _MOST_INITIALS:
        initials[_MOST_INITIALS:] = ["…"]
    return " ".join((first, *initials))
