"""The edge where content comes in: TOML files of checklists, frameworks and common data become a library."""
