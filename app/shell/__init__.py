"""What surrounds the pages: router, navigation, layout, status line, tour."""
