"""What requests and tests came to: answers, crashes, failing tests, and which rule tells the root of each."""
