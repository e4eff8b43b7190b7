"""The edge where our own files live: a workspace of clinics and their assessments, written whole and durably."""
