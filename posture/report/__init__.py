"""Reports: evaluation + plan -> text. Pure: no clock, no disk; rounding and wording happen here and only here."""
