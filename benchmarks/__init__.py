"""Speed and quality beside other pipelines. Not part of the installed package."""
