"""Pure functions from answers to judgement. Exact numbers only; rounding is the report's and the screen's work."""
