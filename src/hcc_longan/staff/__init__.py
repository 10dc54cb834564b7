"""The staff: who has which duty, where and from when to when; substitutes, shifts, seconded officers."""
