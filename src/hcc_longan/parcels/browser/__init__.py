"""Control panel of the return of results."""
