"""Pure functions from findings to a plan: what is worth doing, in which order, by when, and where it leads."""
