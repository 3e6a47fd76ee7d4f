"""What is measured of answers, pure: outcomes and gold in, scores and estimates out."""
