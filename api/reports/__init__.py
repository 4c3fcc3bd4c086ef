"""Reports for taking away: one small model, written as Word files and as print sheets."""
