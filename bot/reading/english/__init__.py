"""What is known of English, as newspapers write it: words, names, numbers, dates, and what a question is made of."""
