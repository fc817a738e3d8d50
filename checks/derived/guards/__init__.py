"""Views beside their siblings: who asks a visitor who it is, and who does not."""
