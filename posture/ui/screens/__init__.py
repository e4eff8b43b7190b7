"""Whole screens: each asks the session, lays out widgets, and turns what they say into changes."""
