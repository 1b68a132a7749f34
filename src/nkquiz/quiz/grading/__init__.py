"""The grader: a typed answer -> a verdict. `grader.py` is the way in; the other files each fold or compare one thing."""
