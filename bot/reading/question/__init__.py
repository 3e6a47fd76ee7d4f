"""What a question asks for, and whether it asks the articles at all."""
