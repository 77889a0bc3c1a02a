"""A sector of many plants: what it earns, what a single plant gets of it, and what the same plants earn as projects."""
