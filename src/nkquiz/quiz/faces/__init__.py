"""What a learner sees and presses: the colour, the plain and the JSON face. They draw and read; they decide nothing."""
