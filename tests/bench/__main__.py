"""`make bench`: every benchmark, one after the other."""

from tests.bench import configs, fill, startup

if __name__ == "__main__":
    startup.main()
    configs.main()
    fill.main()
