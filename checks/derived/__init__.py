"""What several rules derive from the facts, one subject a file; no rule is here."""
