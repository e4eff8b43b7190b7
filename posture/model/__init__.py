"""The nouns of the field: frozen, validated values. No input or output, no arithmetic on answers."""
