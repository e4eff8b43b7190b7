"""How fast posture is, as ratios to floors that are measured beside it in the same run: `make bench`.

Nothing of the product imports this, and no test asserts a time.
"""
