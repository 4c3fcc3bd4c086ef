"""Which places are paired, and how it stands with each pair: in force, ended, proposed or denied."""
