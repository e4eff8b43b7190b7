"""The terminal interface: the only package that draws. It asks the session, and never a widget, what is so."""
