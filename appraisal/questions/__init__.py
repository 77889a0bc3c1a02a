"""Questions: an appraisal or a scenario in, a small frozen result out."""
