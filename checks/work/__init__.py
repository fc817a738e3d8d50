"""What is done while a visitor waits, and what one worker keeps from the others."""
