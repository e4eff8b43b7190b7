"""The command-line face: stdout is data, stderr is narration. Only `interface` imports the terminal interface."""
