"""The staff: who has which duty, where and from when to when; substitutes, shifts, seconded officers.

A duty is the membership in a group (`handler:khdt`, `receiver:quay-1` …): lasting ones are kept in Plone's own groups,
dated ones and those of substitutes in the ledger. A plugin of the user folder adds the latter while they hold, so that
guards, work lists and roles know of nothing but groups.
"""
