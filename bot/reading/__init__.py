"""
From passages to an answer: choosing sentences, the short answer, the reason for none.

`extract.py` is the embedded reader, `generate.py` a chat model's, `verify.py` holds what was written to the passages,
and `answers.py` makes an `Answer` of it. They stand on the folders: `question` on what is asked, `follow_ups` on what
leans on the turn before, `extraction` on what is told, `verification` on what is true of it, `english` under them all.
"""
