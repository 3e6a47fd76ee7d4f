"""From scored passages to what the embedded reader tells: which sentences may answer, which are told, and in short."""
