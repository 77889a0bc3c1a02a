"""The scenario: from a file to typed figures, and from figures to rows."""
