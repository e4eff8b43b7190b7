"""Question sheets that come back: read, compared with the assessment, and merged in where nothing is lost by it."""
