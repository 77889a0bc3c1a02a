"""Tests of the books. A package, so that its modules may bear the same names as those of the other folders."""
