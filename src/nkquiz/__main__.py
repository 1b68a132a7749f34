"""`python -m nkquiz` does what `nkquiz` does."""

from nkquiz.cli import main

if __name__ == "__main__":
    main()
