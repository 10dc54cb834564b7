"""Working time: hours, days off, make-up days; limits and how they end. Pure Python."""
