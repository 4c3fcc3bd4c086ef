"""What ties the facts together: who is responsible, who is paired, what is cited, what is aimed at."""
