"""The ground: sheet, scans, rates, metrics, roots. It knows numpy and nothing of the model."""
