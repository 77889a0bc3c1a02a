"""The report: sections made of blocks, set as a PDF."""
