"""What is kept: past questions with their answers, votes on these, and people under made-up names."""
