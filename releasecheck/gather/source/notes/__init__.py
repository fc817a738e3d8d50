"""What is noted of a file while its tree is walked, a class a subject: the parts of the sheet."""
