"""Things that are drawn: they are told what to show and say what was pressed. None of them knows the session."""
