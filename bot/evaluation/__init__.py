"""Measures answers: gold questions in, figures with their n and interval out, pipelines side by side."""
