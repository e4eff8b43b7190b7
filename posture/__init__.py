"""posture: find out how well a small clinic is protected, and leave with a plan."""

__version__ = "0.1.0"
