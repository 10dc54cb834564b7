"""One action over many dossiers: chosen, filled in once, checked without changing anything, then done one by one.

Other rooms make a batch with `making.start(officer, transition, rows)` and lead to `screen_url("batch", id)`, or let a
form POST `uids` (and `transition`) to `screen_url("batch", "new")`.
"""
