"""Who answers for which measure: runs of bodies, and the decision which measures each of them is for."""
