"""Who has which duty: my own, absences, shifts at the counters; and the administrator's pages of it."""
