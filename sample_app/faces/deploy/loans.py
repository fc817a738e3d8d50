"""What can be borrowed."""

BOOKS = ["Momo", "Emil"]
