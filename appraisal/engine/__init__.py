"""The engine: a scenario in, an appraisal out; knows no file and no paper."""
