"""What the tests bring along, and whom they ask."""
