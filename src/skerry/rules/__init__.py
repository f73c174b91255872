"""What is wrong, and what has drifted: facts and model held against what is known to work, and against one another."""
