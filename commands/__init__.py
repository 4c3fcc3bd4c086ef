"""What the ``duikou`` command does, a module for each of its commands: the top floor, which nothing else imports."""
