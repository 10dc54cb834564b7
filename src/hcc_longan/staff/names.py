"""The names of groups that give duties: `handler:khdt`, `receiver:quay-1`, or one of the whole centre. Pure Python."""

# A department's, a counter's, the whole centre's.
OF_DEPARTMENTS = ("handler", "approver")
OF_COUNTERS = ("receiver", "returner")
OF_CENTRE = ("receiver", "returner", "supervisor", "inspector")
# What nobody hands on to a substitute by themselves.
OVERSIGHT = frozenset(("supervisor", "inspector"))
# Where those serve who receive and return, at whatever counter.
COUNTERS_UNIT = "*counters"


def is_duty(group: str) -> bool:
    """Whether membership in a group is a duty."""
    prefix, _colon, code = group.partition(":")
    return prefix in (*OF_DEPARTMENTS, *OF_COUNTERS) if code else group in OF_CENTRE


def unit_of(duty: str) -> str:
    """Among whom a substitute is looked for: a department's code, all counters together, or oversight."""
    prefix, _colon, code = duty.partition(":")
    if prefix in OF_DEPARTMENTS:
        return code
    return prefix if prefix in OVERSIGHT else COUNTERS_UNIT
