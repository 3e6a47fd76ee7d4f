"""Questions that lean on the turn before, made to stand alone."""
