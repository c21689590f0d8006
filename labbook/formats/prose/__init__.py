"""What a report's sentences say in numbers, held against what its runs say."""
