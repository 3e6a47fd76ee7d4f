"""From passages to an answer: choosing sentences, the short answer, the reason for none."""
