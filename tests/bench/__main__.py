"""`make bench`: every benchmark, one after the other."""

from tests.bench import startup

if __name__ == "__main__":
    startup.main()
