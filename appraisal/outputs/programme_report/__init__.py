"""The paper of a programme: charts, PDF and workbook, in the style of those of one scenario, from one record."""
